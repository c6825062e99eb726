"""The cells of a sheet, row by row, without the sheet ever being in memory as a whole."""

import math
import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from .outcome import Unreadable
from .package import Element, Package, child, local, value

MOST_COLUMNS = 16_384
BUILT_IN_DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
"""Numbers of formats that every program knows and that show a day or an hour."""
NOT_IN_FORMAT = re.compile(r'"[^"]*"|\\.|\[(?!h+\]|m+\]|s+\])[^\]]*\]|_.|\*.', re.IGNORECASE)
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
LEAP_DAY_THAT_NEVER_WAS = 60
"""Up to 1900-02-28 days are counted one less: 1900 has a 29th of February there."""


class Workbook:
    """What all sheets share: strings, formats of dates, and from where days are counted."""

    def __init__(self, package: Package, main: str) -> None:
        self.package = package
        properties = child(package.root(main), "workbookPr")
        is_1904 = properties is not None and value(properties, "date1904") in ("1", "true")
        self.epoch = datetime(1904, 1, 1) if is_1904 else datetime(1899, 12, 30)
        self.strings = [
            text_of(string)
            for part in package.parts(main, "sharedStrings")
            for string in package.stream(part, "si")
        ]
        self.formats = [
            kind for part in package.parts(main, "styles") for kind in self._formats_of(part)
        ]

    def _formats_of(self, part: str) -> Iterator[str]:
        """For each style of a cell: `date`, `duration` or "" for everything else."""
        root = self.package.root(part)
        codes = {value(one, "numFmtId"): value(one, "formatCode") for one in _all(root, "numFmts")}
        for style in _all(root, "cellXfs"):
            number = value(style, "numFmtId")
            code = NOT_IN_FORMAT.sub("", codes.get(number, "")).lower().split(";")[0]
            if "[" in code:
                yield "duration"
            elif re.search("[dmyhs]", code) or (number.isdigit() and int(number) in BUILT_IN_DATES):
                yield "date"
            else:
                yield ""

    def row(self, row: Element) -> list[Any]:
        """The values of a row in their columns; cells that are left out are empty."""
        line: list[Any] = []
        for cell in row:
            column = _column(cell.get("r", "")) or len(line) + 1
            if column > MOST_COLUMNS:
                raise Unreadable("damaged")
            line.extend([None] * (column - 1 - len(line)))
            line.append(self._value(cell))
        return line

    def _value(self, cell: Element) -> Any:
        """As it was last calculated; a formula that never was is shown itself."""
        kind = cell.get("t", "n")
        held = child(cell, "v")
        if kind == "inlineStr":
            return text_of(cell)
        if held is None or not held.text:
            formula = child(cell, "f")
            return None if formula is None else f"={formula.text or '…'}"
        text = str(held.text)
        match kind:
            case "n":
                return self._number(text, cell.get("s", ""))
            case "s":
                return self.strings[int(text)]
            case "b":
                return "TRUE" if text == "1" else "FALSE"
            case _:
                return unescaped(text)

    def _number(self, text: str, style: str) -> Any:
        """A number as what its format shows; as it is written, where it is none of our numbers."""
        try:
            number = float(text)
            at = int(style or 0)
            kind = self.formats[at] if at < len(self.formats) else ""
            if kind:
                return self._moment(number) if kind == "date" else _duration(number)
        except (ValueError, OverflowError):
            return text
        return number if math.isfinite(number) and not text.lstrip("-").isdigit() else text

    def _moment(self, serial: float) -> date | str:
        if 0 <= serial < 1:
            return _duration(serial)
        if serial < 0:
            raise OverflowError
        is_early = self.epoch.year < 1900 and serial < LEAP_DAY_THAT_NEVER_WAS
        return self.epoch + timedelta(days=is_early, seconds=round(serial * 86_400))


def text_of(string: Element) -> str:
    """The runs of a string, without the readings above Chinese characters."""
    texts = (one for one in string.iter() if local(one) == "t")
    return unescaped("".join(t.text or "" for t in texts if local(t.getparent()) != "rPh"))


def unescaped(text: str) -> str:
    """Characters that XML can't hold are written as `_x000D_`."""
    return ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _duration(serial: float) -> str:
    minutes, seconds = divmod(round(serial * 86_400), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"


def _all(root: Element | None, name: str) -> Iterator[Element]:
    found = child(root, name) if root is not None else None
    yield from found if found is not None else ()


def _column(reference: str) -> int:
    """Counted from 1: `C7` is 3; 0 where it isn't said."""
    column = 0
    for letter in reference[:4].upper():
        if not "A" <= letter <= "Z":
            break
        column = column * 26 + ord(letter) - 64
    return column
