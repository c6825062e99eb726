"""Rows of cells as tables of Markdown, which Claude reads best."""

import csv
import io
from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from .outcome import Unreadable

MOST_CELLS = 2_000_000


def markdown(rows: Iterable[Iterable[Any]]) -> str:
    """A table whose first row is its head; empty rows and empty last columns are left out.

    Short rows are filled up, unless one is so wide that little else would be written.
    """
    shown: list[list[str]] = []
    cells = 0
    for row in rows:
        if isinstance(row, list) and len(row) > MOST_CELLS:
            raise Unreadable("too_much_text")
        line = [_cell(value) for value in row]
        while line and not line[-1]:
            line.pop()
        cells += len(line)
        if cells > MOST_CELLS:
            raise Unreadable("too_much_text")
        if line:
            shown.append(line)
    if not shown:
        return ""
    width = max(map(len, shown))
    full = width if width * len(shown) <= MOST_CELLS else 0
    lines = ["| " + " | ".join(line + [""] * (full - len(line))) + " |" for line in shown]
    lines.insert(1, "|" + " --- |" * width)
    return "\n".join(lines)


def from_csv(text: str) -> str:
    """A CSV file, whatever parts its cells."""
    try:
        dialect: Any = csv.Sniffer().sniff(text[:8192], delimiters=",;\t|")
    except csv.Error:
        dialect = csv.excel
    csv.field_size_limit(1_000_000)
    try:
        return markdown(csv.reader(io.StringIO(text), dialect))
    except csv.Error:
        return text


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    if isinstance(value, date | time):
        return value.isoformat(" ") if isinstance(value, datetime) else value.isoformat()
    if isinstance(value, float):
        return f"{value:.15g}"
    return str(value).replace("|", "\\|").replace("\n", "<br>").strip()
