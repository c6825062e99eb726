"""A turn on its way and at its end: checkpoints, leases, the one transaction that ends it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts import rows
from chatapp.conversations.branch import siblings_of
from chatapp.conversations.reading import ReplyView
from chatapp.conversations.running import is_running
from chatapp.models import Conversation, Message, Turn
from chatapp.presentation import Shape, conversation_shape, message_shape, plain_text
from chatapp.search import query


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a turn ended. `content` are blocks of the API, `usage` is the receipt.

    `prefix` is the fingerprint of what was asked: thinking in `content` is good behind it only, and
    not at all without one (a reply that was swept).
    """

    state: str
    content: list[dict[str, Any]] = field(default_factory=list)
    number: int = 0
    model: str = ""
    prefix: str = ""
    stop_reason: str = ""
    error_code: str = ""
    error_sentence: str = ""
    usage: dict[str, Any] | None = None


def checkpoint(replies: Iterable[tuple[int, int, list[dict[str, Any]]]]) -> None:
    """Stores how far running replies have come: (reply, frame number, content) each."""
    with transaction.atomic():
        for reply, number, content in replies:
            shown = Message(pk=reply, number=number, content=content, text=plain_text(content))
            rows.update(shown, "number", "content", "text", only="state = 'streaming'")


OF_TURN = "id = (SELECT conversation_id FROM chatapp_turn WHERE reply_id = %s)"
QUESTION = """
    SELECT id, text FROM chatapp_message
    WHERE id = (SELECT parent_id FROM chatapp_message WHERE id = %s)
"""
ENDED_FIELDS = (
    *("state", "content", "text", "number", "model", "stop_reason", "error_code"),
    *("error_sentence", "usage", "ended_at", "prefix"),
)


def finish_turn(
    reply: int, outcome: Outcome, *, seen: bool = False, siblings: list[int] | None = None
) -> tuple[ReplyView, Shape] | None:
    """Ends a turn, exactly once: None if it had been ended by somebody else.

    Returns the reply as stored and its conversation's row for the list. `seen` says that its
    owner has it on the screen, `siblings` are those of the reply, if they are known: while it
    runs they don't change. The conversation is locked first, as everywhere.
    """
    now = timezone.now()
    with transaction.atomic():
        chat = rows.first(Conversation, OF_TURN, reply, lock="NO KEY UPDATE")
        if chat is None or not rows.execute("DELETE FROM chatapp_turn WHERE reply_id = %s", reply):
            return None
        (message,) = rows.find(Message, "id = %s", reply)
        message.state = outcome.state
        message.content, message.text = outcome.content, plain_text(outcome.content)
        message.number = outcome.number
        message.model = outcome.model[:100] or message.model
        message.prefix = outcome.prefix
        message.stop_reason = outcome.stop_reason[:40]
        message.error_code, message.error_sentence = outcome.error_code, outcome.error_sentence
        message.usage, message.ended_at = outcome.usage, now
        rows.update(message, *ENDED_FIELDS)
        chat.active_at, chat.seen_at = now, now if seen else chat.seen_at
        rows.update(chat, "active_at", "seen_at")
        query.add([*rows.values(QUESTION, reply), (message.pk, message.text)])
        known = siblings or siblings_of([message.parent_id], chat)[message.parent_id]
        ended = ReplyView(
            id=message.pk,
            conversation=chat.pk,
            owner=chat.owner_id,
            message=message_shape(message, known),
            number=message.number,
            process="",
        )
        return ended, conversation_shape(chat, running=is_running(chat.pk))


def renew_leases(replies: Collection[int]) -> dict[int, bool]:
    """Says that the process of these turns lives.

    Returns those that still exist, each with whether somebody asked elsewhere to stop it.
    """
    turns = Turn.objects.filter(pk__in=replies)
    turns.update(lease_until=timezone.now() + timedelta(seconds=settings.TURN_LEASE_SECONDS))
    return dict(turns.values_list("pk", "stop_requested"))


def request_stop(user_id: int, reply: int) -> str | None:
    """Notes that the owner wants a reply to stop; the process that runs it, None if none does."""
    turn = Turn.objects.filter(pk=reply, owner_id=user_id)
    turn.update(stop_requested=True)
    return turn.values_list("process", flat=True).first()


@dataclass(frozen=True, slots=True, kw_only=True)
class Abandoned:
    """A turn that nobody runs, as of its last checkpoint."""

    reply: int
    conversation: UUID
    number: int
    content: list[Shape]


def abandoned_turns(
    now: datetime, *, alone: str = "", mine: Collection[int] = ()
) -> list[Abandoned]:
    """The turns that nobody runs.

    A dead process doesn't renew its lease. `alone` names the only process there can be (the
    embedded profile): then every other process's turn is abandoned at once. `mine` run here.
    """
    abandoned = Q(lease_until__lt=now)
    if alone:
        abandoned |= ~Q(process=alone)
    turns = Turn.objects.select_related("reply").filter(abandoned).exclude(pk__in=mine)
    turns = turns.exclude(process=Turn.JOB)
    return [
        Abandoned(
            reply=turn.pk,
            conversation=turn.conversation_id,
            number=turn.reply.number,
            content=turn.reply.content,
        )
        for turn in turns
    ]
