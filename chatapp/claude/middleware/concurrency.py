"""A slot for each request, in fair order; the person is told their place while they wait.

Fails open: without Redis each process keeps to its share (`limiting.store`).
"""

import asyncio
import math
import time
from collections.abc import AsyncGenerator

from django.conf import settings
from django.utils.translation import gettext as _

from chatapp import limiting, shielded
from chatapp.claude import errors
from chatapp.claude.events import Event, Notice
from chatapp.claude.request import Request
from chatapp.claude.stack import Middleware
from chatapp.claude.wants import want_of
from chatapp.limiting import Place
from chatapp.monitoring import meters

GRACE_SECONDS = 0.3
"""A wait that short is not worth a word."""


class ConcurrencyMiddleware(Middleware):
    """Waits for a slot for all attempts of a request, gives it back whatever happens.

    Who can't be let in within `CLAUDE_QUEUE_SECONDS` (while the model doesn't answer:
    `CLAUDE_OUTAGE_SECONDS`), or finds the line full, is told so. The slot's lease is the
    process's: `keeper` renews it, and a dead process has none.
    """

    async def __call__(self, request: Request) -> AsyncGenerator[Event, None]:
        place = limiting.Place(limiting.gate(), want_of(request))
        began, told = time.monotonic(), Notice("")
        try:
            await place.enter()
            while place.grant is None:
                waited = time.monotonic() - began
                if place.refused or waited >= _patience(place, request, began):
                    meters.turned_away.labels(request.model, place.why).inc()
                    raise _refusal(place, request)
                notice = _notice(place)
                if notice != told and (waited >= GRACE_SECONDS or place.why == "down"):
                    told = notice
                    yield notice
                await _news(place, GRACE_SECONDS if waited < GRACE_SECONDS else 1.0)
            request.trace.grant = place.grant
            waited = time.monotonic() - began
            request.trace.queued_ms = round(waited * 1000)
            meters.queued.observe(waited)
            with meters.slots.track_inprogress():
                async with self.inner(request) as events:
                    async for event in events:
                        yield event
        finally:
            await shielded.finish(place.leave())


async def _news(place: Place, seconds: float) -> None:
    """Waits for word from the line, so long at most."""
    try:
        async with asyncio.timeout(seconds):
            await place.news()
    except TimeoutError:
        pass


def _patience(place: Place, request: Request, began: float) -> float:
    """How many seconds this request may wait in all, as things stand."""
    down = place.why == "down"
    most = settings.CLAUDE_OUTAGE_SECONDS if down else settings.CLAUDE_QUEUE_SECONDS
    return min(most, request.deadline - began)


def _notice(place: Place) -> Notice:
    seconds = math.ceil(place.seconds)
    if place.why == "down":
        return Notice("claude_down", {"seconds": max(1, seconds)})
    return Notice("queued", {"ahead": place.ahead, "seconds": seconds})


def _refusal(place: Place, request: Request) -> errors.ClaudeError:
    if time.monotonic() >= request.deadline:
        return errors.DeadlineExceeded()
    if place.why == "down":
        down = errors.ClaudeDown(str(errors.ClaudeDown.sentence))
        down.retryable = False
        return down
    if place.refused:
        return errors.TooBusy(str(errors.TooBusy.sentence))
    return errors.TooBusy(
        _("This waited for %(seconds)d seconds and its turn did not come. Your text is kept.")
        % {"seconds": settings.CLAUDE_QUEUE_SECONDS}
    )
