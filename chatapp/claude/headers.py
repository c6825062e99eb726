"""What the headers of an answer say: its id, when to come back, what room is left."""

import time
from collections.abc import Mapping
from contextlib import suppress
from email.utils import parsedate_to_datetime

from chatapp.claude.request import RateLimits

_MAX_REQUEST_ID_CHARS = 100
_KINDS = {"requests": "requests", "input-tokens": "input", "output-tokens": "output"}


def request_id(header: str | None) -> str:
    """The id under which Anthropic's support finds the request."""
    return (header or "")[:_MAX_REQUEST_ID_CHARS]


def retry_after_seconds(headers: Mapping[str, str]) -> float | None:
    """How long the API asks to be left alone: milliseconds, seconds or an HTTP date."""
    for name, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        with suppress(KeyError, ValueError):
            return max(0.0, float(headers[name]) * unit)
    with suppress(KeyError, ValueError):
        return max(0.0, parsedate_to_datetime(headers["retry-after"]).timestamp() - time.time())
    return None


def rate_limits(headers: Mapping[str, str]) -> RateLimits | None:
    """Limits and what is left of them; None if the server tells none (or tells nonsense)."""
    limits: dict[str, float] = {}
    left: dict[str, float] = {}
    for name, kind in _KINDS.items():
        with suppress(KeyError, ValueError):
            limit = float(headers[f"anthropic-ratelimit-{name}-limit"])
            remaining = float(headers[f"anthropic-ratelimit-{name}-remaining"])
            if 0 < limit < _ABSURD and 0 <= remaining <= limit:
                limits[kind], left[kind] = limit, remaining
    return RateLimits(limits, left) if limits else None


_ABSURD = 1e15
"""No limit is that high; and infinity can't be sent to a store."""
