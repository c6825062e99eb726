"""What a file is, by its bytes; its name only chooses between kinds of text."""

import zipfile
from pathlib import Path, PurePath

from . import archives, wide
from .outcome import Unreadable

IMAGES = ("jpeg", "png", "gif", "webp")
OFFICE = {
    b"wordprocessingml.": "docx",
    b"presentationml.": "pptx",
    b"spreadsheetml.": "xlsx",
}
"""What the list of an office file's parts speaks of."""
CONTENTS = "[Content_Types].xml"
MOST_CONTENTS = 4_000_000
CLAIMS = {
    **dict.fromkeys(("jpg", "jpeg", "png", "gif", "webp"), IMAGES),
    "pdf": ("pdf",),
    **dict.fromkeys(("docx", "docm"), ("docx",)),
    **dict.fromkeys(("pptx", "pptm"), ("pptx",)),
    **dict.fromkeys(("xlsx", "xlsm"), ("xlsx",)),
}
"""Endings that promise certain bytes, and the formats that keep the promise."""
_HEIF = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1", b"avif", b"avis")
_BOM = (b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")


def format_of(path: Path, name: str) -> str:
    """One of our formats. Raises Unreadable with the reason for all others."""
    with path.open("rb") as file:
        head = file.read(4096)
    if not head:
        raise Unreadable("empty_file")
    ending = PurePath(name.lower()).suffix.lstrip(".")
    found = _binary(head, path) or _text(head, ending)
    if ending in CLAIMS and found not in CLAIMS[ending]:
        raise Unreadable("wrong_ending")
    return found


def _binary(head: bytes, path: Path) -> str:
    if head[:3] == b"\xff\xd8\xff":
        return "jpeg"
    if head[:8] == b"\x89PNG\r\n\x1a\n":
        return "png"
    if head[:6] in (b"GIF87a", b"GIF89a"):
        return "gif"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head[4:8] == b"ftyp" and head[8:12] in _HEIF:
        raise Unreadable("heic")
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head[:4] == b"PK\x03\x04":
        return _office(path)
    if head[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise Unreadable("old_office")
    if head[:2] == b"BM" or head[:4] in (b"II*\0", b"MM\0*"):
        raise Unreadable("other_image")
    return ""


def _office(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            if archive.getinfo(CONTENTS).flag_bits & 1:
                raise Unreadable("password")
            with archive.open(CONTENTS) as file:
                contents = file.read(MOST_CONTENTS)
    except KeyError:
        raise Unreadable("unknown_kind") from None
    except archives.DAMAGE:
        raise Unreadable("damaged") from None
    if b"sheet.binary" in contents:
        raise Unreadable("old_office")
    for word, kind in OFFICE.items():
        if word in contents:
            return kind
    raise Unreadable("unknown_kind")


def _text(head: bytes, ending: str) -> str:
    if b"\0" in head and not head.startswith(_BOM):
        encoding = wide.encoding_of(head) or ("utf-8" if wide.is_sprinkled(head) else "")
        if not encoding:
            raise Unreadable("bad_encoding" if wide.is_likely(head) else "unknown_kind")
        head = head.decode(encoding, "ignore").encode()
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(b"{\\rtf"):
        raise Unreadable("old_office")
    if ending in ("svg", "svgz") or (
        b"<svg" in start[:1024] and start.startswith((b"<?xml", b"<svg"))
    ):
        raise Unreadable("svg")
    if ending in ("html", "htm", "xhtml") or start.startswith((b"<!doctype html", b"<html")):
        return "html"
    return {"csv": "csv", "tsv": "csv", "md": "markdown", "markdown": "markdown"}.get(
        ending, "text"
    )
