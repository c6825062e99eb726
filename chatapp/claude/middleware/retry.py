"""Asks again when Claude was unavailable, as long as nothing of the answer has been shown.

Fails open: if the shared retry budget can't be asked, this process's own is.
"""

import asyncio
import math
import random
import time
from collections.abc import AsyncGenerator

from django.conf import settings
from tenacity import RetryCallState, Retrying, wait_random_exponential

from chatapp import limiting
from chatapp.claude import catalog, errors
from chatapp.claude.events import CONTENT, Event, Notice
from chatapp.claude.request import Request
from chatapp.claude.stack import Middleware

CAP_SECONDS = 30.0
OVERLOADS_BEFORE_FALLBACK = 2

_backoff = wait_random_exponential(multiplier=1, max=CAP_SECONDS)
_tenacity = Retrying(wait=_backoff)


class RetryMiddleware(Middleware):
    """Full-jitter exponential backoff, the one retry policy there is (the SDK does none).

    A retry after the first content event would repeat what the person has read, so from then
    on every error goes up. `retry-after` is obeyed, plus a little jitter so that a crowd told
    the same second doesn't come back as one. A wait that would pass the deadline isn't begun,
    and no retry is made that the budget of all processes doesn't have.

    An overloaded model gives way to the request's fallback model. A model that is known to be
    down wasn't asked, which costs no attempt: it is waited for, `CLAUDE_OUTAGE_SECONDS` at most.
    """

    async def __call__(self, request: Request) -> AsyncGenerator[Event, None]:
        attempts = max(1, settings.CLAUDE_RETRY_ATTEMPTS)
        number, overloads = 1, 0
        patience = time.monotonic() + settings.CLAUDE_OUTAGE_SECONDS
        while True:
            shown = False
            try:
                async with self.inner(request) as events:
                    async for event in events:
                        shown = shown or isinstance(event, CONTENT)
                        yield event
                return
            except errors.ClaudeError as error:
                if shown or not error.retryable:
                    raise
                caught = error
            down = isinstance(caught, errors.ClaudeDown)
            overloads += isinstance(caught, errors.Overloaded)
            last = number >= attempts
            enough = down or overloads >= (1 if last else OVERLOADS_BEFORE_FALLBACK)
            if request.fallback_model and enough:
                request, number, overloads = _instead(request), max(1, min(number, attempts - 1)), 0
                yield Notice("fallback_model", {"model": catalog.find(request.model).name})
                continue
            wait = wait_seconds(number, caught.retry_after_seconds)
            at = time.monotonic() + wait
            if at >= request.deadline or (down and at >= patience) or (last and not down):
                raise caught
            if not down:
                if not await limiting.gate().may_retry():
                    raise caught
                number += 1
                if request.trace.attempts:
                    request.trace.attempts[-1].waited_ms = round(wait * 1000)
            yield _notice(down, wait, number, attempts)
            await asyncio.sleep(wait)


def _instead(request: Request) -> Request:
    """The same question to the fallback model, by what that one can do."""
    model = catalog.find(request.fallback_model)
    return request.replace(
        model=request.fallback_model,
        fallback_model="",
        thinking=catalog.thinking(request.fallback_model) if request.thinking else None,
        max_tokens=min(request.max_tokens, model.max_output),
    )


def _notice(down: bool, wait: float, number: int, attempts: int) -> Notice:
    seconds = max(1, math.ceil(wait))
    if down:
        return Notice("claude_down", {"seconds": seconds})
    return Notice("retrying", {"seconds": seconds, "attempt": number, "of": attempts})


def wait_seconds(attempt: int, retry_after_seconds: float | None) -> float:
    """How long to wait after failed attempt number `attempt` (from 1).

    "Full jitter" of Brooker, "Exponential Backoff And Jitter" (AWS Architecture Blog, 2015):
    it spreads a crowd best for the same number of calls.
    """
    if retry_after_seconds is not None:
        return retry_after_seconds + random.uniform(0, 0.1 * retry_after_seconds + 0.1)  # noqa: S311
    state = RetryCallState(_tenacity, None, (), {})
    state.attempt_number = attempt
    return _backoff(state)
