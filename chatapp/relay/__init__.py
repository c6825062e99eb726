"""Live replies to everybody who watches: numbered frames, snapshots for those who join.

`open_feed` is the writing end (one per running reply, in the process that runs its turn),
`watch` the reading end. Deltas go straight to the sockets of this process; other processes
get them through the backend, and only while somebody watches there.
"""

import os
import secrets
import socket
from collections.abc import Callable
from uuid import UUID

from django.conf import settings

from chatapp import conversations, database, protocol, shielded, viewers
from chatapp.relay.feed import Feed
from chatapp.relay.frame import Frame
from chatapp.relay.hub import Hub
from chatapp.relay.memory import MemoryBackend
from chatapp.relay.redis import RedisBackend
from chatapp.relay.transcript import Transcript
from chatapp.relay.watcher import Watcher

__all__ = ["Feed", "Transcript", "Watcher", "catch_up", "close", "open_feed", "start", "watch"]

process = f"{socket.gethostname()[:20]}-{os.getpid()}-{secrets.token_hex(4)}"
"""This process's name: who runs a turn, and where to send word to it."""


async def _look_up(reply: int) -> conversations.ReplyView | None:
    return await database.run(conversations.reply_view, reply)


def _seen(conversation: UUID) -> None:
    shielded.start(_mark_seen(conversation))


async def _mark_seen(conversation: UUID) -> None:
    if seen := await database.run(conversations.mark_seen, conversation):
        await viewers.tell_conversation(*seen)


hub = Hub(process, _look_up, _seen)


def start(on_message: Callable[[str], None]) -> None:
    """Chooses the backend; `on_message` gets what other processes tell this one."""
    if settings.REDIS_URL:
        hub.backend = RedisBackend(hub, settings.REDIS_URL, on_message)
    else:
        hub.backend = MemoryBackend(hub)


def open_feed(conversation: UUID, reply: dict[str, object]) -> Feed:
    """The writing end of a reply that begins now."""
    return hub.open(conversation, reply)


def close_feed(reply: int) -> None:
    """The reply has ended; from here on it is read from the database."""
    hub.feeds.pop(reply, None)


async def watch(watcher: Watcher, user_id: int, conversation: UUID, have: set[int]) -> None:
    """Follows a conversation: running replies are shown at once, ended ones of `have` as stored.

    A running reply that `have` doesn't name comes with the turn that began it: it began after the
    page was made. Raises `conversations.Problem` when the person has no such conversation.
    """
    hub.add(watcher, conversation)
    try:
        replies, row = await database.run(
            conversations.watched_replies, user_id, conversation, have
        )
    except conversations.Problem:
        hub.remove(watcher)
        raise
    if row is not None:
        await viewers.tell_conversation(user_id, row)
    for reply in replies:
        if (began := reply.began) and reply.id not in have:
            turn = protocol.TurnStarted(
                client_id=began.client_id,
                conversation=began.conversation,
                question=began.question,
                reply=reply.message,
            )
            watcher.write(protocol.encode(turn))
        await hub.show(watcher, reply)


def follow(watcher: Watcher, conversation: UUID) -> None:
    """Follows a conversation of which nothing is shown to this socket yet."""
    if watcher.conversation != conversation:
        hub.add(watcher, conversation)


def unwatch(watcher: Watcher) -> None:
    """The watcher follows nothing any more."""
    hub.remove(watcher)


def is_watched(conversation: UUID) -> bool:
    """Whether a socket of this process follows the conversation."""
    return conversation in hub.watchers


async def catch_up(watcher: Watcher, reply: int) -> None:
    """Shows the watcher how a reply stands now."""
    await hub.catch_up(watcher, reply)


async def stored(reply: int) -> Transcript:
    """What was shown of a reply, as far as the backend keeps it; empty if it doesn't."""
    return await hub.stored(reply)


def look_again(conversation: UUID, reply: int) -> None:
    """A reply was ended by another process than the one that wrote it: tells every watcher."""
    hub.publish(Frame.look_again(conversation, reply, last=True))


def refresh(conversation: UUID, reply: int, *, last: bool) -> None:
    """A reply that a worker writes has come further: the watchers here see how it stands."""
    hub.deliver_from_elsewhere(Frame.look_again(conversation, reply, last=last))


async def tell(process: str, message: str) -> None:
    """Hands a message to the process of this name; nothing happens if it is dead."""
    await hub.backend.tell(process, message)


async def close() -> None:
    """Lets go of the backend, after everything published has been delivered."""
    await hub.backend.close()
