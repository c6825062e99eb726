"""The reading end: one socket that follows one conversation."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID

from chatapp.relay.frame import Frame

logger = logging.getLogger(__name__)

WINDOW_FRAMES = 256
WINDOW_BYTES = 1_000_000
RETRY_SECONDS = 1.0


@dataclass(slots=True)
class _Position:
    """How far one reply has come on this socket.

    `behind` means: wait for an ack, then catch up. `held` keeps the frames that arrive while a
    snapshot is being fetched; if they are too many, the oldest go and the gap is fetched again.
    """

    sent: int = 0
    acked: int = 0
    unacked_bytes: int = 0
    behind: bool = False
    held: deque[Frame] | None = None


class Watcher:
    """Sends each frame of each followed reply exactly once and in order, or asks to be caught up.

    A browser that stops reading (a paused tab, a bad line) stops acknowledging. After a window
    of frames or bytes nothing more of the reply is queued for it; its next ack is answered by a
    snapshot. So what one socket can hold is bounded on every server, whether or not the server
    tells us about back-pressure.
    """

    def __init__(
        self,
        send: Callable[[str], Awaitable[None]],
        catch_up: Callable[["Watcher", int], Awaitable[None]],
    ) -> None:
        self.conversation: UUID | None = None
        self.is_closed = False
        self._send = send
        self._fetch = catch_up
        self._positions: dict[int, _Position] = {}
        self._queue: deque[str] = deque()
        self._pump: asyncio.Task[None] | None = None
        self._fetching: dict[int, asyncio.Task[None]] = {}

    def expect(self, reply: int) -> None:
        """A reply begins now: its frames will come from the first one on."""
        self._positions.setdefault(reply, _Position())

    def push(self, frame: Frame) -> None:
        """A frame was published: send it, drop it as a repeat, or fetch what lies between."""
        position = self._positions.get(frame.reply)
        if position is None:
            return  # not announced to this socket yet: it will be caught up
        if position.held is not None:
            position.held.append(frame)
        elif not frame.text:
            self.catch_up(frame.reply)
        elif frame.last:
            self.show(frame.reply, frame.number, frame.text, last=True)
        elif position.behind or frame.number <= position.sent:
            pass
        elif frame.number > position.sent + 1:
            self.catch_up(frame.reply)
        else:
            position.sent = frame.number
            position.unacked_bytes += len(frame.text)
            unacked = frame.number - position.acked
            position.behind = unacked > WINDOW_FRAMES or position.unacked_bytes > WINDOW_BYTES
            self.write(frame.text)

    def ack(self, reply: int, number: int) -> None:
        """The browser has painted up to `number`."""
        position = self._positions.get(reply)
        if position is None:
            return
        position.acked = max(position.acked, min(number, position.sent))
        position.unacked_bytes = 0
        if position.behind:
            self.catch_up(reply)

    def hold(self, reply: int) -> bool:
        """Keeps the reply's frames until `show`, so that none is lost while a snapshot is fetched.

        False if they were being kept already.
        """
        position = self._positions.setdefault(reply, _Position())
        if position.held is not None:
            return False
        position.held = deque(maxlen=WINDOW_FRAMES)
        return True

    def show(self, reply: int, number: int, text: str, *, last: bool = False) -> None:
        """Sends a snapshot (or the stored reply, if `last`); frames up to `number` are in it."""
        position = self._positions.get(reply, _Position())
        held = position.held
        if not last and held is None and number < position.sent:
            return  # an older snapshot than what has been sent meanwhile
        self._fetching.pop(reply, None)
        if last:
            self._positions.pop(reply, None)
        else:
            self._positions[reply] = _Position(sent=number, acked=number)
        self.write(text)
        for frame in held or ():
            self.push(frame)

    def drop(self, reply: int) -> None:
        """The reply is gone: nothing of it will come."""
        self._positions.pop(reply, None)

    def catch_up(self, reply: int) -> None:
        """Fetches a snapshot in the background, again and again until it is there."""
        self.hold(reply)
        if reply not in self._fetching:
            self._fetching[reply] = asyncio.ensure_future(self._catch_up(reply))

    async def _catch_up(self, reply: int) -> None:
        while True:
            try:
                await self._fetch(self, reply)
            except Exception:
                logger.exception("How reply %s stands could not be read", reply)
                await asyncio.sleep(RETRY_SECONDS)
            else:
                break
        if self._fetching.get(reply) is asyncio.current_task():
            del self._fetching[reply]

    def write(self, text: str) -> None:
        """Queues one frame; a task that lives only while there is something to send sends it."""
        if self.is_closed:
            return
        self._queue.append(text)
        if self._pump is None:
            self._pump = asyncio.ensure_future(self._send_queued())

    def forget(self) -> None:
        """Follows nothing any more; what is queued still goes out."""
        self.conversation = None
        self._positions.clear()
        for task in self._fetching.values():
            task.cancel()
        self._fetching.clear()

    def close(self) -> None:
        """The socket is gone: nothing is followed or sent any more."""
        self.is_closed = True
        self.forget()
        self._queue.clear()
        if self._pump is not None:
            self._pump.cancel()

    async def _send_queued(self) -> None:
        try:
            while self._queue:
                await self._send(self._queue.popleft())
        except Exception as exc:  # servers differ in what they raise when the socket has gone
            logger.debug("A socket went away: %s", exc)
            self._queue.clear()
        finally:
            self._pump = None
