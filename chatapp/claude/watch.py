"""Bounds on the time that a reply may take, without a timer for each of its pieces."""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any, Self

from chatapp.claude.errors import StreamCut


def seconds_left(seconds: float, deadline: float) -> float:
    """So long at most, and not beyond the deadline (on the clock of `time.monotonic`)."""
    return min(seconds, deadline - time.monotonic())


class Watch:
    """Bounds the waiting for a body: by the time without progress, and by the deadline.

    One timer for the whole body, which looks again when it was too early: one for each piece
    would cost more than reading the piece.
    """

    def __init__(self, idle_seconds: float, deadline: float) -> None:
        self._idle_seconds = idle_seconds
        self._deadline = deadline
        self._quiet_seconds = 0.0
        self._began = 0.0
        self._waiting: asyncio.Task[Any] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._expired = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._timer is not None:
            self._timer.cancel()

    async def next(self, pieces: AsyncIterator[bytes]) -> bytes:
        """The next bytes. Raises TimeoutError, StreamCut at the end of the body."""
        task = self._waiting = asyncio.current_task()
        if task is None:
            raise RuntimeError("a body is read by a task")
        cancelled_before = task.cancelling()
        self._began = time.monotonic()
        if self._timer is None:
            self._look_in(self._left())
        try:
            piece = await anext(pieces, None)
        except asyncio.CancelledError:
            if self._expired and task.uncancel() <= cancelled_before:
                raise TimeoutError from None
            raise
        finally:
            self._waiting = None
        self._quiet_seconds += time.monotonic() - self._began
        if piece is None:
            raise StreamCut("the body ended before message_stop")
        return piece

    def progressed(self) -> None:
        """Something came that wasn't a ping."""
        self._quiet_seconds = 0.0

    def _left(self) -> float:
        waited = time.monotonic() - self._began
        return seconds_left(self._idle_seconds - self._quiet_seconds - waited, self._deadline)

    def _look_in(self, seconds: float) -> None:
        self._timer = asyncio.get_running_loop().call_later(max(0.0, seconds), self._look)

    def _look(self) -> None:
        self._timer = None
        if self._waiting is None:
            return  # our own side is busy; the next wait begins a new watch
        if (left := self._left()) > 0:
            self._look_in(left)
        else:
            self._expired = True
            self._waiting.cancel()
