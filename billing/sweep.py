"""Settle what dead processes left: open reservations that nobody renews any more."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from billing import posting, statements
from billing.calls import Settled
from billing.charges import Charge
from billing.models import Reservation
from billing.prices import UnknownPriceError, price_of
from billing.tokens import TOKEN_KINDS, Tokens

ChargesFor = Callable[[Reservation], Sequence[Charge] | None]


def sweep(
    now: datetime | None = None, charges_for: ChargesFor | None = None, most: int = 500
) -> list[Settled]:
    """Settle every call whose lease is over, once, however many processes sweep.

    `charges_for` may know better what a call used, from the text that was saved; where it
    returns None, `seen_or_counted` is booked. Everything booked here is marked estimated.
    """
    at = now or timezone.now()
    expired = Reservation.objects.filter(state=Reservation.State.OPEN, lease_until__lt=at)
    ids = list(expired.order_by("lease_until").values_list("call_id", flat=True)[:most])
    return [settled for call_id in ids if (settled := _sweep_one(call_id, at, charges_for))]


def seen_or_counted(reservation: Reservation) -> list[Charge]:
    """The usage noted last; if the call died before any, the input as it was counted.

    The request had most likely been sent, and Claude bills the input of a call that is cut off.
    """
    quote = reservation.quote
    if reservation.seen:
        counts: dict[str, Any] = {kind: reservation.seen.get(kind, 0) for kind in TOKEN_KINDS}
        tokens = Tokens(**counts)
    else:
        tokens = Tokens(input=int(quote.get("counted_tokens", 0)))
    try:
        price = price_of(
            str(quote.get("model", "")),
            reservation.reserved_at,
            prompt_tokens=tokens.prompt,
            batch=bool(quote.get("batch")),
            geo=quote.get("geo"),
            speed=str(quote.get("speed", "standard")),
        )
    except UnknownPriceError:  # reserved without a quote: nothing is known, nothing to book
        return []
    return [Charge(tokens, price, estimated=frozenset(TOKEN_KINDS))]


def _sweep_one(call_id: UUID, at: datetime, charges_for: ChargesFor | None) -> Settled | None:
    with transaction.atomic():
        reservation = statements.lock_reservation(call_id)
        if (
            reservation is None
            or reservation.state != Reservation.State.OPEN
            or reservation.lease_until >= at
        ):
            return None  # settled or renewed meanwhile
        charges = charges_for(reservation) if charges_for else None
        if charges is None:
            charges = seen_or_counted(reservation)
        return posting.post(reservation, charges, at)
