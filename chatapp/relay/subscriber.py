"""What other processes say: frames of the replies that are watched here, and word to this process.

The wanted subscriptions are kept apart from those sent to Redis, and one task at a time brings the
second in line with the first: a tab that leaves and one that comes never cross on the wire.
"""

import asyncio
import logging
import math
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from redis.asyncio.connection import AbstractConnection, ConnectionPool
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from chatapp.relay.frame import Frame

logger = logging.getLogger(__name__)

RECONNECT_SECONDS = 1.0
CONFIRM_SECONDS = 3.0
KEEPALIVE = {  # a subscriber may be silent for hours: TCP has to notice that Redis is gone
    getattr(socket, name): seconds
    for name, seconds in (("TCP_KEEPIDLE", 15), ("TCP_KEEPINTVL", 5), ("TCP_KEEPCNT", 3))
    if hasattr(socket, name)
}


@dataclass(frozen=True, slots=True)
class _Followed:
    conversation: UUID
    confirmed: asyncio.Event = field(default_factory=asyncio.Event)


class Subscriber:
    """Listens for as long as it is open; after a lost connection every watcher looks again."""

    def __init__(
        self,
        url: str,
        process: str,
        on_message: Callable[[str], None],
        deliver: Callable[[Frame], None],
    ) -> None:
        self._own_channel = f"chatapp:process:{process}"
        self._on_message = on_message
        self._deliver = deliver
        # Bare connections: the client's own PubSub reconnects from every task that uses it, and two
        # tasks that do so at once leave it deaf.
        self._lines = ConnectionPool.from_url(
            url,
            protocol=2,
            socket_timeout=None,
            socket_connect_timeout=CONFIRM_SECONDS,
            socket_keepalive=True,
            socket_keepalive_options=KEEPALIVE,
            retry=Retry(NoBackoff(), 0),
        )
        self._line: AbstractConnection | None = None
        self._followed: dict[int, _Followed] = {}
        self._subscribed: set[int] = set()
        self._confirmed: set[int] = set()
        self._settler: asyncio.Task[None] | None = None
        self._reader = asyncio.ensure_future(self._read())

    async def follow(self, conversation: UUID, reply: int) -> bool:
        """Returns once nothing can be missed; False if the reply was followed before.

        Without Redis it returns all the same: the watchers look again when it is back.
        """
        followed = self._followed.get(reply)
        is_new = followed is None
        if followed is None:
            followed = self._followed[reply] = _Followed(conversation)
            if reply in self._confirmed:  # left and come back before Redis was told of it
                followed.confirmed.set()
            self._settle()
        try:
            await asyncio.wait_for(followed.confirmed.wait(), CONFIRM_SECONDS)
        except TimeoutError:
            followed.confirmed.set()  # a late confirmation counts as a reconnection
        return is_new

    def unfollow(self, conversation: UUID) -> None:
        """Nobody here watches the conversation any more."""
        for reply, followed in list(self._followed.items()):
            if followed.conversation == conversation:
                self._drop(reply)

    def _drop(self, reply: int) -> None:
        if self._followed.pop(reply, None):
            self._settle()

    def _settle(self) -> None:
        if self._settler is None:
            self._settler = asyncio.ensure_future(self._subscribe_as_wanted())

    async def _subscribe_as_wanted(self) -> None:
        try:
            while (line := self._line) and self._subscribed != self._followed.keys():
                new = self._followed.keys() - self._subscribed
                old = self._subscribed - self._followed.keys()
                self._subscribed = set(self._followed)
                self._confirmed -= old
                if old and line.is_connected:
                    await line.send_command("UNSUBSCRIBE", *map(_channel, old))
                if new and line.is_connected:
                    await line.send_command("SUBSCRIBE", *map(_channel, new))
        except (RedisError, OSError) as exc:  # the reader sees it too, and begins anew
            logger.debug("Subscriptions could not be changed: %s", exc)
        finally:
            self._settler = None

    async def _read(self) -> None:
        while True:
            line = self._lines.make_connection()
            try:
                await line.connect()
                self._subscribed = set(self._followed)
                self._confirmed.clear()
                channels = map(_channel, self._subscribed)
                await line.send_command("SUBSCRIBE", self._own_channel, *channels)
                self._line = line
                self._settle()
                while True:
                    self._receive(*await line.read_response(timeout=math.inf))
            except (RedisError, OSError) as exc:
                logger.warning("Lost the line to other processes, trying again: %s", exc)
            except Exception:  # a deaf process would be worse than any of them
                logger.exception("Listening to other processes failed, trying again")
            finally:
                self._line = None
                await line.disconnect(nowait=True)
            await asyncio.sleep(RECONNECT_SECONDS)

    def _receive(self, kind: bytes, channel: bytes, data: Any) -> None:
        if channel == self._own_channel.encode():
            if kind == b"message":
                self._on_message(data.decode())
            return
        reply = int(channel.rpartition(b":")[2])
        if kind == b"subscribe" and reply in self._subscribed:
            self._confirmed.add(reply)
        followed = self._followed.get(reply)
        if followed is None:
            return
        if kind == b"message":
            text = data.decode()
            number, last = int(text[:8], 16), text[8] == "1"
            self._deliver(Frame(followed.conversation, reply, number, text[9:], last))
            if last:
                self._drop(reply)
        elif kind == b"subscribe":
            if followed.confirmed.is_set():
                self._deliver(Frame.look_again(followed.conversation, reply))
            followed.confirmed.set()

    async def close(self) -> None:
        """Stops listening."""
        self._reader.cancel()
        await asyncio.wait({self._reader})


def _channel(reply: int) -> str:
    return f"chatapp:reply:{reply}"
