"""PDF: counted, its text taken, its pages painted. Nothing in it is ever run."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pypdfium2
from PIL import Image

from . import images
from .outcome import Outcome, Unreadable

PAGE_EDGE = 1_400
PASSWORD_ERROR = 4


def convert(path: Path, out: Path, most_pages: int) -> Outcome:
    """Writes `text` (pages parted by form feeds), `sizes` and `thumb`. Raises Unreadable."""
    with _opened(path) as document:
        pages = len(document)
        if not pages:
            raise Unreadable("damaged")
        if pages > most_pages:
            raise Unreadable("too_many_pages")
        text = "\f".join(_texts(document))
        sizes = [[round(side) for side in document.get_page_size(at)] for at in range(pages)]
        attached = document.count_attachments() > 0
        images.write_thumb(_painted(document, 0, images.THUMB_EDGE), out / "thumb")
    (out / "text").write_text(text, errors="replace")
    (out / "sizes").write_text(json.dumps(sizes))
    notes = {"no_text": not text.strip("\f \n"), "embedded": attached}
    return Outcome(
        kind="pdf",
        format="pdf",
        media_type="application/pdf",
        pages=pages,
        characters=len(text),
        note=" ".join(note for note, holds in notes.items() if holds),
    )


def paint(path: Path, out: Path, first: int, last: int) -> None:
    """Pages, counted from 1, as pictures `page-N`; each is there whole or not at all."""
    with _opened(path) as document:
        for number in range(first, last + 1):
            started = out / f"painting-{number}-{os.getpid()}"
            _painted(document, number - 1, PAGE_EDGE).save(started, "WEBP", quality=82)
            started.replace(out / f"page-{number}")


@contextmanager
def _opened(path: Path) -> Iterator[pypdfium2.PdfDocument]:
    """The file, and while it is read one reason for all that may be wrong inside, a page too."""
    try:
        yield pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        locked = getattr(error, "err_code", None) == PASSWORD_ERROR or "assword" in str(error)
        raise Unreadable("password" if locked else "damaged") from None


def _texts(document: pypdfium2.PdfDocument) -> Iterator[str]:
    for page in document:
        yield page.get_textpage().get_text_bounded().replace("\r\n", "\n")
        page.close()


def _painted(document: pypdfium2.PdfDocument, index: int, edge: int) -> Image.Image:
    page = document[index]
    width, height = page.get_size()
    scale = edge / max(width, height, 1.0)
    painted: Image.Image = page.render(scale=scale).to_pil().convert("RGB")
    return painted
