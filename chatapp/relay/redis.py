"""The production backend: frames are stored in Redis before anybody sees them.

One list per running reply and one publish channel. A single writer per process sends whatever
has gathered while the last round trip was under way, so many concurrent turns share one pipeline
instead of paying a round trip per frame.
"""

import asyncio
import logging
from collections.abc import Callable
from uuid import UUID

from redis.asyncio import Redis
from redis.asyncio.client import Pipeline
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from chatapp import protocol
from chatapp.relay.frame import Frame
from chatapp.relay.hub import Hub
from chatapp.relay.subscriber import Subscriber

logger = logging.getLogger(__name__)

KEEP_SECONDS = 3600
KEEP_ENDED_SECONDS = 60
RECONNECT_SECONDS = 1.0
TIMEOUT_SECONDS = 3.0


class RedisBackend:
    """Fails open: while Redis is away, frames still reach the sockets of this process.

    A reply of which Redis has missed or lost something (`_torn`) is mended by a snapshot of it as
    soon as its next frame is stored, and its watchers elsewhere look again.
    """

    def __init__(self, hub: Hub, url: str, on_message: Callable[[str], None]) -> None:
        self._hub = hub
        self._redis = Redis.from_url(
            url,
            health_check_interval=30,
            socket_timeout=TIMEOUT_SECONDS,
            socket_connect_timeout=TIMEOUT_SECONDS,
            retry=Retry(NoBackoff(), 1),
        )
        self._subscriber = Subscriber(url, hub.process, on_message, hub.deliver_from_elsewhere)
        self._waiting: list[Frame] = []
        self._writer: asyncio.Task[None] | None = None
        self._torn: set[int] = set()
        self._away_until = 0.0

    def publish(self, frame: Frame) -> None:
        self._waiting.append(frame)
        if self._writer is None:
            self._writer = asyncio.ensure_future(self._write())

    async def _write(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting, []
                await self._store(batch)
                for frame in batch:
                    self._hub.deliver(frame)
        finally:
            self._writer = None

    async def _store(self, batch: list[Frame]) -> None:
        """Stores and publishes the frames, or notes of which replies some are missing there."""
        newest = {frame.reply: frame.number for frame in batch if not frame.last}
        now = asyncio.get_running_loop().time()
        if now >= self._away_until:
            try:
                self._torn |= await self._append(batch)
                await self._mend(newest)
                self._away_until = 0.0
                return
            except Exception as exc:  # whatever it is, the text goes on
                if not self._away_until:
                    logger.warning("Redis is away, replies are relayed here only: %r", exc)
                self._away_until = now + RECONNECT_SECONDS
        self._torn.update(newest)

    async def _append(self, batch: list[Frame]) -> set[int]:
        """Stores and publishes the frames; returns the replies whose list has vanished."""
        pipeline = self._redis.pipeline(transaction=False)
        appended: dict[int, int] = {}
        for frame in batch:
            key = _key(frame.reply)
            if frame.last:
                pipeline.expire(key, KEEP_ENDED_SECONDS)
            elif frame.number == 1:
                pipeline.delete(key)
                pipeline.rpush(key, frame.text)
                pipeline.expire(key, KEEP_SECONDS)
            else:
                appended[len(pipeline)] = frame.reply
                pipeline.rpushx(key, frame.text)
            _publish(pipeline, frame)
        answers = await pipeline.execute()
        return {reply for at, reply in appended.items() if not answers[at]}

    async def _mend(self, newest: dict[int, int]) -> None:
        """Replaces torn lists by a snapshot as of the frame stored last."""
        feeds = self._hub.feeds
        mended = {reply for reply in self._torn if reply in newest and reply in feeds}
        if mended:
            pipeline = self._redis.pipeline(transaction=True)
            for reply in mended:
                feed = feeds[reply]
                pipeline.delete(_key(reply))
                pipeline.rpush(_key(reply), protocol.encode(feed.snapshot(newest[reply])))
                pipeline.expire(_key(reply), KEEP_SECONDS)
                _publish(pipeline, Frame.look_again(feed.conversation, reply))
            await pipeline.execute()
        self._torn = {reply for reply in self._torn - mended if reply in feeds}

    async def frames(self, reply: int) -> list[str | bytes]:
        try:
            return list(await self._redis.lrange(_key(reply), 0, -1))
        except (RedisError, OSError) as exc:
            logger.warning("The stored frames of reply %s could not be read: %s", reply, exc)
            return []

    async def follow(self, conversation: UUID, reply: int) -> bool:
        return await self._subscriber.follow(conversation, reply)

    def unfollow(self, conversation: UUID) -> None:
        self._subscriber.unfollow(conversation)

    async def tell(self, process: str, message: str) -> None:
        try:
            await self._redis.publish(f"chatapp:process:{process}", message)
        except (RedisError, OSError) as exc:
            logger.warning("Process %s could not be told %s: %s", process, message, exc)

    async def close(self) -> None:
        while self._writer is not None:
            await asyncio.wait({self._writer})
        await self._subscriber.close()
        await self._redis.aclose()


def _publish(pipeline: "Pipeline", frame: Frame) -> None:
    head = f"{frame.number:08x}{int(frame.last)}"
    pipeline.publish(f"chatapp:reply:{frame.reply}", head + frame.text)


def _key(reply: int) -> str:
    return f"chatapp:frames:{reply}"
