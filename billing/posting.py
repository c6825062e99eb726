"""The one place where money moves: entries into the ledger, sums into the windows.

Everything here runs inside the caller's transaction, after the reservation's row is locked.
"""

from collections.abc import Sequence
from datetime import date, datetime

from accounts import facts, rows
from billing import spending, statements
from billing.calls import Settled
from billing.charges import Charge
from billing.models import LedgerEntry, Reservation, Window
from billing.room import Amount
from billing.tokens import OUTPUT, TOKEN_KINDS

State = Reservation.State


def windows_of(reservation: Reservation) -> list[Window]:
    """The windows that count this call, locked in the order of their ids."""
    return statements.windows(
        reservation.user_id, reservation.team_id, reservation.reserved_at, lock="UPDATE"
    )


def post(reservation: Reservation, charges: Sequence[Charge], at: datetime) -> Settled:
    """Book what is not booked yet, close the reservation, and move its windows."""
    was_open = reservation.state == State.OPEN
    entries = _entries(reservation, charges, at)
    booked: set[tuple[int, str, int]] = set()
    if not was_open:
        booked = set(
            LedgerEntry.objects.filter(call_id=reservation.pk).values_list(
                "attempt", "kind", "part"
            )
        )
        entries = [e for e in entries if (e.attempt, e.kind, e.part) not in booked]
        if not entries:
            return Settled(reservation.pk)
    rows.insert_all(entries)
    spending.add(entries, first_of_call=not booked)
    spent = Amount(
        sum(entry.amount_nano for entry in entries),
        sum(entry.quantity for entry in entries if entry.kind in TOKEN_KINDS),
        sum(entry.quantity for entry in entries if entry.kind == OUTPUT),
    )
    close(reservation, State.SETTLED, reservation.settled_nano + spent.nano, at)
    found = windows_of(reservation)
    move(found, reservation if was_open else None, spent)
    return Settled(
        reservation.pk,
        spent.nano,
        reservation.breach_nano,
        tuple(window.pk for window in found if _reaches(window, spent)),
        tuple(sorted({charge.unpriced for charge in charges if charge.unpriced})),
        str(reservation.quote.get("model", "")),
    )


def close(reservation: Reservation, state: str, settled_nano: int, at: datetime) -> None:
    reservation.state, reservation.settled_nano, reservation.closed_at = (
        state,
        settled_nano,
        at,
    )
    rows.update(reservation, "state", "settled_nano", "closed_at")


def move(found: Sequence[Window], reservation: Reservation | None, spent: Amount) -> None:
    """Add what was spent; give back what was reserved, if it still was."""
    if not found:
        return
    held = Amount()
    if reservation:
        held = Amount(
            reservation.reserved_nano,
            reservation.reserved_tokens,
            reservation.reserved_output,
        )
    statements.move([window.pk for window in found], spent, held)


def _reaches(window: Window, spent: Amount) -> bool:
    nano, tokens = window.notify_nano, window.notify_tokens
    return (nano is not None and window.spent_nano + spent.nano >= nano) or (
        tokens is not None and window.spent_tokens + spent.tokens >= tokens
    )


def day_of(at: datetime) -> date:
    """The day of this moment where the organisation is now."""
    return at.astimezone(facts.time_zone()).date()


def _entries(
    reservation: Reservation, charges: Sequence[Charge], at: datetime
) -> list[LedgerEntry]:
    day = day_of(reservation.reserved_at)
    return [
        LedgerEntry(
            call_id=reservation.pk,
            attempt=charge.attempt,
            part=charge.part,
            kind=line.kind,
            user_id=reservation.user_id,
            team_id=reservation.team_id,
            conversation_id=reservation.conversation_id,
            message_id=reservation.message_id,
            assistant_id=reservation.assistant_id,
            purpose=reservation.purpose,
            model=charge.price.model,
            quantity=line.quantity,
            unit_nano=line.rate.unit_nano,
            factor_ppm=line.rate.factor_ppm,
            price_id=charge.price.price_id,
            amount_nano=line.amount_nano,
            estimated=line.estimated,
            booked_at=reservation.reserved_at,
            day=day,
            created_at=at,
        )
        for charge in charges
        for line in charge.lines()
    ]
