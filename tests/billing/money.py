"""Builders for stories about money. Here one token costs one nano-dollar, to keep sums plain."""

import uuid
from datetime import UTC, datetime, timedelta

from billing import ledger
from billing.calls import Call, Held, Settled
from billing.charges import Charge
from billing.models import Window
from billing.prices import Bound, Price, Rate
from billing.tokens import TOKEN_KINDS, Tokens

ALICE, BOB, MALLORY = 101, 102, 103
RED_TEAM, BLUE_TEAM = 11, 12
NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)  # a Wednesday
LEASE = timedelta(seconds=30)
PENNY = Price("penny", "standard", None, dict.fromkeys(TOKEN_KINDS, 1))


def call(user: int | None = ALICE, team: int | None = None, **more) -> Call:
    return Call(uuid.uuid4(), user, team, **more)


def bound(nano: int, output: int = 0) -> Bound:
    """At most `nano` for the input and one nano-dollar for each of `output` tokens."""
    return Bound(nano, nano, output, Rate(1))


def charge(nano: int, attempt: int = 1, output: int = 0) -> Charge:
    return Charge(Tokens(input=nano, output=output), PENNY, attempt)


def reserve(who: Call, nano: int, output: int = 0, at: datetime = NOON, **more) -> Held:
    return ledger.reserve(who, bound(nano, output), lease_until=at + LEASE, now=at, **more)


def settle(who: Call, nano: int, attempt: int = 1, at: datetime = NOON) -> Settled:
    return ledger.settle(who.id, [charge(nano, attempt)], now=at)


def spend(nano: int, user: int = ALICE, team: int | None = None, at: datetime = NOON) -> Settled:
    who = call(user, team)
    reserve(who, nano, at=at)
    return settle(who, nano, at=at)


def sums(subject: str = "user", subject_id: int = ALICE) -> list[tuple[int, int]]:
    """Spent and reserved of each of the subject's windows, in the order they were made."""
    windows = Window.objects.filter(subject=subject, subject_id=subject_id).order_by("pk")
    return [(window.spent_nano, window.reserved_nano) for window in windows]
