"""Guards of the ZIP and XML inside office files, before any parser sees them."""

import struct
import zipfile
import zlib
from pathlib import Path

from .outcome import Unreadable

MOST_MEMBERS = 10_000
MOST_BYTES = 300_000_000
MOST_RATIO = 200
RATIO_FROM_BYTES = 20_000_000
DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, struct.error, OSError, ValueError, EOFError),
    *(NotImplementedError, RuntimeError),
)
_ENTITY = (b"<!doctype", b"<!entity")


def check(path: Path) -> bool:
    """Whether it holds macros. Raises Unreadable for a bomb, a password or a damaged archive."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if any(member.flag_bits & 1 for member in members):
                raise Unreadable("password")
            unpacked = sum(member.file_size for member in members)
            too_dense = unpacked > RATIO_FROM_BYTES and unpacked > MOST_RATIO * path.stat().st_size
            if len(members) > MOST_MEMBERS or unpacked > MOST_BYTES or too_dense:
                raise Unreadable("bomb")
            for member in members:
                if member.filename.lower().endswith((".xml", ".rels")):
                    with archive.open(member) as file:
                        start = file.read(8192).replace(b"\0", b"").lower()
                    if any(word in start for word in _ENTITY):
                        raise Unreadable("bomb")
            return any(member.filename.endswith("vbaProject.bin") for member in members)
    except DAMAGE:
        raise Unreadable("damaged") from None
