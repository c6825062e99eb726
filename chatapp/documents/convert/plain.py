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
SAMPLE_BYTES = 200_000


def decoded(data: bytes) -> str:
    """The text. Raises Unreadable: `bad_encoding` for one in no encoding we can tell."""
    text = _decoded(data).replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    if len(text) > MOST_CHARACTERS:
        raise Unreadable("too_much_text")
    return text


def _decoded(data: bytes) -> str:
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
    candidates = []
    for encoding in ("gb18030", "big5", "utf-16-le", "utf-16-be"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        candidates.append((wide.share_of_common_chinese(text), text))
    if candidates and max(candidates)[0] >= 0.08:
        return max(candidates)[1]
    from charset_normalizer import from_bytes  # slow to load, and hardly ever needed

    best = from_bytes(data[:SAMPLE_BYTES]).best()
    if best is None:
        raise Unreadable("bad_encoding")
    try:
        return data.decode(best.encoding)
    except (UnicodeDecodeError, LookupError):
        raise Unreadable("bad_encoding") from None
