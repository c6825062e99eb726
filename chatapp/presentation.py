"""How messages and conversations look to the browser (docs/protocol.md, "Shapes")."""

from typing import Any

from chatapp import problems
from chatapp.claude import errors
from chatapp.models import Conversation, Message

Shape = dict[str, Any]


def conversation_shape(
    conversation: Conversation, *, running: bool, deleted: bool = False
) -> Shape:
    """A row of the list of conversations."""
    seen = conversation.seen_at
    return {
        "id": str(conversation.id),
        "title": conversation.title,
        "named": conversation.named,
        "active_at": conversation.active_at.isoformat(),
        "running": running,
        "unread": seen is not None and seen < conversation.active_at and not running,
        "model": conversation.model,
        "assistant": conversation.assistant_id,
        "pinned": conversation.pinned_at is not None,
        "archived": conversation.archived_at is not None,
        "summarises": conversation.summarises,
        **({"deleted": True} if deleted else {}),
    }


def message_shape(message: Message, siblings: list[int] | None = None) -> Shape:
    """A message as the page shows it; `siblings` are the ids at its place in the tree, in order."""
    return {
        "id": message.pk,
        "parent": message.parent_id,
        "role": message.role,
        "blocks": [shown_block(block) for block in message.content],
        "state": message.state,
        "number": message.number,
        "model": message.model,
        "stop_reason": message.stop_reason,
        "error": error_shape(message) if message.error_code else None,
        "usage": message.usage,
        "continues": message.continues,
        "pinned": message.pinned,
        "left_out": message.left_out,
        "created_at": message.created_at.isoformat(),
        "ended_at": message.ended_at and message.ended_at.isoformat(),
        "siblings": siblings or [message.pk],
        "rating": None,
    }


def error_shape(message: Message) -> Shape:
    """The code and its sentence: the one shown at the time, or the code's in today's language."""
    code = message.error_code
    known = problems.SENTENCES.get(code) or errors.sentence_for(code)
    sentence = message.error_sentence or known
    return {"code": code, "sentence": str(sentence)}


def shown_block(block: Shape) -> Shape:
    """A stored block of the API as the page gets it: no signatures, nothing of our own keys."""
    match block.get("type"):
        case "thinking":
            timed = {"seconds": block["_seconds"]} if "_seconds" in block else {}
            return {"type": "thinking", "text": block.get("thinking", ""), **timed}
        case "redacted_thinking":
            return {"type": "redacted_thinking"}
        case "text" if "_files" in block:
            return {**_open(block), "files": block["_files"]}
        case _:
            return _open(block)


def _open(block: Shape) -> Shape:
    return {name: value for name, value in block.items() if not name.startswith("_")}


def stored_block(block: Shape) -> Shape:
    """The opposite, for a reply that was cut off: what was shown as a block of the API."""
    if block.get("type") == "thinking":
        return {"type": "thinking", "thinking": block.get("text", "")}
    return block


def plain_text(content: list[Shape]) -> str:
    """The text of a message without its other blocks: for the list, search and export."""
    return "\n\n".join(
        text for block in content if block.get("type") == "text" and (text := block.get("text"))
    )
