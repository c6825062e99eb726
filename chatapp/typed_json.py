"""Values of JSON as the types that a frame's fields declare: nothing else, nothing too large."""

import types
from typing import Any
from uuid import UUID

MAX_ID = 2**63 - 1
MAX_PLAIN = 20
MAX_REPLIES = 100
"""Replies that `have` may name: far more than a page can follow, few enough for one query."""


def typed(value: Any, wanted: Any) -> Any:
    """The value, if it is of the type that is wanted; a text becomes a UUID. Raises ValueError."""
    match wanted:
        case types.UnionType():
            return None if value is None else typed(value, wanted.__args__[0])
        case type() if wanted is UUID and isinstance(value, str):
            return UUID(value)
        case type() if wanted is int and type(value) is int and 0 <= value <= MAX_ID:
            return value
        case type() if wanted in (str, bool) and type(value) is wanted:
            return value
        case types.GenericAlias() if isinstance(value, list) and wanted.__origin__ is list:
            if len(value) <= MAX_PLAIN and all(type(v) is str and len(v) <= 500 for v in value):
                return value
        case types.GenericAlias() if isinstance(value, dict) and len(value) <= MAX_REPLIES:
            return {_key(k): typed(v, int) for k, v in value.items()}
    raise ValueError(f"{wanted} expected")


def _key(key: str) -> str:
    if not key.isascii() or not key.isdigit() or int(key) > MAX_ID:
        raise ValueError("a message id expected")
    return key
