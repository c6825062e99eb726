"""What one request to Claude asks for, and the trace of what became of it."""

import dataclasses
import math
import uuid
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self

from chatapp.claude.events import Usage
from chatapp.limiting.grant import Grant

Block = dict[str, Any]
Turns = tuple[dict[str, Any], ...]


class Purpose(StrEnum):
    """Why Claude is asked; every call is recorded and booked under one of these."""

    CHAT = "chat"
    TITLE = "title"
    LONG_TEXT = "long_text"
    SUMMARY = "summary"


@dataclass(frozen=True, slots=True)
class RateLimits:
    """What the headers of an answer say, per minute, by kind: `requests`, `input`, `output`."""

    limits: dict[str, float]
    left: dict[str, float]


@dataclass(slots=True)
class Attempt:
    """One try at the API: how it ended, what it used, how long was waited after it.

    `key` is the short name of the API key that was used, `paced_ms` the wait for room in its
    buckets before the try.
    """

    code: str = "cancelled"
    status: int | None = None
    duration_ms: int = 0
    request_id: str = ""
    model: str = ""
    usage: Usage | None = None
    waited_ms: int = 0
    paced_ms: int = 0
    key: str = ""
    rate_limits: RateLimits | None = None


@dataclass(slots=True)
class Trace:
    """Facts that any layer appends while a request runs; only Recording saves them.

    `cost_nano` is what was booked, in nano-dollars; None as long as nothing has been.
    `hidden` counts by kind what redaction kept from Claude, `from_cache` names the tier that
    answered instead of Claude, `similar_to` the question whose answer that was if it wasn't this,
    `saved_nano` what that answer cost when Claude gave it. `spared_nano` is what Claude's own cache
    made this request cheaper by. `cut` says what gave way for lack of room: how many stored
    messages were `covered`, the `first_kept` after them, whether they were `summarised`.
    `queued_ms` was waited for a slot, `grant` is what came with it.
    """

    call_id: uuid.UUID = field(default_factory=uuid.uuid4)
    attempts: list[Attempt] = field(default_factory=list)
    cost_nano: int | None = None
    hidden: dict[str, int] = field(default_factory=dict)
    from_cache: str = ""
    similar_to: str = ""
    spared_nano: int = 0
    saved_nano: int = 0
    cut: dict[str, int] = field(default_factory=dict)
    queued_ms: int = 0
    grant: Grant | None = None

    @property
    def usage(self) -> Usage | None:
        """What the last attempt used, as far as Claude has told."""
        return self.attempts[-1].usage if self.attempts else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One question to Claude, in the API's own terms. Frozen: layers copy it with `replace`.

    `messages` and `system` hold the API's own blocks. `deadline` (on the clock of
    `time.monotonic`) bounds the whole request with its waits and retries. `trace` is the one
    part that changes on the way. `fresh` asks for a new answer although one may be kept.
    `call_id` is given by work that outlives its process: asked again under the same id, a call is
    booked as one. `lost` counts the attempts under it whose process died.
    `fallback_model` may answer when `model` is overloaded; `key` names the API key to go by.
    `sources` are the ids of the stored messages that each of `messages` was made of, `pinned`
    those that stay however long the conversation gets; `summarises` says whether the owner wants
    a summary in place of what is cut.
    """

    model: str
    messages: Turns
    max_tokens: int
    system: str | tuple[Block, ...] = ""
    tools: tuple[dict[str, Any], ...] = ()
    thinking: dict[str, Any] | None = None
    effort: str = ""
    purpose: Purpose = Purpose.CHAT
    user_id: int | None = None
    conversation_id: uuid.UUID | None = None
    message_id: int | None = None
    assistant_id: int | None = None
    fresh: bool = False
    call_id: uuid.UUID | None = None
    lost: int = 0
    sources: tuple[tuple[int, ...], ...] = ()
    pinned: frozenset[int] = frozenset()
    summarises: bool = True
    fallback_model: str = ""
    key: str = ""
    deadline: float = math.inf
    trace: Trace = field(default_factory=Trace, compare=False)

    def replace(self, **changes: Any) -> Self:
        """A copy with these fields changed; the trace stays the same object unless given."""
        return dataclasses.replace(self, **changes)
