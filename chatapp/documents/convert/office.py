"""Word and PowerPoint as Markdown: headings, lists and tables stay what they are."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
import pptx
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph

from . import tables

MOST_SPANNED = 63
"""Columns of a Word table at most. A cell that claims to be wider is counted out one by one."""


def from_docx(path: Path) -> str:
    """The body in reading order."""
    document = docx.Document(str(path))
    for span in document.element.body.iter(qn("w:gridSpan")):
        span.val = min(span.val, MOST_SPANNED)
    return "\n\n".join(part for part in _docx_parts(document) if part.strip())


def _docx_parts(document: Any) -> Iterator[str]:
    items: list[str] = []
    for block in document.iter_inner_content():
        is_item = isinstance(block, Paragraph) and _style(block).startswith("List")
        if items and not is_item:
            yield "\n".join(items)
            items = []
        if isinstance(block, Table):
            yield tables.markdown([cell.text for cell in row.cells] for row in block.rows)
        elif is_item:
            style = _style(block)
            depth = int(style[-1]) - 1 if style[-1:].isdigit() else 0
            items.append(f"{'  ' * depth}{'1.' if 'Number' in style else '-'} {block.text}")
        else:
            yield _heading(_style(block)) + block.text if block.text.strip() else ""
    if items:
        yield "\n".join(items)


def _style(paragraph: Paragraph) -> str:
    return (paragraph.style.name if paragraph.style else "") or ""


def _heading(style: str) -> str:
    if style == "Title":
        return "# "
    if style.startswith("Heading ") and style[8:].isdigit():
        return "#" * min(6, int(style[8:])) + " "
    return ""


def from_pptx(path: Path) -> tuple[str, int]:
    """Every slide with its notes, and how many there are."""
    presentation = pptx.Presentation(str(path))
    parts = []
    for number, slide in enumerate(presentation.slides, 1):
        title = slide.shapes.title
        lines = [f"## {number}. {title.text_frame.text if title is not None else ''}".rstrip()]
        heading = title.shape_id if title is not None else None
        lines += [
            text
            for shape in _shapes(slide.shapes)
            if shape.shape_id != heading
            if (text := _shape_text(shape)).strip()
        ]
        frame = slide.notes_slide.notes_text_frame if slide.has_notes_slide else None
        if frame is not None and (notes := frame.text.strip()):
            lines.append("> " + notes.replace("\n", "\n> "))
        parts.append("\n\n".join(lines))
    return "\n\n".join(parts), len(parts)


def _shapes(shapes: Any) -> Iterator[Any]:
    for shape in shapes:
        if hasattr(shape, "shapes"):
            yield from _shapes(shape.shapes)
        else:
            yield shape


def _shape_text(shape: Any) -> str:
    if shape.has_text_frame:
        lines = (p for p in shape.text_frame.paragraphs if p.text.strip())
        return "\n".join(f"{'  ' * p.level}- {p.text}" for p in lines)
    if getattr(shape, "has_table", False):
        return tables.markdown([cell.text for cell in row.cells] for row in shape.table.rows)
    return ""
