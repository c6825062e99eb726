"""Prove the books: recompute everything from the entries and name every difference.

Reads in one transaction, so a running system is seen at one moment.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Count, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from billing import append_only, spending, spool
from billing.models import LedgerEntry, Reservation, Window
from billing.prices import Rate
from billing.windows import actual_sums

MOST_LISTED = 100


@dataclass(slots=True)
class Audit:
    """The sums, and what does not agree. `drift` is empty when the books are right."""

    entries: int = 0
    calls: int = 0
    total_nano: int = 0
    estimated_nano: int = 0
    breaches: int = 0
    breach_nano: int = 0
    open_reservations: int = 0
    reserved_nano: int = 0
    windows: int = 0
    kept_on_disk: int = 0
    differences: int = 0
    drift: list[str] = field(default_factory=list)

    def differs(self, sentence: str) -> None:
        self.differences += 1
        if len(self.drift) < MOST_LISTED:
            self.drift.append(sentence)


def audit(now: datetime | None = None) -> Audit:
    """Recompute entries, receipts, windows and reports; look for reservations nobody holds."""
    at = now or timezone.now()
    found = Audit()
    inside_another = connection.in_atomic_block
    with transaction.atomic():
        if not inside_another:
            _one_moment()
        _entries(found)
        _receipts(found)
        _windows(found)
        _reservations(found, at)
        _reports(found)
        for sentence in spending.drift():
            found.differs(sentence)
    found.kept_on_disk = spool.waiting()
    for name in spool.set_aside():
        found.differs(f"The kept settlement {name} could not be booked: look at it by hand.")
    for name in append_only.missing(connection):
        found.differs(f"Trigger {name} is missing: the ledger is not protected.")
    return found


def _one_moment() -> None:
    """Before the first query: what other transactions commit from here on is not seen."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")


def _entries(found: Audit) -> None:
    """Every amount is its own quantity times its own price."""
    columns = ("id", "quantity", "unit_nano", "factor_ppm", "amount_nano", "estimated")
    for pk, quantity, unit, ppm, amount, estimated in LedgerEntry.objects.values_list(
        *columns
    ).iterator(5000):
        found.entries += 1
        found.total_nano += amount
        found.estimated_nano += amount if estimated else 0
        right = Rate(unit, ppm).cost(quantity)
        if right != amount:
            found.differs(f"Entry {pk} is {amount} nano-dollars, its price makes {right}.")


def _receipts(found: Audit) -> None:
    """What a call says it cost is the sum of its entries, and no entry lacks its call."""
    sums = (
        LedgerEntry.objects.filter(call_id=OuterRef("call_id"))
        .order_by()
        .values("call_id")
        .annotate(sum=Sum("amount_nano"))
        .values("sum")
    )
    calls = Reservation.objects.annotate(actual=Coalesce(Subquery(sums), 0))
    for call in calls.exclude(settled_nano=F("actual")):
        found.differs(
            f"Call {call.pk} says {call.settled_nano} nano-dollars, its entries {call.actual}."
        )
    found.calls = LedgerEntry.objects.order_by().values("call_id").distinct().count()
    known = Reservation.objects.values("call_id")
    for call_id in (
        LedgerEntry.objects.exclude(call_id__in=known).order_by().values_list("call_id", flat=True)
    ).distinct():
        found.differs(f"Call {call_id} has entries but was never opened.")


def _windows(found: Audit) -> None:
    for window in Window.objects.iterator(1000):
        found.windows += 1
        for name, right in actual_sums(window).items():
            if (kept := getattr(window, name)) != right:
                found.differs(f"Window “{window}”: {name} is {kept}, the entries make {right}.")


def _reservations(found: Audit, at: datetime) -> None:
    opened = Reservation.objects.filter(state=Reservation.State.OPEN)
    sums = opened.aggregate(count=Count("call_id"), nano=Sum("reserved_nano"))
    found.open_reservations, found.reserved_nano = sums["count"], sums["nano"] or 0
    for call in opened.filter(lease_until__lt=at):
        found.differs(f"Call {call.pk} holds money, but nobody renewed it since its lease ended.")
    broken = Reservation.objects.filter(
        ~Q(reserved_nano=0), state=Reservation.State.SETTLED, settled_nano__gt=F("reserved_nano")
    )
    for call in broken:
        found.breaches += 1
        found.breach_nano += call.breach_nano


def _reports(found: Audit) -> None:
    """Whatever way the entries are grouped, the groups add up to the same total."""
    for name, total in _totals():
        if total != found.total_nano:
            found.differs(f"By {name} the report makes {total}, the ledger {found.total_nano}.")


def _totals() -> Iterator[tuple[str, int]]:
    for column in ("user_id", "team_id", "assistant_id", "model", "purpose", "day", "kind"):
        groups = LedgerEntry.objects.order_by().values(column).annotate(sum=Sum("amount_nano"))
        yield column, sum(group["sum"] for group in groups)
