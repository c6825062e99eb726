"""HTML as Markdown: what a reader sees, never what a browser would run."""

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree, html

from . import tables
from .outcome import Unreadable

SILENT = {"script", "style", "template", "noscript", "head", "svg", "iframe", "object"}
BLOCKS = {
    *("p", "div", "section", "article", "main", "header", "footer", "aside", "nav", "figure"),
    *(
        "blockquote",
        "address",
        "dl",
        "dt",
        "dd",
        "body",
        "html",
        "figcaption",
        "details",
        "summary",
    ),
}
MOST_DEPTH = 200


def to_markdown(text: str) -> str:
    """The page's words under their headings, lists and tables kept."""
    try:
        root = html.document_fromstring(text.encode(), parser=html.HTMLParser(encoding="utf-8"))
    except (ValueError, etree.ParserError):
        raise Unreadable("no_words") from None
    joined = "".join(_walk(root, 0))
    return re.sub(r"\n[ \t]*(\n[ \t]*)+", "\n\n", joined).strip()


def _walk(node: Any, depth: int) -> Iterator[str]:
    if not isinstance(node.tag, str) or node.tag in SILENT or depth > MOST_DEPTH:
        return
    tag = node.tag
    if tag == "table":
        rows = node.iter("tr")
        cells = ([_line(cell) for cell in row if cell.tag in ("td", "th")] for row in rows)
        yield f"\n\n{tables.markdown(cells)}\n\n"
    elif re.fullmatch("h[1-6]", tag):
        yield f"\n\n{'#' * int(tag[1])} {_line(node)}\n\n"
    elif tag == "li":
        mark = "1." if getattr(node.getparent(), "tag", "") == "ol" else "-"
        yield f"\n{mark} {''.join(_inside(node, depth)).strip()}"
    elif tag == "pre":
        yield f"\n\n```\n{node.text_content()}\n```\n\n"
    elif tag == "br":
        yield "\n"
    else:
        edge = "\n\n" if tag in BLOCKS or tag in ("ul", "ol") else ""
        yield edge
        yield from _inside(node, depth)
        yield edge


def _inside(node: Any, depth: int) -> Iterator[str]:
    yield _squeezed(node.text)
    for child in node:
        yield from _walk(child, depth + 1)
        yield _squeezed(child.tail)


def _line(node: Any) -> str:
    return _squeezed(node.text_content()).strip()


def _squeezed(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "")
