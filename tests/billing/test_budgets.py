"""Which budget holds for whom, and what a person is told when it is spent."""

from datetime import timedelta

import pytest
from django.utils import translation

from billing import budgets, grants
from billing.budgets import BadBudgetError
from billing.grants import BadGrantError
from billing.models import Budget, BudgetRequest, Grant
from billing.refusal import RefusedError
from tests.billing.money import ALICE, BOB, NOON, RED_TEAM, call, reserve, spend, sums

pytestmark = pytest.mark.django_db


def fits(nano: int, user: int = ALICE, team: int | None = None) -> bool:
    try:
        reserve(call(user, team), nano)
    except RefusedError:
        return False
    return True


def test_a_new_person_has_the_default_budget_without_anybody_setting_one():
    budgets.set_budget("everyone", limit_nano=100)

    assert fits(100, ALICE)
    assert fits(100, BOB)
    assert not fits(1, ALICE)


def test_a_teams_default_goes_before_everyones_and_a_persons_own_before_both():
    budgets.set_budget("everyone", limit_nano=100)
    budgets.set_budget("members", RED_TEAM, limit_nano=200)
    budgets.set_budget("user", BOB, limit_nano=300)

    assert fits(200, ALICE, RED_TEAM)
    assert not fits(1, ALICE, RED_TEAM)
    assert fits(300, BOB, RED_TEAM)


def test_a_team_shares_one_pot():
    budgets.set_budget("team", RED_TEAM, limit_nano=100)

    assert fits(60, ALICE, RED_TEAM)
    assert not fits(60, BOB, RED_TEAM)
    assert fits(40, BOB, RED_TEAM)


def test_a_person_may_set_themselves_a_lower_limit_but_not_a_higher_one():
    budgets.set_budget("user", ALICE, limit_nano=100)

    budgets.set_budget("own", ALICE, limit_nano=500)
    assert not fits(101)
    budgets.set_budget("own", ALICE, limit_nano=30)
    assert not fits(31)
    assert fits(30)


def test_budgets_of_different_periods_hold_side_by_side():
    budgets.set_budget("user", ALICE, "month", limit_nano=100)
    budgets.set_budget("user", ALICE, "day", limit_nano=10)

    assert not fits(11)
    assert fits(10)


def test_no_budget_means_no_limit():
    assert fits(10**15)


def test_lowering_a_budget_below_what_is_spent_refuses_from_then_on():
    budgets.set_budget("user", ALICE, limit_nano=100)
    spend(80)

    budgets.set_budget("user", ALICE, limit_nano=50)

    [standing] = budgets.standings(ALICE, None, NOON)
    assert (standing.remaining_nano, standing.percent) == (0, 160)
    assert not fits(1)


def test_a_budget_that_is_set_in_the_middle_of_a_month_counts_the_whole_month():
    spend(80, at=NOON - timedelta(days=10))
    spend(5, at=NOON - timedelta(days=40))
    running = call()
    reserve(running, 15)

    budgets.set_budget("user", ALICE, limit_nano=100)

    assert fits(5)
    assert not fits(1)
    assert sums() == [(80, 20)]


def test_looking_at_a_budget_writes_nothing_and_sees_everything():
    spend(80)
    budgets.set_budget("user", ALICE, limit_nano=100)

    [standing] = budgets.standings(ALICE, None, NOON)

    assert (standing.spent_nano, standing.remaining_nano, standing.percent) == (80, 20, 80)
    assert standing.renews_at is not None
    assert standing.renews_at.isoformat() == "2026-12-01T00:00:00+00:00"
    assert sums() == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"scope": "planet"},
        {"scope": "user", "scope_id": 0},
        {"scope": "organisation", "scope_id": 4},
        {"period": "century"},
        {"limit_nano": -1},
        {"limit_nano": 10**30},
        {"limit_nano": None},
        {"reply_output": -5},
        {"thresholds": [0]},
        {"thresholds": ["50"]},
    ],
)
def test_a_budget_that_makes_no_sense_is_refused_with_a_sentence(wrong):
    fields = {"scope": "user", "scope_id": ALICE, "period": "month", "limit_nano": 1} | wrong

    with pytest.raises(BadBudgetError, match=r"\.$"):
        budgets.set_budget(**fields)
    assert not Budget.objects.exists()


