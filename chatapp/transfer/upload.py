"""The file that somebody brings: JSON or ZIP, in chunks, never more than is reasonable."""

import codecs
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from chatapp.transfer.found import UploadRefused

MAX_UPLOAD_BYTES = 256 * 2**20
MAX_UNPACKED_BYTES = 1024 * 2**20
MAX_DIRECTORY_BYTES = 8 * 2**20
MAX_MEMBERS = 5000
CHUNK_BYTES = 256 * 2**10
ENCRYPTED = 1
DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError),
    NotImplementedError,  # a way of packing that nobody exports with
)

_ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06")
_WANTED = re.compile(r"(?:^|/)(?:conversations[-_ ]?\d*\.json|conversations/[^/]+\.json)$", re.I)
_JUNK = re.compile(r"(?:^|/)(?:__MACOSX/|\._)")


class Upload:
    """Reads a file as one or several JSON documents, each as chunks of UTF-8.

    Raises UploadRefused, also in the middle: sizes in a ZIP file are claims, so bytes are
    counted as they come.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._left = MAX_UNPACKED_BYTES

    def documents(self) -> Iterator[Iterator[bytes]]:
        """The JSON documents in the file."""
        self._file.seek(0)
        start = self._file.read(4)
        self._file.seek(0)
        if not start:
            raise UploadRefused("empty_file")
        if start in _ZIP_STARTS:
            yield from self._unpacked()
        else:
            yield utf8(self._chunks(self._file))

    def _unpacked(self) -> Iterator[Iterator[bytes]]:
        check_directory(self._file)
        with damage_is_refused():
            archive = zipfile.ZipFile(self._file)
        with archive:
            for member in wanted(archive.infolist()):
                if member.flag_bits & ENCRYPTED:
                    raise UploadRefused("zip_encrypted")
                with damage_is_refused():
                    stream = archive.open(member)
                with stream:
                    yield utf8(self._chunks(stream))

    def _chunks(self, stream: IO[bytes]) -> Iterator[bytes]:
        while True:
            with damage_is_refused():
                chunk = stream.read(CHUNK_BYTES)
            if not chunk:
                return
            self._left -= len(chunk)
            if self._left < 0:
                raise UploadRefused("unpacks_too_large")
            yield chunk


@contextmanager
def damage_is_refused() -> Iterator[None]:
    """Whatever `zipfile` says about a broken file, in our words."""
    try:
        yield
    except DAMAGE as error:
        raise UploadRefused("zip_damaged") from error


def wanted(members: list[zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
    """The members that hold conversations; any JSON if none is named as exports name them."""
    files = [m for m in members if not m.is_dir() and not _JUNK.search(m.filename)]
    found = [m for m in files if _WANTED.search(m.filename)]
    found = found or [m for m in files if m.filename.lower().endswith(".json")]
    if not found:
        raise UploadRefused("zip_without_conversations")
    if any(m.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for m in found):
        raise UploadRefused("zip_damaged")
    return found[:MAX_MEMBERS]


def check_directory(file: IO[bytes]) -> None:
    """Refuses a ZIP file whose table of contents would fill the memory.

    A ZIP64 table is refused too: below the size of an upload nobody needs one.
    """
    size = file.seek(0, 2)
    file.seek(max(0, size - 66_000))
    tail = file.read()
    file.seek(0)
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < 22:
        raise UploadRefused("zip_damaged")
    (directory_bytes,) = struct.unpack_from("<I", tail, at + 12)
    if directory_bytes > MAX_DIRECTORY_BYTES or tail[max(0, at - 20) :].startswith(b"PK\x06\x07"):
        raise UploadRefused("unpacks_too_large")


def utf8(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The chunks in UTF-8; a file saved as UTF-16 begins with a mark that says so."""
    first = next(chunks, b"")
    if not first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        yield first
        yield from chunks
        return
    decoder = codecs.getincrementaldecoder("utf-16")("replace")
    yield decoder.decode(first).encode("utf-8", "replace")
    for chunk in chunks:
        yield decoder.decode(chunk).encode("utf-8", "replace")
