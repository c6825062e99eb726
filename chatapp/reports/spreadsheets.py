"""Tables as files that a spreadsheet opens, and runs nothing of: CSV and XLSX, row by row."""

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any

import xlsxwriter

FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # wide ones count too
BOM = "\ufeff"  # spreadsheets take the file for UTF-8 then
ROWS_AT_ONCE = 2000
MOST_SHEET_ROWS = 1_048_575
PIECE_BYTES = 64 * 1024
CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def harmless(cell: Any) -> Any:
    """Text that begins like a formula is told to be text; amounts have no exponent."""
    if isinstance(cell, str) and cell.startswith(FORMULAS):
        return f"'{cell}"
    if isinstance(cell, Decimal):
        return format(cell, "f")  # 0.000000005, not 5E-9
    return "" if cell is None else cell


def csv_pieces(headers: Sequence[Any], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """The file in pieces of some thousand rows; no more than one of them is in memory."""
    waiting = iter(rows)
    some: list[Sequence[Any]] = [[str(header) for header in headers]]
    start = BOM
    while some:
        text = io.StringIO()
        csv.writer(text).writerows([harmless(cell) for cell in row] for row in some)
        yield (start + text.getvalue()).encode()
        start, some = "", list(islice(waiting, ROWS_AT_ONCE))


def xlsx_pieces(
    headers: Sequence[Any], rows: Iterable[Sequence[Any]], sheet: str = ""
) -> Iterator[bytes]:
    """The file in pieces. Rows go to disk as they come, and to another sheet where one is full."""
    with tempfile.TemporaryFile() as file:
        book = xlsxwriter.Workbook(
            file,
            {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False},
        )
        bold = book.add_format({"bold": True})
        money = book.add_format({"num_format": "0.00#######"})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        waiting, number = iter(rows), 1
        row = next(waiting, None)
        while row is not None or number == 1:
            page = book.add_worksheet(_sheet_name(sheet, number))
            page.freeze_panes(1, 0)
            page.set_column(0, len(headers), 16)
            for column, header in enumerate(headers):
                page.write_string(0, column, str(header), bold)
            line = 1
            while row is not None and line <= MOST_SHEET_ROWS:
                _write(page, line, row, money, day)
                row, line = next(waiting, None), line + 1
            number += 1
        book.close()
        file.seek(0)
        while piece := file.read(PIECE_BYTES):
            yield piece


def _write(page: Any, line: int, row: Sequence[Any], money: Any, day: Any) -> None:
    for column, cell in enumerate(row):
        match cell:
            case None:
                continue
            case Decimal():
                page.write_number(line, column, float(cell), money)
            case datetime():
                page.write_string(line, column, cell.isoformat())
            case date():
                page.write_datetime(line, column, cell, day)
            case int() | float():
                page.write_number(line, column, cell)
            case _:
                page.write_string(line, column, str(cell))


def _sheet_name(name: str, number: int) -> str:
    plain = "".join(sign for sign in name if sign not in "[]:*?/\\'")[:24].strip() or "chatapp"
    return plain if number == 1 else f"{plain} {number}"
