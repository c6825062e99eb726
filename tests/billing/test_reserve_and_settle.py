"""The life of one call: money is set aside, booked, given back; each step once."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from billing import budgets, ledger
from billing.calls import Call, ClosedCallError, UnknownCallError
from billing.models import LedgerEntry, Reservation
from billing.refusal import RefusedError
from tests.billing.money import (
    ALICE,
    BOB,
    NOON,
    RED_TEAM,
    bound,
    call,
    charge,
    reserve,
    settle,
    spend,
    sums,
)

pytestmark = pytest.mark.django_db


def test_a_call_sets_money_aside_and_books_what_it_used():
    budgets.set_budget("user", ALICE, limit_nano=1000)
    who = call()

    held = reserve(who, 300)
    assert sums() == [(0, 300)]
    settled = settle(who, 120)

    assert (held.nano, settled.booked_nano, settled.breach_nano) == (300, 120, 0)
    assert sums() == [(120, 0)]


def test_what_does_not_fit_is_refused_and_nothing_is_touched():
    budgets.set_budget("user", ALICE, limit_nano=1000)
    spend(800)
    who = call()

    with pytest.raises(RefusedError) as refused:
        reserve(who, 201)

    assert refused.value.available == 200
    assert not refused.value.fits_later
    assert sums() == [(800, 0)]
    assert not Reservation.objects.filter(pk=who.id).exists()


def test_a_refusal_says_when_running_calls_hold_the_money():
    budgets.set_budget("user", ALICE, limit_nano=1000)
    reserve(call(), 900)

    with pytest.raises(RefusedError) as refused:
        reserve(call(), 200)

    assert refused.value.fits_later
    assert refused.value.available == 100


def test_every_budget_in_scope_or_none():
    budgets.set_budget("user", ALICE, limit_nano=1000)
    budgets.set_budget("team", RED_TEAM, limit_nano=1000)
    budgets.set_budget("organisation", limit_nano=100)

    with pytest.raises(RefusedError) as refused:
        reserve(call(team=RED_TEAM), 101)

    assert refused.value.worst.scope == "organisation"
    assert sums() == [(0, 0)]
    assert sums("team", RED_TEAM) == [(0, 0)]

    reserve(call(team=RED_TEAM), 100)
    assert sums() == sums("team", RED_TEAM) == sums("organisation", 0) == [(0, 100)]


def test_reserving_twice_for_one_call_holds_once():
    budgets.set_budget("user", ALICE, limit_nano=1000)
    who = call()

    assert reserve(who, 300) == reserve(who, 300)

    assert sums() == [(0, 300)]


def test_settling_twice_books_once():
    budgets.set_budget("user", ALICE, limit_nano=1000)
    who = call()
    reserve(who, 300)

    settle(who, 120)
    again = settle(who, 120)

    assert again.booked_nano == 0
    assert sums() == [(120, 0)]
    assert LedgerEntry.objects.filter(kind="input").count() == 1


def test_an_attempt_that_comes_to_light_later_is_booked_too():
    budgets.set_budget("user", ALICE, limit_nano=1000)
    who = call()
    reserve(who, 300)
    settle(who, 120)

    late = settle(who, 30, attempt=2)

    assert late.booked_nano == 30
    assert sums() == [(150, 0)]
    assert Reservation.objects.get().settled_nano == 150


def test_several_attempts_are_topped_up_and_settled_together():
    budgets.set_budget("user", ALICE, limit_nano=1000)
    who = call()
    reserve(who, 300)

    ledger.top_up(who.id, bound(300), now=NOON)
    assert sums() == [(0, 600)]
    ledger.settle(who.id, [charge(100, 1), charge(200, 2)], now=NOON)

    assert sums() == [(300, 0)]
    assert list(
        LedgerEntry.objects.order_by("pk").values_list("attempt", "kind", "amount_nano")
    ) == [
        (1, "input", 100),
        (1, "output", 0),
        (2, "input", 200),
        (2, "output", 0),
    ]


def test_a_top_up_that_does_not_fit_leaves_the_first_reservation_alone():
    budgets.set_budget("user", ALICE, limit_nano=500)
    who = call()
    reserve(who, 300)

    with pytest.raises(RefusedError):
        ledger.top_up(who.id, bound(300), now=NOON)

    assert sums() == [(0, 300)]


def test_a_call_that_was_never_sent_gives_everything_back():
    budgets.set_budget("user", ALICE, limit_nano=1000)
    who = call()
    reserve(who, 300)

    assert ledger.release(who.id) is True
    assert ledger.release(who.id) is False

    assert sums() == [(0, 0)]
    with pytest.raises(ClosedCallError):
        reserve(who, 300)


def test_a_call_that_nobody_knows_is_an_error():
    with pytest.raises(UnknownCallError):
        ledger.settle(call().id, [charge(1)])
    with pytest.raises(UnknownCallError):
        ledger.release(call().id)


def test_zero_usage_is_booked_as_zero_and_not_as_an_estimate():
    who = call()
    reserve(who, 300)

    settle(who, 0)

    entries = LedgerEntry.objects.values_list("kind", "quantity", "amount_nano", "estimated")
    assert sorted(entries) == [("input", 0, 0, False), ("output", 0, 0, False)]


def test_going_beyond_the_bound_is_booked_in_full_and_counted_as_a_breach():
    budgets.set_budget("user", ALICE, limit_nano=1000)
    who = call()
    reserve(who, 300)

    settled = settle(who, 1100)

    assert settled.breach_nano == 800
    assert sums() == [(1100, 0)]


def test_a_call_of_nobody_counts_for_the_organisation_only():
    budgets.set_budget("everyone", limit_nano=10)
    budgets.set_budget("organisation", limit_nano=1000)

    who = Call(call().id, None, purpose="evaluation")
    reserve(who, 300)

    assert sums("organisation", 0) == [(0, 300)]


def test_what_was_never_reserved_can_be_booked_and_twice_is_once():
    budgets.set_budget("user", BOB, limit_nano=1000)
    budgets.set_budget("organisation", limit_nano=1000)
    spend(1, user=BOB)
    who = call(BOB, purpose="batch")

    ledger.book(who, [charge(40)], now=NOON)
    ledger.book(who, [charge(40)], now=NOON)

    assert sums("user", BOB) == sums("organisation", 0) == [(41, 0)]
    assert Reservation.objects.get(pk=who.id).breach_nano == 40


def test_the_fast_path_makes_two_transactions_of_thirteen_statements():
    budgets.set_budget("user", ALICE, limit_nano=10**9)
    budgets.set_budget("organisation", limit_nano=10**9)
    spend(1)
    who = call()

    with CaptureQueriesContext(connection) as queries:
        reserve(who, 300)
        settle(who, 120)

    statements = [q["sql"].split()[0] for q in queries if "SAVEPOINT" not in q["sql"]]
    assert statements == [
        *("SELECT", "INSERT", "SELECT", "UPDATE"),
        *("SELECT", "SELECT", "INSERT", "INSERT", "UPDATE", "SELECT", "UPDATE"),
    ]
