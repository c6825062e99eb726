"""The one task per web process that looks after all its turns and sockets.

Leases, checkpoints and rights are kept here for all of them together, so that the work in the
database doesn't grow with the number of deltas, and no request needs a timer of its own.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable

from django.conf import settings
from django.db import connection

from billing import delivery, spool, tasks
from billing.sweep import sweep as billing_sweep
from chatapp import (
    access,
    claude,
    conversations,
    database,
    limiting,
    money,
    presence,
    shielded,
    sweep,
    turns,
)
from chatapp.alarms import watching as alarms
from chatapp.alarms.conditions import Gate
from chatapp.caching import flights
from chatapp.claude.middleware import budget
from chatapp.limiting.rules import LEASE_SECONDS
from chatapp.longtext import follow
from chatapp.usage import news

logger = logging.getLogger(__name__)

TICK_SECONDS = 0.5
ACCESS_SECONDS = 2.0
MODELS_RETRY_SECONDS = 60.0
MONEY_SECONDS = 2.0


async def keep() -> None:
    """Runs until cancelled. A duty that fails is logged and done again at its next time."""
    duties: list[tuple[float, Callable[[], Awaitable[None]]]] = [
        (settings.TURN_LEASE_SECONDS / 4, renew),
        (settings.TURN_LEASE_SECONDS / 4, renew_reservations),
        (flights.LEASE_SECONDS / 4, flights.keep_leases),
        (LEASE_SECONDS / 4, limiting.renew),
        (settings.TURN_LEASE_SECONDS / 2, settle_abandoned),
        (settings.TURN_CHECKPOINT_SECONDS, checkpoint),
        (alarms.LOOK_SECONDS, raise_alarms),
        (ACCESS_SECONDS, check_access),
        (follow.SECONDS, follow.follow),
        (settings.TURN_LEASE_SECONDS / 2, lambda: sweep.sweep(mine=set(turns.running))),
    ]
    lookout = news.Lookout()
    duties.append((MONEY_SECONDS, lambda: news.tell(lookout)))
    if settings.CLAUDE_MODELS_SECONDS:
        duties.append((min(settings.CLAUDE_MODELS_SECONDS, MODELS_RETRY_SECONDS), look_up_models))
    due = [time.monotonic()] * len(duties)
    while True:
        for index, (seconds, duty) in enumerate(duties):
            if time.monotonic() >= due[index]:
                due[index] = time.monotonic() + seconds
                try:
                    await duty()
                except Exception:  # one that ended this task would end all leases with it
                    logger.exception("A duty failed and will be tried again")
        await asyncio.sleep(TICK_SECONDS)


async def checkpoint() -> None:
    """Stores how far every running reply has come since the last time."""
    grown = [turn for turn in turns.running.values() if turn.reply.number > turn.checkpointed]
    if grown:
        kept = [(turn.reply.id, *turn.reply.content_so_far()) for turn in grown]
        await database.run(conversations.checkpoint, kept)
        for turn, (_, number, _) in zip(grown, kept, strict=True):
            turn.checkpointed = number


async def renew() -> None:
    """Renews the leases of this process's turns.

    Ends those that somebody asked to stop, and those whose row is gone: deleted with their
    conversation, or swept because this process was silent for too long.
    """
    if mine := dict(turns.running):
        stops = await database.run(conversations.renew_leases, set(mine))
        for reply, turn in mine.items():
            if reply not in stops:
                turns.end(turn, "server_restarted")
            elif stops[reply]:
                turns.end(turn, "stopped")


async def renew_reservations() -> None:
    """Says that the calls of this process that hold money are alive."""
    if calls := dict(budget.open_calls):
        await database.run(budget.keep, calls)


async def settle_abandoned() -> None:
    """Books what the database could not take before, then what dead processes left."""
    for settled in await database.run(spool.drain):
        await database.run(tasks.announce, settled)
    await database.run(billing_sweep, None, money.charges_left_behind)


async def raise_alarms() -> None:
    """Looks at the health of the service; a web process does, for the worker may be silent."""
    state = await limiting.state()
    gate = Gate(tuple(state.down), state.waiting)
    if raised := await database.run(alarms.look, gate):
        shielded.start(_send(await database.run(alarms.undelivered, raised)))


async def _send(deliveries: list[int]) -> None:
    """In a thread of its own: a slow mail server must not hold up the threads of the database."""
    for delivery_id in deliveries:
        await asyncio.to_thread(_deliver, delivery_id)


def _deliver(delivery_id: int) -> None:
    try:
        delivery.deliver(delivery_id)
    finally:
        connection.close()


async def check_access() -> None:
    """Ends what belongs to people who were suspended, deleted or signed out meanwhile."""
    sign_ins = presence.sign_ins() | {turn.sign_in for turn in turns.running.values()}
    if sign_ins:
        for sign_in, code in (await database.run(access.ended, sign_ins)).items():
            turns.end_access(sign_in.user_id, sign_in.session)
            for socket in presence.sockets(sign_in):
                await socket.dismiss(code)


_models_known_until = 0.0


async def look_up_models() -> None:
    """Begins to ask the API for its models if what we know is too old; nobody waits for it."""
    if time.monotonic() >= _models_known_until:
        shielded.start(_ask_for_models())


async def _ask_for_models() -> None:
    """Fails open: what was known, or the shipped list, is offered until the next try."""
    global _models_known_until
    try:
        await claude.refresh_models()
    except Exception as exc:  # any answer of any server: the page must not depend on it
        logger.warning("The models could not be listed: %s", exc)
    else:
        _models_known_until = time.monotonic() + settings.CLAUDE_MODELS_SECONDS
