"""A bare HTTP server on loopback that answers by script and can misbehave in every way.

    async with upstream(stream(*wire.reply("Hello"))) as server: ...

The first request gets the first answer of the script, later ones the next, the last one repeats.
An answer is a coroutine function over the `Exchange`, so a test can say what is sent and when.
"""

import asyncio
import gzip
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.fakes import wire

EVENT_STREAM = {"content-type": "text/event-stream; charset=utf-8", "request-id": "req_1"}
JSON = {"content-type": "application/json", "request-id": "req_1"}


@dataclass(slots=True)
class Exchange:
    """One request, and the means to answer it."""

    head: str
    headers: dict[str, str]
    body: bytes
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def start(self, status: int = 200, headers: dict[str, str] | None = None) -> None:
        given = {"transfer-encoding": "chunked", **(EVENT_STREAM if headers is None else headers)}
        lines = "".join(f"{name}: {value}\r\n" for name, value in given.items())
        await self.send(f"HTTP/1.1 {status} Scripted\r\n{lines}\r\n".encode())

    async def chunk(self, data: bytes) -> None:
        await self.send(b"%x\r\n%s\r\n" % (len(data), data))

    async def events(self, *events: wire.WireEvent) -> None:
        for event in events:
            await self.chunk(wire.encode(event))

    async def end(self) -> None:
        await self.send(b"0\r\n\r\n")

    def reset(self) -> None:
        """Breaks the connection without a goodbye."""
        self.writer.transport.abort()

    async def hung_up(self) -> None:
        """Waits until the client has closed the connection."""
        while await self.reader.read(4096):
            pass


Answer = Callable[[Exchange], Awaitable[None]]


@dataclass(slots=True)
class Upstream:
    """`exchanges` are the requests so far; `open` counts the connections that are open now."""

    script: list[Answer]
    exchanges: list[Exchange] = field(default_factory=list)
    connections: int = 0
    open: int = 0
    base_url: str = ""
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    async def until(self, condition: Callable[["Upstream"], object], seconds: float = 10) -> None:
        """Waits until this is true, so many seconds at most."""
        async with asyncio.timeout(seconds):
            while not condition(self):
                await self._news.wait()

    def _changed(self) -> None:
        self._news.set()
        self._news = asyncio.Event()

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self.open += 1
        try:
            while exchange := await _request(reader, writer):
                number = min(len(self.exchanges), len(self.script) - 1)
                self.exchanges.append(exchange)
                self._changed()
                await self.script[number](exchange)
                if writer.is_closing():
                    break
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            self.open -= 1
            self._changed()
            writer.close()


async def _request(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Exchange | None:
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
    except asyncio.IncompleteReadError:
        return None
    first, *lines = head.strip().split("\r\n")
    pairs = (line.split(":", 1) for line in lines)
    headers = {name.lower(): value.strip() for name, value in pairs}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    return Exchange(first, headers, body, reader, writer)


@asynccontextmanager
async def upstream(*script: Answer) -> AsyncIterator[Upstream]:
    """Listens on a free port of this machine; ends every conversation on leaving."""
    running = Upstream(list(script))
    conversations: set[asyncio.Task[None]] = set()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(running.converse(reader, writer))
        conversations.add(task)
        task.add_done_callback(conversations.discard)

    server = await asyncio.start_server(accept, "127.0.0.1", limit=8 * 1024 * 1024)
    running.base_url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield running
    finally:
        server.close()
        for task in conversations:
            task.cancel()
        await asyncio.gather(*conversations, return_exceptions=True)


# --- Answers -----------------------------------------------------------------------------------


def stream(*events: wire.WireEvent, headers: dict[str, str] | None = None) -> Answer:
    """A stream of these events that ends as it should."""
    return stream_of(wire.body(*events), headers=headers)


def stream_of(body: bytes, *, size: int = 0, headers: dict[str, str] | None = None) -> Answer:
    """A stream of these bytes, in chunks of `size`."""

    async def answer(exchange: Exchange) -> None:
        await exchange.start(headers=EVENT_STREAM | (headers or {}))
        for at in range(0, len(body), size or len(body) or 1):
            await exchange.chunk(body[at : at + (size or len(body))])
        await exchange.end()

    return answer


def gzipped(*events: wire.WireEvent) -> Answer:
    """The same, compressed."""
    return stream_of(gzip.compress(wire.body(*events)), headers={"content-encoding": "gzip"})


def error(status: int, kind: str | None, message: str = "", **headers: str) -> Answer:
    """An answer that refuses, in the API's own form. `x_should_retry` gives `x-should-retry`."""
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    details = {"error_code": told.pop("error-code")} if "error-code" in told else None
    problem = {"type": kind, "message": message, "details": details}
    body = json.dumps({"type": "error", "error": problem, "request_id": "req_1"}).encode()
    return answer_of(status, body, **JSON, **told)


def answer_of(status: int, body: bytes = b"", **headers: str) -> Answer:
    """A whole answer, not a stream."""

    async def answer(exchange: Exchange) -> None:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        await exchange.start(status, given)
        if body:
            await exchange.chunk(body)
        await exchange.end()

    return answer


def cut_after(*events: wire.WireEvent) -> Answer:
    """The connection breaks in the middle of the body."""

    async def answer(exchange: Exchange) -> None:
        await exchange.start()
        await exchange.events(*events)
        exchange.reset()

    return answer


def silent_after(*events: wire.WireEvent) -> Answer:
    """The body goes on for ever without another byte."""

    async def answer(exchange: Exchange) -> None:
        await exchange.start()
        await exchange.events(*events)
        await exchange.hung_up()

    return answer


async def never(exchange: Exchange) -> None:
    """Takes the request and never answers."""
    await exchange.hung_up()
