"""Asking and reading along, in the floor's frames and in the product's, with a watch in hand."""

import asyncio
import re
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

import orjson

from tests.benchmarks.rig.upstream import DELTAS, MARK
from tests.benchmarks.rig.websocket import WebSocket, connect

STAMP = re.compile(rb"<(\d{14})>")
ACK_FRAMES = 32
"""The page acknowledges this often."""


@dataclass
class Tally:
    """What many readers saw. Times are milliseconds."""

    first_ms: list[float] = field(default_factory=list)
    delay_ms: list[float] = field(default_factory=list)
    frames: int = 0
    text_bytes: int = 0
    bytes: int = 0
    replies: int = 0
    problems: list[str] = field(default_factory=list)


class Talk:
    """One socket that asks the floor; `ChatTalk` asks the product."""

    def __init__(self, tally: Tally) -> None:
        self.tally = tally
        self.socket: WebSocket
        self.deltas = 0
        self.asked = 0.0
        self.done: asyncio.Future[None] | None = None

    async def open(self, port: int, cookie: str) -> None:
        """Connects. Raises ConnectionError."""
        self.socket = await connect(port, cookie, self.read)
        self.socket.on_end = lambda: self.end("the socket closed")

    async def ask(self, text: str) -> None:
        """Asks, and reads to the end of the reply; counts it, or why it failed."""
        self.deltas = 0
        before = self.socket.received_bytes
        self.done = asyncio.get_running_loop().create_future()
        self.asked = time.monotonic()
        self.socket.send(orjson.dumps(self.question(text)))
        try:
            await asyncio.wait_for(self.done, 120)
        except TimeoutError:
            self.tally.problems.append(f"no end, {self.deltas} deltas")
        if self.deltas == DELTAS:
            self.tally.replies += 1
        else:
            self.tally.problems.append(f"{self.deltas} deltas instead of {DELTAS}")
        self.tally.bytes += self.socket.received_bytes - before

    def close(self) -> None:
        """Leaves."""
        self.socket.on_end = lambda: None
        self.socket.transport.close()

    def end(self, problem: str = "") -> None:
        """The reply is over."""
        if problem:
            self.tally.problems.append(problem)
        if self.done is not None and not self.done.done():
            self.done.set_result(None)

    def saw(self, frame: bytes) -> None:
        """A frame with text of the reply has arrived."""
        now = time.monotonic()
        if not self.deltas:
            self.tally.first_ms.append((now - self.asked) * 1000)
        stamps = STAMP.findall(frame)
        self.deltas += frame.count(MARK.encode())
        self.tally.delay_ms += [now * 1000 - int(stamp) / 1000 for stamp in stamps]
        self.tally.text_bytes += len(frame)

    def question(self, text: str) -> dict[str, Any]:
        """What is sent to ask."""
        return {"ask": text}

    def read(self, frame: bytes) -> None:
        """A frame has arrived."""
        self.tally.frames += 1
        if frame == b'{"done":true}':
            self.end()
        else:
            self.saw(frame)


class ChatTalk(Talk):
    """A page of the product: one conversation, each question after the last reply."""

    conversation: str | None = None
    parent: int | None = None

    def question(self, text: str) -> dict[str, Any]:
        return {
            **{"type": "send", "client_id": str(uuid.uuid4()), "text": text},
            **{"conversation": self.conversation, "parent": self.parent},
        }

    def read(self, frame: bytes) -> None:
        self.tally.frames += 1
        if frame.startswith(b"["):
            self.saw(frame)
            message, number, _ = orjson.loads(frame)
            if number % ACK_FRAMES == 0:
                ack = {"type": "ack", "message": message, "number": number}
                self.socket.send(orjson.dumps(ack))
            return
        match orjson.loads(frame):
            case {"type": "block"}:
                self.saw(frame)
            case {"type": "turn", "conversation": {"id": conversation}}:
                self.conversation = conversation
            case {"type": "finished", "reply": {"id": message, "state": state, "error": error}}:
                self.parent = message
                self.end("" if state == "complete" else f"the reply is {state}: {error}")
            case {"type": "error", "code": code}:
                self.end(f"error {code}")
