"""Keeps the sums by day in step with the ledger, and finds where they are not."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any

from django.db import connection

from billing.models import DaySpend, LedgerEntry
from billing.models.spending import ALWAYS, KEY, KNOWN, SUMS

DETAIL = KEY[1:]
FULL = DaySpend.Grain.FULL.value
ROWS_AT_ONCE = 500

Key = tuple[date, int, int, int, str, str, str]

PLACES = {
    grain: tuple(name in ALWAYS or name in known for name in DETAIL)
    for grain, known in KNOWN.items()
}
"""Which parts of a key the rows of each grain keep."""

ADD = f"""
INSERT INTO billing_dayspend ({", ".join(KEY + SUMS)}) VALUES {{rows}}
ON CONFLICT ({", ".join(KEY)}) DO UPDATE SET
{", ".join(f"{name} = billing_dayspend.{name} + excluded.{name}" for name in SUMS)}
"""  # noqa: S608 (names of columns)

COUNTED = """
SELECT day, COALESCE(user_id, 0) AS user_id, COALESCE(team_id, 0) AS team_id,
    COALESCE(assistant_id, 0) AS assistant_id, model, purpose, kind,
    CASE WHEN id IN (SELECT MIN(id) FROM billing_ledgerentry GROUP BY call_id)
        THEN 1 ELSE 0 END AS calls,
    1 AS entries, quantity, amount_nano,
    CASE WHEN estimated THEN amount_nano ELSE 0 END AS estimated_nano
FROM billing_ledgerentry
"""
BLANK = {"model": "''", "purpose": "''"}
LESS = {
    grain: ", ".join(
        name if keep else BLANK.get(name, "0") for name, keep in zip(DETAIL, kept, strict=True)
    )
    for grain, kept in PLACES.items()
}
TAKEN = ", ".join(f"-{name}" for name in SUMS)
RIGHT = "\n    UNION ALL\n    ".join(
    f"SELECT '{grain.value}', {columns}, {TAKEN} FROM "  # noqa: S608
    + (f"({COUNTED}) AS counted" if grain == FULL else f"billing_dayspend WHERE grain = '{FULL}'")
    for grain, columns in LESS.items()
)

DRIFT = f"""
SELECT {", ".join(KEY)}, {", ".join(f"SUM({name})" for name in SUMS)} FROM (
    SELECT {", ".join(KEY + SUMS)} FROM billing_dayspend
    UNION ALL
    {RIGHT}
) AS both_sides
GROUP BY {", ".join(KEY)}
HAVING {" OR ".join(f"SUM({name}) <> 0" for name in SUMS)}
"""  # noqa: S608


def add(entries: Sequence[LedgerEntry], *, first_of_call: bool) -> None:
    """Add new entries of one call to the sums, in the caller's transaction. One statement."""
    sums: dict[Key, list[int]] = {}
    for number, entry in enumerate(entries):
        added = (
            int(first_of_call and number == 0),
            1,
            entry.quantity,
            entry.amount_nano,
            entry.amount_nano if entry.estimated else 0,
        )
        row = sums.setdefault(key_of(entry), [0] * len(SUMS))
        for at, value in enumerate(added):
            row[at] += value
    write(sums)


def write(sums: dict[Key, list[int]]) -> None:
    """Add to the rows of these keys, always in the same order: so no two calls deadlock."""
    adapt = connection.ops.adapt_datefield_value
    mark = f"({', '.join(['%s'] * len(KEY + SUMS))})"
    rows = _with_totals(sums)
    keys = iter(sorted(rows))
    with connection.cursor() as cursor:
        while some := list(islice(keys, ROWS_AT_ONCE)):
            values = [v for k in some for v in (k[0], adapt(k[1]), *k[2:], *rows[k])]
            cursor.execute(ADD.format(rows=", ".join([mark] * len(some))), values)


def _with_totals(sums: dict[Key, list[int]]) -> dict[tuple[Any, ...], list[int]]:
    """The rows of every grain to which these sums are added."""
    rows: dict[tuple[Any, ...], list[int]] = {}
    for grain, kept in PLACES.items():
        for key, added in sums.items():
            less = tuple(
                value if keep else type(value)() for value, keep in zip(key, kept, strict=True)
            )
            row = rows.setdefault((grain.value, *less), [0] * len(SUMS))
            for at, value in enumerate(added):
                row[at] += value
    return rows


def key_of(entry: LedgerEntry) -> Key:
    """The row that sums this entry up."""
    return (
        entry.day,
        entry.user_id or 0,
        entry.team_id or 0,
        entry.assistant_id or 0,
        entry.model,
        entry.purpose,
        entry.kind,
    )


def drift() -> Iterator[str]:
    """A sentence for each sum that isn't what its entries make. One statement, whatever the size.

    The database adds up both sides, so that memory stays the same however many rows there are.
    """
    with connection.cursor() as cursor:
        cursor.execute(DRIFT)
        for row in cursor:
            key = " ".join(str(part) for part in row[: len(KEY)])
            wrong = [
                f"{name} by {int(off):+d}"
                for name, off in zip(SUMS, row[len(KEY) :], strict=True)
                if off
            ]
            yield f"The sum of “{key}” is off: {', '.join(wrong)}."
