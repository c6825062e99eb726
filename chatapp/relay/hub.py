"""This process's switchboard: which feeds run here, which sockets watch, the backend between."""

import logging
from collections.abc import Awaitable, Callable
from typing import Protocol
from uuid import UUID

from django.utils.translation import get_language

from chatapp import protocol
from chatapp.conversations import ReplyView
from chatapp.relay.feed import Feed
from chatapp.relay.frame import Frame
from chatapp.relay.shared_reads import SharedReads
from chatapp.relay.transcript import Transcript
from chatapp.relay.watcher import Watcher

logger = logging.getLogger(__name__)

READS_AT_ONCE = 16
"""Of the database and of the backend, by watchers who catch up."""


class Backend(Protocol):
    """Keeps frames for replay and carries them to other processes. Fails open, with a warning."""

    def publish(self, frame: Frame) -> None:
        """Keeps the frame, then delivers it here and to every process that follows its reply."""

    async def frames(self, reply: int) -> list[str | bytes]:
        """The reply's frames so far, encoded, oldest first; empty when none are kept."""

    async def follow(self, conversation: UUID, reply: int) -> bool:
        """From now on delivers here what another process writes; False if it did so before."""

    def unfollow(self, conversation: UUID) -> None:
        """Nobody here watches the conversation any more."""

    async def tell(self, process: str, message: str) -> None:
        """Hands a message to one other process."""

    async def close(self) -> None:
        """Lets go of connections and tasks."""


class Hub:
    """Delivers frames to the watchers of this process, straight and without a task per frame.

    `look_up` reads how a reply stands in the database, None if it is gone. `seen` is told of
    conversations in which a reply of another process has ended before somebody's eyes.
    """

    backend: Backend

    def __init__(
        self,
        process: str,
        look_up: Callable[[int], Awaitable[ReplyView | None]],
        seen: Callable[[UUID], object],
    ) -> None:
        self.process = process
        self.feeds: dict[int, Feed] = {}
        self.watchers: dict[UUID, set[Watcher]] = {}
        self._look_up = look_up
        self._views = SharedReads(self._read_view, READS_AT_ONCE)
        self._transcripts = SharedReads(self._transcript, READS_AT_ONCE)
        self._seen = seen

    def open(self, conversation: UUID, reply: dict[str, object]) -> Feed:
        """The writing end of a reply that begins now in this process."""
        feed = Feed(self.publish, conversation, reply)
        self.feeds[feed.id] = feed
        return feed

    def publish(self, frame: Frame) -> None:
        """A feed of this process has a frame."""
        self.backend.publish(frame)

    def deliver(self, frame: Frame) -> None:
        """A frame, of here or of elsewhere, for whoever watches its conversation here."""
        if feed := self.feeds.get(frame.reply):
            feed.shown = max(feed.shown, frame.number)
        for watcher in self.watchers.get(frame.conversation, ()):
            watcher.push(frame)

    def deliver_from_elsewhere(self, frame: Frame) -> None:
        """The same for what another process has written: it can't know who has seen it here."""
        self.deliver(frame)
        if frame.last and frame.conversation in self.watchers:
            self._seen(frame.conversation)

    def add(self, watcher: Watcher, conversation: UUID) -> None:
        """The watcher follows this conversation from now on, and no other."""
        if watcher.is_closed:
            return
        before = watcher.conversation
        watcher.forget()
        watcher.conversation = conversation
        self.watchers.setdefault(conversation, set()).add(watcher)
        if before != conversation:
            self._leave(watcher, before)

    def remove(self, watcher: Watcher) -> None:
        """The watcher follows nothing any more."""
        before = watcher.conversation
        watcher.forget()
        self._leave(watcher, before)

    def _leave(self, watcher: Watcher, conversation: UUID | None) -> None:
        if conversation is None:
            return
        watching = self.watchers.get(conversation, set())
        watching.discard(watcher)
        if not watching:
            self.watchers.pop(conversation, None)
            self.backend.unfollow(conversation)

    async def catch_up(self, watcher: Watcher, reply: int) -> None:
        """Shows the watcher how a reply stands now."""
        if self._show_own(watcher, reply):
            return
        watcher.hold(reply)
        view = await self._view(reply)
        if view is None:
            watcher.drop(reply)
        else:
            await self.show(watcher, view)

    async def show(self, watcher: Watcher, reply: ReplyView) -> None:
        """A snapshot of a running reply, the stored message of one that has ended.

        `reply` may be old news. So frames are held back from here on, and the database is asked
        once more as soon as nothing can be missed.
        """
        if self._show_own(watcher, reply.id):
            return
        if reply.process:
            missed = watcher.hold(reply.id)
            if reply.process != self.process:
                missed |= await self.backend.follow(reply.conversation, reply.id)
            looked = await self._view(reply.id) if missed else reply
            if self._show_own(watcher, reply.id):
                return
            if looked is None:
                watcher.drop(reply.id)
                return
            reply = looked
        if not reply.process:
            finished = protocol.Finished(
                conversation=str(reply.conversation), reply=reply.message, number=reply.number
            )
            watcher.show(reply.id, reply.number, protocol.encode(finished), last=True)
            return
        transcript = await self.stored(reply.id)
        blocks, number = reply.message["blocks"], reply.number  # as of the last checkpoint
        if transcript.number > number:
            blocks, number = transcript.blocks(), transcript.number
        snapshot = protocol.Snapshot(
            conversation=str(reply.conversation),
            reply={**reply.message, "blocks": blocks},
            number=number,
        )
        watcher.show(reply.id, number, protocol.encode(snapshot))

    async def _view(self, reply: int) -> ReplyView | None:
        """How a reply stands in the database, its sentences in the language of who asks."""
        return await self._views.of((reply, get_language()))

    async def _read_view(self, key: tuple[int, str | None]) -> ReplyView | None:
        return await self._look_up(key[0])

    async def stored(self, reply: int) -> Transcript:
        """The reply as far as the backend keeps it: survives the process that wrote it."""
        return await self._transcripts.of(reply)

    async def _transcript(self, reply: int) -> Transcript:
        return Transcript.of(await self.backend.frames(reply))

    def _show_own(self, watcher: Watcher, reply: int) -> bool:
        """A reply written in this process: nothing can happen between reading and showing it."""
        feed = self.feeds.get(reply)
        if feed is None:
            return False
        watcher.show(reply, feed.shown, protocol.encode(feed.snapshot(feed.shown)))
        return True
