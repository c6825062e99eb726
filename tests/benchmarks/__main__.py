"""`scripts/bench NAME …`: every module of this package with a `run` is a measurement."""

import importlib
import pkgutil
import sys
from pathlib import Path

import tests.benchmarks


def names() -> list[str]:
    """The measurements there are."""
    modules = pkgutil.iter_modules(tests.benchmarks.__path__)
    return [module.name for module in modules if module.name != "__main__" and not module.ispkg]


def first_line(name: str) -> str:
    """What a measurement says about itself, read without importing it."""
    source = Path(tests.benchmarks.__path__[0], f"{name}.py").read_text()
    return source.lstrip('"').partition("\n")[0].removesuffix('"""')


def main(argv: list[str]) -> int:
    """Runs one measurement; without a name, says which there are."""
    if argv and argv[0] in names():
        module = importlib.import_module(f"tests.benchmarks.{argv[0]}")
        return int(module.run(argv[1:]))
    lines = ["scripts/bench NAME [options]   (scripts/bench NAME --help lists them)", ""]
    lines += [f"  {name:<10} {first_line(name)}" for name in names()]
    sys.stdout.write("\n".join(lines) + "\n")
    return 0 if argv in ([], ["-h"], ["--help"]) else 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
