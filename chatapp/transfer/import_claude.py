"""Reads Claude.ai's data export: `conversations.json` with `chat_messages`.

Newer exports link messages by `parent_message_uuid` (the first ones to a placeholder), older
ones are a plain list. What tools did there is left out, except what Claude wrote as artifacts.
"""

from collections.abc import Iterator
from typing import Any

from chatapp.transfer import blocks, cleaning
from chatapp.transfer.found import Block, FoundConversation, FoundMessage, Unreadable
from chatapp.transfer.missing import missing_file, with_file

SOURCE = "claude"
NO_PARENT = "00000000-0000-4000-8000-000000000000"
ROLES = {"human": "user", "user": "user", "assistant": "assistant"}


def read(value: dict[str, Any]) -> FoundConversation:
    """One conversation. Raises Unreadable."""
    title = cleaning.line(value.get("name"))
    key = cleaning.key(value.get("uuid"))
    if key is None:
        raise Unreadable("unknown_format", title)
    active_at = cleaning.moment(value.get("updated_at"))
    return FoundConversation(
        source=SOURCE,
        key=key,
        title=title,
        head=cleaning.key(value.get("current_leaf_message_uuid")),
        created_at=cleaning.moment(value.get("created_at")),
        active_at=active_at,
        pinned_at=active_at if value.get("is_starred") is True else None,
        messages=list(_messages(value["chat_messages"])),
    )


def _messages(raw: list[Any]) -> Iterator[FoundMessage]:
    known = {cleaning.key(m.get("uuid")) for m in raw if isinstance(m, dict)} - {None}
    before: str | None = None
    for index, message in enumerate(raw):
        if not isinstance(message, dict):
            continue
        key = cleaning.key(message.get("uuid")) or f"#{index}"
        parent = cleaning.key(message.get("parent_message_uuid"))
        if parent == NO_PARENT:
            parent = None
        elif parent not in known:  # none is given, or the one that is is not in the file
            parent = before
        role = ROLES.get(str(message.get("sender")), "")
        yield FoundMessage(
            key=key,
            parent=parent,
            role=role if (content := list(_content(message, role))) else "",
            content=content,
            stop_reason=cleaning.code(message.get("stop_reason")),
            created_at=cleaning.moment(message.get("created_at")),
            ended_at=cleaning.moment(message.get("updated_at")) if role == "assistant" else None,
        )
        before = key


def _content(message: dict[str, Any], role: str) -> Iterator[Block]:
    yield from _files(message)
    raw = message.get("content")
    shown = [block for block in raw if isinstance(block, dict)] if isinstance(raw, list) else []
    found = [made for block in shown for made in _block(block, role)]
    if any(block["type"] == "text" for block in found):
        yield from found
    else:  # older exports have the plain text only
        yield from found
        yield from blocks.text_block(cleaning.text(message.get("text")))


def _block(block: Block, role: str) -> Iterator[Block]:
    match block.get("type"):
        case "text":
            yield from blocks.text_block(cleaning.text(block.get("text")))
        case "thinking" if role == "assistant":
            if thinking := cleaning.text(block.get("thinking")).strip():
                yield {"type": "thinking", "thinking": thinking}
        case "tool_use" if isinstance(made := block.get("input"), dict):
            if content := cleaning.text(made.get("content")):
                title = cleaning.line(made.get("title")) or cleaning.line(block.get("name"))
                language = cleaning.code(made.get("language"))
                yield {"type": "text", "text": f"{title}\n\n{blocks.fenced(content, language)}"}


def _files(message: dict[str, Any]) -> Iterator[Block]:
    for name in ("attachments", "files", "files_v2"):
        files = message.get(name)
        for file in files if isinstance(files, list) else ():
            if isinstance(file, dict):
                named = cleaning.line(file.get("file_name"))
                if content := cleaning.text(file.get("extracted_content")).strip():
                    yield with_file(named, content)
                else:
                    yield missing_file(named)
