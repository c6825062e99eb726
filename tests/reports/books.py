"""Builders: something booked at a moment, a file downloaded and read."""

import csv
import io
import uuid
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

import openpyxl
from asgiref.sync import async_to_sync
from django.http import HttpResponse

from billing import ledger
from billing.calls import Call
from billing.charges import Charge
from billing.prices import Price
from billing.tokens import TOKEN_KINDS, Tokens


def book(
    at: datetime, user: int | None = 1, nano: int = 5, *, model: str = "claude-x-1", **facts: Any
) -> None:
    """One call that cost `nano` nano-dollars: as many input tokens at one nano-dollar each."""
    tokens = facts.pop("tokens", None) or Tokens(input=nano)
    units = facts.pop("units", None) or dict.fromkeys(TOKEN_KINDS, 1)
    estimated = frozenset(facts.pop("estimated", ()))
    charge = Charge(tokens, Price(model, "standard", None, units), estimated=estimated)
    call = Call(uuid.uuid4(), user, facts.pop("team", None), **facts)
    ledger.book(call, [charge], now=at)


def content(response: HttpResponse) -> bytes:
    """What is downloaded, whole."""
    if not response.streaming:
        return response.content
    return async_to_sync(_joined)(response.streaming_content)  # type: ignore[attr-defined]


async def _joined(pieces: AsyncIterator[bytes]) -> bytes:
    return b"".join([piece async for piece in pieces])


def csv_rows(response: HttpResponse) -> list[dict[str, str]]:
    """The lines of a CSV file by their headers."""
    return list(csv.DictReader(io.StringIO(content(response).decode("utf-8-sig"))))


def sheet_rows(response: HttpResponse) -> list[dict[str, Any]]:
    """The lines of the first sheet of an XLSX file by their headers; no cell is a formula."""
    sheet = openpyxl.load_workbook(io.BytesIO(content(response))).worksheets[0]
    head, *lines = sheet.iter_rows()
    assert not [cell for line in lines for cell in line if cell.data_type == "f"]
    names = [str(cell.value) for cell in head]
    return [dict(zip(names, (c.value for c in line), strict=True)) for line in lines]
