"""Start and end of a web process, the same on Daphne (which knows no lifespan) and on uvicorn.

SIGTERM and SIGINT first drain the running turns, with their viewers still connected, and only
then reach the server's own handler. A second signal goes through at once.
"""

import asyncio
import gc
import logging
import signal
from collections.abc import Awaitable, Callable
from types import FrameType
from typing import Any

from django.conf import settings

from chatapp import claude, keeper, relay, turns

logger = logging.getLogger(__name__)

Message = dict[str, Any]

_keeper: asyncio.Task[None] | None = None


def start() -> None:
    """Begins the work of this process, once, inside its running event loop.

    Requests that arrive while the process drains don't begin it again.
    """
    global _keeper
    if _keeper is None and not turns.draining():
        gc.collect()
        gc.freeze()  # what was imported stays: looking through it again and again is in vain
        relay.start(turns.heard)
        _keeper = asyncio.create_task(keeper.keep(), name="keeper")
        for number in (signal.SIGTERM, signal.SIGINT):
            drain_before(number)


async def stop() -> None:
    """Ends it: running turns finish or are stored as interrupted, connections are closed."""
    global _keeper
    if _keeper is not None:
        task, _keeper = _keeper, None
        await turns.drain(settings.TURN_DRAIN_SECONDS)
        task.cancel()
        await asyncio.wait({task})
        await claude.close()
        await relay.close()


def drain_before(number: int) -> None:
    """Puts `stop` in front of what the server does on this signal."""
    servers_own = signal.getsignal(number)
    loop = asyncio.get_running_loop()

    def on_signal(number: int, frame: FrameType | None) -> None:
        signal.signal(number, servers_own)
        loop.call_soon_threadsafe(lambda: asyncio.ensure_future(drain_and_leave()))

    async def drain_and_leave() -> None:
        try:
            await stop()
        except Exception:
            logger.exception("Draining failed")
        server: Any = getattr(servers_own, "__self__", None)
        if hasattr(server, "should_exit"):  # uvicorn: its handler would end us by the signal
            server.should_exit = True
        elif callable(servers_own):
            servers_own(number, None)

    if callable(servers_own):
        signal.signal(number, on_signal)


async def answer(
    receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]
) -> None:
    """The ASGI lifespan protocol."""
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            start()
            await send({"type": "lifespan.startup.complete"})
        else:
            await stop()
            await send({"type": "lifespan.shutdown.complete"})
            return
