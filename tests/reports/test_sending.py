"""Scheduled reports: each period once, when it is over, whoever looks and whatever fails."""

import io
from datetime import UTC, date, datetime, timedelta

import openpyxl
import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.mail.backends import locmem

from accounts.models import Organisation, Team
from chatapp.reports import sending
from chatapp.reports.models import ReportSchedule
from chatapp.reports.tasks import send_reports
from tests.reports.books import book

NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)  # a Wednesday
pytestmark = pytest.mark.django_db


def schedule(**facts) -> ReportSchedule:
    plain = {"name": "Usage", "recipients": "boss@example.org, cfo@example.org", "due_at": NOON}
    return ReportSchedule.objects.create(**plain | facts)


@pytest.mark.parametrize(
    ("every", "first", "last"),
    [
        ("day", date(2026, 11, 17), date(2026, 11, 17)),
        ("week", date(2026, 11, 9), date(2026, 11, 15)),
        ("month", date(2026, 10, 1), date(2026, 10, 31)),
    ],
)
def test_the_last_period_that_is_over_is_sent_once(every, first, last):
    book(datetime(last.year, last.month, last.day, 23, tzinfo=UTC), 7, 40)
    book(NOON, 7, 1000)
    made = schedule(every=every)
    assert [sending.send_due(NOON) for _ in range(3)] == [1, 0, 0]
    [sent] = mail.outbox
    assert sent.to == ["boss@example.org", "cfo@example.org"]
    assert "$0.00000004" in sent.body
    assert "Deleted person 7" in sent.body
    name, content, _kind = sent.attachments[0]
    assert name == f"usage-user-{first}-{last}.xlsx"
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    assert [cell.value for cell in sheet[2]][:2] == ["Deleted person 7", 7]
    made.refresh_from_db()
    assert (made.sent_through, made.last_sent_at, made.last_error) == (last, NOON, "")


def test_the_next_period_follows_and_days_are_the_organisations():
    Organisation.current()
    Organisation.objects.update(time_zone="Asia/Shanghai")
    schedule(every="day")
    assert sending.send_due(NOON) == 1
    assert sending.send_due(NOON.replace(hour=15)) == 0
    assert sending.send_due(NOON.replace(hour=16, minute=1)) == 1  # midnight there
    assert "2026-11-18" in mail.outbox[-1].attachments[0][0]


def test_a_team_in_its_language_as_csv():
    team = Team.objects.create(name="客服")
    book(NOON - timedelta(days=1), 1, 5, team=team.pk)
    book(NOON - timedelta(days=1), 2, 9)
    schedule(every="day", team=team, language="zh-hans", form="csv", group="model")
    sending.send_due(NOON)
    [sent] = mail.outbox
    assert "支出：$0.000000005" in sent.body
    assert "客服 的用量" in sent.body
    assert "0.000000005" in sent.attachments[0][1]


def test_a_mail_server_that_is_away_loses_nothing(monkeypatch):
    made = schedule(every="day")

    def refuse(*_):
        raise OSError("connection refused")

    with monkeypatch.context() as patched:
        patched.setattr(locmem.EmailBackend, "send_messages", refuse)
        assert sending.send_due(NOON) == 0
        assert sending.send_due(NOON + timedelta(minutes=1)) == 0
    made.refresh_from_db()
    assert (made.tries, made.sent_through) == (1, None)
    assert "connection refused" in made.last_error
    assert sending.send_due(NOON + timedelta(minutes=1)) == 0  # the pause isn't over
    assert sending.send_due(NOON + timedelta(minutes=6)) == 1
    made.refresh_from_db()
    assert (made.tries, made.last_error) == (0, "")


def test_what_another_worker_sends_is_left_to_it(monkeypatch):
    made = schedule(every="day")
    real = sending.message

    def meanwhile(*arguments):
        assert sending.send_due(NOON) == 0
        return real(*arguments)

    monkeypatch.setattr(sending, "message", meanwhile)
    assert sending.send_due(NOON) == 1
    assert len(mail.outbox) == 1
    ReportSchedule.objects.filter(pk=made.pk).update(enabled=False, sent_through=None)
    send_reports()
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("text", ["", "nobody", "a@example.org, nobody", ",\n", "a@b.c;" * 60])
def test_only_addresses_can_be_recipients(text):
    with pytest.raises(ValidationError):
        ReportSchedule(name="x", recipients=text).full_clean()
