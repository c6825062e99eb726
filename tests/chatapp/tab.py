"""A page of the chat as far as the socket goes: obeys docs/protocol.md to the letter.

It fails on a gap or a repeat that the server sends, and keeps the text of every reply it was
shown, so that two tabs can be compared byte by byte.
"""

import asyncio
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import orjson

from tests.chatapp.sockets import Closed, Socket

ACK_EVERY = 32
STORY_SECONDS = 60.0
Json = dict[str, Any]


@dataclass
class Shown:
    """A reply as this tab shows it."""

    number: int = 0
    blocks: list[Json] = field(default_factory=list)
    state: str = "streaming"
    stored: Json = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)
    acked: int = 0

    @property
    def text(self) -> str:
        return "".join(block.get("text", "") for block in self.blocks if block["type"] == "text")

    @property
    def error(self) -> Json:
        return self.stored.get("error") or {}


class Tab:
    """One open page. `pause` stops it from reading and acknowledging, as a frozen tab does."""

    def __init__(self, socket: Socket) -> None:
        self.socket = socket
        self.frames: list[Any] = []
        self.replies: dict[int, Shown] = {}
        self.rows: dict[str, Json] = {}
        self.turns: list[Json] = []
        self.errors: list[Json] = []
        self.conversation: str | None = None
        self.closed: int | None = None
        self.painted = asyncio.Condition()
        self._awake = asyncio.Event()
        self._awake.set()

    async def open(self) -> "Tab":
        await self.socket.open()
        self._reading = asyncio.ensure_future(self._read())
        return self

    async def close(self) -> None:
        self._reading.cancel()
        await self.socket.close()

    def pause(self) -> None:
        self._awake.clear()

    def wake(self) -> None:
        self._awake.set()

    @property
    def chat(self) -> uuid.UUID:
        """The conversation on the screen."""
        return uuid.UUID(self.conversation)

    # --- What the person does ---

    async def put(self, **frame: Any) -> None:
        await self.socket.send(orjson.dumps(frame).decode())

    async def send(self, text: str, parent: int | None = None, **more: Any) -> int:
        """Says something and waits for the reply to begin; its id."""
        frame = {"type": "send", "text": text, "parent": parent, **more}
        frame.setdefault("conversation", self.conversation)
        return await self.begin(**frame)

    async def begin(self, **frame: Any) -> int:
        """Sends a frame that begins a turn; the id of its reply."""
        client_id = frame.setdefault("client_id", str(uuid.uuid4()))
        await self.put(**frame)

        def begun() -> Json | None:
            refused = [e for e in self.errors if e["client_id"] == client_id]
            assert not refused, refused
            return next((t for t in self.turns if t["client_id"] == client_id), None)

        return int((await self.until(begun))["reply"]["id"])

    async def watch(self, conversation: str) -> None:
        """Opens a conversation, telling what is on the screen already."""
        self.conversation = conversation
        running = {k: v.number for k, v in self.replies.items() if v.state == "streaming"}
        have = {str(reply): number for reply, number in running.items()}
        await self.put(type="watch", conversation=conversation, have=have)

    async def stop(self, reply: int) -> int:
        """Presses Stop on what is shown now; the number of the last frame shown."""
        number = self.replies[reply].number
        await self.put(type="stop", message=reply, number=number)
        return number

    # --- What the person sees ---

    async def until(self, fact: Callable[[], Any]) -> Any:
        """Waits until the screen shows it."""
        async with asyncio.timeout(STORY_SECONDS), self.painted:
            while not (found := fact()):
                assert self.closed is None, f"closed with {self.closed}"
                await self.painted.wait()
            return found

    async def shows(self, reply: int, text: str) -> None:
        """Waits until the reply's text on the screen ends like this."""
        await self.until(lambda: reply in self.replies and self.replies[reply].text.endswith(text))

    async def finished(self, reply: int) -> Shown:
        """Waits until the reply has ended."""
        await self.until(lambda: reply in self.replies and self.replies[reply].stored)
        return self.replies[reply]

    async def told(self, code: str) -> Json:
        """Waits until an error with this code is shown, and takes it off the screen."""
        found = await self.until(lambda: [e for e in self.errors if e["code"] == code])
        self.errors.remove(found[0])
        return dict(found[0])

    async def refused(self) -> Json:
        """Waits for any error."""
        return dict((await self.until(lambda: self.errors))[0])

    async def lists(self, chat: str, **facts: bool) -> None:
        """Waits until the list shows this of the conversation (running, unread)."""
        await self.until(lambda: facts.items() <= self.rows.get(chat, {}).items())

    async def gone(self) -> int:
        """Waits until the site closes the socket; the close code."""
        async with asyncio.timeout(STORY_SECONDS), self.painted:
            while self.closed is None:
                await self.painted.wait()
        return self.closed

    # --- The page itself ---

    async def _read(self) -> None:
        while True:
            await self._awake.wait()
            try:
                frame = orjson.loads(await self.socket.receive())
            except Closed as closed:
                self.closed = closed.code
            async with self.painted:
                if self.closed is None:
                    self.frames.append(frame)
                    await self._paint(frame)
                self.painted.notify_all()
            if self.closed is not None:
                return

    async def _paint(self, frame: Any) -> None:
        match frame:
            case [reply, number, text]:
                self._next(reply, number).blocks[-1]["text"] += text
                await self._ack(reply)
            case {"type": "block", "message": reply, "number": number, "block": block}:
                self._next(reply, number).blocks.append(block)
                await self._ack(reply)
            case {"type": "notice", "message": reply, "number": number, "code": code}:
                self._next(reply, number).notices.append(code)
            case {"type": "turn"}:
                self.turns.append(frame)
                self.conversation = frame["conversation"]["id"]
                self.rows[frame["conversation"]["id"]] = frame["conversation"]
                self.replies.setdefault(frame["reply"]["id"], Shown())
            case {"type": "snapshot", "reply": reply, "number": number}:
                before = self.replies.setdefault(reply["id"], Shown())
                assert number >= before.number, "the text went back"
                self._replace(before, reply, number)
                await self._ack(reply["id"])
            case {"type": "finished", "reply": reply, "number": number}:
                before = self.replies.setdefault(reply["id"], Shown())
                assert before.state == "streaming", "it ended twice"
                self._replace(before, reply, number)
                before.stored = reply
            case {"type": "conversation", "conversation": row}:
                self.rows[row["id"]] = row
            case {"type": "error"}:
                self.errors.append(frame)

    def _next(self, reply: int, number: int) -> Shown:
        shown = self.replies[reply]
        assert number == shown.number + 1, f"frame {number} after {shown.number}"
        assert shown.state == "streaming", "a frame after the end"
        shown.number = number
        return shown

    @staticmethod
    def _replace(shown: Shown, reply: Json, number: int) -> None:
        shown.number, shown.state = number, reply["state"]
        shown.blocks = [dict(block) for block in reply["blocks"]]

    async def _ack(self, reply: int) -> None:
        shown = self.replies[reply]
        if shown.number - shown.acked >= ACK_EVERY:
            shown.acked = shown.number
            await self.put(type="ack", message=reply, number=shown.number)
