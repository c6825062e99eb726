"""The reply of one turn while it is being written: events of Claude into frames and content."""

import time
from collections.abc import Iterable
from typing import Any

from chatapp.claude.events import BlockStop, Done, Event, TextDelta, ThinkingDelta, Usage
from chatapp.claude.request import Trace
from chatapp.presentation import shown_block, stored_block
from chatapp.relay import Feed

GROWING = ("text", "thinking")
"""Kinds of block that open small and grow by deltas; all others arrive whole."""


class Reply:
    """Keeps both sides of a reply: what viewers have been shown, and the API's own blocks.

    They differ where a reply is cut off: then exactly what was shown is stored, with the API's
    own block wherever that block had arrived whole.
    """

    def __init__(self, feed: Feed) -> None:
        self.feed = feed
        self.id = feed.id
        self.model = ""
        self.stop_reason = ""
        self._whole: list[dict[str, Any]] = []
        self._done: Done | None = None
        self._usage: Usage | None = None
        self._first_token_at: float | None = None
        self._thinking_since: dict[int, float] = {}
        self._thought_seconds: dict[tuple[Any, ...], float] = {}

    @property
    def number(self) -> int:
        """The last frame."""
        return self.feed.transcript.number

    @property
    def siblings(self) -> list[int]:
        """The replies to the same question, this one included: none comes or goes meanwhile."""
        return self.feed.siblings

    @property
    def has_content(self) -> bool:
        """Whether anything of the answer has been shown."""
        return bool(self.feed.transcript.blocks())

    def add(self, event: Event) -> None:
        """One event of the stream, shown at once."""
        match event:
            case TextDelta() | ThinkingDelta():
                if self._first_token_at is None:
                    self._first_token_at = time.monotonic()
                kind = "text" if isinstance(event, TextDelta) else "thinking"
                if kind == "thinking":
                    self._thinking_since.setdefault(event.index, time.monotonic())
                self.feed.delta(kind, event.index, event.text)
            case BlockStop():
                if since := self._thinking_since.pop(event.index, None):
                    key = _key(shown_block(event.block))
                    self._thought_seconds[key] = round(time.monotonic() - since, 1)
                self._whole.append(event.block)
                if event.block.get("type") not in GROWING:
                    self.feed.block(shown_block(event.block))
            case Usage():
                self._usage = event
            case Done():
                self._done = event
                self.model, self.stop_reason = event.model, event.stop_reason

    def notice(self, code: str, sentence: str) -> None:
        """Why the person waits."""
        self.feed.notice(code, sentence)

    def content_so_far(self) -> tuple[int, list[dict[str, Any]]]:
        """The last frame and the blocks to store as of it."""
        self.feed.flush()
        return self.number, self._as_shown(self.number)

    def content_at(self, stop_at: int) -> tuple[int, list[dict[str, Any]]]:
        """The same as it stood after frame `stop_at`; nothing more is shown."""
        self.feed.cut()
        number = min(stop_at, self.number)
        return number, self._as_shown(number)

    def content(self) -> tuple[int, list[dict[str, Any]]]:
        """The same at the end: all that Claude said if it said all, else what was shown."""
        number, shown = self.content_so_far()
        return number, shown if self._done is None else self._timed(self._done.content)

    def _as_shown(self, number: int) -> list[dict[str, Any]]:
        whole = {_key(shown_block(block)): block for block in self._whole}
        shown = self.feed.transcript.blocks(number)
        return self._timed([whole.get(_key(block)) or stored_block(block) for block in shown])

    def _timed(self, content: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
        """The blocks, thoughts with how long they took: a key of ours, which Claude never gets."""
        timed = []
        for block in content:
            seconds = self._thought_seconds.get(_key(shown_block(block)))
            timed.append(block if seconds is None else {**block, "_seconds": seconds})
        return timed

    def receipt(self, started: float, trace: Trace) -> dict[str, Any] | None:
        """Tokens by kind as Claude counted them, what they cost, how long the first one took.

        Where Claude was spared: which cache answered, to which similar question, what Claude's own
        cache saved; what was kept from it, counted by kind; what gave way for lack of room.
        """
        if self._usage is None:
            return None
        used = self._usage
        written = [n for n in (used.cache_write_5m, used.cache_write_1h) if n is not None]
        return {
            "input": used.input,
            "output": used.output,
            "cache_read": used.cache_read,
            "cache_write": sum(written) if written else None,
            "thinking": used.thinking,
            "cost_nano": trace.cost_nano,
            **({"from_cache": trace.from_cache} if trace.from_cache else {}),
            **({"similar_to": trace.similar_to} if trace.similar_to else {}),
            **({"spared_nano": trace.spared_nano} if trace.spared_nano else {}),
            **({"hidden": dict(trace.hidden)} if trace.hidden else {}),
            **({"cut": trace.cut} if trace.cut else {}),
            "first_token_ms": self._first_token_at
            and round((self._first_token_at - started) * 1000),
            "duration_ms": round((time.monotonic() - started) * 1000),
        }


def _key(block: dict[str, Any]) -> tuple[Any, ...]:
    if block.get("type") in GROWING:
        return (block["type"], block.get("text"))
    return (block.get("type"), repr(block))
