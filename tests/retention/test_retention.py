"""Conversations end when the rules say so: those, no others, and never the books."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError
from django.utils import timezone

from accounts.models import Team, User
from billing.models import LedgerEntry
from chatapp.models import ClaudeCall, Conversation, Message, Turn
from chatapp.retention import keeping, tasks
from chatapp.retention.models import RetentionRule
from tests.billing.money import spend

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    sales = Team.objects.create(name="销售")
    return {
        "alice": User.objects.create_user("alice@example.com", "x"),
        "bob": User.objects.create_user("bob@example.com", "x", team=sales),
    }


def chat(owner, days, **facts):
    """A conversation whose last message is so many days old."""
    at = timezone.now() - timedelta(days=days)
    return Conversation.objects.create(owner=owner, title="Chat", active_at=at, **facts)


def titles():
    return set(Conversation.objects.values_list("title", flat=True))


def command(*arguments):
    out = StringIO()
    call_command("apply_retention", *arguments, stdout=out)
    return out.getvalue()


def test_without_rules_everything_is_kept(people):
    chat(people["alice"], 4000)
    assert "There are no rules" in command("--delete")
    assert Conversation.objects.count() == 1


def test_a_dry_run_says_what_would_go_and_deletes_nothing(people):
    RetentionRule.objects.create(days=30)
    chat(people["alice"], 31)
    chat(people["bob"], 31)
    assert "everybody else, 30 days: 2 conversations of 2 people" in command()
    assert Conversation.objects.count() == 2


def test_a_teams_own_rule_holds_in_place_of_the_general_one(people):
    RetentionRule.objects.create(days=30)
    RetentionRule.objects.create(days=90, team=people["bob"].team)
    for name, person in people.items():
        for days in (29, 31, 91):
            Conversation.objects.filter(pk=chat(person, days).pk).update(title=f"{name} {days}")
    tasks.apply_retention()
    assert titles() == {"alice 29", "bob 29", "bob 31"}


def test_pinned_and_running_conversations_stay(people):
    rule = RetentionRule.objects.create(days=1)
    pinned = chat(people["alice"], 9, pinned_at=timezone.now())
    running = chat(people["alice"], 9)
    reply = Message.objects.create(conversation=running, role="assistant", state="streaming")
    Turn.objects.create(
        reply=reply, conversation=running, owner=people["alice"],
        process="p", lease_until=timezone.now(),
    )  # fmt: skip
    assert keeping.delete(timezone.now()) == 0
    RetentionRule.objects.filter(pk=rule.pk).update(keep_pinned=False)
    assert keeping.delete(timezone.now()) == 1
    assert set(Conversation.objects.all()) == {running}
    assert not Conversation.objects.filter(pk=pinned.pk).exists()


def test_more_than_one_batch_and_the_books_stay(people, monkeypatch):
    monkeypatch.setattr(keeping, "BATCH", 3)
    RetentionRule.objects.create(days=1)
    spend(5)
    old = [chat(people["alice"], 2) for _ in range(10)]
    ClaudeCall.objects.create(conversation_id=old[0].pk, started_at=timezone.now(), purpose="chat")
    assert "Deleted: 10 conversations." in command("--delete")
    assert (LedgerEntry.objects.count() > 0, ClaudeCall.objects.count()) == (True, 1)


def test_there_is_one_rule_for_everybody_and_none_of_no_days():
    RetentionRule.objects.create(days=30)
    with pytest.raises(ValidationError):
        RetentionRule(days=31).full_clean()
    with pytest.raises(ValidationError):
        RetentionRule(days=0).full_clean()
    with pytest.raises(IntegrityError):
        RetentionRule.objects.create(days=31)
