"""Reads conversations that this product exported (docs/data.md, "The format")."""

from typing import Any

from chatapp.models import Message
from chatapp.transfer import blocks, cleaning
from chatapp.transfer.found import FoundConversation, FoundMessage, Unreadable

SOURCE = "chatapp"
FORMAT = "chatapp-export"
VERSION = 1


def read(value: dict[str, Any]) -> FoundConversation:
    """One element of `conversations`. Raises Unreadable."""
    title = cleaning.line(value.get("title"))
    key = cleaning.key(value.get("id"))
    if key is None:
        raise Unreadable("unknown_format", title)
    return FoundConversation(
        source=SOURCE,
        key=key,
        title=title,
        named=value.get("named") is not False,
        model=cleaning.model(value.get("model")),
        assistant=cleaning.line(value.get("assistant")),
        head=cleaning.key(value.get("head")),
        created_at=cleaning.moment(value.get("created_at")),
        active_at=cleaning.moment(value.get("active_at")),
        pinned_at=cleaning.moment(value.get("pinned_at")),
        archived_at=cleaning.moment(value.get("archived_at")),
        files=_by_key(value.get("files"), "file", "data"),
        long_texts=_by_key(value.get("long_texts"), "text", "words"),
        messages=[_message(raw) for raw in value["messages"] if isinstance(raw, dict)],
    )


def _by_key(raw: Any, key: str, value: str) -> dict[str, str]:
    """What messages refer to: a list of objects with a key and a text."""
    return {
        known: cleaning.text(one.get(value))
        for one in (raw if isinstance(raw, list) else ())
        if isinstance(one, dict) and (known := cleaning.key(one.get(key)))
    }


def _message(raw: dict[str, Any]) -> FoundMessage:
    role = raw.get("role")
    state = raw.get("state")
    if state == Message.State.STREAMING:  # it was exported while it was being written
        state = Message.State.INTERRUPTED
    reply = role == Message.Role.ASSISTANT
    return FoundMessage(
        key=cleaning.key(raw.get("id")) or "",
        parent=cleaning.key(raw.get("parent")),
        role=role if role in Message.Role.values else "",
        content=(blocks.of_claude if reply else blocks.of_person)(raw.get("blocks")),
        state=state if reply and state in Message.State.values else Message.State.COMPLETE,
        model=cleaning.model(raw.get("model")),
        stop_reason=cleaning.code(raw.get("stop_reason")),
        error_code=cleaning.code(raw.get("error_code")),
        usage=cleaning.usage(raw.get("usage")),
        continues=role == Message.Role.USER and raw.get("continues") is True,
        created_at=cleaning.moment(raw.get("created_at")),
        ended_at=cleaning.moment(raw.get("ended_at")),
    )
