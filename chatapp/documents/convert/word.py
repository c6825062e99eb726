"""Word as Markdown: every word a person sees in it, headings, lists and tables what they are."""

from collections.abc import Iterator
from pathlib import Path

from . import tables
from .drawn import Words, below
from .package import Element, Package, child, local, value

MOST_SPANNED = 63
"""Columns of a Word table at most. A cell that claims to be wider is counted out one by one."""
BLOCKS = {"p", "tbl", "altChunk"}
NOTES = {"footnotes": ("footnote", "[^%s]"), "endnotes": ("endnote", "[^end %s]")}


def from_docx(path: Path) -> tuple[str, set[str]]:
    """The body in reading order, then what stands outside it; and notes on what isn't read."""
    package = Package(path)
    main = package.main()
    words = Words(package)
    document = _Document(words, main)
    parts = [*document.margins("header"), *document.part(main), *document.aside()]
    parts += document.margins("footer")
    return "\n\n".join(said for said in parts if said.strip()), words.notes


class _Document:
    def __init__(self, words: Words, main: str) -> None:
        self.words, self.main = words, main
        self.package = words.package
        self.depth = 0
        self.styles = dict(self._names_of_styles())

    def _names_of_styles(self) -> Iterator[tuple[str, str]]:
        for part in self.package.parts(self.main, "styles"):
            for one in self.package.children(part):
                if local(one) == "style" and (name := child(one, "name")) is not None:
                    yield value(one, "styleId"), value(name, "val").lower()

    def part(self, name: str) -> Iterator[str]:
        """A part of the file, block by block."""
        root = self.package.root(name)
        if root is not None:
            yield from self.blocks(root, name)

    def margins(self, kind: str) -> Iterator[str]:
        """What is printed above or below the pages, each wording once."""
        told = (" ".join(self.part(name)) for name in self.package.parts(self.main, kind))
        for said in dict.fromkeys(one.strip() for one in told):
            if said:
                yield f"{kind.capitalize()}: {said}"

    def aside(self) -> Iterator[str]:
        """Notes under the text and comments beside it, under the marks they have in it."""
        for kind, (element, mark) in NOTES.items():
            for name in self.package.parts(self.main, kind):
                for note in self.package.children(name):
                    said = "\n\n".join(self.blocks(note, name)) if local(note) == element else ""
                    if said.strip():
                        yield f"{mark % value(note, 'id')}: {said.strip()}"
        for name in self.package.parts(self.main, "comments"):
            for note in self.package.children(name):
                said = "\n".join(self.blocks(note, name)).strip()
                if said:
                    yield f"[comment {value(note, 'id')}] {value(note, 'author')}: {said}"

    def blocks(self, parent: Element, part: str) -> Iterator[str]:
        """Paragraphs and tables in order; items of a list that follow each other are one block."""
        items: list[str] = []
        for block in below(parent, BLOCKS):
            name = local(block)
            if name not in BLOCKS:
                continue
            said = self._table(block, part) if name == "tbl" else self._paragraph(block, part)
            if name == "p" and (mark := self._item(block)):
                items.append(mark + said[0])
                said = said[1:]
            elif items:
                yield "\n".join(items)
                items = []
            yield from said
        if items:
            yield "\n".join(items)

    def _paragraph(self, block: Element, part: str) -> list[str]:
        """Its line, then the text boxes anchored in it."""
        if local(block) == "altChunk":
            return [self.words.graphic(block, part)]
        line = self.words.line(block, part, ["txbxContent"])
        boxes = [one for one in below(block, ["txbxContent"]) if local(one) == "txbxContent"]
        heading = _heading(self._style(block)) if line.strip() else ""
        return [heading + line, *(said for box in boxes for said in self.blocks(box, part))]

    def _table(self, table: Element, part: str) -> list[str]:
        """A cell over several columns or rows is written once, where it begins; a table in a cell,
        row by row, for Markdown has none."""
        self.depth += 1
        rows = [
            [text for cell in _children(row, "tc") for text in self._cell(cell, part)]
            for row in _children(table, "tr")
        ]
        self.depth -= 1
        if self.depth:
            return ["\n".join(" · ".join(filter(None, row)) for row in rows)]
        return [tables.markdown(rows)]

    def _cell(self, cell: Element, part: str) -> Iterator[str]:
        yield "\n".join(said for said in self.blocks(cell, part) if said.strip())
        span = child(cell, "tcPr", "gridSpan")
        wide = min(MOST_SPANNED, int(value(span, "val") or 1)) if span is not None else 1
        yield from [""] * (wide - 1)

    def _style(self, block: Element) -> str:
        style = child(block, "pPr", "pStyle")
        name = value(style, "val") if style is not None else ""
        return self.styles.get(name, name).lower()

    def _item(self, block: Element) -> str:
        style = self._style(block)
        numbering = child(block, "pPr", "numPr")
        if numbering is None and not style.startswith("list"):
            return ""
        level = child(numbering, "ilvl") if numbering is not None else None
        deep = int(value(level, "val") or 0) if level is not None else 0
        depth = int(style[-1]) - 1 if style[-1:].isdigit() and style.startswith("list") else deep
        return f"{'  ' * min(depth, 8)}{'1.' if 'number' in style else '-'} "


def _children(parent: Element, name: str) -> Iterator[Element]:
    """The rows of a table or the cells of a row, however they are wrapped."""
    return (one for one in below(parent, ["tbl", "p", name]) if local(one) == name)


def _heading(style: str) -> str:
    if style == "title":
        return "# "
    if style.startswith("heading ") and style[8:].isdigit():
        return "#" * min(6, int(style[8:])) + " "
    return ""
