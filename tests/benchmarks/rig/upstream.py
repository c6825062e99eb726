"""A Messages API that costs next to nothing: every request gets the same stream of deltas.

    python -m tests.benchmarks.rig.upstream PORT

The deltas are plain prose, twenty characters each with one `MARK` to count them by. Every tenth
carries the microsecond it was written at, on the clock that all processes of a machine share,
so that whoever reads it in the end knows how long it was on its way. (A stamp in each would make
a reply of nothing but numbers, which search and redaction work at as on no text of a person.)
A process of its own, with HTTP parsed by hand: what it costs must not be taken for the product's.
"""

import asyncio
import json
import re
import sys
import time
from typing import cast

import uvloop

DELTAS = 200
INTERVAL_SECONDS = 0.02

SMALL_TOKENS, SMALL_DELTAS = 1000, 6
"""What is asked with a smaller `max_tokens` (a title, say) gets a smaller answer."""

LENGTH = re.compile(rb"content-length:\s*(\d+)", re.IGNORECASE)
MAX_TOKENS = re.compile(rb'"max_tokens":\s*(\d+)')
MODEL = re.compile(rb'"model":\s*"([^"]+)"')


def event(**fields: object) -> bytes:
    """One server-sent event."""
    return f"event: {fields['type']}\ndata: {json.dumps(fields)}\n\n".encode()


def chunk(body: bytes) -> bytes:
    """A piece of a chunked HTTP body."""
    return b"%x\r\n%b\r\n" % (len(body), body)


USAGE = {"input_tokens": 25, "cache_creation_input_tokens": 0, "cache_read_input_tokens": 0}
MESSAGE: dict[str, object] = {
    **{"id": "msg_1", "type": "message", "role": "assistant", "model": "%b"},
    **{"content": [], "stop_reason": None, "stop_sequence": None},
    "usage": {**USAGE, "output_tokens": 1},
}
HTTP_HEAD = (
    b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\n"
    b"request-id: req_1\r\ntransfer-encoding: chunked\r\n\r\n"
)
START = event(type="message_start", message=MESSAGE)
BLOCK = chunk(
    event(type="content_block_start", index=0, content_block={"type": "text", "text": ""})
    + event(type="ping")
)
MARK = "~"
STAMPED_EVERY = 10
PROSE = (
    "A budget is a promise that somebody makes to themselves before the month begins, and the only "
    "one that can be read off a meter. It names a sum, a person and a day on which it is renewed. "
    "Whoever asks a question sees what the answer may well cost, and what it will cost at most; "
    "when little is left, the reply that is being written is finished, nothing that was typed is "
    "lost, and asking for more takes one click. Reports add up what has been spent, by person, by "
    "team and by model, so that nobody has to read a conversation to know where the money went. "
)
PIECE_CHARS = 19


def delta(text: str) -> bytes:
    """One delta as it goes over the wire."""
    return chunk(
        event(type="content_block_delta", index=0, delta={"type": "text_delta", "text": text})
    )


PIECES = [
    delta(MARK + PROSE[start : start + PIECE_CHARS])
    for start in range(0, len(PROSE) - PIECE_CHARS, PIECE_CHARS)
]
STAMPED = delta(f"{MARK} <{0:014d}> ")
STAMP_PLACE = STAMPED.index(b"<") + 1


def stamped(microseconds: int) -> bytes:
    """The delta that tells when it was written."""
    return b"%b%014d%b" % (STAMPED[:STAMP_PLACE], microseconds, STAMPED[STAMP_PLACE + 14 :])


TAIL = (
    chunk(event(type="content_block_stop", index=0))
    + chunk(
        event(
            type="message_delta",
            delta={"stop_reason": "end_turn", "stop_sequence": None},
            usage={**USAGE, "output_tokens": DELTAS},
        )
    )
    + chunk(event(type="message_stop"))
    + b"0\r\n\r\n"
)


class Connection(asyncio.Protocol):
    """Answers one request after the other by a stream."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self.received = b""
        self.next_delta: asyncio.TimerHandle | None = None

    def connection_lost(self, exc: Exception | None) -> None:
        if self.next_delta is not None:
            self.next_delta.cancel()

    def data_received(self, data: bytes) -> None:
        self.received += data
        head, end, body = self.received.partition(b"\r\n\r\n")
        length = LENGTH.search(head)
        if end and len(body) >= (int(length[1]) if length else 0):
            self.received = b""
            asked = MAX_TOKENS.search(body)
            self.deltas = SMALL_DELTAS if asked and int(asked[1]) < SMALL_TOKENS else DELTAS
            self.sent = 0
            self.started = asyncio.get_running_loop().time()
            model = MODEL.search(body)
            start = START % (model[1] if model else b"")
            self.transport.write(HTTP_HEAD + chunk(start) + BLOCK)
            self.stream()

    def stream(self) -> None:
        """Writes the deltas that are due: one, or more if this process was kept waiting."""
        loop = asyncio.get_running_loop()
        due = 1 + int((loop.time() - self.started) / INTERVAL_SECONDS)
        count = max(1, min(due, self.deltas) - self.sent)
        now = time.monotonic_ns() // 1000
        deltas = b"".join(
            PIECES[number % len(PIECES)] if number % STAMPED_EVERY else stamped(now)
            for number in range(self.sent, self.sent + count)
        )
        self.sent += count
        if self.sent == self.deltas:
            self.transport.write(deltas + TAIL)
        else:
            self.transport.write(deltas)
            self.next_delta = loop.call_at(self.started + self.sent * INTERVAL_SECONDS, self.stream)


async def serve(port: int) -> None:
    """Until the process ends."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Connection, "127.0.0.1", port, backlog=2048)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1])))
