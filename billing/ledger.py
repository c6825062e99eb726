"""Set money aside before a call, book what it used after it: each one atomic, idempotent step.

A reservation is made in every budget in scope (person, team, organisation) or in none. Rows are
locked in the order of their ids, so calls never deadlock, and `spent + reserved + amount <=
limit` stands in the UPDATE that reserves: any number of calls in any number of processes cannot
overspend. A call makes two transactions: `reserve`, then `settle` or `release`.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import rows
from accounts.models import Organisation
from billing import budgets, grants, posting, statements, windows
from billing.budgets import Terms
from billing.calls import Call, ClosedCallError, Held, Settled, UnknownCallError
from billing.charges import Charge
from billing.models import Reservation
from billing.prices import Bound
from billing.refusal import RefusedError
from billing.room import Amount, allowed, amount_of, fitting_output, shortfalls
from billing.tokens import TOKEN_KINDS, Tokens

State = Reservation.State


class _WindowsMissingError(Exception):
    """Windows must be made first, in a transaction of their own."""

    def __init__(self, keys: set[windows.Key], at: datetime) -> None:
        self.keys, self.at = keys, at

    def make(self) -> None:
        zone = Organisation.current().zone
        for key in sorted(self.keys):
            windows.open_window(key, self.at, zone)


def reserve(
    call: Call,
    bound: Bound,
    *,
    lease_until: datetime,
    floor: int | None = None,
    now: datetime | None = None,
) -> Held:
    """Set the bound aside in every budget in scope, or raise RefusedError and touch none.

    With `floor`, output is lowered to what fits, but not below `floor` tokens, and to no more than
    half of what is left, so that one call does not swallow the rest. Called twice for one call
    it returns what is held. Raises ClosedCallError.
    """
    at = now or timezone.now()
    while True:
        try:
            with transaction.atomic():
                terms = budgets.terms_for(call.user_id, call.team_id)
                asked = amount_of(bound, _wanted(bound, terms))
                reservation = _new(call, asked, bound, at, lease_until)
                rows.insert(reservation)
                output = _hold(reservation, bound, terms, floor, at)
                if output < asked.output:
                    _keep(reservation, amount_of(bound, output))
            return Held(call.id, bound.nano(output), output, output < bound.output_tokens)
        except _WindowsMissingError as missing:
            missing.make()
        except IntegrityError:
            held = Reservation.objects.filter(pk=call.id).first()
            if held is None:
                raise
            if held.state != State.OPEN:
                raise ClosedCallError(str(call.id)) from None
            return Held(
                call.id,
                held.reserved_nano,
                held.reserved_output,
                held.reserved_output < bound.output_tokens,
            )


def top_up(
    call_id: uuid.UUID,
    bound: Bound,
    *,
    floor: int | None = None,
    now: datetime | None = None,
) -> Held:
    """Set more aside for another attempt of the same call, in the periods in which it began.

    Raises RefusedError, UnknownCallError, ClosedCallError.
    """
    at = now or timezone.now()
    while True:
        try:
            with transaction.atomic():
                reservation = locked(call_id)
                if reservation.state != State.OPEN:
                    raise ClosedCallError(str(call_id))
                before = Amount(
                    reservation.reserved_nano,
                    reservation.reserved_tokens,
                    reservation.reserved_output,
                )
                _keep(reservation, before)  # takes the table's write lock before the windows'
                terms = budgets.terms_for(reservation.user_id, reservation.team_id)
                output = _hold(reservation, bound, terms, floor, at)
                more = amount_of(bound, output)
                _keep(
                    reservation,
                    Amount(
                        before.nano + more.nano,
                        before.tokens + more.tokens,
                        before.output + more.output,
                    ),
                )
            return Held(call_id, more.nano, output, output < bound.output_tokens)
        except _WindowsMissingError as missing:
            missing.make()


def settle(
    call_id: uuid.UUID, charges: Sequence[Charge], *, now: datetime | None = None
) -> Settled:
    """Book what the call used and give back what is left of its reservation.

    Entries that are booked already (same attempt, kind and part) are not booked again, so it
    may be called any number of times; late charges of a closed call are booked as well. It
    never refuses: the money is spent. Raises UnknownCallError.
    """
    with transaction.atomic():
        return posting.post(locked(call_id), charges, now or timezone.now())


def book(call: Call, charges: Sequence[Charge], *, now: datetime | None = None) -> Settled:
    """Book a call for which nothing was reserved, such as one that came to light later."""
    at = now or timezone.now()
    with transaction.atomic():
        row = _new(call, Amount(), None, at, at)
        row.state = State.SETTLED
        Reservation.objects.bulk_create([row], ignore_conflicts=True)
        return posting.post(locked(call.id), charges, at)


def release(call_id: uuid.UUID, *, now: datetime | None = None) -> bool:
    """Give everything back: the call was never sent. False when it was closed already."""
    with transaction.atomic():
        reservation = locked(call_id)
        if reservation.state != State.OPEN:
            return False
        posting.close(reservation, State.RELEASED, 0, now or timezone.now())
        posting.move(posting.windows_of(reservation), reservation, Amount())
        return True


def renew(call_ids: Iterable[uuid.UUID], lease_until: datetime) -> int:
    """Say that these calls are alive; returns how many of them still are open. One statement."""
    return Reservation.objects.filter(call_id__in=list(call_ids), state=State.OPEN).update(
        lease_until=lease_until
    )


def note(seen: Mapping[uuid.UUID, Tokens]) -> None:
    """Remember the usage known so far, so that a sweep after a crash books it."""
    rows = [
        Reservation(call_id=call_id, seen={kind: getattr(tokens, kind) for kind in TOKEN_KINDS})
        for call_id, tokens in seen.items()
    ]
    Reservation.objects.bulk_update(rows, ["seen"])


def _wanted(bound: Bound, terms: Terms) -> int:
    if terms.reply_output is None:
        return bound.output_tokens
    return min(bound.output_tokens, terms.reply_output)


def _new(
    call: Call, amount: Amount, bound: Bound | None, at: datetime, lease_until: datetime
) -> Reservation:
    return Reservation(
        call_id=call.id,
        user_id=call.user_id,
        team_id=call.team_id,
        conversation_id=call.conversation_id,
        message_id=call.message_id,
        assistant_id=call.assistant_id,
        purpose=call.purpose,
        reserved_nano=amount.nano,
        reserved_tokens=amount.tokens,
        reserved_output=amount.output,
        quote=dict(bound.quote) if bound else {},
        reserved_at=at,
        lease_until=lease_until,
    )


def _hold(
    reservation: Reservation,
    bound: Bound,
    terms: Terms,
    floor: int | None,
    at: datetime,
) -> int:
    """Lock the windows, find the output that fits, add the amount to each; returns the output.

    The reservation's row was written before, so no window can be made meanwhile.
    """
    found = posting.windows_of(reservation)
    present = {windows.key_of(window): window for window in found}
    if missing := {limit.key for limit in terms.limits} - present.keys():
        raise _WindowsMissingError(missing, reservation.reserved_at)
    pairs = [(limit, present[limit.key]) for limit in terms.limits if limit.hard]
    wanted = _wanted(bound, terms)
    extras: dict[windows.Key, grants.Extra] = {}
    output = fitting_output(bound, pairs, extras, wanted, floor)
    if output != wanted:
        extras = grants.added(found, at)
        output = fitting_output(bound, pairs, extras, wanted, floor)
    if output is None:
        least = wanted if floor is None else min(floor, wanted)
        raise RefusedError(shortfalls(bound, pairs, extras, least))
    amount = amount_of(bound, output)
    if found and statements.hold(amount, allowed(pairs, extras, found)) != len(found):
        raise RuntimeError("A budget window changed although its row was locked.")
    return output


def _keep(reservation: Reservation, amount: Amount) -> None:
    reservation.reserved_nano, reservation.reserved_tokens, reservation.reserved_output = amount
    rows.update(reservation, "reserved_nano", "reserved_tokens", "reserved_output")


def locked(call_id: uuid.UUID) -> Reservation:
    reservation = statements.lock_reservation(call_id)
    if reservation is None:
        raise UnknownCallError(str(call_id))
    return reservation
