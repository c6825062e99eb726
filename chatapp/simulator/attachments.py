"""Images and documents: what they are, how large, and what they cost in tokens."""

import base64
import binascii
import math
import re
import struct
from dataclasses import dataclass

from . import tokens
from .catalog import Model
from .prompt import blocks, texts
from .wire import Json

_PDF_PAGE = re.compile(rb"/Type\s*/Page(?![s\w])")
_TOKENS_PER_PDF_PAGE = 2_000
_UNKNOWN_IMAGE_TOKENS = 1_500
_UNKNOWN_DOCUMENT_TOKENS = 3_000


@dataclass(frozen=True)
class Attachment:
    """One image or document as the reply names it and the count bills it."""

    kind: str
    media_type: str
    tokens: int
    size_bytes: int | None = None
    measure: str = ""
    title: str = ""


def inspect(block: Json, model: Model) -> Attachment:
    """What an image or document block holds; a source elsewhere is taken at a typical size."""
    source = block.get("source") or {}
    kind = block["type"]
    title = block.get("title") or ""
    match source.get("type"):
        case "base64":
            data = _decode(source.get("data", ""))
            media_type = source.get("media_type", "application/octet-stream")
            if kind == "image":
                return _image(data, media_type, model)
            pages = max(1, len(_PDF_PAGE.findall(data)))
            cost = pages * _TOKENS_PER_PDF_PAGE
            return Attachment(kind, media_type, cost, len(data), f"{pages} p.", title)
        case "text":
            text = str(source.get("data", ""))
            cost = tokens.count(text, model.characters_per_token)
            return Attachment(kind, "text/plain", cost, len(text.encode()), title=title)
        case "content":
            text = "\n".join(texts(source.get("content")))
            images = [b for b in blocks(source.get("content")) if b.get("type") == "image"]
            cost = tokens.count(text, model.characters_per_token)
            cost += sum(inspect(image, model).tokens for image in images)
            return Attachment(kind, "text/plain", cost, len(text.encode()), title=title)
    where = str(source.get("url") or source.get("file_id") or "")
    cost = _UNKNOWN_IMAGE_TOKENS if kind == "image" else _UNKNOWN_DOCUMENT_TOKENS
    return Attachment(kind, where or "?", cost, title=title)


def text_of(block: Json) -> str:
    """The words of a plain-text document, to quote and to summarise; else nothing."""
    source = block.get("source") or {}
    if source.get("type") == "text":
        return str(source.get("data", ""))
    if source.get("type") == "content":
        return "\n".join(texts(source.get("content")))
    return ""


def _image(data: bytes, media_type: str, model: Model) -> Attachment:
    size = _dimensions(data)
    if size is None:
        return Attachment("image", media_type, _UNKNOWN_IMAGE_TOKENS, len(data))
    width, height = size
    edge, limit = (2576, 4784) if model.hides_thinking else (1568, 1568)
    scale = min(1.0, edge / max(width, height, 1))
    cost = math.ceil(width * scale / 28) * math.ceil(height * scale / 28)
    return Attachment("image", media_type, min(cost, limit), len(data), f"{width} × {height} px")


def _decode(data: str) -> bytes:
    try:
        return base64.b64decode(data, validate=False)
    except binascii.Error:
        return b""


def _dimensions(data: bytes) -> tuple[int, int] | None:
    """Width and height from the first bytes of a PNG, GIF, JPEG or WebP file."""
    if data[:8] == b"\x89PNG\r\n\x1a\n" and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        return width, height
    if data[:3] == b"GIF" and len(data) >= 10:
        width, height = struct.unpack("<HH", data[6:10])
        return width, height
    if data[:4] == b"RIFF" and data[12:16] == b"VP8X" and len(data) >= 30:
        width = int.from_bytes(data[24:27], "little") + 1
        return width, int.from_bytes(data[27:30], "little") + 1
    if data[:2] == b"\xff\xd8":
        return _jpeg_dimensions(data)
    return None


def _jpeg_dimensions(data: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 < len(data) and data[at] == 0xFF:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        at += 2 + length
    return None
