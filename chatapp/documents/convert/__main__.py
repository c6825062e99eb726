"""The converting process: limits first, then one file, then one line of JSON.

python -m convert read  FILE NAME OUT MOST_PAGES
python -m convert paint FILE OUT FIRST LAST
"""

import dataclasses
import json
import resource
import sys
from pathlib import Path

MEMORY_BYTES = 1_000_000_000
CPU_SECONDS = 12
FILE_BYTES = 200_000_000


def limit() -> None:
    """From here on this process can't take more than its share."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_BYTES, FILE_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main(arguments: list[str]) -> dict[str, object]:
    """Does what is asked; the parsers are loaded under the limits."""
    from . import read
    from .outcome import Unreadable

    try:
        match arguments:
            case ["read", file, name, out, most_pages]:
                outcome = read.convert(Path(file), name, Path(out), int(most_pages))
                return dataclasses.asdict(outcome)
            case ["paint", file, out, first, last]:
                from . import pdf

                pdf.paint(Path(file), Path(out), int(first), int(last))
                return {}
            case _:
                raise SystemExit(__doc__)
    except Unreadable as error:
        return {"refused": error.code}
    except MemoryError:
        return {"refused": "bomb"}
    except RecursionError:
        return {"refused": "too_deep"}


if __name__ == "__main__":
    limit()
    print(json.dumps(main(sys.argv[1:])))  # noqa: T201
