"""Sets the worst case aside before a request, books what it really used after it.

Fails closed: without a reservation nothing is asked, and a model without a price is never used
for free. Whatever ends the stream, the settlement is shielded and happens once; if the database
can't take it, it is kept on disk until it can.
"""

import asyncio
import contextlib
import logging
import random
import time
from collections.abc import AsyncGenerator
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from accounts import facts
from billing import ledger, spool, tasks
from billing.calls import Call, Held, Settled
from billing.charges import Charge, charges_of
from billing.prices import Bound, UnknownPriceError, worst_case
from billing.refusal import RefusedError
from billing.spared import spared_now
from billing.tokens import TOKEN_KINDS, tokens_of
from chatapp import claude, database, shielded
from chatapp.claude import catalog, errors, estimate
from chatapp.claude.events import Event, Notice, TextDelta, ThinkingDelta
from chatapp.claude.request import Attempt, Request
from chatapp.claude.stack import Middleware

logger = logging.getLogger(__name__)

open_calls: dict[UUID, Request] = {}
"""Calls of this process that hold money; `keeper` renews their leases, all of them at once."""

LOOK_AGAIN_SECONDS = (0.25, 1.0)
COUNT_FROM_TOKENS = 2_000
COUNT_SECONDS = 3.0
COUNT_MARGIN_PERCENT = 110


class BudgetMiddleware(Middleware):
    """Reserve, then settle or release, around each request.

    The input is estimated here, generously, so that a request that fits asks nobody else. Where
    that doesn't fit and the input is long, Claude's own count, with a margin, takes its place.
    What doesn't fit whole is sent with fewer output tokens, down to `CLAUDE_BUDGET_FLOOR_TOKENS`.
    What would fit once running replies are settled waits, `CLAUDE_BUDGET_WAIT_SECONDS` at most.
    An attempt that used something before it failed is paid for by a top-up before the next one.
    """

    async def __call__(self, request: Request) -> AsyncGenerator[Event, None]:
        began = timezone.now()
        try:
            bound = await database.run(_bound, request, began)
        except UnknownPriceError as missing:
            unpriced = Settled(request.trace.call_id, unpriced=(missing.model,))
            await database.run(tasks.announce, unpriced)
            raise errors.PriceMissing(str(missing)) from missing
        give_up = min(time.monotonic() + settings.CLAUDE_BUDGET_WAIT_SECONDS, request.deadline)
        received: list[str] = []
        floor: int | None = None  # the first try is for all of it
        while True:
            reserving = asyncio.ensure_future(database.run(_reserve, request, bound, floor))
            try:
                held = await asyncio.shield(reserving)
                break
            except RefusedError as refused:
                if floor is None:
                    floor = settings.CLAUDE_BUDGET_FLOOR_TOKENS
                    bound = await _counted(request, bound, began)
                    continue
                if not refused.fits_later or time.monotonic() >= give_up:
                    raise await _refusal(refused) from refused
            except asyncio.CancelledError:
                await shielded.finish(_release(request, reserving))
                raise
            yield Notice("waiting_for_budget")
            await asyncio.sleep(random.uniform(*LOOK_AGAIN_SECONDS))  # noqa: S311
        open_calls[request.trace.call_id] = request
        try:
            if held.lowered:
                yield Notice("reply_shortened", {"tokens": held.output_tokens})
            async with self.inner(request.replace(max_tokens=held.output_tokens)) as events:
                async for event in events:
                    match event:
                        case TextDelta() | ThinkingDelta():
                            received.append(event.text)
                        case Notice(code="retrying" | "fallback_model") if _used_something(request):
                            await self._top_up(request, bound)
                    yield event
        finally:
            await shielded.finish(_settle(request, began, "".join(received)))

    async def _top_up(self, request: Request, bound: Bound) -> None:
        try:
            await database.run(ledger.top_up, request.trace.call_id, bound)
        except RefusedError as refused:
            raise await _refusal(refused) from refused


async def _refusal(refused: RefusedError) -> errors.BudgetExceeded:
    return errors.BudgetExceeded(await database.run(refused.sentence))


def lease_until() -> datetime:
    """How long a reservation is believed to belong to a living process."""
    return timezone.now() + timedelta(seconds=settings.TURN_LEASE_SECONDS)


