"""What is left over: by processes that died, and by a database that was gone."""

import json

import pytest
from django.db import OperationalError

from billing import budgets, ledger, spool
from billing.charges import charges_of
from billing.models import LedgerEntry, Reservation
from billing.prices import worst_case
from billing.sweep import sweep
from billing.tokens import Tokens
from tests.billing.money import ALICE, LEASE, NOON, call, charge, reserve, settle, sums

pytestmark = pytest.mark.django_db
LATER = NOON + 2 * LEASE
HAIKU = "claude-haiku-4-5"  # a dollar per million in, five out: 1,000 and 5,000 per token


def reserve_haiku(who) -> None:
    most = worst_case(HAIKU, NOON, input_tokens=100, max_tokens=50)
    ledger.reserve(who, most, lease_until=NOON + LEASE, now=NOON)


@pytest.fixture(autouse=True)
def _budget() -> None:
    budgets.set_budget("user", ALICE, limit_nano=10**9)


def test_a_call_whose_process_died_is_booked_as_far_as_it_was_known():
    who = call()
    reserve_haiku(who)
    ledger.note({who.id: Tokens(input=90, output=12)})

    [settled] = sweep(LATER)

    assert settled.booked_nano == 90 * 1000 + 12 * 5000
    assert set(LedgerEntry.objects.values_list("estimated", flat=True)) == {True}
    assert sums() == [(150_000, 0)]


def test_a_call_of_which_nothing_is_known_is_booked_with_its_counted_input():
    who = call()
    reserve_haiku(who)

    [settled] = sweep(LATER)

    assert settled.booked_nano == 100 * 1000


def test_whoever_knows_better_what_the_call_used_is_asked_first():
    who = call()
    reserve_haiku(who)

    sweep(LATER, lambda reservation: [charge(77)] if reservation.pk == who.id else None)

    assert sums() == [(77, 0)]


def test_a_call_that_is_renewed_is_left_alone():
    living, dead = call(), call()
    reserve(living, 10)
    reserve(dead, 10)
    assert ledger.renew([living.id, dead.id], NOON + LEASE) == 2
    assert ledger.renew([living.id], LATER + LEASE) == 1

    assert [settled.call_id for settled in sweep(LATER)] == [dead.id]
    assert Reservation.objects.get(pk=living.id).state == "open"


def test_sweeping_twice_or_after_settling_books_nothing_more():
    swept, settled = call(), call()
    reserve_haiku(swept)
    reserve(settled, 10)
    settle(settled, 5)

    assert len(sweep(LATER)) == 1
    assert sweep(LATER) == []
    assert sums() == [(100_005, 0)]


def test_a_closed_call_cannot_be_renewed():
    who = call()
    reserve(who, 10)
    settle(who, 5)

    assert ledger.renew([who.id], LATER) == 0


@pytest.fixture
def no_database(monkeypatch):
    def gone(*_arguments, **_options):
        raise OperationalError("the database is gone")

    with monkeypatch.context() as patched:
        patched.setattr("billing.ledger.settle", gone)
        yield patched


def test_a_settlement_outlives_a_database_that_is_gone(no_database):
    who = call()
    reserve_haiku(who)
    usage = {"input_tokens": 90, "output_tokens": 12, "cache_read_input_tokens": 7}
    charges = charges_of(usage, model=HAIKU, at=NOON, output_estimate=20)

    assert spool.settle_or_keep(who.id, charges) is None
    assert spool.drain() == []
    assert spool.waiting() == 1

    no_database.undo()
    [settled] = spool.drain()
    assert settled.booked_nano == sum(c.amount_nano for c in charges)
    assert spool.waiting() == 0
    estimated = dict(LedgerEntry.objects.values_list("kind", "estimated"))
    assert estimated == {"input": False, "output": True, "cache_read": False}


def test_a_kept_settlement_that_was_booked_meanwhile_is_not_booked_twice(no_database):
    who = call()
    reserve(who, 100)
    spool.settle_or_keep(who.id, [charge(40)])

    no_database.undo()
    settle(who, 40)
    spool.drain()

    assert sums() == [(40, 0)]


def test_a_kept_settlement_that_nobody_can_read_is_set_aside_and_stops_nothing(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    who = call()
    reserve(who, 100)
    folder = tmp_path / "settlements"
    folder.mkdir()
    (folder / "broken.json").write_text("{")
    (folder / "unknown.json").write_text(json.dumps({"call": str(call().id), "charges": []}))
    spool._keep(who.id, [charge(40)])

    assert [settled.call_id for settled in spool.drain()] == [who.id]
    assert sorted(path.name for path in folder.iterdir()) == ["broken.bad", "unknown.bad"]


def test_with_a_database_nothing_is_kept():
    who = call()
    reserve(who, 100)

    settled = spool.settle_or_keep(who.id, [charge(40)])

    assert settled is not None
    assert settled.booked_nano == 40
    assert spool.waiting() == 0
