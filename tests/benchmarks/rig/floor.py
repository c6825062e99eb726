"""The least that a relay of Claude's replies can cost: the floor that the product is held against.

A bare ASGI websocket application that sends every delta on as it comes. No framework, no
sign-in, no database, nothing kept: `{"ask": text}` is answered by `{"text": …}` frames and
`{"done": true}`. Run by uvicorn on uvloop, asking by aiohttp, reading by orjson.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiohttp
import orjson

UPSTREAM = os.environ.get("ANTHROPIC_BASE_URL", "")
HEADERS = {"x-api-key": "floor", "anthropic-version": "2023-06-01"}

Send = Callable[[dict[str, Any]], Awaitable[None]]

_sessions: list[aiohttp.ClientSession] = []


def session() -> aiohttp.ClientSession:
    """The process's one HTTP client."""
    if not _sessions:
        connector = aiohttp.TCPConnector(limit=0)
        _sessions.append(aiohttp.ClientSession(connector=connector, headers=HEADERS))
    return _sessions[0]


async def deltas(question: str) -> AsyncIterator[str]:
    """The text of a reply, piece by piece."""
    body = {
        **{"model": "claude-fake", "max_tokens": 1024, "stream": True},
        "messages": [{"role": "user", "content": question}],
    }
    async with session().post(f"{UPSTREAM}/v1/messages", json=body) as response:
        rest = b""
        async for piece in response.content.iter_any():
            *events, rest = (rest + piece).split(b"\n\n")
            for event in events:
                fields = orjson.loads(event[event.index(b"data: ") + 6 :])
                if fields["type"] == "content_block_delta":
                    yield fields["delta"]["text"]


async def relay(question: str, send: Send) -> None:
    """Asks, and sends on what comes."""
    async for text in deltas(question):
        await send({"type": "websocket.send", "text": orjson.dumps({"text": text}).decode()})
    await send({"type": "websocket.send", "text": '{"done":true}'})


async def application(
    scope: dict[str, Any], receive: Callable[[], Awaitable[dict[str, Any]]], send: Send
) -> None:
    """What uvicorn calls."""
    tasks: set[asyncio.Task[None]] = set()
    while scope["type"] in ("lifespan", "websocket"):
        match await receive():
            case {"type": "websocket.connect"}:
                await send({"type": "websocket.accept"})
            case {"type": "websocket.receive", "text": str(text)}:
                task = asyncio.create_task(relay(orjson.loads(text)["ask"], send))
                tasks.add(task)
                task.add_done_callback(tasks.discard)
            case {"type": "websocket.disconnect"}:
                for task in tasks:
                    task.cancel()
                return
            case {"type": "lifespan.startup"}:
                await send({"type": "lifespan.startup.complete"})
            case _:
                await send({"type": "lifespan.shutdown.complete"})
                return
