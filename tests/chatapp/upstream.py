"""A Claude over HTTP that counts: "count 100 every 20" streams 100 words, one each 20 ms.

Anything else is answered at once by one word. It notes when each connection was closed.
"""

import asyncio
import json
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Protocol

from aiohttp import web

ORDER = re.compile(r"count (\d+) every (\d+)")
USAGE = {"input_tokens": 10, "output_tokens": 1}


def words(count: int) -> str:
    """What "count `count`" is answered with."""
    return "".join(f"word{number} " for number in range(count))


class Upstream:
    """Answers `/v1/messages`. `questions` are all it was asked; `open` those it answers now."""

    def __init__(self) -> None:
        self.questions: list[str] = []
        self.open: set[str] = set()
        self.closed_at: dict[str, float] = {}
        self._closed = asyncio.Condition()

    async def messages(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        question = body["messages"][-1]["content"][-1]["text"]
        self.questions.append(question)
        order = ORDER.search(question)
        count, pause_ms = (int(order[1]), int(order[2])) if order else (1, 0)
        response = web.StreamResponse(headers={"content-type": "text/event-stream"})
        await response.prepare(request)
        self.open.add(question)
        try:
            for event in events(body["model"], count):
                if event["type"] == "content_block_delta" and pause_ms:
                    await asyncio.sleep(pause_ms / 1000)
                line = f"event: {event['type']}\ndata: {json.dumps(event)}\n\n"
                await response.write(line.encode())
        finally:
            self.open.discard(question)
            self.closed_at[question] = time.monotonic()
            async with self._closed:
                self._closed.notify_all()
        return response

    async def closed(self, question: str) -> float:
        """When the answer to this question was given up or ended; waits for it."""
        async with asyncio.timeout(60), self._closed:
            await self._closed.wait_for(lambda: question in self.closed_at)
        return self.closed_at[question]


def events(model: str, count: int) -> list[dict[str, Any]]:
    """The wire events of a reply of `count` words."""
    message = {
        **{"id": "msg_1", "type": "message", "role": "assistant", "model": model, "content": []},
        **{"stop_reason": None, "stop_sequence": None, "usage": USAGE},
    }
    return [
        {"type": "message_start", "message": message},
        {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
        *(
            {
                "type": "content_block_delta",
                "index": 0,
                "delta": {"type": "text_delta", "text": f"word{number} "},
            }
            for number in range(count)
        ),
        {"type": "content_block_stop", "index": 0},
        {
            "type": "message_delta",
            "delta": {"stop_reason": "end_turn", "stop_sequence": None},
            "usage": {"output_tokens": count},
        },
        {"type": "message_stop"},
    ]


class Answering(Protocol):
    """Something that answers as the Messages API does."""

    async def messages(self, request: web.Request) -> web.StreamResponse: ...


@asynccontextmanager
async def counting() -> AsyncIterator[tuple[Upstream, dict[str, str]]]:
    """The running upstream, and the environment of a web process that asks it."""
    upstream = Upstream()
    async with serving(upstream) as environment:
        yield upstream, environment


@asynccontextmanager
async def serving(upstream: Answering) -> AsyncIterator[dict[str, str]]:
    """Answers on loopback; the environment of processes that ask there."""
    application = web.Application(client_max_size=64_000_000)
    application.router.add_post("/v1/messages", upstream.messages)
    runner = web.AppRunner(application, access_log=None, handler_cancellation=True)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    address = f"http://127.0.0.1:{runner.addresses[0][1]}"
    asking = {"ANTHROPIC_BASE_URL": address, "ANTHROPIC_API_KEY": "not-a-key"}
    try:
        yield asking | {"CLAUDE_TITLE_MODEL": ""}
    finally:
        await runner.cleanup()
