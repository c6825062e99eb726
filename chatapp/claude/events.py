"""What comes up the stack while Claude answers: small, frozen, our own.

A cache replay or a fake is just a list of these. `Done.content` holds the reply's blocks exactly
as the API sent them (signatures, citations, server-tool results), so the reply can go back
unchanged in the next request.
"""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class TextDelta:
    """A piece of the text block at `index`."""

    index: int
    text: str


@dataclass(frozen=True, slots=True)
class ThinkingDelta:
    """A piece of the thinking block at `index`."""

    index: int
    text: str


@dataclass(frozen=True, slots=True)
class BlockStart:
    """A block begins; for kinds without deltas of their own, `block` may already be whole."""

    index: int
    block: dict[str, Any]


@dataclass(frozen=True, slots=True)
class BlockStop:
    """A block is whole: tool calls with parsed input, citations, signatures, results."""

    index: int
    block: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Notice:
    """Why the person waits. `facts` fill the sentence that `code` stands for."""

    code: str
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens as Claude counted them so far. None means "not said", zero means zero.

    Claude's `input_tokens` excludes cache reads and writes; so does `input`.
    `raw` is the merged usage object of the API, kept whole.
    """

    input: int | None = None
    output: int | None = None
    cache_read: int | None = None
    cache_write_5m: int | None = None
    cache_write_1h: int | None = None
    thinking: int | None = None
    raw: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Done:
    """The reply ended as Claude wanted it to: `stop_reason` says how."""

    stop_reason: str
    content: tuple[dict[str, Any], ...] = ()
    model: str = ""
    stop_sequence: str | None = None
    stop_details: dict[str, Any] | None = None


Event = TextDelta | ThinkingDelta | BlockStart | BlockStop | Notice | Usage | Done

CONTENT = (TextDelta, ThinkingDelta, BlockStart, BlockStop)
"""Events after which the person has seen something, so that a retry would repeat it."""
