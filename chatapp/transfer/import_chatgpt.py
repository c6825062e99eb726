"""Reads ChatGPT's data export: `conversations.json` with a `mapping` of nodes.

One answer is often a chain of nodes: thoughts, calls of tools, their results, then the text.
What people saw is kept; the rest holds the tree together and is joined or left out (`tree`).
"""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from chatapp.transfer import blocks, cleaning
from chatapp.transfer.found import Block, FoundConversation, FoundMessage
from chatapp.transfer.missing import missing_file, missing_image

SOURCE = "chatgpt"
ROLES = ("user", "assistant")
UNSHOWN = ("user_editable_context", "model_editable_context", "reasoning_recap")


def read(value: dict[str, Any]) -> FoundConversation:
    """One conversation."""
    nodes = {k: node for k, node in value["mapping"].items() if isinstance(node, dict)}
    active_at = cleaning.moment(value.get("update_time"))
    key = cleaning.key(value.get("conversation_id")) or cleaning.key(value.get("id"))
    return FoundConversation(
        source=SOURCE,
        key=key or _fingerprint(value),
        title=cleaning.line(value.get("title")),
        head=cleaning.key(value.get("current_node")),
        created_at=cleaning.moment(value.get("create_time")),
        active_at=active_at,
        archived_at=active_at if value.get("is_archived") is True else None,
        messages=[_message(key, parent, nodes[key]) for key, parent in _walk(nodes)],
    )


def _fingerprint(value: dict[str, Any]) -> str:
    """Stands in for an id: the same file gives the same one."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def _walk(nodes: dict[str, dict[str, Any]]) -> Iterator[tuple[str, str | None]]:
    """Every node with its parent, siblings in the order that their parent gives them."""
    children = {
        key: [c for c in listed if isinstance(c, str) and c in nodes]
        for key, node in nodes.items()
        if isinstance(listed := node.get("children"), list)
    }
    parents: dict[str, str | None] = {
        key: parent if isinstance(parent := node.get("parent"), str) and parent in nodes else None
        for key, node in nodes.items()
    }
    for key, listed in children.items():
        for child in listed:
            if parents[child] is None and child != key:
                parents[child] = key
    seen: set[str] = set()
    for start in [*(k for k in nodes if parents[k] is None), *nodes]:
        waiting = [start]
        while waiting:
            key = waiting.pop()
            if key in seen:
                continue
            seen.add(key)
            yield key, parents[key]
            waiting += [c for c in reversed(children.get(key, [])) if parents[c] == key]


def _message(key: str, parent: str | None, node: dict[str, Any]) -> FoundMessage:
    message = node.get("message")
    role, content = "", list[Block]()
    facts: dict[str, Any] = {}
    if isinstance(message, dict) and _is_shown(message):
        role = message["author"]["role"]
        content = list(_content(message["content"], role))
        facts = message["metadata"] if isinstance(message.get("metadata"), dict) else {}
    created_at = cleaning.moment(message.get("create_time")) if isinstance(message, dict) else None
    return FoundMessage(
        key=key,
        parent=parent,
        role=role if content else "",
        content=content,
        model=cleaning.model(facts.get("model_slug")) if role == "assistant" else "",
        created_at=created_at,
        ended_at=created_at if role == "assistant" else None,
    )


def _is_shown(message: dict[str, Any]) -> bool:
    author, content, facts = (message.get(n) for n in ("author", "content", "metadata"))
    if not isinstance(author, dict) or not isinstance(content, dict):
        return False
    hidden = isinstance(facts, dict) and facts.get("is_visually_hidden_from_conversation") is True
    to_a_tool = message.get("recipient") not in (None, "all")
    return author.get("role") in ROLES and not hidden and not to_a_tool


def _content(content: dict[str, Any], role: str) -> Iterator[Block]:
    kind = content.get("content_type")
    if kind in UNSHOWN:
        return
    if kind == "thoughts":
        thinking = "\n\n".join(_thoughts(content.get("thoughts")))
        if thinking and role == "assistant":
            yield {"type": "thinking", "thinking": thinking}
        return
    text = cleaning.text(content.get("text"))
    if kind == "code" and text.strip():
        yield {"type": "text", "text": blocks.fenced(text, _language(content.get("language")))}
        return
    parts = content.get("parts")
    for part in parts if isinstance(parts, list) else [text]:
        yield from _part(part)


def _part(part: Any) -> Iterator[Block]:
    if isinstance(part, str):
        yield from blocks.text_block(cleaning.text(part))
    elif isinstance(part, dict):
        kind = str(part.get("content_type", ""))
        if text := cleaning.text(part.get("text")):
            yield from blocks.text_block(text)
        elif "image" in kind:
            yield missing_image()
        elif "pointer" in kind:
            yield missing_file(cleaning.line(part.get("name")))


def _thoughts(thoughts: Any) -> Iterator[str]:
    for thought in thoughts if isinstance(thoughts, list) else ():
        if isinstance(thought, dict):
            yield from filter(
                None, (cleaning.text(thought.get(name)).strip() for name in ("summary", "content"))
            )


def _language(value: Any) -> str:
    language = cleaning.code(value)
    return "" if language == "unknown" else language
