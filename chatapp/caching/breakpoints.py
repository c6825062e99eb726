"""Prompt caching of Claude itself: marks up to which a prompt is kept for the next request.

Four marks at most: after the instructions (which covers tools, they come before), after the last
document, and after the last two things that the person said. The next turn reads all up to the
last mark of this one and pays a tenth or less for it.
"""

from typing import Any

from chatapp.claude.request import Block, Request, Turns

MARK = {"type": "ephemeral"}
MARKABLE = frozenset({"text", "image", "document", "tool_result", "tool_use", "search_result"})
LEAST_CHARS = 1_500
"""Shorter prompts are below every model's least: a mark would mean nothing."""


def with_marks(request: Request) -> Request:
    """The request with its marks; one that has any of its own is left as it is."""
    if _has_marks([request.system, request.tools, request.messages]) or _is_short(request):
        return request
    system, tools = request.system, request.tools
    if system:
        blocks = [{"type": "text", "text": system}] if isinstance(system, str) else list(system)
        system = (*blocks[:-1], _marked(blocks[-1]))
    elif tools:
        tools = (*tools[:-1], _marked(tools[-1]))
    return request.replace(system=system, tools=tools, messages=_messages(request.messages))


def _messages(messages: Turns) -> Turns:
    said = [at for at, message in enumerate(messages) if message["role"] == "user"]
    documents = [at for at in said if _holds_document(messages[at])]
    marks = {*said[-2:], *documents[-1:]}
    return tuple(
        {**message, "content": _mark_last(message["content"])} if at in marks else message
        for at, message in enumerate(messages)
    )


def _mark_last(content: str | list[Block]) -> list[Block]:
    blocks = [{"type": "text", "text": content}] if isinstance(content, str) else list(content)
    for at in range(len(blocks) - 1, -1, -1):
        if blocks[at].get("type") in MARKABLE and blocks[at].get("text") != "":
            blocks[at] = _marked(blocks[at])
            break
    return blocks


def _marked(block: Block) -> Block:
    return {**block, "cache_control": MARK}


def _holds_document(message: dict[str, Any]) -> bool:
    content = message["content"]
    return not isinstance(content, str) and any(b.get("type") == "document" for b in content)


def _has_marks(value: Any) -> bool:
    if isinstance(value, dict):
        return "cache_control" in value or any(map(_has_marks, value.values()))
    return isinstance(value, list | tuple) and any(map(_has_marks, value))


def _is_short(request: Request) -> bool:
    return _chars([request.system, request.tools, request.messages]) < LEAST_CHARS


def _chars(value: Any) -> int:
    match value:
        case str():
            return len(value)
        case dict():
            return sum(map(_chars, value.values()))
        case list() | tuple():
            return sum(map(_chars, value))
    return 0
