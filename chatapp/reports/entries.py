"""Every ledger entry of a period as a file, however many there are.

Pages of the table are read one after the other by an index, each in a query of its own: memory
stays the same, no transaction stays open, and whoever cancels half way costs nothing more.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from billing.models import LedgerEntry
from chatapp.reports.usage import Question, exact

COLUMNS = (
    "id", "day", "booked_at", "call_id", "attempt", "part", "user_id", "team_id", "assistant_id",
    "purpose", "model", "kind", "quantity", "unit_nano", "factor_ppm", "amount_nano", "estimated",
)  # fmt: skip
HEADERS = (*COLUMNS, "amount_usd")
AT_ONCE = 5000


def rows(question: Question, since: datetime, until: datetime) -> Iterator[list[Any]]:
    """The entries that the question's sums are made of, the oldest first.

    `since` and `until` are the moments between which its days lie.
    """
    day = timedelta(days=1)  # an entry keeps its day when the organisation changes its time zone
    found = LedgerEntry.objects.filter(
        day__gte=question.first, day__lte=question.last, booked_at__lt=until + day
    ).order_by("booked_at", "id")
    for name, value in question.equal().items():
        found = found.filter(**{f"{name}__isnull": True} if value == 0 else {name: value})
    after, last = since - day, 0
    while True:
        page = found.filter(booked_at__gte=after)
        page = page.filter(Q(booked_at__gt=after) | Q(id__gt=last))
        some = list(page.values_list(*COLUMNS)[:AT_ONCE])
        for entry in some:
            line = dict(zip(COLUMNS, entry, strict=True))
            yield [
                *(value.isoformat() if isinstance(value, datetime) else value for value in entry),
                exact(line["amount_nano"]),
            ]
        if len(some) < AT_ONCE:
            return
        after, last = some[-1][2], some[-1][0]
