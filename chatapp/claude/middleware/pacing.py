"""Keeps to what the rate-limit headers allow, so that a burst waits here instead of failing there.

Fails open: a server that tells no limits is asked as fast as slots allow.
"""

import asyncio
import math
import time
from collections.abc import AsyncGenerator
from dataclasses import dataclass

from chatapp import limiting, shielded
from chatapp.claude import errors
from chatapp.claude.events import Event, Notice
from chatapp.claude.request import Attempt, Request
from chatapp.claude.stack import Middleware
from chatapp.claude.wants import want_of
from chatapp.limiting import Grant

BARE_429_SECONDS = 1.0
"""The pause after a 429 that doesn't say how long."""

TELL_SECONDS = 1.0

_USED_UP = (
    *(errors.SpendLimitReached, errors.BillingProblem),
    *(errors.AuthenticationFailed, errors.PermissionDenied),
)


class PacingMiddleware(Middleware):
    """Per attempt: tokens from the buckets before, what headers and usage say during and after.

    The first attempt's tokens and key came with its slot (`request.trace.grant`).
    """

    async def __call__(self, request: Request) -> AsyncGenerator[Event, None]:
        grant, waited = request.trace.grant, 0.0
        if grant is None or grant.used:
            grant, waited = await limiting.gate().take(want_of(request), request.trace.call_id.hex)
            if time.monotonic() + waited >= request.deadline:
                raise errors.DeadlineExceeded
            if waited >= TELL_SECONDS:
                yield Notice("queued", {"ahead": 0, "seconds": math.ceil(waited)})
            if waited > 0:
                await asyncio.sleep(waited)
        grant.used = True
        account = _Account(request, grant, len(request.trace.attempts))
        outcome, seconds = "left", 0.0
        try:
            async with self.inner(request.replace(key=grant.key)) as events:
                async for event in events:
                    if not account.told:
                        account.tell(waited)
                    yield event
            outcome = "ok"
        except errors.ClaudeError as error:
            outcome, seconds = _outcome(error)
            raise
        finally:
            account.close(outcome, seconds, waited)
            if outcome in ("limited", "overloaded", "rest"):
                await shielded.finish(limiting.gate().flush())


@dataclass(slots=True)
class _Account:
    """What one attempt took from the buckets against what it used. `told` once headers came."""

    request: Request
    grant: Grant
    number: int
    told: bool = False
    input_back: float = 0.0

    @property
    def attempt(self) -> Attempt | None:
        """The try itself, as soon as there is one."""
        attempts = self.request.trace.attempts
        return attempts[self.number] if len(attempts) > self.number else None

    def tell(self, waited: float) -> None:
        """Headers are here, and with the first event the input that counts: not what was cached."""
        self.told, attempt = True, self.attempt
        limits = attempt.rate_limits if attempt else None
        if attempt and attempt.usage:
            used = attempt.usage
            written = (used.cache_write_5m or 0) + (used.cache_write_1h or 0)
            self.input_back = self.grant.taken.get("input", 0.0) - (used.input or 0) - written
        limiting.gate().told(
            self.grant,
            limiting.model_class(self.request.model),
            limits.limits if limits else {},
            limits.left if limits else {},
            {"input": self.input_back},
        )

    def close(self, outcome: str, seconds: float, waited: float) -> None:
        """The attempt is over: what of its output wasn't needed; all of it where nothing came."""
        attempt, taken = self.attempt, self.grant.taken
        if attempt is not None:
            attempt.paced_ms = round(waited * 1000)
        if not self.told and attempt is not None and attempt.rate_limits is not None:
            self.tell(waited)
        usage = attempt.usage if attempt else None
        written = float(usage.output or 0) if usage else 0.0
        back = {"output": taken.get("output", 0.0) - written}
        if usage is None and outcome != "left":
            back["input"] = taken.get("input", 0.0)
        limiting.gate().went(
            self.grant,
            limiting.model_class(self.request.model),
            outcome,
            back if usage or outcome != "left" else {},
            written=written,
            seconds=seconds,
        )


def _outcome(error: errors.ClaudeError) -> tuple[str, float]:
    """In the words of the buckets, with the seconds that the API wants to be left alone."""
    match error:
        case errors.RateLimited():
            wished = error.retry_after_seconds
            return "limited", BARE_429_SECONDS if wished is None else wished
        case errors.Overloaded():
            return "overloaded", 0.0
        case errors.Unavailable():
            return "failed", 0.0
        case _ if isinstance(error, _USED_UP):
            return "rest", 0.0
    return "refused", 0.0
