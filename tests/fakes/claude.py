"""Claude at the level of events: what stands in for the transport when no bytes are needed."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager

from chatapp.claude.events import BlockStop, Done, Event, TextDelta, Usage
from chatapp.claude.request import Attempt, Request
from chatapp.claude.stack import Handler

Step = Event | Exception | asyncio.Event
"""An event to send, an error to end with, or something to wait for first."""


def said(*pieces: str, stop_reason: str = "end_turn", usage: Usage | None = None) -> list[Step]:
    """The events of a whole reply of one text block."""
    block = {"type": "text", "text": "".join(pieces)}
    used = usage or Usage(input=10, output=7, raw={"input_tokens": 10, "output_tokens": 7})
    return [
        *(TextDelta(0, piece) for piece in pieces),
        BlockStop(0, block),
        used,
        Done(stop_reason, (block,), model="claude-opus-4-8"),
    ]


class FakeClaude:
    """A transport with a script: one list of steps per request, the last list repeats.

    `asked` are the requests it got, `produced` counts the events it was made to give and
    `closed` the streams that have ended.
    """

    def __init__(self, *script: Sequence[Step]) -> None:
        self.script = script or (said("Hel", "lo"),)
        self.asked: list[Request] = []
        self.produced = 0
        self.closed = 0

    async def __call__(self, request: Request) -> AsyncGenerator[Event, None]:
        steps = self.script[min(len(self.asked), len(self.script) - 1)]
        self.asked.append(request)
        attempt = Attempt()
        request.trace.attempts.append(attempt)
        try:
            for step in steps:
                match step:
                    case Exception():
                        attempt.code = getattr(step, "code", "bug")
                        raise step
                    case asyncio.Event():
                        await step.wait()
                        continue
                    case Usage():
                        attempt.usage = step
                    case Done():
                        attempt.code, attempt.status = "ok", 200
                self.produced += 1
                yield step
        finally:
            await asyncio.sleep(0)
            self.closed += 1


Stream = Callable[[Request], AbstractAsyncContextManager[AsyncIterator[Event]]]


async def collect(stream: Stream, request: Request) -> list[Event]:
    """Every event of one request."""
    async with stream(request) as events:
        return [event async for event in events]


def text_of(events: Sequence[Event]) -> str:
    return "".join(event.text for event in events if isinstance(event, TextDelta))


__all__ = ["FakeClaude", "Handler", "Step", "Stream", "collect", "said", "text_of"]