def keep(calls: dict[UUID, Request]) -> None:
    """Says that these calls are alive, and what they are known to have used, should they die."""
    ledger.renew(calls, lease_until())
    used = {call_id: request.trace.usage for call_id, request in calls.items()}
    ledger.note({call_id: tokens_of(usage.raw) for call_id, usage in used.items() if usage})


def _bound(request: Request, began: datetime) -> Bound:
    """The worst case by our own estimate; a prompt beyond the window costs nothing."""
    most = {
        model: min(estimate.upper_bound(request.replace(model=model)), catalog.find(model).window)
        for model in _models(request)
    }
    return _worst(request, began, most, margin_percent=100)


def _worst(request: Request, began: datetime, inputs: dict[str, int], margin_percent: int) -> Bound:
    """The dearest of the models that may answer, each with its input tokens."""
    bounds = [
        worst_case(
            model,
            began,
            input_tokens=tokens,
            max_tokens=request.max_tokens,
            margin_percent=margin_percent,
        )
        for model, tokens in inputs.items()
    ]
    return max(bounds, key=lambda bound: bound.nano(request.max_tokens))


def _models(request: Request) -> list[str]:
    return [model for model in (request.model, request.fallback_model) if model]


async def _counted(request: Request, bound: Bound, began: datetime) -> Bound:
    """The bound by Claude's own count of the input; as it was where that takes too long."""
    if bound.input_tokens < COUNT_FROM_TOKENS:
        return bound
    counted: dict[str, int] = {}
    try:
        async with asyncio.timeout(COUNT_SECONDS):
            for model in _models(request):
                counted[model] = await claude.api().count(request.replace(model=model))
    except (errors.ClaudeError, TimeoutError) as exc:
        logger.info("The input of a request was not counted: %s", exc)
        return bound
    exact = await database.run(_worst, request, began, counted, COUNT_MARGIN_PERCENT)
    return min(bound, exact, key=lambda either: either.input_nano)


def _reserve(request: Request, bound: Bound, floor: int | None) -> Held:
    call = Call(
        id=request.trace.call_id,
        user_id=request.user_id,
        team_id=facts.team_of(request.user_id),
        purpose=request.purpose,
        conversation_id=request.conversation_id,
        message_id=request.message_id,
        assistant_id=request.assistant_id,
    )
    return ledger.reserve(call, bound, lease_until=lease_until(), floor=floor)


async def _release(request: Request, reserving: "asyncio.Future[Held]") -> None:
    """Gives back what may have been reserved for a request that was cancelled meanwhile."""
    with contextlib.suppress(RefusedError):
        await reserving
        await database.run(ledger.release, request.trace.call_id)


async def _settle(request: Request, began: datetime, received: str) -> None:
    open_calls.pop(request.trace.call_id, None)
    with database.unhurried():
        settled = await database.run(_book, request, began, received)
        if settled is not None:
            request.trace.cost_nano = settled.booked_nano
            if settled.is_news:
                await database.run(tasks.announce, settled)


def _book(request: Request, began: datetime, received: str) -> Settled | None:
    if usage := request.trace.usage:
        model = request.trace.attempts[-1].model or request.model
        request.trace.spared_nano = spared_now(model, began, tokens_of(usage.raw))
    return spool.settle_or_keep(request.trace.call_id, _charges(request, began, received))


def _charges(request: Request, began: datetime, received: str) -> list[Charge]:
    """What every attempt used; only the last one can have been cut off with text received."""
    charges: list[Charge] = []
    for number, attempt in enumerate(request.trace.attempts, start=1):
        last = number == len(request.trace.attempts)
        if attempt.usage is not None:
            written = estimate.of_text(received, request.model) if last else 0
            charges += charges_of(
                attempt.usage.raw,
                model=attempt.model or request.model,
                at=began,
                attempt=number,
                asked_model=request.model,
                output_estimate=None if attempt.code == "ok" else written,
            )
        elif _may_be_billed(attempt):
            counted = {"input_tokens": estimate.upper_bound(request), "output_tokens": 0}
            guessed = charges_of(counted, model=request.model, at=began, attempt=number)
            charges += [replace(c, estimated=frozenset(TOKEN_KINDS)) for c in guessed]
    return charges


def _may_be_billed(attempt: Attempt) -> bool:
    """Whether Claude took the request although its first event never arrived."""
    return attempt.status == 200


def _used_something(request: Request) -> bool:
    return bool(request.trace.attempts) and request.trace.attempts[-1].usage is not None
