"""HTML as Markdown: what a reader sees, never what a browser would run."""

import re
from typing import Any

from lxml import etree

from . import tables
from .outcome import Unreadable

SILENT = {"script", "style", "template", "head", "rp"}
BLOCKS = {
    *("p", "div", "section", "article", "main", "header", "footer", "aside", "nav", "figure"),
    *("blockquote", "address", "dl", "dt", "dd", "body", "html", "figcaption", "details"),
    *("summary", "option", "legend", "fieldset", "form", "caption", "hr", "text"),
    *("table", "tr", "td", "th", "textarea", "button", "ul", "ol"),
}
LISTS = {"ul", "ol"}
CELLS = {"td", "th"}
EMBEDDED = {"iframe", "object", "embed", "video", "audio", "canvas", "applet", "frame"}
PICTURES = {"img", "picture", "image"}
HEADINGS = {f"h{level}": "#" * level for level in range(1, 7)}
UNSEEN_INPUTS = {"hidden", "password"}
DEEPEST_INDENT = 8
SPACE = re.compile(r"\s+")
ENDS = re.compile(r"</(?:html|body)\s*>", re.IGNORECASE)
"""The parser stops at them; a browser goes on."""


def declared(data: bytes) -> str:
    """The encoding that a page names at its beginning; "" for none."""
    found = re.search(rb"""charset\s*=\s*["']?([\w-]+)""", data[:2048], re.IGNORECASE)
    return found[1].decode() if found else ""


def to_markdown(text: str) -> tuple[str, set[str]]:
    """The page's words under their headings, lists and tables kept; and notes on what isn't read.

    Raises Unreadable for a page nested so deeply that the parser would leave words out.
    """
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True)
    root = etree.fromstring(ENDS.sub("", text).encode("utf-8", "replace") or b" ", parser)
    if root is None:
        raise Unreadable("no_words")
    if any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log):
        raise Unreadable("too_deep")
    page = _Page()
    title = " ".join((root.findtext(".//title") or "").split())
    joined = page.read(root)
    if title and title not in joined:
        joined = f"# {title}\n\n{joined}"
    return joined, page.notes


class _Page:
    """Goes over the elements one by one, without recursion: pages may be nested deeply.

    `written` is what is being written to: the page, and inside it a heading or a cell. Only a table
    without others inside is one (`rows`); those around it are there for their look.
    """

    def __init__(self) -> None:
        self.notes: set[str] = set()
        self.written: list[list[str]] = [[]]
        self.rows: list[list[str]] | None = None
        self.lists = 0
        self.verbatim = 0

    def read(self, root: Any) -> str:
        """The whole page."""
        walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
        for event, node in walk:
            if event == "start" and node.tag not in SILENT:
                self._begin(node)
                self._say(node.text)
            elif event == "start":
                walk.skip_subtree()
            elif event == "end" and node.tag not in SILENT:
                self._end(node)
            if event != "start" and node is not root:
                self._say(node.tail)
        return re.sub(r"\n[ \t]*(\n[ \t]*)+", "\n\n", "".join(self.written[0])).strip()

    def _say(self, text: str | None) -> None:
        if text:
            self.written[-1].append(text if self.verbatim else SPACE.sub(" ", text))

    def _begin(self, node: Any) -> None:
        tag = node.tag
        if tag in HEADINGS or (tag in CELLS and self.rows is not None):
            self.written.append([])
        elif tag == "table" and node.find(".//table") is None:
            self.rows = []
        elif tag == "tr" and self.rows is not None:
            self.rows.append([])
        elif tag == "pre":
            self.verbatim += 1
            self.written[-1].append("\n\n```\n")
        else:
            if edge := self._edge(tag, glued=bool(self.lists) and _is_first(node)):
                self.written[-1].append(edge)
            if said := self._shown(node):
                self.written[-1].append(said)
            self.lists += tag in LISTS

    def _end(self, node: Any) -> None:
        tag = node.tag
        if tag in HEADINGS:
            line = _line(self.written.pop()).replace("\n", " ")
            self.written[-1].append(f"\n\n{HEADINGS[tag]} {line}\n\n")
        elif tag in CELLS and self.rows is not None:
            line = _line(self.written.pop())
            (self.rows or self._first_row())[-1].append(line)
        elif tag == "table" and self.rows is not None:
            self.written[-1].append(f"\n\n{tables.markdown(self.rows)}\n\n")
            self.rows = None
        elif tag == "pre":
            self.verbatim -= 1
            self.written[-1].append("\n```\n\n")
        else:
            self.lists -= tag in LISTS
            if edge := self._edge(tag, glued=not (node.tail or "").strip()):
                self.written[-1].append(edge)

    def _first_row(self) -> list[list[str]]:
        """For a cell outside any row."""
        self.rows = [[]]
        return self.rows

    def _edge(self, tag: str, *, glued: bool) -> str:
        """What parts a block from what is before or after it; in a list only where words meet."""
        if tag not in BLOCKS:
            return ""
        if self.lists:
            return "" if glued else "\n"
        return "\n\n"

    def _shown(self, node: Any) -> str:
        """What an element says by itself, in its attributes."""
        tag = node.tag
        if tag == "li":
            parent = node.getparent()
            mark = "1." if parent is not None and parent.tag == "ol" else "-"
            return f"\n{'  ' * min(self.lists - 1, DEEPEST_INDENT)}{mark} "
        if tag == "br":
            return "\n"
        if tag in EMBEDDED:
            self.notes.add("embedded")
        if tag in PICTURES:
            self.notes.add("pictures")
            said = _squeezed(node.get("alt")).strip()
            return f"[Picture: {said}]" if said else ""
        if tag == "input" and node.get("type", "").lower() not in UNSEEN_INPUTS:
            return " ".join(filter(None, (node.get("value"), node.get("placeholder"))))
        return ""


def _is_first(node: Any) -> bool:
    parent = node.getparent()
    return parent is None or (node.getprevious() is None and not (parent.text or "").strip())


def _line(pieces: list[str]) -> str:
    """What was written, without empty lines and more than one space."""
    lines = ("".join(pieces)).split("\n")
    return "\n".join(line for raw in lines if (line := _squeezed(raw).strip()))


def _squeezed(text: str | None) -> str:
    return SPACE.sub(" ", text or "")
