"""Equal questions that are asked at once share one call, in this process and across all.

Who gets the lease asks Claude; the others wait for the answer to be kept. In a process they
wait in line behind one lock, so the store is asked by one of them at a time. A leader that is
gone renews its lease no more, and the next in line takes over.
"""

import asyncio
import math
import random
import time
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import Enum
from weakref import WeakValueDictionary

from django.core.cache import cache

from chatapp import database
from chatapp.caching import answers
from chatapp.caching.answers import Answer
from chatapp.caching.rules import Plan
from chatapp.claude import errors

LEASE_SECONDS = 15
LOOK_AGAIN_SECONDS = (0.1, 0.3)


class Turn(Enum):
    """Whose turn it is when no answer is there yet."""

    MINE = 1
    THEIRS = 2


@dataclass(eq=False)
class Flight:
    """Everybody of this process who asks one question. `failed`: each goes on alone."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    failed: bool = False


_flights: WeakValueDictionary[tuple[int, str], Flight] = WeakValueDictionary()
_leases: dict[str, str] = {}
"""Leases that this process holds; `keeper` renews all of them at once."""


def flight(plan: Plan) -> Flight:
    """The flight of this question in this process's event loop."""
    key = (id(asyncio.get_running_loop()), plan.key)
    return _flights.setdefault(key, Flight())


def enter(plan: Plan) -> Answer | Turn:
    """The kept answer, or whose turn it is to get it."""
    if answer := answers.find(plan):
        return answer
    token = uuid.uuid4().hex
    if cache.add(_lease(plan.key), token, LEASE_SECONDS):
        if answer := answers.find(plan):  # it landed between the two looks
            cache.delete(_lease(plan.key))
            return answer
        _leases[plan.key] = token
        return Turn.MINE
    return Turn.THEIRS


def land(plan: Plan) -> None:
    """Gives the lease back, unless it has passed to somebody else meanwhile."""
    token = _leases.pop(plan.key, None)
    if token is not None and cache.get(_lease(plan.key)) == token:
        cache.delete(_lease(plan.key))


def renew() -> None:
    """Says that the calls of this process that others wait for are alive."""
    for key, token in list(_leases.items()):
        if cache.get(_lease(key)) == token:
            cache.touch(_lease(key), LEASE_SECONDS)


async def keep_leases() -> None:
    """Renews them, if there are any."""
    if _leases:
        await database.run(renew)


def pause_seconds() -> float:
    """How long to wait before looking again whether another process has the answer."""
    return random.uniform(*LOOK_AGAIN_SECONDS)  # noqa: S311


@asynccontextmanager
async def in_line(flight: Flight, deadline: float) -> AsyncIterator[None]:
    """The place of the one in this process who talks to the store, and to Claude if need be.

    `deadline` on the clock of `time.monotonic`. Raises DeadlineExceeded.
    """
    seconds = None if math.isinf(deadline) else max(0.0, deadline - time.monotonic())
    try:
        async with asyncio.timeout(seconds):
            await flight.lock.acquire()
    except TimeoutError:
        raise errors.DeadlineExceeded from None
    try:
        yield
    finally:
        flight.lock.release()


def _lease(key: str) -> str:
    return f"flight:{key}"
