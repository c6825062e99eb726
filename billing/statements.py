"""The statements that every call makes, as SQL.

A call makes a dozen of them; `accounts.rows` says why they are written out. Both databases read
the same text.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from accounts import rows
from billing.models import Budget, Grant, Reservation, Window

NO_LIMIT = 2**62

BUDGETS = """
scope IN ('everyone', 'organisation') AND scope_id = 0
   OR scope IN ('user', 'own') AND scope_id = %s
   OR scope IN ('team', 'members') AND scope_id = %s
"""
WINDOWS = """
(subject = 'organisation' AND subject_id = 0
    OR subject = 'user' AND subject_id = %s
    OR subject = 'team' AND subject_id = %s)
  AND starts_at <= %s AND ends_at > %s
ORDER BY id
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


def budgets_in_scope(user_id: int | None, team_id: int | None) -> list[Budget]:
    """Every budget that may hold for this person."""
    return rows.find(Budget, BUDGETS, user_id, team_id)


def windows(
    user_id: int | None, team_id: int | None, at: datetime, lock: rows.Lock = ""
) -> list[Window]:
    """The windows that count a call made at `at`, in the order of their ids."""
    return rows.find(Window, WINDOWS, user_id, team_id, at, at, lock=lock)


def grants(subjects: Iterable[tuple[str, int]], since: datetime, now: datetime) -> list[Grant]:
    """What was granted to these subjects from `since` on and has not expired `now`."""
    whose = list(subjects)
    theirs = " OR ".join(["subject = %s AND subject_id = %s"] * len(whose))
    named = [part for subject in whose for part in subject]
    live = f"granted_at >= %s AND (expires_at IS NULL OR expires_at > %s) AND ({theirs})"
    return rows.find(Grant, live, since, now, *named)


def lock_reservation(call_id: UUID) -> Reservation | None:
    """The reservation's row, locked."""
    return rows.first(Reservation, "call_id = %s", call_id, lock="UPDATE")


def hold(amount: Sequence[int], allowed: Iterable[tuple[int, int, int, int]]) -> int:
    """Reserve in every window whose limits allow it; returns how many did."""
    limits = list(allowed)
    places = ", ".join(["(%s, %s, %s, %s)"] * len(limits))
    numbers = [number for row in limits for number in row]
    return rows.execute(HOLD.format(rows=places), *amount, *numbers, *amount)


def move(window_ids: Sequence[int], spent: Sequence[int], freed: Sequence[int]) -> int:
    """Add what was spent, take away what no longer is reserved."""
    ids = ", ".join(["%s"] * len(window_ids))
    return rows.execute(MOVE.format(ids=ids), *spent, *freed, *window_ids)
