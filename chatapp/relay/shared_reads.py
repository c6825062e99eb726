"""One read for all who ask the same at once.

When a turn begins, every socket that watches it from another process wants its frames in the same
moment: five hundred reads of one list at once were more than Redis's connections allow.
"""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class SharedReads(Generic[K, V]):
    """`of(key)` awaits `read(key)`; of different keys, `at_once` are read at the same time.

    Nobody is given what was read before they asked: who asks while a read is under way waits for
    the next one. A read that raises does so for everybody who shares it.
    """

    def __init__(self, read: Callable[[K], Awaitable[V]], at_once: int) -> None:
        self._read = read
        self._slots = asyncio.Semaphore(at_once)
        self._waiting: dict[K, asyncio.Task[V]] = {}

    async def of(self, key: K) -> V:
        """What a read that begins from now on finds."""
        waiting = self._waiting.get(key)
        if waiting is None:
            waiting = self._waiting[key] = asyncio.ensure_future(self._next(key))
        return await asyncio.shield(waiting)

    async def _next(self, key: K) -> V:
        async with self._slots:
            del self._waiting[key]  # whoever asks from here on gets a newer one
            return await self._read(key)
