"""One running reply's frames: deltas coalesced, numbered, folded, handed on."""

import asyncio
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.conf import settings

from chatapp import protocol
from chatapp.relay.frame import Frame
from chatapp.relay.transcript import Transcript


class Feed:
    """The writing end of a reply: the turn feeds it, `publish` carries its frames to the sockets.

    The first delta goes out at once, later ones at most every `TURN_COALESCE_SECONDS`: a socket
    write costs the same for one token as for ten. Every frame is numbered in the order it is
    shown; nothing here waits, so a slow reader never slows the turn. `shown` is the last frame
    that sockets have been given: it lags behind while frames are being stored.
    """

    def __init__(
        self, publish: Callable[[Frame], None], conversation: UUID, reply: dict[str, Any]
    ) -> None:
        self.id: int = reply["id"]
        self.conversation = conversation
        self.transcript = Transcript()
        self.shown = 0
        self.siblings: list[int] = reply.get("siblings", [])
        self._reply = reply
        self._hand_on = publish
        self._coalesce_seconds = settings.TURN_COALESCE_SECONDS
        self._loop = asyncio.get_running_loop()
        self._kind = ""
        self._index = -1
        self._pending: list[str] = []
        self._flushed_at = 0.0
        self._timer: asyncio.TimerHandle | None = None

    def delta(self, kind: str, index: int, text: str) -> None:
        """Text for the block `index` of this kind (`text`, `thinking`)."""
        if index != self._index or kind != self._kind:
            self.flush()
            self._kind, self._index = kind, index
            self._open({"type": kind, "text": text})
            self._flushed_at = self._loop.time()
            return
        self._pending.append(text)
        if self._timer is None:
            if not self._coalesce_seconds:
                return self.flush()
            # When it is due already: after this step of the loop, with what else came at once.
            due = self._flushed_at + self._coalesce_seconds
            self._timer = self._loop.call_at(due, self.flush)

    def block(self, block: dict[str, Any]) -> None:
        """A block that arrives whole."""
        self.flush()
        self._kind = ""
        self._open(block)

    def notice(self, code: str, sentence: str) -> None:
        """Why the person waits."""
        self.flush()
        self.transcript.skip()
        number = self.transcript.number
        notice = protocol.NoticeFrame(message=self.id, number=number, code=code, sentence=sentence)
        self._publish(protocol.encode(notice))

    def flush(self) -> None:
        """Sends what is pending now."""
        if text := self._take_pending():
            self._flushed_at = self._loop.time()
            self.transcript.grow(text)
            self._publish(protocol.encode_delta(self.id, self.transcript.number, text))

    def cut(self) -> None:
        """Nothing more is to be shown: what is pending never was."""
        self._take_pending()

    def finish(self, reply: dict[str, Any]) -> None:
        """The last frame: the reply as it was stored."""
        self.flush()
        finished = protocol.Finished(
            conversation=str(self.conversation), reply=reply, number=self.transcript.number
        )
        self._publish(protocol.encode(finished), last=True)

    def snapshot(self, upto: int) -> protocol.Snapshot:
        """All of it as it stood after frame `upto`."""
        return protocol.Snapshot(
            conversation=str(self.conversation),
            reply={**self._reply, "blocks": self.transcript.blocks(upto)},
            number=upto,
        )

    def _take_pending(self) -> str:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        text = "".join(self._pending)
        self._pending.clear()
        return text

    def _open(self, block: dict[str, Any]) -> None:
        self.transcript.open(block)
        number = self.transcript.number
        self._publish(
            protocol.encode(protocol.BlockFrame(message=self.id, number=number, block=block))
        )

    def _publish(self, text: str, *, last: bool = False) -> None:
        number = self.transcript.number
        self._hand_on(Frame(self.conversation, self.id, number, text, last))
