"""A question that was answered is answered again for nothing; equal ones at once share a call.

Fails open: when the store of answers can't be reached, every request is asked as if there were
none. Stands below redaction, so neither keys nor answers hold anything sensitive, and above the
budget: an answer from here costs nothing and waits for nobody's money.
"""

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from typing import ParamSpec, TypeVar

from chatapp import database, shielded
from chatapp.caching import answers, flights, hits, rules
from chatapp.caching.breakpoints import with_marks
from chatapp.caching.flights import Turn
from chatapp.caching.models import Tier
from chatapp.caching.rules import Plan
from chatapp.caching.similar import candidates, judging, looking
from chatapp.caching.similar.looking import Found
from chatapp.claude import errors
from chatapp.claude.events import Done, Event, Notice
from chatapp.claude.request import Purpose, Request
from chatapp.claude.stack import Middleware

logger = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")


class CacheMiddleware(Middleware):
    """Looks for a kept answer, waits for one that is under way, else asks and keeps it.

    Whose turn it is to ask looks for the answer to a similar question first, where the
    assistant's rule wants that.

    A `fresh` request (Regenerate) isn't looked up; its answer takes the old one's place. Whoever
    waits for an answer whose call failed goes on alone: errors aren't shared, nor is a queue of
    failing calls.
    """

    async def __call__(self, request: Request) -> AsyncGenerator[Event, None]:
        marked = with_marks(request) if request.purpose == Purpose.CHAT else request
        plan = await database.run(_kindly, rules.plan_for, request)
        answer = None
        if plan is not None and not request.fresh:
            flight = flights.flight(plan)
            told = flight.lock.locked()
            if told:
                yield Notice("sharing_answer")
            async with flights.in_line(flight, request.deadline):
                while (found := await _look(flight, plan)) is Turn.THEIRS:
                    if time.monotonic() >= request.deadline:
                        raise errors.DeadlineExceeded
                    if not told:
                        told = True
                        yield Notice("sharing_answer")
                    await asyncio.sleep(flights.pause_seconds())
                if found is Turn.MINE:
                    try:
                        async with aclosing(self._ask(marked, plan)) as events:
                            async for event in events:
                                yield event
                    except errors.ClaudeError:
                        flight.failed = True
                        raise
                    return
                answer = found
        if plan is not None and answer is not None:
            await database.run(_kindly, hits.note, request, plan, answer, Tier.EXACT)
            request.trace.from_cache, request.trace.cost_nano = "exact", 0
            request.trace.saved_nano = answer["cost_nano"] or 0
            async for event in answers.replay(answer):
                yield event
            return
        async with aclosing(self._ask(marked, plan)) as events:
            async for event in events:
                yield event

    async def _ask(self, request: Request, plan: Plan | None) -> AsyncGenerator[Event, None]:
        """Asks Claude, unless the answer to a similar question is given.

        Whatever happens, the lease is given back and a whole answer of Claude's kept.
        """
        done: Done | None = None
        found: Found | None = None
        try:
            if plan is not None and not request.fresh:
                found = await _similar(plan, request)
            if plan is not None and found is not None and found.is_given:
                await database.run(_kindly, _note_similar, request, plan, found)
                request.trace.from_cache, request.trace.cost_nano = "similar", 0
                request.trace.similar_to = found.question
                request.trace.saved_nano = found.answer["cost_nano"] or 0
                async for event in answers.replay(found.answer):
                    yield event
                return
            async with self.inner(request) as events:
                async for event in events:
                    if isinstance(event, Done):
                        done = event
                    yield event
        finally:
            if plan is not None:
                await shielded.finish(database.run(_kindly, _land, plan, done, request, found))


async def _similar(plan: Plan, request: Request) -> Found | None:
    """The answer to a similar question; None where none is, or the store can't be reached."""
    try:
        return await looking.look(plan, request)
    except Exception as trouble:  # every kind of store has errors of its own
        logger.warning("Similar questions can't be looked up: %s", type(trouble).__name__)
        return None


def _note_similar(request: Request, plan: Plan, found: Found) -> None:
    hits.note(request, plan, found.answer, Tier.SIMILAR)
    judging.note(request, found)


def _land(plan: Plan, done: Done | None, request: Request, found: Found | None) -> None:
    try:
        if done is not None and answers.is_keepable(done):
            answers.keep(plan, done, request.trace.cost_nano)
            if plan.similar and (question := candidates.question_of(request)):
                candidates.keep(plan, question)
            if found is not None:
                judging.compare(request, found, done.content)
    finally:
        flights.land(plan)


async def _look(flight: flights.Flight, plan: Plan) -> answers.Answer | Turn | None:
    """What there is; a lease that was got for somebody who is gone by then is given back."""
    if flight.failed:
        return None
    looking = asyncio.ensure_future(database.run(_kindly, flights.enter, plan))
    try:
        return await asyncio.shield(looking)
    except asyncio.CancelledError:
        await shielded.finish(_give_back(looking, plan))
        raise


async def _give_back(looking: "asyncio.Future[answers.Answer | Turn | None]", plan: Plan) -> None:
    if await looking is Turn.MINE:
        await database.run(_kindly, flights.land, plan)


def _kindly(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T | None:
    """None where the store of answers can't be reached."""
    try:
        return function(*args, **kwargs)
    except Exception as trouble:  # every kind of store has errors of its own
        logger.warning("The cache of answers can't be used: %s", type(trouble).__name__)
        return None
