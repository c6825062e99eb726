"""What operators type, and what they read."""

import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.models import Team, User
from billing import append_only, budgets
from billing.models import Budget, Grant, LedgerEntry, Reservation, Window
from billing.money import BadAmountError, format_usd, parse_usd
from tests.billing.money import call, reserve, spend

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> User:
    return User.objects.create_user("ada@example.org", team=Team.objects.create(name="Red"))


def shown(capsys, *arguments: str) -> dict[str, Any]:
    call_command("show_budget", "ada@example.org", "--json", *arguments)
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_a_budget_is_set_and_shown_in_nano_dollars(ada, capsys, time_machine):
    time_machine.move_to("2026-11-18T12:00:00Z")
    call_command("set_budget", "ADA@example.org", "0.05", "--period", "month")
    capsys.readouterr()
    spend(10_000_000, ada.pk)
    reserve(call(ada.pk), 5_000_000)

    summary = shown(capsys)

    assert {name: summary[name] for name in ("limit", "spent", "reserved", "remaining")} == {
        "limit": 50_000_000,
        "spent": 10_000_000,
        "reserved": 5_000_000,
        "remaining": 35_000_000,
    }
    [budget] = summary["budgets"]
    assert (budget["period"], budget["renews_at"]) == ("month", "2026-12-01T00:00:00+00:00")


def test_without_a_budget_the_months_spending_is_shown(ada, capsys, time_machine):
    time_machine.move_to("2026-11-18T12:00:00Z")
    spend(7, ada.pk)

    summary = shown(capsys)

    assert (summary["limit"], summary["spent"], summary["remaining"]) == (None, 7, None)
    call_command("show_budget", "ada@example.org")
    assert "no budget holds" in capsys.readouterr().out


def test_the_tightest_of_ones_own_budgets_is_the_summary_and_all_are_listed(ada, capsys):
    for who, amount in (("everyone", "5"), ("organisation", "1"), ("team:Red", "2")):
        call_command("set_budget", who, amount)
    call_command("set_budget", "ada@example.org", "3", "--period", "day", "--day-output", "100")
    capsys.readouterr()

    summary = shown(capsys)
    assert summary["limit"] == 3_000_000_000
    assert len(summary["budgets"]) == 5

    call_command("show_budget", "ada@example.org")
    assert "user / day: $0.00 of $3.00" in capsys.readouterr().out


def test_budgets_for_members_tokens_and_soft_ones(ada):
    call_command("set_budget", "members:Red", "none", "--tokens", "5000", "--soft")

    budget = Budget.objects.get()
    assert (budget.scope, budget.limit_nano, budget.limit_tokens) == ("members", None, 5000)
    assert not budget.hard


def test_a_grant_is_given_with_an_end(ada, capsys):
    call_command("set_budget", "ada@example.org", "1")
    call_command("grant", "ada@example.org", "0.50", "--days", "3", "--reason", "fair")
    capsys.readouterr()

    grant = Grant.objects.get()
    assert (grant.amount_nano, grant.reason) == (500_000_000, "fair")
    assert grant.expires_at is not None
    assert shown(capsys)["limit"] == 1_500_000_000


@pytest.mark.parametrize(
    "arguments",
    [
        ("set_budget", "nobody@example.org", "5"),
        ("set_budget", "team:Blue", "5"),
        ("set_budget", "ada@example.org", "-5"),
        ("set_budget", "ada@example.org", "5 EUR"),
        ("set_budget", "ada@example.org", "1e9"),
        ("set_budget", "ada@example.org", "nan"),
        ("set_budget", "ada@example.org", "99999999999"),
        ("set_budget", "ada@example.org", "0.0000000001"),
        ("set_budget", "ada@example.org", "none"),
        ("set_budget", "ada@example.org", "5", "--tokens", "-1"),
        ("set_budget", "ada@example.org", "5", "--period", "century"),
        ("grant", "everyone", "5"),
        ("grant", "ada@example.org", "0"),
        ("grant", "ada@example.org", "5", "--days", "0"),
        ("show_budget", "nobody@example.org"),
        ("import_prices", "/nowhere.csv"),
    ],
)
@pytest.mark.usefixtures("ada")
def test_what_makes_no_sense_is_refused_and_changes_nothing(arguments):
    with pytest.raises(CommandError):
        call_command(*arguments)

    assert not Budget.objects.exists()
    assert not Grant.objects.exists()


@pytest.mark.parametrize(
    ("text", "nano"),
    [
        ("10", 10_000_000_000),
        ("$0.05", 50_000_000),
        ("12.50 USD", 12_500_000_000),
        ("usd 1,000", 1_000_000_000_000),
        ("1,234,567.5", 1_234_567_500_000_000),
        ("0.000000001", 1),
        ("0", 0),
    ],
)
def test_dollars_are_read_exactly(text, nano):
    assert parse_usd(text) == nano


@pytest.mark.parametrize(
    "text",
    ["", "ten", "€5", "5,5 EUR", "2,50", "1,00", "10,00.5", "-1", "1e3", "0x10", "inf", "1.", "٣"],
)
def test_what_is_no_amount_of_dollars_is_refused(text):
    with pytest.raises(BadAmountError):
        parse_usd(text)


def test_dollars_are_written_with_all_the_decimals_they_have():
    assert [format_usd(n) for n in (0, 1, 4_000_000, 12_500_000_000, 1_234_000_000_000)] == [
        "$0.00",
        "$0.000000001",
        "$0.004",
        "$12.50",
        "$1,234.00",
    ]


def test_the_audit_prints_the_sums_of_right_books(ada, capsys):
    budgets.set_budget("organisation", limit_nano=10**12)
    spend(2_500_000_000, ada.pk)

    call_command("audit_ledger")

    printed = capsys.readouterr().out
    assert "2 entries of 1 calls: $2.50" in printed
    assert "Right." in printed


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (lambda: Window.objects.update(spent_nano=1), "spent_nano is 1, the entries make 25"),
        (lambda: Window.objects.update(reserved_tokens=9), "reserved_tokens is 9"),
        (lambda: Reservation.objects.update(settled_nano=3), "says 3 nano-dollars, its entries 25"),
        (lambda: Reservation.objects.all().delete(), "has entries but was never opened"),
        (lambda: Reservation.objects.update(state="open"), "nobody renewed it"),
        (lambda: append_only.remove(connection), "the ledger is not protected"),
        (lambda: booked_wrongly(), "is 7 nano-dollars, its price makes 6"),
    ],
)
def test_the_audit_names_whatever_differs_and_exits_with_1(damage, sentence, capsys):
    budgets.set_budget("organisation", limit_nano=10**12)
    spend(25, 1)
    damage()

    with pytest.raises(SystemExit) as end:
        call_command("audit_ledger")

    assert end.value.code == 1
    assert sentence in capsys.readouterr().err


def booked_wrongly() -> None:
    entry = LedgerEntry.objects.order_by("pk")[0]
    entry.pk, entry.attempt, entry.quantity, entry.amount_nano = None, 2, 6, 7
    LedgerEntry.objects.bulk_create([entry])
