"""Alarms about the service: told once for each occurrence, over by themselves."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.urls import reverse
from django.utils import timezone, translation

from accounts.roles import Role
from billing import alerts, messages
from billing.models import Alert, AlertChannel, AlertDelivery
from chatapp import health, keeper, shielded
from chatapp.alarms import conditions, watching
from chatapp.alarms.conditions import Gate
from chatapp.alarms.models import Condition, Occurrence, Threshold
from chatapp.models import ClaudeCall, Heartbeat
from tests.console.conftest import browser as browser
from tests.console.conftest import store_call

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now()


def calls(number, at, **facts):
    for _ in range(number):
        store_call(at - timedelta(minutes=1), **facts)


def look(now, gate=None):
    return [alert.facts["condition"] for alert in watching.look_now(gate, now)]


def test_nothing_is_wrong_in_an_empty_installation(now):
    assert look(now) == []


def test_few_calls_say_nothing_about_a_rate(now):
    calls(19, now, error_code="overloaded")
    assert look(now) == []
    calls(1, now, error_code="overloaded")
    assert look(now) == ["success_rate"]


def test_exactly_at_the_threshold_nothing_is_raised(now):
    calls(95, now)
    calls(5, now, error_code="stream_cut")
    assert look(now) == []
    calls(1, now, error_code="stream_cut")
    assert look(now) == ["success_rate"]


def test_replies_that_people_stopped_are_no_failures(now):
    calls(20, now)
    calls(40, now, error_code="cancelled")
    assert look(now) == []


def test_slow_answers_and_refused_attempts(now):
    attempts = [{"status": 529}, {"status": 200}]
    calls(30, now, duration_ms=61_000, attempts=attempts)
    assert sorted(look(now)) == ["refused", "slow"]


def test_what_the_gate_says(now):
    assert look(now, Gate(("claude-opus-5-5",), waiting=51)) == ["breaker_open", "queue"]
    opened = Alert.objects.get(facts__condition="breaker_open")
    assert "claude-opus-5-5" in messages.body(opened)


def test_it_is_told_once_resolved_by_itself_and_told_again(now):
    for minute in range(10):
        watching.look_now(Gate(waiting=99), now + timedelta(minutes=minute))
    assert Alert.objects.count() == 1

    calm = now + timedelta(minutes=9, seconds=watching.CALM_SECONDS)
    watching.look_now(Gate(waiting=0), calm - timedelta(seconds=1))
    assert Alert.objects.get().state == "open"
    watching.look_now(Gate(waiting=0), calm)
    assert Alert.objects.get().state == "resolved"
    assert Occurrence.objects.get().ended_at == calm

    assert look(calm + timedelta(minutes=1), Gate(waiting=99)) == ["queue"]
    assert Alert.objects.count() == 2


def test_one_that_flutters_is_told_once(now):
    for minute in range(20):
        watching.look_now(
            Gate(waiting=99 if minute % 3 == 0 else 0), now + timedelta(minutes=minute)
        )
    assert Alert.objects.count() == 1


def test_an_alert_that_somebody_resolved_too_early_is_not_told_again(now):
    watching.look_now(Gate(waiting=99), now)
    alerts.set_state(Alert.objects.get().pk, "resolved", 1)
    assert look(now + timedelta(minutes=1), Gate(waiting=99)) == []


def test_a_threshold_of_ones_own_and_one_that_is_off(now):
    Threshold.all().filter(condition=Condition.QUEUE).update(limit=10)
    Threshold.objects.filter(condition=Condition.BREAKER_OPEN).update(enabled=False)
    assert look(now, Gate(("claude-opus-5-5",), waiting=11)) == ["queue"]


def test_a_silent_worker_is_noticed_by_somebody_else(now):
    assert conditions.silent_seconds(now) is None
    health.beat(health.WORKER)
    assert look(timezone.now()) == []
    Heartbeat.objects.filter(name=health.WORKER).update(beat_at=now - timedelta(seconds=121))
    assert look(now) == ["worker_silent"]


def test_of_many_processes_one_looks(now):
    assert len(watching.look(Gate(waiting=99), now)) == 1
    Occurrence.objects.all().delete()
    assert watching.look(Gate(waiting=99), now + timedelta(seconds=10)) == []
    assert len(watching.look(Gate(waiting=99), now + timedelta(seconds=31))) == 1


@pytest.mark.django_db(transaction=True)
def test_processes_that_look_at_the_same_moment_tell_it_once(now):
    Threshold.all()

    def one(_number):
        try:
            return len(watching.look_now(Gate(waiting=99), now))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as crowd:
        assert sum(crowd.map(one, range(4))) == 1
    assert (Alert.objects.count(), Occurrence.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
async def test_the_web_process_sends_it_itself_while_the_worker_is_silent():
    await AlertChannel.objects.acreate(name="Ops", kind="email", target="ops@example.com")
    long_ago = timezone.now() - timedelta(hours=1)
    await Heartbeat.objects.acreate(name=health.WORKER, beat_at=long_ago)
    await keeper.raise_alarms()
    await shielded.drained(10)
    [letter] = mail.outbox
    assert "worker is silent" in letter.subject
    assert (await AlertDelivery.objects.aget()).state == "sent"


@pytest.mark.parametrize("condition", Condition.values)
def test_every_condition_has_words_in_both_languages(condition):
    facts = {"condition": condition, "value": 7, "limit": 3, "minutes": 15, "detail": "m"}
    alert = Alert(kind=Alert.Kind.HEALTH, subject="organisation", facts=facts)
    said = {}
    for language in ("en", "zh-hans"):
        with translation.override(language):
            said[language] = (messages.headline(alert), messages.body(alert))
    assert all(said["en"])
    assert all(here != there for here, there in zip(*said.values(), strict=True))


def test_an_administrator_sets_a_threshold_and_staff_only_look(browser):
    root, staff = browser(Role.ADMINISTRATOR), browser(Role.STAFF)
    address = reverse("admin:alarms_threshold_changelist")
    assert root.get(address).status_code == staff.get(address).status_code == 200
    one = reverse("admin:alarms_threshold_change", args=["queue"])
    form = {"limit": "5", "over_minutes": "10", "least_calls": "1", "enabled": "on"}
    assert staff.post(one, form).status_code == 403
    assert root.post(one, form).status_code == 302
    assert Threshold.objects.get(pk="queue").limit == 5
    assert "greater" in root.post(one, form | {"over_minutes": "0"}).content.decode()


def test_looking_costs_the_same_however_long_the_history(now, django_assert_max_num_queries):
    Threshold.all()
    calls(30, now)
    with django_assert_max_num_queries(6):
        watching.look_now(None, now)
    assert ClaudeCall.objects.count() == 30
