"""Replies, server processes and pages for the property test of the relay: no database, no Claude.

Each `Process` is a hub with a backend of its own; on Redis several of them share one server. The
`Archive` is what the database would say. A `Page` paints by docs/protocol.md and fails on a gap,
a repeat or a text that goes back.
"""

import asyncio
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

import orjson

from chatapp.conversations import ReplyView
from chatapp.relay.frame import Frame
from chatapp.relay.hub import Hub
from chatapp.relay.memory import MemoryBackend
from chatapp.relay.redis import RedisBackend
from chatapp.relay.watcher import WINDOW_FRAMES, Watcher

CONVERSATION = UUID(int=7)
Block = dict[str, Any]


class Archive:
    """The stored replies, by id."""

    def __init__(self) -> None:
        self.replies: dict[int, ReplyView] = {}

    def begin(self, reply: int, process: str) -> None:
        message = {"id": reply, "blocks": [], "state": "streaming"}
        self.replies[reply] = ReplyView(
            id=reply, conversation=CONVERSATION, owner=1, message=message, number=0, process=process
        )

    def write(self, reply: int, blocks: list[Block], number: int, *, ended: bool) -> None:
        old = self.replies[reply]
        message = {"id": reply, "blocks": blocks, "state": "complete" if ended else "streaming"}
        process = "" if ended else old.process
        self.replies[reply] = replace(old, message=message, number=number, process=process)

    async def look_up(self, reply: int) -> ReplyView | None:
        await asyncio.sleep(0)
        return self.replies.get(reply)


class Process:
    """A server process: may write replies, may hold pages, may die."""

    def __init__(self, name: str, archive: Archive, redis_url: str) -> None:
        self.archive = archive
        self.heard: asyncio.Queue[str] = asyncio.Queue()
        self.hub = Hub(name, archive.look_up, lambda conversation: None)
        if redis_url:
            self.hub.backend = RedisBackend(self.hub, redis_url, self.heard.put_nowait)
        else:
            self.hub.backend = MemoryBackend(self.hub)
        self.alive = True

    async def crash(self) -> None:
        """Dies: it writes and sends nothing any more."""
        self.alive = False
        self.hub.feeds.clear()
        for watchers in self.hub.watchers.values():
            for watcher in watchers:
                watcher.close()
        self.hub.watchers.clear()
        await self.hub.backend.close()


@dataclass
class Painted:
    """A reply on a page."""

    number: int = 0
    blocks: list[Block] = field(default_factory=list)
    ended: bool = False


class Page:
    """A browser page on one process. Without `acks` it is a paused one."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.replies: dict[int, Painted] = {}
        self.acks = True
        self.unread = 0
        self.watcher = Watcher(self._receive, process.hub.catch_up)

    async def watch(self) -> None:
        self.process.hub.add(self.watcher, CONVERSATION)
        for reply in list(self.process.archive.replies.values()):
            painted = self.replies.get(reply.id)
            if reply.process or (painted and not painted.ended):
                await self.process.hub.show(self.watcher, reply)

    def leave(self) -> None:
        self.process.hub.remove(self.watcher)
        self.watcher.close()

    async def _receive(self, text: str) -> None:
        await asyncio.sleep(0)
        frame = orjson.loads(text)
        match frame:
            case [reply, number, str(delta)]:
                self._next(reply, number).blocks[-1]["text"] += delta
            case {"type": "block", "message": reply, "number": number, "block": block}:
                self._next(reply, number).blocks.append(dict(block))
            case {"type": "notice", "message": reply, "number": number}:
                self._next(reply, number)
            case {"type": "snapshot" | "finished" as kind, "reply": message, "number": number}:
                painted = self.replies.setdefault(message["id"], Painted())
                assert not painted.ended, "a frame after the end"
                assert number >= painted.number, "the text went back"
                painted.number, painted.ended = number, kind == "finished"
                painted.blocks = [dict(block) for block in message["blocks"]]
                self.unread = 0
        if self.acks:
            self.ack()

    def ack(self) -> None:
        self.unread = 0
        for reply, painted in self.replies.items():
            if not painted.ended:
                self.watcher.ack(reply, painted.number)

    def _next(self, reply: int, number: int) -> Painted:
        painted = self.replies[reply]
        assert number == painted.number + 1, f"frame {number} after {painted.number}"
        assert not painted.ended, "a frame after the end"
        painted.number = number
        self.unread += 1
        assert self.unread <= WINDOW_FRAMES + 1, "a paused page is flooded"
        return painted


async def settle(processes: list[Process]) -> None:
    """Waits until every frame has been stored, delivered and painted."""
    for process in processes:
        if process.alive and isinstance(process.hub.backend, RedisBackend):
            await _hear_oneself(process)
    while tasks := [task for task in asyncio.all_tasks() if not _is_standing(task)]:
        await asyncio.wait(tasks)


async def _hear_oneself(process: Process) -> None:
    """Redis keeps the order of what is published: hearing this means having heard all before."""
    while process.hub.backend._writer is not None:  # type: ignore[attr-defined]
        await asyncio.wait({process.hub.backend._writer})  # type: ignore[attr-defined]
    while True:
        await process.hub.backend.tell(process.hub.process, "ping")
        try:
            await asyncio.wait_for(process.heard.get(), 0.2)
        except TimeoutError:
            continue  # it was reconnecting
        return


def _is_standing(task: "asyncio.Task[Any]") -> bool:
    name = getattr(task.get_coro(), "__qualname__", "")
    return task is asyncio.current_task() or name.endswith("Subscriber._read")


async def sweep(process: Process, reply: int) -> list[Block]:
    """What the sweep does with a reply whose process is dead; the blocks it kept."""
    kept = process.archive.replies[reply]
    blocks, number = kept.message["blocks"], kept.number
    shown = await process.hub.stored(reply)
    if shown.number > number:
        blocks, number = shown.blocks(), shown.number
    process.archive.write(reply, blocks, number, ended=True)
    process.hub.publish(Frame.look_again(CONVERSATION, reply, last=True))
    return blocks
