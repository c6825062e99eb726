"""Doesn't ask a model that doesn't answer; finds out by one attempt when it does again.

Fails open: without Redis this process has a breaker of its own.
"""

import asyncio
import time
import uuid
from collections.abc import AsyncGenerator

from django.utils.translation import ngettext

from chatapp import limiting, shielded
from chatapp.claude import errors
from chatapp.claude.events import CONTENT, Done, Event
from chatapp.claude.request import Request
from chatapp.claude.stack import Middleware
from chatapp.limiting.breaker import DOWN, PROBE, RAMP
from chatapp.monitoring import meters

FAILURES = (
    *(errors.Overloaded, errors.ServerFailed, errors.ConnectionFailed),
    *(errors.StreamCut, errors.StreamSilent, errors.MalformedStream),
)
"""What says that Claude is in trouble. A 429 or a 4xx says that it lives."""


class BreakerMiddleware(Middleware):
    """Per attempt: asks the model's breaker, tells it how it went.

    The first attempt has been let in with its slot (`request.trace.grant`). One that may not go
    raises ClaudeDown, with the seconds until another may.
    """

    async def __call__(self, request: Request) -> AsyncGenerator[Event, None]:
        gate, grant = limiting.gate(), request.trace.grant
        if grant is not None and not grant.used:
            attempt, urgent = grant.id, grant.probe
        else:
            attempt = uuid.uuid4().hex
            urgent = await _asked(request, attempt) == PROBE
        told = False
        try:
            async with self.inner(request) as events:
                async for event in events:
                    if not told and isinstance(event, (*CONTENT, Done)):
                        told = True
                        gate.report(request.model, attempt, fine=True)
                        if urgent:
                            await gate.flush()
                    yield event
        except FAILURES:
            told = True
            gate.report(request.model, attempt, fine=False)
            await shielded.finish(gate.flush())
            raise
        except (errors.Rejected, errors.RateLimited):
            if not told:
                told = True
                gate.report(request.model, attempt, fine=True)
            raise
        finally:
            if not told:
                gate.abandon(request.model, attempt)


async def _asked(request: Request, attempt: str) -> str:
    """What the breaker says, once it is no ramp to wait for. Raises ClaudeDown."""
    while True:
        word, seconds = await limiting.gate().ask(request.model, attempt)
        if word == DOWN:
            meters.turned_away.labels(request.model, "down").inc()
            raise errors.ClaudeDown(_sentence(seconds), retry_after_seconds=seconds)
        if word != RAMP:
            return word
        if time.monotonic() + seconds >= request.deadline:
            raise errors.DeadlineExceeded
        await asyncio.sleep(seconds)


def _sentence(seconds: float) -> str:
    whole = max(1, round(seconds))
    said = ngettext(
        "Claude is not answering at the moment. Try again in about %(seconds)d second.",
        "Claude is not answering at the moment. Try again in about %(seconds)d seconds.",
        whole,
    )
    return said % {"seconds": whole}
