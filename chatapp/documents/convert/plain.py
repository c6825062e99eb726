"""Text files: their encoding found, Chinese ones included, never a wrong letter in silence."""

import codecs

from . import wide
from .outcome import Unreadable

MOST_CHARACTERS = 20_000_000
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
SUPERSETS = {"gb2312": "gb18030", "gbk": "gb18030", "iso-8859-1": "cp1252"}
"""What browsers take for a name, and people mean by it."""
WHOLE_BY_BROKEN = 9
"""Letters outside ASCII that are whole, for each that is broken: chance makes far fewer."""


def decoded(data: bytes, declared: str = "") -> str:
    """The text; an encoding that it names itself is tried after UTF-8.

    Raises Unreadable: `bad_encoding` for one in no encoding we can tell.
    """
    text = _decoded(data, declared).replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    if len(text) > MOST_CHARACTERS:
        raise Unreadable("too_much_text")
    return text


def _decoded(data: bytes, declared: str) -> str:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            try:
                return data.decode(encoding)
            except UnicodeError:
                raise Unreadable("bad_encoding") from None
    if b"\0" in data[: wide.SAMPLE_BYTES] and (encoding := wide.encoding_of(data)):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            raise Unreadable("bad_encoding") from None
    try:
        return data.decode()
    except UnicodeDecodeError:
        pass
    try:
        return data.decode(SUPERSETS.get(declared.lower(), declared))
    except (UnicodeDecodeError, LookupError):
        pass
    candidates = []
    for encoding in ("gb18030", "big5", "utf-16-le", "utf-16-be"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        candidates.append((wide.share_of_common_chinese(text), text))
    if candidates and max(candidates)[0] >= 0.08:
        return max(candidates)[1]
    if text := _mended(data):
        return text
    from . import guess  # slow to load, and hardly ever needed

    try:
        return data.decode(guess.encoding_of(data))
    except (UnicodeDecodeError, LookupError):
        raise Unreadable("bad_encoding") from None


def _mended(data: bytes) -> str:
    """UTF-8 of which few bytes are broken, each shown as broken; "" for anything else."""
    text = data.decode(errors="replace")
    broken = text.count("\ufffd")
    whole = sum(not letter.isascii() for letter in text) - broken
    return text if whole > WHOLE_BY_BROKEN * broken else ""
