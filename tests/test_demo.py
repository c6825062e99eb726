"""The demo company: there once, signed in with the password that is printed, usable at once."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count, Sum
from django.utils import timezone

from accounts.models import User
from billing.audit import audit
from billing.models import DaySpend, LedgerEntry
from chatapp import conversations
from chatapp.caching.models import Hit
from chatapp.models import ClaudeCall, Conversation, Message
from chatapp.monitoring import figures
from chatapp.monitoring.figures import Span

pytestmark = pytest.mark.django_db


def test_filling_twice_adds_nothing_twice_and_its_people_can_sign_in(client, capsys):
    call_command("seed_demo")
    counts = [model.objects.count() for model in (Conversation, Message, ClaudeCall)]
    assert min(counts) > 30
    assert LedgerEntry.objects.values("call_id").distinct().count() == counts[2]
    assert audit().drift == []
    call_command("seed_demo")
    assert [model.objects.count() for model in (Conversation, Message, ClaudeCall)] == counts
    assert "Added 0 people and 0 conversations." in capsys.readouterr().out
    assert client.login(username="lin@example.org", password="chatapp-demo")
    lin = User.objects.get(email="lin@example.org")
    assert conversations.find_conversations(lin.pk, "管理层")


def test_a_history_is_as_long_as_asked_for_and_its_books_are_right(capsys):
    call_command("seed_demo", "--entries", "400", "--people", "5")
    assert LedgerEntry.objects.count() >= 400
    ages = [timezone.now().date() - day for day in DaySpend.knowing().values_list("day", flat=True)]
    assert max(ages).days >= 28
    assert min(age.days for age in ages) >= 0
    assert audit().drift == []
    calls = ClaudeCall.objects.aggregate(number=Count("pk"), cost=Sum("cost_nano"))
    span = Span(date(2000, 1, 1), timezone.now().date(), ZoneInfo("UTC"))
    assert figures.overall(span).calls == calls["number"]
    assert figures.overall(span).cache_hits == Hit.objects.count() > 0
    assert LedgerEntry.objects.aggregate(sum=Sum("amount_nano"))["sum"] == calls["cost"]
    assert ClaudeCall.objects.exclude(error_code="").exists()


@pytest.mark.parametrize("wrong", ["--entries=-1", "--days=0", "--people=-2"])
def test_a_history_that_makes_no_sense_is_refused(wrong):
    with pytest.raises(CommandError, match="can't be negative"):
        call_command("seed_demo", wrong)


def test_production_is_not_filled_by_mistake(settings):
    settings.PROFILE = "production"
    with pytest.raises(CommandError, match="known password"):
        call_command("seed_demo")