def test_a_grant_ends_when_it_expires():
    budgets.set_budget("user", ALICE, limit_nano=100)
    grants.grant("user", ALICE, amount_nano=50, expires_at=NOON + timedelta(hours=1), now=NOON)

    [before] = budgets.standings(ALICE, None, NOON)
    [after] = budgets.standings(ALICE, None, NOON + timedelta(hours=1))

    assert (before.limit_nano, after.limit_nano) == (150, 100)


def test_a_grant_is_not_carried_into_the_next_period():
    budgets.set_budget("user", ALICE, limit_nano=100)
    grants.grant("user", ALICE, amount_nano=50, now=NOON)

    [next_month] = budgets.standings(ALICE, None, NOON + timedelta(days=20))

    assert next_month.limit_nano == 100


@pytest.mark.parametrize(
    "wrong", [{"amount_nano": 0}, {"amount_nano": -5}, {"amount_nano": 10**30}, {"subject_id": 0}]
)
def test_a_grant_of_nothing_or_for_nobody_is_refused(wrong):
    fields = {"subject": "user", "subject_id": ALICE, "amount_nano": 5} | wrong
    with pytest.raises(BadGrantError):
        grants.grant(**fields)
    with pytest.raises(BadGrantError, match="expired already"):
        grants.grant("user", ALICE, amount_nano=5, expires_at=NOON, now=NOON)


def test_asking_for_more_twice_is_one_request_and_granting_it_twice_is_one_grant():
    first = grants.ask_for_more(ALICE, 500, "thesis week")
    second = grants.ask_for_more(ALICE, 900)
    assert first == second

    decided = grants.decide(first.pk, granted_nano=500, by=BOB)
    again = grants.decide(first.pk, granted_nano=500, by=BOB)

    assert decided.state == again.state == "granted"
    assert Grant.objects.get().reason == "thesis week"
    assert grants.ask_for_more(ALICE, 100).pk != first.pk


def test_a_declined_request_grants_nothing():
    request = grants.ask_for_more(ALICE, 500)

    grants.decide(request.pk, granted_nano=None, by=BOB)

    assert BudgetRequest.objects.get().state == "declined"
    assert not Grant.objects.exists()


def refusal(nano: int) -> RefusedError:
    with pytest.raises(RefusedError) as refused:
        reserve(call(), nano)
    return refused.value


def test_the_sentence_names_the_budget_and_when_it_renews():
    budgets.set_budget("user", ALICE, limit_nano=10_000_000_000)
    spend(10_000_000_000)

    assert refusal(1).sentence() == (
        "Nothing is left of your budget for this month ($10.00 of $10.00 used). "
        "It renews on Dec 1, 2026, 00:00."
    )


def test_the_sentence_tells_waiting_from_too_little():
    budgets.set_budget("organisation", period="total", limit_nano=10_000_000_000)
    spend(4_000_000_000)

    assert refusal(7_000_000_000).sentence() == (
        "What is left of the organisation's budget in total is not enough for this request "
        "($4.00 of $10.00 used). It does not renew: ask an administrator for more."
    )
    reserve(call(), 5_000_000_000)
    assert (
        refusal(2_000_000_000)
        .sentence()
        .startswith(
            "Answers that are being written hold what is left of the organisation's budget in total"
        )
    )


def test_the_sentence_is_in_the_language_of_whoever_reads_it():
    budgets.set_budget("user", ALICE, limit_nano=100)

    with translation.override("zh-hans"):
        assert "预算" in refusal(101).sentence()


def test_token_budgets_are_told_in_tokens():
    budgets.set_budget("user", ALICE, "day", limit_tokens=5000)
    assert "(0 tokens of 5,000 tokens used)" in refusal(5001).sentence()
    budgets.set_budget("user", ALICE, "day", day_output=20)
    with pytest.raises(RefusedError) as refused:
        reserve(call(), 0, output=21)
    assert "of your budget for today" in refused.value.sentence()
    assert "20 output tokens used" in refused.value.sentence()
