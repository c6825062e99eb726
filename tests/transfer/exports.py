"""Small exports of every kind, written by hand after the shapes that people get."""

from typing import Any
from uuid import uuid4

ROOT = "00000000-0000-4000-8000-000000000000"


def own(*messages: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """An export of this product with one conversation."""
    return own_file(own_conversation(*messages, **fields))


def own_file(*conversations: dict[str, Any], version: Any = 1) -> dict[str, Any]:
    return {"format": "chatapp-export", "version": version, "conversations": list(conversations)}


def own_conversation(*messages: dict[str, Any], **fields: Any) -> dict[str, Any]:
    head = {"id": str(uuid4()), "title": "Tides", "head": len(messages) or None}
    return {**head, **fields, "messages": list(messages)}


def question(number: int, parent: int | None, text: str, **fields: Any) -> dict[str, Any]:
    blocks = [{"type": "text", "text": text}]
    return {"id": number, "parent": parent, "role": "user", "blocks": blocks, **fields}


def reply(number: int, parent: int | None, text: str, **fields: Any) -> dict[str, Any]:
    return question(number, parent, text) | {"role": "assistant", **fields}


def claude_ai(*messages: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """A conversation of Claude.ai's conversations.json."""
    return {
        "uuid": str(uuid4()),
        "name": "Lighthouses",
        "summary": "",
        "created_at": "2025-03-01T10:00:00.123456Z",
        "updated_at": "2025-03-02T11:00:00.123456Z",
        "account": {"uuid": str(uuid4())},
        "chat_messages": list(messages),
        **fields,
    }


def claude_message(sender: str, text: str, **fields: Any) -> dict[str, Any]:
    block: dict[str, Any] = {"start_timestamp": None, "type": "text", "text": text, "citations": []}
    return {
        "uuid": str(uuid4()),
        "text": text,
        "content": [block],
        "sender": sender,
        "created_at": "2025-03-01T10:00:01Z",
        "updated_at": "2025-03-01T10:00:02Z",
        "attachments": [],
        "files": [],
        **fields,
    }


def chatgpt(mapping: dict[str, Any], current: str | None = None, **fields: Any) -> dict[str, Any]:
    """A conversation of ChatGPT's conversations.json."""
    return {
        "title": "Bridges",
        "create_time": 1740823200.5,
        "update_time": 1740909600.5,
        "mapping": mapping,
        "current_node": current,
        "conversation_id": str(uuid4()),
        "is_archived": False,
        **fields,
    }


def node(
    key: str, parent: str | None, children: list[str], message: dict[str, Any] | None = None
) -> dict[str, Any]:
    return {"id": key, "parent": parent, "children": children, "message": message}


def gpt_message(role: str, *parts: Any, kind: str = "text", **fields: Any) -> dict[str, Any]:
    metadata = {"model_slug": "gpt-5"} if role == "assistant" else {}
    return {
        "id": str(uuid4()),
        "author": {"role": role, "name": None, "metadata": {}},
        "create_time": 1740823201.25,
        "content": {"content_type": kind, "parts": list(parts)},
        "status": "finished_successfully",
        "metadata": metadata,
        "recipient": "all",
        **fields,
    }


def gpt_chain(*messages: dict[str, Any] | None) -> dict[str, Any]:
    """Nodes in one line, named n0, n1 …"""
    last = len(messages) - 1
    return {
        f"n{i}": node(
            f"n{i}", f"n{i - 1}" if i else None, [f"n{i + 1}"] if i < last else [], message
        )
        for i, message in enumerate(messages)
    }
