"""Which strings of the API's blocks are somebody's words, and which must stay as they are."""

from collections.abc import Callable
from typing import Any

SEALED = frozenset({"thinking", "redacted_thinking", "compaction"})
"""Signed by Claude over exactly what it was sent: never touched."""

OPAQUE = frozenset(
    {"type", "id", "tool_use_id", "signature", "encrypted_content", "encrypted_index",
     "encrypted_stdout", "media_type", "cache_control", "name", "file_id", "role", "data",
     "_partial_input"}
)  # fmt: skip
_FREE = "input"
"""Below this key everything is the tool's own: no name means anything to the API there."""

Change = Callable[[str], str]


def is_sealed(block: dict[str, Any]) -> bool:
    """Whether a block goes back exactly as it came."""
    return block.get("type") in SEALED


def walk(value: Any, change: Change, *, free: bool = False) -> Any:
    """A copy with every string of words changed; what nobody reads is the same object."""
    match value:
        case str():
            return change(value)
        case list() | tuple():
            return type(value)(walk(item, change, free=free) for item in value)
        case dict() if free:
            return {change(key): walk(item, change, free=True) for key, item in value.items()}
        case dict() if is_sealed(value):
            return value
        case dict():
            text = value.get("type") == "text"  # a plain text source keeps its words in `data`
            return {
                key: item
                if key in OPAQUE and not (key == "data" and text)
                else walk(item, change, free=key == _FREE)
                for key, item in value.items()
            }
    return value
