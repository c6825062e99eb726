"""The list of a person's conversations, and what can be done to one as a whole."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts import rows
from chatapp.assistants.models import Assistant
from chatapp.context import prompts
from chatapp.conversations.running import is_running
from chatapp.conversations.words import check_text
from chatapp.documents import sweeping
from chatapp.models import Conversation, Turn
from chatapp.presentation import Shape, conversation_shape
from chatapp.problems import Problem
from chatapp.search import query

PAGE = 50
TITLE_CHARS = 200
_OPENING = """
    SELECT question.text, reply.text FROM chatapp_conversation chat
    JOIN chatapp_message question ON question.conversation_id = chat.id
    JOIN chatapp_message reply ON reply.parent_id = question.id
    WHERE chat.id = %s AND NOT chat.named AND question.parent_id IS NULL
    ORDER BY question.id DESC, reply.id DESC LIMIT 1
"""
_NAME = "UPDATE chatapp_conversation SET title = %s, named = TRUE WHERE id = %s AND NOT named"
FIELDS = (
    "title", "named", "pinned_at", "archived_at", "assistant", "instructions", "summarises"
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a person changes about a conversation; None leaves a thing as it is.

    `assistant` 0 takes the present one away.
    """

    title: str | None = None
    pinned: bool | None = None
    archived: bool | None = None
    assistant: int | None = None
    instructions: str | None = None
    summarises: bool | None = None


def list_conversations(
    user_id: int, *, before: datetime | None = None, archived: bool = False
) -> tuple[list[Shape], bool]:
    """A page of the list, the most recently active first, and whether more follow.

    The first page begins with all pinned ones. Archived ones are a list of their own.
    """
    own = Conversation.objects.filter(owner_id=user_id, archived_at__isnull=not archived)
    own = own.annotate(running=Exists(Turn.objects.filter(conversation=OuterRef("pk"))))
    pinned: list[Any] = [] if before or archived else list(own.filter(pinned_at__isnull=False))
    if not archived:
        own = own.filter(pinned_at__isnull=True)
    if before is not None:
        own = own.filter(active_at__lt=before)
    page: list[Any] = list(own.order_by("-active_at")[: PAGE + 1])
    shapes = [conversation_shape(row, running=row.running) for row in [*pinned, *page[:PAGE]]]
    return shapes, len(page) > PAGE


def find_conversations(user_id: int, text: str) -> list[Shape]:
    """The conversations in which the text is found, each with where it was found."""
    return [
        {
            **conversation_shape(hit.conversation, running=False),
            "message": hit.message and hit.message.pk,
            "excerpt": hit.excerpt,
        }
        for hit in query.find(user_id, text)
    ]


def change_conversation(user_id: int, conversation: UUID, change: Change) -> Shape:
    """Renames, pins, archives; what Claude is told here from now on, and by which assistant.

    Raises Problem: `not_found`, `empty_message`,
    `title_too_long`, `unknown_assistant`, `instructions_too_long`, `invalid_characters`.
    """
    chat = _own(user_id, conversation)
    if change.title is not None:
        title = " ".join(change.title.replace("\0", "").split())
        if not title:
            raise Problem("empty_message")
        if len(title) > TITLE_CHARS:
            raise Problem("title_too_long")
        chat.title, chat.named = title, True
    if change.pinned is not None:
        chat.pinned_at = timezone.now() if change.pinned else None
    if change.archived is not None:
        chat.archived_at = timezone.now() if change.archived else None
    if change.assistant is not None:
        chosen = Assistant.objects.usable(user_id, change.assistant) if change.assistant else None
        if change.assistant and chosen is None:
            raise Problem("unknown_assistant")
        chat.assistant = chosen
    if change.instructions is not None:
        chat.instructions = _instructions(change.instructions)
    if change.summarises is not None:
        chat.summarises = change.summarises
    chat.save(update_fields=FIELDS)
    return conversation_shape(chat, running=is_running(chat.pk))


def delete_conversation(user_id: int, conversation: UUID) -> tuple[Shape, dict[int, str]]:
    """Deletes it with all its messages; returns its last row, and what still ran in it where.

    The second is reply: process. No turn can begin or end meanwhile.
    """
    with transaction.atomic():
        locked = Conversation.objects.select_for_update()
        chat = locked.filter(pk=conversation, owner_id=user_id).first()
        if chat is None:
            raise Problem("not_found")
        shape = conversation_shape(chat, running=False, deleted=True)
        running = dict(Turn.objects.filter(conversation=chat).values_list("pk", "process"))
        chat.delete()
    query.forget_deleted()
    sweeping.forget_unused()
    return shape, running


def opening_of_unnamed(conversation: UUID) -> tuple[str, str] | None:
    """The first question and its reply, if the conversation still has no title of its own."""
    found = rows.values(_OPENING, conversation)
    return found[0] if found else None


def name_conversation(conversation: UUID, title: str) -> Shape | None:
    """Gives it Claude's title, unless a person has been quicker."""
    if not rows.execute(_NAME, title, conversation):
        return None
    chat = rows.first(Conversation, "id = %s", conversation)
    return conversation_shape(chat, running=is_running(chat.pk)) if chat else None


def mark_seen(conversation: UUID) -> tuple[int, Shape] | None:
    """Its owner has it before their eyes; returns who that is and the row for the list."""
    chat = Conversation.objects.filter(pk=conversation).first()
    if chat is None:
        return None
    chat.seen_at = timezone.now()
    chat.save(update_fields=["seen_at"])
    return chat.owner_id, conversation_shape(chat, running=is_running(chat.pk))


def _instructions(text: str) -> str:
    text = text.strip()
    if len(text) > prompts.MOST_CHARS:
        raise Problem("instructions_too_long")
    if text:
        check_text(text)
    return text


def _own(user_id: int, conversation: UUID) -> Conversation:
    chat = Conversation.objects.filter(pk=conversation, owner_id=user_id).first()
    if chat is None:
        raise Problem("not_found")
    return chat
