"""Values from a stranger's file into values that every database and the API take."""

import math
import re
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
MILLISECONDS_FROM = 1e11
"""A number from here on is no time in seconds (it would be the year 5138)."""

LARGEST_INTEGER = 2**63 - 1
TITLE_CHARS = 200

_CODE = re.compile(r"[a-z0-9_]{1,40}")
_MODEL = re.compile(r"[\w.:@/+-]{1,100}", re.ASCII)


def text(value: Any) -> str:
    """A string without NUL (PostgreSQL refuses it) and without halves of characters."""
    if not isinstance(value, str):
        return ""
    clean: str = value.replace("\0", "")
    try:
        clean.encode()
    except UnicodeEncodeError:
        return clean.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return clean


def line(value: Any, chars: int = TITLE_CHARS) -> str:
    """A string on one line, cut to a length."""
    return " ".join(text(value).split())[:chars].rstrip()


def code(value: Any) -> str:
    """A snake_case word, else ""."""
    return value if isinstance(value, str) and _CODE.fullmatch(value) else ""


def model(value: Any) -> str:
    """The id of a model, else ""."""
    return value if isinstance(value, str) and _MODEL.fullmatch(value) else ""


def key(value: Any) -> str | None:
    """An id of the file: a string or a whole number; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    return text(str(value))[:200] or None


def moment(value: Any) -> datetime | None:
    """A time in ISO 8601 or as seconds (or milliseconds) since 1970; None if it can't be true."""
    found: datetime | None = None
    try:
        if isinstance(value, str):
            found = parse_datetime(value)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            seconds = value / 1000 if value >= MILLISECONDS_FROM else value
            found = datetime.fromtimestamp(seconds, UTC)
        if found is not None:
            found = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        return None
    if found is None or not EARLIEST <= found <= timezone.now() + timedelta(days=1):
        return None
    return found


def plain(value: Any) -> Any:
    """Parsed JSON without what cannot be stored or sent: NUL, infinity, huge numbers, `_` names.

    Names that begin with an underscore are our own on a stored block: nobody may bring them.
    The depth of `value` was limited when it was cut from the file (`scanner`).
    """
    match value:
        case str():
            return text(value)
        case dict():
            return {text(k): plain(v) for k, v in value.items() if not k.startswith("_")}
        case list():
            return [plain(item) for item in value]
        case float() if not math.isfinite(value):
            return None
        case bool() | float() | None:
            return value
        case int():
            return value if abs(value) <= LARGEST_INTEGER else None
        case _:
            return None


def usage(value: Any) -> dict[str, Any] | None:
    """A receipt: snake_case names and whole numbers that are not negative, or None."""
    if not isinstance(value, dict) or len(value) > 40:
        return None
    return {
        name: number
        for name, number in value.items()
        if code(name) and (number is None or _is_count(number))
    }


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LARGEST_INTEGER
