"""What one person used in some days: by day, by model, by conversation, to the nano-dollar.

Days and models come from the sums by day, conversations from the ledger's entries of those days;
all three add up to the same amount.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Count, Max, Q, Sum
from django.utils import timezone

from accounts.models import Organisation
from billing.models import DaySpend, LedgerEntry
from billing.tokens import OUTPUT, TOKEN_KINDS
from chatapp.models import Conversation

MOST_CONVERSATIONS = 100
ZONES_APART = timedelta(hours=26)  # a day anywhere begins within so many hours of any other place's
READ = tuple(kind for kind in TOKEN_KINDS if kind != OUTPUT)


@dataclass(frozen=True, slots=True)
class Days:
    """Whole days from `first` to `last`, both included, where the organisation is."""

    first: date
    last: date

    @classmethod
    def until_today(cls, count: int) -> "Days":
        today = timezone.now().astimezone(Organisation.current().zone).date()
        return cls(today - timedelta(days=count - 1), today)

    def __iter__(self) -> Iterator[date]:
        for number in range((self.last - self.first).days + 1):
            yield self.first + timedelta(days=number)


@dataclass(slots=True)
class Sums:
    """Calls, tokens read (cache included) and written, nano-dollars."""

    calls: int = 0
    read: int = 0
    written: int = 0
    nano: int = 0

    def add(self, kind: str, calls: int, quantity: int, nano: int) -> None:
        """Count what was booked for one kind of token or tool."""
        self.calls += calls
        self.nano += nano
        if kind in READ:
            self.read += quantity
        elif kind == OUTPUT:
            self.written += quantity


@dataclass(slots=True)
class ConversationSums(Sums):
    """What one conversation cost. `id` is None where it is deleted, or there was none."""

    id: UUID | None = None
    title: str = ""
    last: date | None = None


@dataclass(slots=True)
class Usage:
    """All of it, with every day of the period in `by_day`, and the dearest of the others first."""

    days: Days
    total: Sums = field(default_factory=Sums)
    estimated_nano: int = 0
    by_day: dict[date, Sums] = field(default_factory=dict)
    by_model: dict[str, Sums] = field(default_factory=dict)
    by_conversation: list[ConversationSums] = field(default_factory=list)


def usage(user_id: int, days: Days) -> Usage:
    """What the person used in these days. Three queries, whatever was used."""
    found = Usage(days, by_day={day: Sums() for day in days})
    for row in booked(user_id, days):
        sums = (row.kind, row.calls, row.quantity, row.amount_nano)
        found.estimated_nano += row.estimated_nano
        for of in (
            found.total,
            found.by_day[row.day],
            found.by_model.setdefault(row.model, Sums()),
        ):
            of.add(*sums)
    by_cost = sorted(found.by_model.items(), key=lambda item: (-item[1].nano, item[0]))
    found.by_model = dict(by_cost)
    found.by_conversation = conversations(user_id, days)
    return found


def booked(user_id: int, days: Days) -> list[DaySpend]:
    """The sums of these days by model, purpose and kind, the oldest first."""
    columns = ("model", "purpose")
    theirs = DaySpend.knowing(*columns, user_id=user_id, day__gte=days.first, day__lte=days.last)
    return list(theirs.order_by("day", *columns, "kind"))


def conversations(user_id: int, days: Days) -> list[ConversationSums]:
    """The dearest conversations first; what is left of deleted ones, and all others, is one sum."""
    entries = LedgerEntry.objects.filter(
        user_id=user_id,
        booked_at__gte=_midnight(days.first) - ZONES_APART,
        booked_at__lt=_midnight(days.last) + timedelta(days=1) + ZONES_APART,
        day__gte=days.first,
        day__lte=days.last,
    )
    rows = (
        entries.order_by()
        .values("conversation_id")
        .annotate(
            calls=Count("call_id", distinct=True),
            read=Sum("quantity", filter=Q(kind__in=READ), default=0),
            written=Sum("quantity", filter=Q(kind=OUTPUT), default=0),
            nano=Sum("amount_nano"),
            last=Max("day"),
        )
        .order_by("-nano", "-last")
    )
    sums = [
        ConversationSums(
            row["calls"], row["read"], row["written"], row["nano"], row["conversation_id"], "",
            row["last"],
        )
        for row in rows
    ]  # fmt: skip
    titles = dict(Conversation.objects.filter(owner_id=user_id).values_list("pk", "title"))
    shown: list[ConversationSums] = []
    rest = ConversationSums()
    for row in sums:
        if row.id in titles and len(shown) < MOST_CONVERSATIONS:
            row.title = titles[row.id]
            shown.append(row)
            continue
        rest.calls += row.calls
        rest.read += row.read
        rest.written += row.written
        rest.nano += row.nano
    return [*shown, rest] if rest.calls else shown


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)
