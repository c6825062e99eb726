"""Somebody is told, once, and in words they understand."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.utils import translation

from accounts.models import Team, User
from billing import alerts, budgets, delivery, grants, messages, occasions, tasks
from billing.calls import Settled
from billing.models import Alert, AlertChannel, AlertDelivery, Window
from billing.money import NANO
from billing.prices import UnknownPriceError
from tests.billing.money import ALICE, NOON, call, reserve, settle, spend

pytestmark = pytest.mark.django_db
LONG_AGO = NOON.replace(day=1)


def raised(kind: str = "threshold") -> list[int]:
    """The thresholds that were raised, lowest first."""
    found = Alert.objects.filter(kind=kind).order_by("threshold")
    return list(found.values_list("threshold", flat=True))


def spend_and_look(nano: int, at=NOON) -> Settled:
    settled = spend(nano, at=at)
    for window_id in settled.crossed:
        alerts.look_at(window_id, at)
    return settled


def test_each_threshold_is_told_once_as_spending_reaches_it():
    budgets.set_budget("user", ALICE, limit_nano=1000)

    told = []
    for _ in range(10):
        spend_and_look(100)
        told.append(raised())

    assert told[3:8] == [[], [50], [50], [50], [50, 80]]
    assert told[9] == [50, 80, 100]


def test_only_calls_that_reach_a_threshold_make_anybody_look():
    budgets.set_budget("user", ALICE, limit_nano=1000)

    looked = [bool(spend_and_look(100).crossed) for _ in range(10)]

    assert looked == [True] + [False] * 3 + [True] + [False] * 2 + [True, False, True]


def test_a_jump_past_several_thresholds_tells_all_of_them():
    budgets.set_budget("user", ALICE, limit_nano=1000, thresholds=[10, 20, 90])

    spend_and_look(900)

    assert raised() == [10, 20, 90]


def test_a_new_period_tells_anew():
    budgets.set_budget("user", ALICE, "day", limit_nano=100)

    spend_and_look(60)
    spend_and_look(60, at=NOON + timedelta(days=1))

    assert raised() == [50, 50]


def test_thresholds_go_by_the_limit_with_its_grants():
    budgets.set_budget("user", ALICE, limit_nano=100)
    grants.grant("user", ALICE, amount_nano=100, now=NOON)

    spend_and_look(60)

    assert raised() == []


def test_lowering_a_budget_is_noticed_by_the_next_call(time_machine):
    time_machine.move_to(NOON)
    budgets.set_budget("user", ALICE, limit_nano=10_000)
    spend_and_look(90)

    budgets.set_budget("user", ALICE, limit_nano=100)
    spend_and_look(1)

    assert raised() == [50, 80]


def test_what_nobody_looked_at_is_found_by_the_regular_watch():
    budgets.set_budget("organisation", limit_nano=100, hard=False)
    spend(300)

    alerts.look_at_all(NOON)
    alerts.look_at_all(NOON)

    assert raised() == [50, 80, 100]


def test_a_budget_that_will_run_out_early_is_told_with_its_day():
    budgets.set_budget("user", ALICE, limit_nano=30_000, thresholds=[100])
    spend_and_look(9_000, at=LONG_AGO)
    assert raised("forecast") == []  # the month has hardly begun
    spend(15_000, at=NOON)

    alerts.look_at_all(NOON)

    alert = Alert.objects.get(kind="forecast")
    assert "2026-11-22" in alert.facts["runs_out"]  # 24,000 in 17½ days, so 30,000 in under 22
    assert "gone on Nov 22, 2026" in messages.body(alert)


def test_steady_spending_within_the_budget_is_no_forecast():
    budgets.set_budget("user", ALICE, limit_nano=30_000)
    spend(15_000, at=LONG_AGO)

    alerts.look_at_all(NOON)

    assert raised("forecast") == []


def test_unusual_spending_is_measured_against_the_persons_own_weeks():
    for day in range(1, 8):
        spend(NANO, at=NOON - timedelta(days=day))
    spend(2 * NANO, at=NOON)
    alerts.look_at_all(NOON)
    assert raised("unusual") == []

    spend(2 * NANO, at=NOON)
    alerts.look_at_all(NOON)
    alerts.look_at_all(NOON)

    assert raised("unusual") == [300]


def test_somebody_new_is_never_unusual():
    spend(50 * NANO, at=NOON)

    alerts.look_at_all(NOON)

    assert not Alert.objects.exists()


def test_a_missing_price_is_told_once_a_month_per_model():
    for model in ("claude-next", "claude-next", "claude-other"):
        occasions.price_missing(model, NOON)

    assert sorted(Alert.objects.values_list("detail", flat=True)) == ["claude-next", "claude-other"]
    assert "claude-next" in str(UnknownPriceError("claude-next"))


def test_an_alert_names_the_person_the_team_or_the_organisation():
    person = User.objects.create_user("ada@example.org")
    team = Team.objects.create(name="Red")
    budgets.set_budget("user", person.pk, limit_nano=100)
    budgets.set_budget("team", team.pk, limit_nano=100)
    budgets.set_budget("organisation", limit_nano=100)

    for window_id in spend(90, person.pk, team.pk).crossed:
        alerts.look_at(window_id, NOON)

    lines = {messages.headline(alert) for alert in Alert.objects.filter(threshold=80)}
    assert lines == {
        "ada@example.org: 80 % of the budget is used",
        "Red: 80 % of the budget is used",
        "chatapp: 80 % of the budget is used",
    }
    with translation.override("zh-hans"):
        assert "80%" in messages.headline(Alert.objects.filter(threshold=80)[0])


def test_a_deleted_person_is_still_named_by_number():
    budgets.set_budget("user", 4711, limit_nano=100)
    spend(90, user=4711)

    alerts.look_at_all(NOON)

    assert messages.headline(Alert.objects.get(threshold=80)).startswith("Person 4711")


def test_an_alert_is_acknowledged_and_resolved_by_somebody():
    [alert] = occasions.price_missing("claude-next", NOON)

    alerts.set_state(alert.pk, "acknowledged", by=7)
    alert.refresh_from_db()
    assert (alert.state, alert.state_by) == ("acknowledged", 7)


def test_a_person_sees_their_own_alerts_until_they_are_resolved():
    budgets.set_budget("user", ALICE, limit_nano=100, thresholds=[50])
    spend_and_look(55)

    [alert] = occasions.open_for(ALICE, NOON)
    assert not list(occasions.open_for(ALICE + 1, NOON))
    alerts.set_state(alert.pk, "resolved", by=None)
    assert not list(occasions.open_for(ALICE, NOON))


@pytest.fixture
def _tasks_run_at_once() -> Iterator[None]:
    configuration = tasks.look_at_windows.app.conf
    configuration.task_always_eager = True
    yield
    configuration.task_always_eager = False


@pytest.mark.usefixtures("_tasks_run_at_once")
def test_a_settlement_is_announced_and_the_alert_is_mailed():
    AlertChannel.objects.create(name="mail", kind="email", target="boss@example.org")
    budgets.set_budget("user", ALICE, limit_nano=100, thresholds=[50])

    tasks.announce(spend(55))
    tasks.announce(Settled(call().id, unpriced=("claude-next",)))

    assert [letter.subject for letter in mail.outbox] == [
        "Person 101: 50 % of the budget is used",
        "There is no price for claude-next",
    ]


def test_beat_finds_what_was_missed_and_sends_what_is_left(time_machine):
    time_machine.move_to(NOON)
    AlertChannel.objects.create(name="mail", kind="email", target="boss@example.org")
    budgets.set_budget("user", ALICE, limit_nano=100, thresholds=[50])
    spend(55)
    tasks.watch_spending()
    assert len(mail.outbox) == 1

    occasions.price_missing("claude-next")
    tasks.deliver_alerts()
    tasks.deliver_alerts()
    assert len(mail.outbox) == 2


def test_a_broker_that_is_gone_never_disturbs_the_call(monkeypatch):
    def no_broker(*_args, **_options):
        raise ConnectionError("no broker")

    monkeypatch.setattr(tasks.look_at_windows, "apply_async", no_broker)
    budgets.set_budget("user", ALICE, limit_nano=100)

    tasks.announce(spend(60))

    alerts.look_at_all(NOON)  # beat makes up for it
    assert raised() == [50]


@pytest.mark.django_db(transaction=True)
def test_a_thousand_crossings_at_once_are_one_alert_and_one_message_per_channel():
    AlertChannel.objects.create(name="a", kind="email", target="a@example.org")
    AlertChannel.objects.create(name="b", kind="email", target="b@example.org")
    budgets.set_budget("user", ALICE, limit_nano=10_000, thresholds=[50])
    running = [call() for _ in range(10)]
    for who in running:
        reserve(who, 1000)
    for who in running:
        settle(who, 550)
    [window] = Window.objects.all()
    at_once = threading.Barrier(8)

    def cross(number: int) -> None:
        if number < 8:
            at_once.wait()
        for alert in alerts.look_at(window.pk, NOON):
            for waiting in alert.deliveries.all():
                delivery.deliver(waiting.pk)
        if number % 100 == 0:
            for pk in delivery.due():
                delivery.deliver(pk)
        connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(cross, range(1000)))

    assert Alert.objects.count() == 1
    assert sorted(message.to[0] for message in mail.outbox) == ["a@example.org", "b@example.org"]
    assert set(AlertDelivery.objects.values_list("state", "tries")) == {("sent", 1)}
