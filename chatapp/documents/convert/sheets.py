"""Excel as Markdown: every sheet as a table, then what stands on it outside the cells."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.worksheet._reader import WorkSheetParser

from . import tables
from .drawn import Words, below
from .package import Element, Package, child, local, value

MARGINS = ("oddHeader", "evenHeader", "firstHeader", "oddFooter", "evenFooter", "firstFooter")
INPUT = ("promptTitle", "prompt", "errorTitle", "error")


def from_xlsx(path: Path) -> tuple[str, set[str]]:
    """Every sheet under its name, hidden ones too; and notes on what isn't read."""
    with path.open("rb") as file:  # it goes by the ending of a name, and ours has none
        book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
        sheets = _Book(book, Package(path))
        told = [said for one in sheets.listed() if (said := sheets.sheet(one))]
    return "\n\n".join(told), sheets.words.notes


class _Parser(WorkSheetParser):
    """Values as they were last calculated; a formula that never was is shown itself."""

    def parse_cell(self, element: Any) -> dict[str, Any]:
        cell: dict[str, Any] = super().parse_cell(element)
        if cell["value"] is None and (formula := child(element, "f")) is not None:
            cell["value"] = f"={formula.text or '…'}"
        return cell


class _Book:
    def __init__(self, book: Any, package: Package) -> None:
        self.book, self.package = book, package
        self.words = Words(package)
        self.main = package.main()
        self.cells = {sheet._worksheet_path: sheet for sheet in book.worksheets}

    def listed(self) -> Iterator[Element]:
        """The sheets as the workbook lists them, those of a chart alone too."""
        sheets = child(self.package.root(self.main), "sheets")
        yield from sheets if sheets is not None else ()

    def sheet(self, listed: Element) -> str:
        """A sheet under its name; "" for an empty one."""
        name = self.package.related(self.main).get(value(listed, "id"), ("", ""))[1]
        parts = [*self._table(name), *self._drawings(name), *self._comments(name)]
        hidden = " (hidden)" if value(listed, "state") in ("hidden", "veryHidden") else ""
        heading = f"## {value(listed, 'name')}{hidden}"
        return "\n\n".join([heading, *parts]) if parts else ""

    def _table(self, name: str) -> Iterator[str]:
        sheet = self.cells.get(name)
        if sheet is None:
            return
        book = self.book
        with book._archive.open(name) as source:
            parser = _Parser(
                source,
                sheet._shared_strings,
                data_only=True,
                epoch=book.epoch,
                date_formats=book._date_formats,
                timedelta_formats=book._timedelta_formats,
            )
            if table := tables.markdown(_row(cells) for _, cells in parser.parse()):
                yield table
        yield from _margins(getattr(parser, "HeaderFooter", None))
        yield from _inputs(getattr(parser, "data_validations", None))

    def _drawings(self, name: str) -> Iterator[str]:
        for part in self.package.parts(name, "drawing"):
            yield from self.words.shape(self.package.children(part), part)

    def _comments(self, name: str) -> Iterator[str]:
        """Those that answer each other have a part of their own, and in the old one a copy."""
        threads = list(self.package.parts(name, "threadedComment"))
        for part in threads or self.package.parts(name, "comments"):
            for one in below(self.package.children(part), ["text"]):
                if local(one) == "text":
                    said = "".join(t.text or "" for t in one.iter() if local(t) in ("t", "text"))
                    yield f"[comment {value(one.getparent(), 'ref')}] {said.strip()}"


def _row(cells: list[dict[str, Any]]) -> list[Any]:
    """The values in their columns; cells that are left out are empty."""
    line: list[Any] = []
    for cell in cells:
        line.extend([None] * (cell["column"] - 1 - len(line)))
        line.append(cell["value"])
    return line


def _margins(margins: Any) -> Iterator[str]:
    for name in MARGINS if margins is not None else ():
        places = getattr(margins, name)
        said = [side.text for side in (places.left, places.center, places.right) if side.text]
        if said:
            yield f"{name[-6:].capitalize()}: {' · '.join(said)}"


def _inputs(rules: Any) -> Iterator[str]:
    """What a person is told who fills in a cell, and what may be chosen there."""
    for rule in rules.dataValidation if rules is not None else ():
        choices = rule.formula1 if str(rule.formula1).startswith('"') else None
        said = [word for word in (*(getattr(rule, name) for name in INPUT), choices) if word]
        if said:
            yield f"[input {rule.sqref}] {' · '.join(said)}"
