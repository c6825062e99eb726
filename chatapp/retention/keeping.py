"""Finds what the rules no longer keep, and deletes it. Looking and deleting are one question."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from chatapp.documents import sweeping
from chatapp.models import Conversation
from chatapp.retention.models import RetentionRule
from chatapp.search import query

BATCH = 200


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one rule means now: how many conversations it ends, of how many people."""

    rule: RetentionRule
    conversations: int
    people: int


def outcomes(now: datetime) -> list[Outcome]:
    """What deleting now would delete. Changes nothing."""
    return [
        Outcome(rule, (gone := expired(rule, now)).count(), gone.values("owner").distinct().count())
        for rule in RetentionRule.objects.select_related("team")
    ]


def delete(now: datetime) -> int:
    """Deletes what the rules no longer keep, in short transactions; returns how many.

    A rule that is changed meanwhile, a conversation that goes on or is pinned meanwhile: what
    holds at the moment of deleting decides. Safe to be killed and to run twice at once.
    """
    return sum(_delete(rule, now) for rule in RetentionRule.objects.all())


def expired(rule: RetentionRule, now: datetime) -> QuerySet[Conversation]:
    """The conversations that this rule no longer keeps. One that is being written in is kept."""
    old = Conversation.objects.filter(active_at__lt=now - timedelta(days=rule.days), turns=None)
    if rule.keep_pinned:
        old = old.filter(pinned_at=None)
    if rule.team_id is not None:
        return old.filter(owner__team=rule.team_id)
    ruled = RetentionRule.objects.exclude(team=None).values("team")
    return old.filter(Q(owner__team=None) | ~Q(owner__team__in=ruled))


def _delete(rule: RetentionRule, now: datetime) -> int:
    deleted = 0
    while True:
        with transaction.atomic():
            locked = Conversation.objects.select_for_update(of=("self",), skip_locked=True)
            batch = locked.filter(pk__in=expired(rule, now).order_by("pk").values("pk")[:BATCH])
            held = [chat.pk for chat in batch]
            # Asked once more: somebody may have written in it between the look and the lock.
            ids = list(expired(rule, now).filter(pk__in=held).values_list("pk", flat=True))
            Conversation.objects.filter(pk__in=ids).delete()
        if not ids:
            break
        deleted += len(ids)
    if deleted:
        query.forget_deleted()
        sweeping.forget_unused()
    return deleted
