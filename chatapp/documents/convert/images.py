"""Images as Claude uses them: turned upright, scaled, without the camera's notes."""

import io
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from .outcome import Outcome, Unreadable

MOST_PIXELS = 60_000_000
LONG_EDGE = 2_000
"""Pixels. Claude looks at up to 2,576, but from 20 images in one request on it refuses more than
2,000; an image that shrank then would change what earlier thinking was signed over."""
TILE = 28
MOST_TILES = 4_784
"""What an image costs at most, a token per tile of 28 × 28 px (the API's vision page)."""
MOST_BYTES = 3_600_000
THUMB_EDGE = 480


def convert(path: Path, out: Path, kind: str) -> Outcome:
    """Writes `image` for Claude and `thumb`. Raises Unreadable."""
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        with Image.open(path, formats=[kind.upper()]) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise Unreadable("huge_image")
            opened.draft("RGB", (LONG_EDGE, LONG_EDGE))
            moves = getattr(opened, "is_animated", False)
            opened.seek(0)
            ImageOps.exif_transpose(opened, in_place=True)
            image = _plain(_fit(_coloured(opened)))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError):
        raise Unreadable("huge_image") from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError):
        raise Unreadable("damaged") from None
    data, media_type = _encoded(image, kind)
    (out / "image").write_bytes(data)
    write_thumb(image, out / "thumb")
    return Outcome(
        kind="image",
        format=kind,
        media_type=media_type,
        width=image.width,
        height=image.height,
        note="first_picture" if moves else "",
    )


def write_thumb(image: Image.Image, path: Path) -> None:
    """A small picture for lists."""
    thumb = image.copy()
    thumb.thumbnail((THUMB_EDGE, THUMB_EDGE))
    thumb.save(path, "WEBP", quality=80)


def _coloured(image: Image.Image) -> Image.Image:
    """Without a palette, so that it can be scaled; not copied where it has none."""
    seen_through = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
    mode = "RGBA" if seen_through else "RGB"
    return image if image.mode == mode else image.convert(mode)


def _plain(image: Image.Image) -> Image.Image:
    """Pixels only: no profile, no notes."""
    bare = Image.new(image.mode, image.size)
    bare.paste(image)
    return bare


def _fit(image: Image.Image) -> Image.Image:
    scale = min(1.0, LONG_EDGE / max(image.size))
    while True:
        width, height = (max(1, round(side * scale)) for side in image.size)
        if -(-width // TILE) * -(-height // TILE) <= MOST_TILES:
            break
        scale *= 0.98
    if scale == 1.0:
        return image
    return image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)


def _encoded(image: Image.Image, kind: str) -> tuple[bytes, str]:
    """JPEG stays JPEG; all else is kept without loss, unless that is too large for the API."""
    buffer = io.BytesIO()
    if kind != "jpeg":
        image.save(buffer, "PNG")
        if buffer.tell() <= MOST_BYTES:
            return buffer.getvalue(), "image/png"
        buffer = io.BytesIO()
        if image.mode == "RGBA":
            image.save(buffer, "WEBP", quality=88)
            return buffer.getvalue(), "image/webp"
    image.save(buffer, "JPEG", quality=88)
    return buffer.getvalue(), "image/jpeg"
