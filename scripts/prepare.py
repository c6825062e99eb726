"""Prepares a checkout for work: run by `scripts/setup` with any Python from 3.11 on.

Only the standard library is used, for nothing is installed yet. Every step leaves a stamp in
`.venv/stamps` that holds a hash of its inputs, so that the next run skips what is still true.
"""

import argparse
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import venv
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMPS = VENV / "stamps"
LOG_LINES_SHOWN = 20
NOT_SERVED = (  # builds of Mermaid and DOMPurify that no page uses: 100 MB and minutes to compress
    *("*.mjs.map", "*.d.ts", "*.d.mts"),
    *("mermaid.js*", "mermaid.min.js*", "mermaid.core*", "mermaid.esm", "mermaid.esm.mjs"),
    *("purify.c*", "purify.js*", "purify.min.js*"),
)


class SetupFailed(Exception):
    """A step could not be done; the message is one for the person who waits."""


@dataclass(frozen=True)
class Step:
    """One thing to prepare: done again only if an input changed or an output is gone."""

    name: str
    doing: str
    action: Callable[[], None]
    inputs: tuple[Path, ...]
    outputs: tuple[Path, ...] = ()

    def fingerprint(self) -> str:
        """A hash of the names and contents of all input files."""
        digest = hashlib.sha256()
        for path in files_of(self.inputs):
            digest.update(f"{path}\0{path.stat().st_size}\0".encode())
            digest.update(path.read_bytes())
        return digest.hexdigest()

    def run(self, stamps: Path) -> bool:
        """Do it if it is needed; says whether it was."""
        stamp = stamps / self.name
        fingerprint = self.fingerprint()
        if (
            stamp.exists()
            and stamp.read_text() == fingerprint
            and all(path.exists() for path in self.outputs)
        ):
            return False
        say(f"{self.doing} …")
        stamp.unlink(missing_ok=True)
        self.action()
        stamps.mkdir(parents=True, exist_ok=True)
        stamp.write_text(fingerprint)
        return True


def say(sentence: str) -> None:
    """Progress goes to stderr: the standard output of `scripts/serve` is the address alone."""
    print(sentence, file=sys.stderr, flush=True)  # noqa: T201


def files_of(paths: Iterable[Path]) -> list[Path]:
    """The files that `paths` name, folders searched through, in a stable order."""
    found: set[Path] = set()
    for path in paths:
        found |= {file for file in path.rglob("*") if file.is_file()} if path.is_dir() else {path}
    return sorted(file for file in found if file.exists())


def catalogues() -> list[Path]:
    """The translation catalogues of the project and of its apps."""
    places = ("locale", "*/locale", "*/*/locale")
    return sorted({po for place in places for po in ROOT.glob(f"{place}/*/LC_MESSAGES/*.po")})


def run(*command: str, failure: str, env: dict[str, str] | None = None) -> None:
    """Run a command quietly; when it fails, `failure` and the end of what it said are raised."""
    try:
        done = subprocess.run(
            command,
            cwd=ROOT,
            env={**os.environ, **(env or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
    except OSError as error:
        raise SetupFailed(f"{failure}\n{error}") from error
    if done.returncode:
        said = "\n".join(done.stdout.strip().splitlines()[-LOG_LINES_SHOWN:])
        raise SetupFailed(f"{said}\n\n{failure}")


def make_venv() -> None:
    """A virtual environment with pip; the one that is there is kept if it works."""
    if Path(sys.prefix) != VENV:
        venv.create(VENV, clear=True, symlinks=True, with_pip=False)
    run(
        *(str(PYTHON), "-m", "ensurepip", "--upgrade"),
        failure="This Python comes without pip. Install the package that holds its `venv` and"
        " `ensurepip` modules (Debian, Ubuntu: apt install python3-venv) and run this again.",
    )


def pip_install(*requirements: str) -> None:
    """Exactly the pinned files, each verified by its hash."""
    files = [part for name in requirements for part in ("-r", name)]
    run(
        *(str(PYTHON), "-m", "pip", "install", "--require-hashes", "--no-input", "--quiet", *files),
        env={"PIP_DISABLE_PIP_VERSION_CHECK": "1"},
        failure="The Python packages could not be installed. This needs a network connection"
        " to a Python package index; once there is one, run this again.",
    )


def npm_install() -> None:
    """The front-end packages of package-lock.json; no script of theirs is run."""
    npm = shutil.which("npm")
    if npm is None:
        pip_install("scripts/requirements-npm.txt")
        npm = str(VENV / "bin" / "npm")
    run(
        *(npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"),
        failure="The front-end packages could not be installed. This needs a network connection"
        " to an npm registry; once there is one, run this again.",
    )


def compile_translations() -> None:
    run(
        *(str(PYTHON), "scripts/compile_translations.py", *map(str, catalogues())),
        failure="The translations could not be compiled.",
    )


def collect_static() -> None:
    """Into staticfiles/, under hashed names, as every profile but DEBUG serves them."""
    ignored = [f"--ignore={pattern}" for pattern in NOT_SERVED]
    with tempfile.TemporaryDirectory() as data_dir:
        run(
            *(str(PYTHON), "manage.py", "collectstatic", "--noinput", "--verbosity=0", *ignored),
            env={"DEBUG": "false", "DATABASE_URL": "", "REDIS_URL": "", "DATA_DIR": data_dir},
            failure="The static files could not be collected.",
        )


def steps(dev: bool) -> list[Step]:
    """What to prepare, in order."""
    pins, pins_dev = ROOT / "requirements.txt", ROOT / "requirements-dev.txt"
    po = tuple(catalogues())
    node_modules = ROOT / "node_modules"
    static = (*ROOT.glob("static"), *ROOT.glob("*/static"))
    collected = (ROOT / "package-lock.json", pins, ROOT / "chatapp" / "settings" / "pages.py")
    developer = [
        Step(
            "python-dev",
            "Installing tools for tests and checks",
            lambda: pip_install("requirements-dev.txt"),
            (pins, pins_dev),
        )
    ]
    return [
        Step("venv", "Making .venv", make_venv, (), (PYTHON,)),
        Step(
            "python",
            "Installing Python packages (half a minute on a fast network)",
            lambda: pip_install("requirements.txt"),
            (pins,),
        ),
        *(developer if dev else []),
        Step(
            "npm",
            "Installing front-end packages",
            npm_install,
            (ROOT / "package-lock.json",),
            (node_modules / ".package-lock.json",),
        ),
        Step(
            "translations",
            "Compiling translations",
            compile_translations,
            po,
            tuple(path.with_suffix(".mo") for path in po),
        ),
        Step(
            "static",
            "Collecting static files",
            collect_static,
            (*static, *collected),
            (ROOT / "staticfiles" / "staticfiles.json",),
        ),
    ]


def main() -> int:
    arguments = argparse.ArgumentParser(prog="scripts/setup", description=__doc__)
    arguments.add_argument("--dev", action="store_true", help="add the tools for tests and checks")
    dev: bool = arguments.parse_args().dev
    checkout = os.open(ROOT, os.O_RDONLY)
    try:
        fcntl.flock(checkout, fcntl.LOCK_EX)  # two commands at once must not fight over .venv
        for step in steps(dev):
            step.run(STAMPS)
    except SetupFailed as failed:
        say(str(failed))
        return 1
    except KeyboardInterrupt:
        say("Stopped. Run this again to go on.")
        return 130
    finally:
        os.close(checkout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
