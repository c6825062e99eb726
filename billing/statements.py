"""The statements that every call makes, as SQL.

A call makes a dozen of them. The ORM builds each anew, at about eight times the processor time that
the statement itself takes, so these few are written out; both databases read the same text.
Values pass through the model's fields, so types are converted as everywhere else.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import Model

from billing.models import Budget, LedgerEntry, Reservation, Window

NO_LIMIT = 2**62
_Row = TypeVar("_Row", bound=Model)

BUDGETS = """
SELECT {columns} FROM billing_budget
WHERE scope IN ('everyone', 'organisation') AND scope_id = 0
   OR scope IN ('user', 'own') AND scope_id = %s
   OR scope IN ('team', 'members') AND scope_id = %s
"""
WINDOWS = """
SELECT {columns} FROM billing_window
WHERE (subject = 'organisation' AND subject_id = 0
    OR subject = 'user' AND subject_id = %s
    OR subject = 'team' AND subject_id = %s)
  AND starts_at <= %s AND ends_at > %s
ORDER BY id {lock}
"""
# column1… are the columns of VALUES: window, then its limits of nano-dollars, tokens, output
HOLD = """
UPDATE billing_window SET
    reserved_nano = reserved_nano + %s,
    reserved_tokens = reserved_tokens + %s,
    reserved_output = reserved_output + %s
FROM (VALUES {rows}) AS allowed
WHERE billing_window.id = allowed.column1
  AND spent_nano + reserved_nano + %s <= allowed.column2
  AND spent_tokens + reserved_tokens + %s <= allowed.column3
  AND spent_output + reserved_output + %s <= allowed.column4
"""
MOVE = """
UPDATE billing_window SET
    spent_nano = spent_nano + %s,
    spent_tokens = spent_tokens + %s,
    spent_output = spent_output + %s,
    reserved_nano = reserved_nano - %s,
    reserved_tokens = reserved_tokens - %s,
    reserved_output = reserved_output - %s
WHERE id IN ({ids})
"""
RESERVATION = "SELECT {columns} FROM billing_reservation WHERE call_id = %s {lock}"
CLOSE = """
UPDATE billing_reservation SET state = %s, settled_nano = %s, closed_at = %s WHERE call_id = %s
"""
TIME_ZONE = "SELECT time_zone FROM accounts_organisation WHERE id = 1"


def budgets_in_scope(user_id: int | None, team_id: int | None) -> list[Budget]:
    """Every budget that may hold for this person."""
    return _select(Budget, BUDGETS, [user_id, team_id])


def lock_windows(user_id: int | None, team_id: int | None, at: datetime) -> list[Window]:
    """The windows that count a call made at `at`, locked in the order of their ids."""
    moment = _prepared(Window, "starts_at", at)
    return _select(Window, WINDOWS, [user_id, team_id, moment, moment])


def lock_reservation(call_id: UUID) -> Reservation | None:
    """The reservation's row, locked."""
    found = _select(Reservation, RESERVATION, [_prepared(Reservation, "call_id", call_id)])
    return found[0] if found else None


def time_zone() -> str:
    """Where the organisation is; its row is made on first use elsewhere."""
    with connection.cursor() as cursor:
        cursor.execute(TIME_ZONE)
        row = cursor.fetchone()
    return str(row[0]) if row else "UTC"


def hold(amount: Sequence[int], allowed: Iterable[tuple[int, int, int, int]]) -> int:
    """Reserve in every window whose limits allow it; returns how many did."""
    values = list(allowed)
    rows = ", ".join(["(%s, %s, %s, %s)"] * len(values))
    limits = [number for row in values for number in row]
    return _execute(HOLD.format(rows=rows), [*amount, *limits, *amount])


def move(window_ids: Sequence[int], spent: Sequence[int], freed: Sequence[int]) -> int:
    """Add what was spent, take away what no longer is reserved."""
    ids = ", ".join(["%s"] * len(window_ids))
    return _execute(MOVE.format(ids=ids), [*spent, *freed, *window_ids])


def close(reservation: Reservation) -> None:
    """Write state, settled amount and moment of closing."""
    names = ("state", "settled_nano", "closed_at", "call_id")
    values = [_prepared(Reservation, name, getattr(reservation, name)) for name in names]
    _execute(CLOSE, values)


def insert(rows: Sequence[Reservation] | Sequence[LedgerEntry]) -> None:
    """Write new rows in one statement. Raises IntegrityError when one is there already."""
    if not rows:
        return
    fields = [f for f in rows[0]._meta.concrete_fields if f.attname != "id"]
    marks = f"({', '.join(['%s'] * len(fields))})"
    columns = ", ".join(str(field.column) for field in fields)
    _execute(
        f"INSERT INTO {rows[0]._meta.db_table} ({columns}) VALUES "  # noqa: S608 (names of fields)
        + ", ".join([marks] * len(rows)),
        [f.get_db_prep_save(getattr(row, f.attname), connection) for row in rows for f in fields],
    )


def _execute(sql: str, values: Sequence[Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.rowcount)


def _select(model: type[_Row], sql: str, values: Sequence[Any]) -> list[_Row]:
    names, columns, converters = _reading(model, connection.vendor)
    lock = "FOR UPDATE" if connection.features.has_select_for_update else ""
    with connection.cursor() as cursor:
        cursor.execute(sql.format(columns=columns, lock=lock), values)
        found = [list(row) for row in cursor.fetchall()]
    for row in found:
        for index, expression, convert in converters:
            row[index] = convert(row[index], expression, connection)
    return [model.from_db(connection.alias, names, row) for row in found]


@cache
def _reading(
    model: type[Model], vendor: str
) -> tuple[list[str], str, list[tuple[int, Any, Callable[..., Any]]]]:
    """Names and columns of a model, and what turns the driver's values into the fields'."""
    fields = model._meta.concrete_fields
    converters = []
    for index, field in enumerate(fields):
        expression = field.get_col(model._meta.db_table)
        for convert in (
            *connection.ops.get_db_converters(expression),
            *expression.get_db_converters(connection),
        ):
            converters.append((index, expression, convert))
    return [f.attname for f in fields], ", ".join(str(f.column) for f in fields), converters


def _prepared(model: type[Model], name: str, value: Any) -> Any:
    field = next(f for f in model._meta.concrete_fields if f.attname == name)
    return field.get_db_prep_save(value, connection)
