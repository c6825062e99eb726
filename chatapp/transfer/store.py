"""Stores an imported conversation: whole or not at all, and only once."""

import uuid
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from chatapp import offer
from chatapp.assistants.models import Assistant
from chatapp.conversations.heading import first_line
from chatapp.models import Conversation, Message
from chatapp.presentation import plain_text
from chatapp.search import query
from chatapp.transfer import import_files, import_own
from chatapp.transfer.found import FoundConversation, FoundMessage
from chatapp.transfer.import_files import Patience, Received
from chatapp.transfer.tree import settled

NAMESPACE = uuid.UUID("5f0c1c5e-3a52-4a07-9d2c-6f8f6f1d2b11")
BATCH = 200


def keep(user_id: int, found: FoundConversation, patience: Patience) -> int | None:
    """Stores it; how many messages it has, 0 if it says nothing, None if it is here already.

    Its id follows from whose it is and what it is elsewhere. So a second import finds the
    first, and nobody can take an id that belongs to somebody else. Raises Unreadable.
    """
    pk = uuid.uuid5(NAMESPACE, f"{user_id}/{found.source}/{found.key}")
    if Conversation.objects.filter(owner_id=user_id, pk__in=_also_known_as(pk, found)).exists():
        return None
    messages, head = settled(found.messages, found.head)
    if not messages:
        return 0
    try:
        with import_files.received(found, patience) as files, transaction.atomic():
            _store(user_id, pk, found, messages, head, files)
    except IntegrityError:  # the same import at the same moment in another process
        if Conversation.objects.filter(pk=pk).exists():
            return None
        raise
    return len(messages)


def _also_known_as(pk: uuid.UUID, found: FoundConversation) -> list[uuid.UUID]:
    """Itself, and for an export of ours the conversation it was exported from."""
    if found.source == import_own.SOURCE:
        try:
            return [pk, uuid.UUID(found.key)]
        except ValueError:
            pass
    return [pk]


def _store(
    user_id: int,
    pk: uuid.UUID,
    found: FoundConversation,
    messages: list[FoundMessage],
    head: str | None,
    files: dict[str, Received],
) -> None:
    now = timezone.now()
    times = [m.created_at for m in messages if m.created_at]
    created_at = found.created_at or min(times, default=now)
    active_at = found.active_at or max(times, default=created_at)
    chat = Conversation.objects.create(
        pk=pk,
        owner_id=user_id,
        title=found.title or first_line(_text(messages[0])),
        named=found.named and bool(found.title),
        assistant=_assistant(user_id, found.assistant),
        model=found.model if offer.has(found.model) else "",
        active_at=active_at,
        seen_at=active_at,
        pinned_at=found.pinned_at,
        archived_at=found.archived_at,
    )
    rows = {m.key: _row(chat, m) for m in messages}
    Message.objects.bulk_create(rows.values(), BATCH)
    _place(messages, rows, created_at)
    import_files.attach(user_id, found, files, chat, rows)
    query.add((row.pk, row.text) for row in rows.values())
    Conversation.objects.filter(pk=pk).update(
        created_at=created_at, head=rows[head] if head else None
    )


def _place(messages: list[FoundMessage], rows: dict[str, Message], begun: datetime) -> None:
    """Gives the stored messages their parents and times: ids are known only now.

    By hand, because Django's `bulk_update` took half of the whole import.
    """
    before = begun
    places: list[tuple[Any, ...]] = []
    for message in messages:
        parent = rows[message.parent].pk if message.parent is not None else None
        before = message.created_at or before
        at = connection.ops.adapt_datetimefield_value(before)
        places.append((parent, at, rows[message.key].pk))
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE chatapp_message SET parent_id = %s, created_at = %s WHERE id = %s", places
        )


def _row(chat: Conversation, message: FoundMessage) -> Message:
    return Message(
        conversation=chat,
        role=message.role,
        content=message.content,
        text=_text(message),
        state=message.state,
        continues=message.continues,
        model=message.model,
        stop_reason=message.stop_reason,
        error_code=message.error_code,
        usage=message.usage,
        ended_at=message.ended_at,
    )


def _text(message: FoundMessage) -> str:
    return "" if message.continues else plain_text(message.content)


def _assistant(user_id: int, name: str) -> Assistant | None:
    """The assistant of that name, if there is one here that the person may use."""
    if not name:
        return None
    owner = get_user_model().objects.get(pk=user_id)
    return Assistant.objects.for_user(owner).filter(name=name).first()
