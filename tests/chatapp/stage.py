"""Claude as the tests direct it: every request waits for what the test lets it say."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from typing import Any

from chatapp.claude.errors import ClaudeError
from chatapp.claude.events import (
    BlockStart,
    BlockStop,
    Done,
    Event,
    TextDelta,
    ThinkingDelta,
    Usage,
)
from chatapp.claude.request import Attempt, Request

SAYING_SECONDS = 30.0
MODEL = "claude-on-stage"


class Part:
    """One request to Claude, and what it answers when the test says so."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.left = asyncio.Event()
        self._lines: asyncio.Queue[Event | ClaudeError | Exception] = asyncio.Queue()
        self._blocks: list[dict[str, Any]] = []

    @property
    def question(self) -> str:
        """The text of the last message it was asked."""
        return str(self.request.messages[-1]["content"][-1]["text"])

    def say(self, *texts: str) -> None:
        """One text delta each."""
        self._grow("text", "text", TextDelta, texts)

    def think(self, *texts: str) -> None:
        """One thinking delta each."""
        self._grow("thinking", "thinking", ThinkingDelta, texts)

    def _grow(
        self, kind: str, key: str, delta: Callable[[int, str], Event], texts: tuple[str, ...]
    ) -> None:
        if not self._blocks or self._blocks[-1]["type"] != kind:
            self.close_block()
            self._blocks.append({"type": kind, key: ""})
        for text in texts:
            self._blocks[-1][key] += text
            self._lines.put_nowait(delta(len(self._blocks) - 1, text))

    def close_block(self) -> None:
        """The block that grows is whole; thinking gets its signature now."""
        if self._blocks and self._blocks[-1]["type"] in ("text", "thinking"):
            if self._blocks[-1]["type"] == "thinking":
                self._blocks[-1]["signature"] = "signed"
            self._lines.put_nowait(BlockStop(len(self._blocks) - 1, self._blocks[-1]))

    def show(self, block: dict[str, Any]) -> None:
        """A block that arrives whole."""
        self.close_block()
        self._blocks.append(block)
        index = len(self._blocks) - 1
        self._lines.put_nowait(BlockStart(index, block))
        self._lines.put_nowait(BlockStop(index, block))

    def tell(self, event: Event) -> None:
        """Any event."""
        self._lines.put_nowait(event)

    def end(self, stop_reason: str = "end_turn") -> None:
        """Claude has said all."""
        self.close_block()
        self._lines.put_nowait(Usage(input=10, output=20, raw={"input_tokens": 10}))
        self._lines.put_nowait(Done(stop_reason, tuple(self._blocks), MODEL))

    def fail(self, error: Exception) -> None:
        """The request breaks off."""
        self._lines.put_nowait(error)

    async def lines(self) -> AsyncGenerator[Event, None]:
        attempt = Attempt()
        self.request.trace.attempts.append(attempt)
        try:
            while True:
                line = await self._lines.get()
                if isinstance(line, Exception):
                    attempt.code = getattr(line, "code", "bug")
                    raise line
                if isinstance(line, Usage):
                    attempt.usage = line
                yield line
                if isinstance(line, Done):
                    attempt.code = "ok"
                    return
        finally:
            self.left.set()


class Stage:
    """Stands in for the transport."""

    def __init__(self) -> None:
        self._parts: asyncio.Queue[Part] = asyncio.Queue()
        self.asked = 0

    async def __call__(self, request: Request) -> AsyncGenerator[Event, None]:
        part = Part(request)
        self.asked += 1
        self._parts.put_nowait(part)
        async for line in part.lines():
            yield line

    async def part(self) -> Part:
        """The next request that reaches Claude."""
        return await asyncio.wait_for(self._parts.get(), SAYING_SECONDS)

    async def close(self) -> None:
        pass
