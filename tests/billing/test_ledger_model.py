"""Any interleaving of any number of calls, against a model that is a few dictionaries."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from billing import budgets, ledger
from billing.audit import audit
from billing.calls import ClosedCallError
from billing.models import Window
from billing.refusal import RefusedError
from billing.sweep import sweep
from tests.billing.money import ALICE, BOB, LEASE, NOON, RED_TEAM, bound, call, charge, reserve

amounts = st.integers(0, 400)


class Books(RuleBasedStateMachine):
    """Two people of one team under four budgets; time goes on, calls overlap and fail."""

    running = Bundle("running")
    closed = Bundle("closed")

    def __init__(self) -> None:
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.now = NOON
        self.spent: list[tuple[int, datetime, int]] = []
        self.held: dict[UUID, tuple[int, datetime, int]] = {}
        self.limits = {"day": 700, "month": 2000, "team": 1500, "organisation": 1800}

    @initialize()
    def set_budgets(self) -> None:
        budgets.set_budget("everyone", period="day", limit_nano=self.limits["day"])
        budgets.set_budget("everyone", period="month", limit_nano=self.limits["month"])
        budgets.set_budget("team", RED_TEAM, "week", limit_nano=self.limits["team"])
        budgets.set_budget("organisation", period="total", limit_nano=self.limits["organisation"])

    @rule(target=running, user=st.sampled_from([ALICE, BOB]), nano=amounts)
    def begin(self, user, nano):
        who = call(user, RED_TEAM)
        fits = self.fits(user, self.now, nano)
        try:
            reserve(who, nano, at=self.now)
        except RefusedError:
            assert not fits
            return multiple()
        assert fits
        self.held[who.id] = (user, self.now, nano)
        return who

    @rule(who=running, nano=amounts)
    def another_attempt(self, who, nano):
        if who.id not in self.held:  # swept
            return
        user, at, before = self.held[who.id]
        fits = self.fits(user, at, nano)
        try:
            ledger.top_up(who.id, bound(nano), now=self.now)
        except RefusedError:
            assert not fits
            return
        assert fits
        self.held[who.id] = (user, at, before + nano)

    @rule(target=closed, who=consumes(running), share=st.integers(0, 100))
    def finish(self, who, share):
        if who.id not in self.held:
            return who
        user, at, held = self.held.pop(who.id)
        cost = held * share // 100
        ledger.settle(who.id, [charge(cost)], now=self.now)
        self.spent.append((user, at, cost))
        return who

    @rule(target=closed, who=consumes(running))
    def fail_before_sending(self, who):
        self.held.pop(who.id, None)
        ledger.release(who.id, now=self.now)
        return who

    @rule(who=closed, nano=amounts)
    def close_again(self, who, nano):
        ledger.release(who.id)
        try:
            ledger.top_up(who.id, bound(nano))
        except ClosedCallError:
            return
        raise AssertionError("a closed call took money")

    @rule(hours=st.integers(1, 30))
    def time_goes_on(self, hours):
        self.now += timedelta(hours=hours)

    @rule()
    def every_process_dies_and_a_sweep_follows(self):
        sweep(self.now + 2 * LEASE)
        for user, at, _held in self.held.values():
            self.spent.append((user, at, 0))
        self.held.clear()

    @invariant()
    def the_books_are_right(self):
        assert audit(NOON).drift == []

    @invariant()
    def nobody_is_beyond_a_limit(self):
        for window in Window.objects.all():
            name = window.subject if window.subject != "user" else window.period
            assert window.spent_nano + window.reserved_nano <= self.limits[name]

    def teardown(self) -> None:
        try:
            for call_id in self.held:
                ledger.settle(call_id, [], now=self.now)
            assert not Window.objects.exclude(reserved_nano=0).exists()
        finally:
            transaction.set_rollback(True)
            self.transaction.__exit__(None, None, None)

    def fits(self, user, at, nano) -> bool:
        """By the definition of the budgets, without windows."""
        week = at.date() - timedelta(days=at.weekday())
        everything = [*self.spent, *self.held.values()]
        used = {
            "day": sum(n for u, t, n in everything if u == user and t.date() == at.date()),
            "month": sum(n for u, t, n in everything if u == user and t.month == at.month),
            "team": sum(
                n for _, t, n in everything if t.date() - timedelta(days=t.weekday()) == week
            ),
            "organisation": sum(n for _, _, n in everything),
        }
        return all(used[name] + nano <= limit for name, limit in self.limits.items())


@pytest.mark.django_db
def test_after_any_interleaving_the_books_are_right_and_no_limit_is_broken():
    run_state_machine_as_test(
        Books,
        settings=settings(
            max_examples=30,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
