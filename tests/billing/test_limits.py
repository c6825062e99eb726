"""How much of a call fits: lowered output, limits on tokens and replies, soft budgets, grants."""

from datetime import timedelta

import pytest

from billing import budgets, grants, ledger
from billing.prices import Bound, Rate
from billing.refusal import RefusedError
from tests.billing.money import ALICE, LEASE, NOON, call, charge, reserve, spend, sums

pytestmark = pytest.mark.django_db


def test_output_is_lowered_to_half_of_what_is_left_but_not_below_the_floor():
    budgets.set_budget("user", ALICE, limit_nano=1000)

    first = reserve(call(), 100, output=5000, floor=50)
    second = reserve(call(), 100, output=5000, floor=250)

    assert (first.output_tokens, first.lowered) == (400, True)  # half of 1000 less the input
    assert (second.output_tokens, second.nano) == (250, 350)  # half of 500 were less than 250
    with pytest.raises(RefusedError):
        reserve(call(), 100, output=5000, floor=60)


def test_a_call_that_fits_is_not_lowered():
    budgets.set_budget("user", ALICE, limit_nano=1000)

    held = reserve(call(), 100, output=900, floor=10)

    assert (held.output_tokens, held.lowered, held.nano) == (900, False, 1000)


def test_a_reply_may_not_be_longer_than_the_budget_says():
    budgets.set_budget("user", ALICE, limit_nano=10_000, reply_output=64)

    held = reserve(call(), 100, output=900)

    assert (held.output_tokens, held.lowered) == (64, True)


def test_output_tokens_of_a_day_are_limited_and_the_rest_of_the_month_is_not():
    budgets.set_budget("user", ALICE, limit_nano=10_000, day_output=100)
    who = call()
    reserve(who, 0, output=70)
    ledger.settle(who.id, [charge(0, output=70)], now=NOON)

    with pytest.raises(RefusedError) as refused:
        reserve(call(), 0, output=31)
    assert refused.value.worst.measure == "output"

    assert reserve(call(), 0, output=31, at=NOON + timedelta(days=1)).output_tokens == 31


def test_a_token_budget_counts_everything_that_is_read_and_written():
    budgets.set_budget("user", ALICE, limit_tokens=100)

    reserve(call(), 60, output=30)
    with pytest.raises(RefusedError) as refused:
        reserve(call(), 5, output=6)

    assert refused.value.worst.measure == "tokens"


def test_a_soft_budget_never_refuses():
    budgets.set_budget("user", ALICE, limit_nano=100, hard=False)

    spend(5000)

    assert sums() == [(5000, 0)]


def test_free_output_fits_into_any_room():
    budgets.set_budget("user", ALICE, limit_nano=100)
    free = Bound(10, 10, 1_000_000, Rate(0))

    held = ledger.reserve(call(), free, lease_until=NOON + LEASE, now=NOON)

    assert held.output_tokens == 1_000_000


def test_a_grant_lets_through_what_the_budget_alone_would_refuse():
    budgets.set_budget("user", ALICE, limit_nano=100)
    with pytest.raises(RefusedError):
        reserve(call(), 150)

    grants.grant("user", ALICE, amount_nano=50, now=NOON)

    assert reserve(call(), 150).nano == 150
