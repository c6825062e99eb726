"""Requests, transports to servers on this machine, and stacks around a scripted Claude."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import Any

import pytest

from chatapp.claude.request import Request
from chatapp.claude.stack import Stream, build
from chatapp.claude.transport import Transport
from tests.billing.fixtures import _prices_are_read_anew
from tests.fakes.claude import collect
from tests.fakes.clock import clock

__all__ = ["_prices_are_read_anew", "clock"]

Ask = Callable[..., Request]


def question(text: str = "Hello", **fields: Any) -> Request:
    asked = {"role": "user", "content": [{"type": "text", "text": text}]}
    given = {"model": "claude-opus-4-8", "messages": (asked,), "max_tokens": 100, **fields}
    return Request(**given)


@pytest.fixture
def ask() -> Ask:
    """Makes a request."""
    return question


class AtAddress(Transport):
    """A transport, and the stack that is nothing but this transport."""

    @property
    def stream(self) -> Stream:
        return build([], self)


@pytest.fixture
async def transport_to() -> AsyncIterator[Callable[..., "AtAddress"]]:
    """Makes transports to an address; closes them, and fails if a task of theirs is left."""
    made: list[AtAddress] = []

    async def address(url: str) -> str:
        return url

    def make(url: str, **seconds: Any) -> AtAddress:
        bounds = {"connect_seconds": 5, "idle_seconds": 5, "max_connections": 300, **seconds}
        made.append(AtAddress(api_key="key", base_url=partial(address, url), **bounds))
        return made[-1]

    yield make
    for transport in made:
        await transport.close()
    for _ in range(10):
        await asyncio.sleep(0)
    assert asyncio.all_tasks() == {asyncio.current_task()}


@pytest.fixture
def talk(transport_to):
    """Asks a server one question; returns the request (with its trace) and the events."""

    async def talk(server, text="Hello", deadline_seconds=60.0, fields=None, **seconds):
        deadline = time.monotonic() + deadline_seconds
        asked = question(text, deadline=deadline, **(fields or {}))
        return asked, await collect(transport_to(server.base_url, **seconds).stream, asked)

    return talk


@pytest.fixture
def refused(transport_to):
    """Asks a server one question that must fail; returns the error and the attempt's notes."""

    async def refused(base_url, kind, deadline_seconds=60.0, **seconds):
        asked = question(deadline=time.monotonic() + deadline_seconds)
        with pytest.raises(kind) as caught:
            await collect(transport_to(base_url, **seconds).stream, asked)
        (attempt,) = asked.trace.attempts
        assert type(caught.value) is kind
        assert attempt.code == kind.code
        return caught.value, attempt

    return refused
