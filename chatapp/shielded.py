"""Work that has to reach its end whatever happens to the task that asked for it."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")

_running: set[asyncio.Task[Any]] = set()


def start(work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
    """Begins `work`, which nobody waits for but the end of the process."""
    task = asyncio.ensure_future(work)
    _running.add(task)
    task.add_done_callback(_running.discard)
    return task


async def finish(work: Coroutine[Any, Any, T]) -> T:
    """Awaits `work`, which goes on to its end even if the waiting task is cancelled, twice even.

    For the `finally` of a stream: booking what was used, storing what was shown.
    """
    return await asyncio.shield(start(work))


async def drained(timeout_seconds: float) -> None:
    """Waits for all such work of this process, at most that long; called before it exits."""
    if _running:
        await asyncio.wait(set(_running), timeout=timeout_seconds)
