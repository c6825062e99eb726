"""The four layers of the limits around a scripted Claude, and crowds that ask it."""

import asyncio

import pytest

from chatapp.claude.middleware.breaker import BreakerMiddleware
from chatapp.claude.middleware.concurrency import ConcurrencyMiddleware
from chatapp.claude.middleware.pacing import PacingMiddleware
from chatapp.claude.middleware.retry import RetryMiddleware
from chatapp.claude.stack import build
from tests.claude.conftest import question, transport_to
from tests.fakes.clock import clock

__all__ = ["clock", "question", "transport_to"]

LAYERS = [ConcurrencyMiddleware, RetryMiddleware, BreakerMiddleware, PacingMiddleware]


@pytest.fixture
def limited():
    """Puts the layers around Claude."""
    return lambda claude: build(LAYERS, claude)


class Listener:
    """Somebody's request under way: events so far, and how it ended."""

    def __init__(self, stream, **fields):
        self.request = question(**fields)
        self.events, self.error = [], None
        self.task = asyncio.create_task(self._listen(stream))

    async def _listen(self, stream):
        try:
            async with stream(self.request) as events:
                async for event in events:
                    self.events.append(event)
        except Exception as error:
            self.error = error

    def notices(self, code):
        return [e.facts for e in self.events if getattr(e, "code", "") == code]


@pytest.fixture
async def listen():
    """Begins requests; those that still run are stopped at the end."""
    listeners = []

    def begin(stream, **fields):
        listeners.append(Listener(stream, **fields))
        return listeners[-1]

    yield begin
    for one in listeners:
        one.task.cancel()
    await asyncio.gather(*(one.task for one in listeners), return_exceptions=True)


async def until(condition):
    """Lets everybody go on until this is true; the clock may jump meanwhile."""
    while not condition():  # noqa: ASYNC110
        await asyncio.sleep(0)
