"""Compiles the .po files named as arguments to .mo files beside them, by Babel: a bare machine
has no msgfmt. Fuzzy entries are left out, so that no guess is ever shown to a person."""

import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


def compile_catalogue(source: Path) -> Path:
    """Write the .mo of one .po; a reader never sees a half-written file."""
    with source.open("rb") as file:
        catalogue = read_po(file, locale=source.parent.parent.name, abort_invalid=True)
    target = source.with_suffix(".mo")
    unfinished = source.with_suffix(".mo.tmp")
    with unfinished.open("wb") as file:
        write_mo(file, catalogue, use_fuzzy=False)
    return unfinished.replace(target)


if __name__ == "__main__":
    for name in sys.argv[1:]:
        compile_catalogue(Path(name))
