"""From a file of any kind to its outcome."""

import logging
from pathlib import Path

from . import archives, detect, plain
from .outcome import Outcome, Unreadable

MEDIA_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
    "html": "text/html",
    "markdown": "text/markdown",
    "text": "text/plain",
}


def convert(path: Path, name: str, out: Path, most_pages: int) -> Outcome:
    """Writes what is to be kept into `out`. Raises Unreadable."""
    kind = detect.format_of(path, name)
    if kind in detect.IMAGES:
        from . import images  # each parser only where it is needed

        return images.convert(path, out, kind)
    if kind == "pdf":
        from . import pdf

        return pdf.convert(path, out, most_pages)
    pages, notes = None, set[str]()
    if kind in detect.OFFICE.values():
        has_macros = archives.check(path)
        text, pages, notes = _office(path, kind)
        notes |= {"macros"} if has_macros else set()
    else:
        text, notes = _text(path.read_bytes(), kind)
    text = text.encode("utf-8", "replace").decode().replace("\0", "")
    if not text.strip():
        raise Unreadable("no_words")
    if len(text) > plain.MOST_CHARACTERS:
        raise Unreadable("too_much_text")
    (out / "text").write_text(text)
    return Outcome(
        kind="text",
        format=kind,
        media_type=MEDIA_TYPES[kind],
        pages=pages,
        characters=len(text),
        note=" ".join(sorted(notes)),
    )


def _text(data: bytes, kind: str) -> tuple[str, set[str]]:
    match kind:
        case "csv":
            from . import tables

            return tables.from_csv(plain.decoded(data)), set()
        case "html":
            from . import html

            return html.to_markdown(plain.decoded(data, html.declared(data)))
        case _:
            return plain.decoded(data), set()


def _office(path: Path, kind: str) -> tuple[str, int | None, set[str]]:
    try:
        match kind:
            case "docx":
                from . import word

                text, notes = word.from_docx(path)
                return text, None, notes
            case "pptx":
                from . import slides

                return slides.from_pptx(path)
            case _:
                from . import sheets

                text, notes = sheets.from_xlsx(path)
                return text, None, notes
    except (Unreadable, MemoryError, RecursionError):
        raise
    except Exception as error:  # their parsers raise whatever a broken file makes them stumble over
        logging.getLogger(__name__).info("%s: %s", kind, type(error).__name__)
        raise Unreadable("damaged") from None
