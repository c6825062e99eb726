"""Excel as Markdown: every sheet as a table, then what stands on it outside the cells."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from . import tables
from .cells import Workbook, text_of
from .drawn import Words, below
from .package import Element, Package, child, local, value

TOLD = ("promptTitle", "prompt", "errorTitle", "error")
CODES = re.compile(r'&(?:"[^"]*"|\d+|K[0-9A-Fa-f]{6}|[A-Za-z])')
"""Fonts, sizes, places and what is filled in when the sheet is printed."""


def from_xlsx(path: Path) -> tuple[str, set[str]]:
    """Every sheet under its name, hidden ones too; and notes on what isn't read."""
    package = Package(path)
    sheets = _Sheets(package, package.main())
    told = [said for one in sheets.listed() if (said := sheets.sheet(one))]
    return "\n\n".join(told), sheets.words.notes


class _Sheets:
    def __init__(self, package: Package, main: str) -> None:
        self.package, self.main = package, main
        self.words = Words(package)
        self.book = Workbook(package, main)

    def listed(self) -> Iterator[Element]:
        """The sheets as the workbook lists them, those of a chart alone too."""
        sheets = child(self.package.root(self.main), "sheets")
        yield from sheets if sheets is not None else ()

    def sheet(self, listed: Element) -> str:
        """A sheet under its name; "" for an empty one."""
        name = self.package.related(self.main).get(value(listed, "id"), ("", ""))[1]
        beside: list[str] = []
        table = tables.markdown(self._rows(name, beside))
        parts = [table, *beside, *self._drawings(name), *self._comments(name)]
        hidden = " (hidden)" if value(listed, "state") in ("hidden", "veryHidden") else ""
        said = [part for part in parts if part]
        return "\n\n".join([f"## {value(listed, 'name')}{hidden}", *said]) if said else ""

    def _rows(self, name: str, beside: list[str]) -> Iterator[list[Any]]:
        """The rows of the table; what else the part says is put into `beside`."""
        for one in self.package.stream(name, "row", "headerFooter", "dataValidation"):
            match local(one):
                case "row":
                    yield self.book.row(one)
                case "headerFooter":
                    beside.extend(_margins(one))
                case _:
                    beside.extend(_input(one))

    def _drawings(self, name: str) -> Iterator[str]:
        for part in self.package.parts(name, "drawing"):
            yield from self.words.shape(self.package.children(part), part)

    def _comments(self, name: str) -> Iterator[str]:
        """Those that answer each other have a part of their own, and in the old one a copy."""
        threads = list(self.package.parts(name, "threadedComment"))
        for part in threads or self.package.parts(name, "comments"):
            for one in below(self.package.children(part), ["text"]):
                if local(one) == "text" and (said := (one.text or "").strip() or text_of(one)):
                    yield f"[comment {value(one.getparent(), 'ref')}] {said.strip()}"


def _margins(margins: Element) -> Iterator[str]:
    for one in margins:
        said = [word.strip() for word in CODES.split(one.text or "") if word.strip()]
        if said:
            yield f"{local(one)[-6:].capitalize()}: {' · '.join(said).replace('&&', '&')}"


def _input(rule: Element) -> Iterator[str]:
    """What a person is told who fills in a cell, and what may be chosen there."""
    formula = child(rule, "formula1")
    choices = (formula.text or "") if formula is not None else ""
    said = [value(rule, name) for name in TOLD] + [choices if choices.startswith('"') else ""]
    if any(said):
        yield f"[input {value(rule, 'sqref')}] {' · '.join(word for word in said if word)}"
