"""A Claude that reads parts and breaks down at times, and a person with a long text."""

import asyncio
import json
import re
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from aiohttp import web

from tests.chatapp.upstream import events, serving
from tests.chatapp.visitors import Visitor

NUMBER = re.compile(r'<part number="(\d+)" of="(\d+)"')
NOTES = re.compile(r'<(?:part|notes) number="(\d+)">')


class Reader:
    """Answers `/v1/messages`. `asked` names every request in order: part numbers, "join 1-31".

    Unless it is `reliable`, every fourth request is refused as overloaded and every
    seventh breaks off in the middle.
    `gate` holds answers back while it is closed.
    """

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.answered: list[str] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.held_after = 10**9
        self.refuses = False
        self.reliable = False
        self._count = 0

    async def messages(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        name = self.name_of(body["messages"][-1]["content"][-1]["text"])
        self._count += 1
        if self.refuses or (self._count % 4 == 0 and not self.reliable):
            error = {"type": "error", "error": {"type": "overloaded_error", "message": "busy"}}
            return web.json_response(error, status=529, headers={"retry-after": "0"})
        self.asked.append(name)
        if len(self.asked) > self.held_after:
            await self.gate.wait()
        response = web.StreamResponse(headers={"content-type": "text/event-stream"})
        await response.prepare(request)
        for event in self.events(body["model"], name):
            if (
                event["type"] == "content_block_start"
                and self._count % 7 == 0
                and not self.reliable
            ):
                assert request.transport is not None
                request.transport.abort()
                return response
            line = f"event: {event['type']}\ndata: {json.dumps(event)}\n\n"
            await response.write(line.encode())
        self.answered.append(name)
        return response

    def name_of(self, text: str) -> str:
        if part := NUMBER.search(text):
            return f"part {part[1]}"
        numbers = NOTES.findall(text)
        return f"join {numbers[0]}-{numbers[-1]}"

    def events(self, model: str, name: str) -> list[dict[str, Any]]:
        told = events(model, 1)
        for event in told:
            if event["type"] == "content_block_delta":
                event["delta"]["text"] = f"Notes of {name} [{name}]"
        return told


@asynccontextmanager
async def reading() -> AsyncIterator[tuple[Reader, dict[str, str]]]:
    """The running reader, and the environment of processes that ask it."""
    reader = Reader()
    async with serving(reader) as environment:
        try:
            yield reader, environment
        finally:
            reader.gate.set()


def book(parts: int, chars: int = 4_500) -> str:
    """A text that is read in about so many parts: chapters of numbered sentences."""
    sentence = "Then the ship went on and nobody said a word about number {n}. "
    chapter = "".join(sentence.format(n=n) for n in range(chars // len(sentence)))
    return "".join(f"# Chapter {n}\n\n{chapter[: chars - 20]}.\n\n" for n in range(1, parts + 1))


async def post(visitor: Visitor, url: str, path: str, **asked: Any) -> dict[str, Any]:
    """What the page sends; `text` goes as a file. Its answer, or `code` and `status`."""
    form = aiohttp.FormData()
    text = asked.pop("text", None)
    form.add_field("asked", json.dumps({"client_id": str(uuid.uuid4()), **asked}))
    if text is not None:
        form.add_field("text", text.encode(), filename="text.txt", content_type="text/plain")
    cookie = f"{visitor.cookie}; csrftoken={'c' * 32}"
    headers = {"Cookie": cookie, "X-CSRFToken": "c" * 32, "Origin": url}
    async with (
        aiohttp.ClientSession() as browser,
        browser.post(f"{url}/api/long-text/{path}", data=form, headers=headers) as answer,
    ):
        told: dict[str, Any] = await answer.json()
        return told | {"status": answer.status}


async def upload(visitor: Visitor, url: str, data: bytes, name: str) -> dict[str, Any]:
    """A document, brought as the page brings it."""
    headers = {
        "Cookie": f"{visitor.cookie}; csrftoken={'c' * 32}",
        "X-CSRFToken": "c" * 32,
        "Origin": url,
        "Content-Type": "application/octet-stream",
    }
    async with (
        aiohttp.ClientSession() as browser,
        browser.post(f"{url}/api/files/?name={name}", data=data, headers=headers) as answer,
    ):
        told: dict[str, Any] = await answer.json()
        return told


async def get(visitor: Visitor, url: str, path: str) -> dict[str, Any]:
    """What the page reads; with the status."""
    async with (
        aiohttp.ClientSession(headers={"Cookie": visitor.cookie}) as browser,
        browser.get(f"{url}/api/long-text/{path}") as answer,
    ):
        told: dict[str, Any] = await answer.json()
        return told | {"status": answer.status}
