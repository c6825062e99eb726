"""One truth: dashboard, report, files, statements, receipts and audit name the same amount."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count

import pytest
from django.db.models import Sum
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.roles import Role
from billing.audit import audit
from billing.models import LedgerEntry
from billing.tokens import TOKEN_KINDS, Tokens
from chatapp.reports import statements, usage
from tests.reports.books import book, csv_rows, sheet_rows

months = count(24_000)  # each example has a month of its own, from the year 2000 on
TEAM_OF = {None: None, 1: None, 2: 11, 3: 11, 4: 12}

amounts = st.integers(0, 5_000_000)
tokens = st.builds(
    Tokens,
    **dict.fromkeys(TOKEN_KINDS, amounts),
    server_tools=st.one_of(st.just({}), st.just({"web_search_requests": 3})),
)
units = st.fixed_dictionaries(dict.fromkeys((*TOKEN_KINDS, "web_search_requests"), amounts))
bookings = st.lists(
    st.fixed_dictionaries(
        {
            "user": st.sampled_from(list(TEAM_OF)),
            "minutes": st.integers(0, 28 * 1440 - 1),
            "tokens": tokens,
            "units": units,
            "model": st.sampled_from(["claude-x-1", "claude-y-2"]),
            "purpose": st.sampled_from(["chat", "title"]),
            "assistant_id": st.sampled_from([None, 7, 8]),
            "estimated": st.sampled_from([(), ("output",)]),
        }
    ),
    max_size=8,
)


def dollars(rows: list[dict[str, str]], column: str) -> int:
    """Nano-dollars in a column of exact dollars."""
    return int(sum((Decimal(row[column]) for row in rows), Decimal(0)).scaleb(9))


@pytest.mark.django_db(transaction=True)
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(bookings=bookings, group=st.sampled_from(list(usage.GROUPS)))
def test_every_figure_is_the_ledgers_to_the_nano_dollar(bookings, group, browser):
    number = next(months)
    first = date(number // 12, number % 12 + 1, 1)
    start = datetime(first.year, first.month, 1, tzinfo=UTC)
    for booking in bookings:
        user = booking.pop("user")
        at = start + timedelta(minutes=booking.pop("minutes"))
        book(at, user, team=TEAM_OF[user], **booking)
    entries = LedgerEntry.objects.filter(day__gte=first, day__lte=first + timedelta(days=27))
    truth = entries.aggregate(sum=Sum("amount_nano"))["sum"] or 0

    staff = browser(Role.STAFF, f"staff{number}@example.com")
    days = {"from": str(first), "to": str(first + timedelta(days=27))}
    home = staff.get(reverse("admin:index"), days)
    assert home.context["spent"] == truth
    chart = staff.get(reverse("admin:index"), days | {"csv": "spending"})
    sums = [Decimal(cell) for row in csv_rows(chart) for name, cell in row.items() if name != "Day"]
    assert int(sum(sums, Decimal(0)).scaleb(9)) == truth

    address = reverse("admin:console-usage")
    page = staff.get(address, days | {"group": group})
    rows = page.context["shown"].object_list
    assert page.context["total"].amount == sum(row.sums.amount for row in rows) == truth
    assert page.context["total"].calls == sum(row.sums.calls for row in rows) == len(bookings)
    file = staff.get(address, days | {"group": group, "file": "csv"})
    assert dollars(csv_rows(file), "US dollars") == truth
    for other in usage.GROUPS:
        question = usage.Question(first, first + timedelta(days=27), other)
        assert sum(row.sums.amount for row in usage.rows(question)) == truth
    sheet = sheet_rows(staff.get(address, days | {"file": "xlsx"}))
    assert sum(round((row["US dollars"] or 0) * 10**9) for row in sheet) == truth
    every = csv_rows(staff.get(address, days | {"file": "entries"}))
    assert len(every) == entries.count()
    assert sum(int(row["amount_nano"]) for row in every) == dollars(every, "amount_usd") == truth

    for name, owners in (("user_id", [0, 1, 2, 3, 4]), ("team_id", [0, 11, 12])):
        made = {pk: statements.of_month(first, **{name: pk}) for pk in owners}
        assert sum(one.total.amount for one in made.values()) == truth
        for pk, one in made.items():
            receipts = entries.filter(**{name: pk or None}).aggregate(sum=Sum("amount_nano"))
            assert one.total.amount == (receipts["sum"] or 0)
            assert one.total.amount == sum(line.amount for line in one.lines)
            assert one.total.amount == sum(day.sums.amount for day in one.days)
    assert audit().drift == []
