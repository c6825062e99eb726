"""Conversations as JSON, whole trees, in the format that `import_own` reads (docs/data.md)."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.utils import timezone

from chatapp.models import Message
from chatapp.transfer import export_files, outline
from chatapp.transfer.export_files import Belongings
from chatapp.transfer.import_own import FORMAT, VERSION
from chatapp.transfer.outline import Outline


def export(found: Iterable[Outline]) -> Iterator[bytes]:
    """The whole file, in pieces: one line per message."""
    head = {"format": FORMAT, "version": VERSION, "exported_at": iso(timezone.now())}
    yield encoded(head)[:-1] + b', "conversations": ['
    separator = b"\n"
    for one in found:
        yield separator
        yield from _conversation(one)
        separator = b",\n"
    yield b"\n]}\n"


def _conversation(one: Outline) -> Iterator[bytes]:
    chat = one.conversation
    numbers = {pk: number for number, pk in enumerate(one.parents, 1)}
    head = {
        "id": str(chat.pk),
        "title": chat.title,
        "named": chat.named,
        "model": chat.model,
        "assistant": chat.assistant.name if chat.assistant else "",
        "created_at": iso(chat.created_at),
        "active_at": iso(chat.active_at),
        "pinned_at": iso(chat.pinned_at),
        "archived_at": iso(chat.archived_at),
        "head": numbers.get(chat.head_id or 0),
    }
    belongings = export_files.of(chat)
    yield encoded(head)[:-1]
    yield from export_files.export(belongings)
    yield b', "messages": ['
    separator = b"\n  "
    for message in outline.messages(list(one.parents)):
        yield separator + encoded(message_row(message, numbers, belongings))
        separator = b",\n  "
    yield b"\n]}"


def message_row(
    message: Message, numbers: dict[int, int], belongings: Belongings
) -> dict[str, Any]:
    """One message; ids are numbered from 1 within the conversation."""
    return {
        "id": numbers[message.pk],
        "parent": numbers.get(message.parent_id or 0),
        "role": message.role,
        "blocks": [belongings.block(block) for block in message.content],
        "state": message.state,
        "model": message.model,
        "stop_reason": message.stop_reason,
        "error_code": message.error_code,
        "usage": message.usage,
        "continues": message.continues,
        "created_at": iso(message.created_at),
        "ended_at": iso(message.ended_at),
    }


def iso(moment: datetime | None) -> str | None:
    """ISO 8601 with its offset."""
    return moment.isoformat() if moment else None


def encoded(value: dict[str, Any]) -> bytes:
    """JSON in UTF-8; half a character (which JSON columns can hold) becomes a question mark."""
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
