"""Where files lie: `DATA_DIR/files`, outside everything the web server serves, random names."""

import secrets
import shutil
import tempfile
from pathlib import Path

from django.conf import settings


def root() -> Path:
    """The folder of all files."""
    path: Path = settings.DATA_DIR / "files"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def of(key: str) -> Path:
    """The folder of one file."""
    return root() / key[:2] / key


def workplace() -> Path:
    """A new empty folder beside them, so that a finished one can be moved in at once."""
    return Path(tempfile.mkdtemp(prefix="incoming-", dir=root()))


def keep(workplace: Path) -> str:
    """Moves a finished folder to its place; returns its key."""
    key = secrets.token_hex(16)
    target = of(key)
    target.parent.mkdir(mode=0o700, exist_ok=True)
    workplace.rename(target)
    return key


def drop(key: str) -> None:
    """Removes the folder of one file, or what is left of it."""
    shutil.rmtree(of(key), ignore_errors=True)
