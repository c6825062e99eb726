"""What makes a middleware safe to put anywhere in the list: one function per clause.

Each takes a middleware class and raises AssertionError where the class breaks the clause.
"""

import asyncio
import copy
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import fields

import pytest

from chatapp.claude.errors import InvalidRequest, Overloaded
from chatapp.claude.events import Event, TextDelta
from chatapp.claude.request import Request
from chatapp.claude.stack import Middleware, build
from tests.claude.conftest import question
from tests.fakes.claude import FakeClaude, Stream, collect, said

Layer = type[Middleware]
Clause = Callable[[Layer], Awaitable[None]]


def around(layer: Layer, claude: FakeClaude) -> Stream:
    return build([layer], claude)


async def passes_every_event_through(layer: Layer) -> None:
    claude = FakeClaude(said("Hel", "lo"))
    assert await collect(around(layer, claude), question()) == said("Hel", "lo")
    assert len(claude.asked) == claude.closed == 1


async def is_lazy(layer: Layer) -> None:
    claude = FakeClaude(said("Hel", "lo"))
    async with around(layer, claude)(question()) as events:
        assert claude.produced == 0
        assert await anext(events) == TextDelta(0, "Hel")
        assert claude.produced == 1


async def closes_inner_at_once_when_left_early(layer: Layer) -> None:
    claude = FakeClaude(said("Hel", "lo"))
    async with around(layer, claude)(question()) as events:
        await anext(events)
    assert claude.closed == 1


async def lets_errors_through(layer: Layer) -> None:
    for error in (InvalidRequest("no"), ValueError("a bug")):
        claude = FakeClaude([error])
        with pytest.raises(type(error)) as caught:
            await collect(around(layer, claude), question())
        assert caught.value is error
        assert claude.closed == 1


async def lets_an_error_after_content_through(layer: Layer) -> None:
    claude, seen, error = FakeClaude([TextDelta(0, "Hel"), Overloaded()]), [], None
    try:
        async with around(layer, claude)(question()) as events:
            async for event in events:
                seen.append(event)
    except Overloaded as caught:
        error = caught
    assert error is claude.script[0][1]
    assert seen == [TextDelta(0, "Hel")]
    assert claude.closed == 1


async def lets_cancellation_through(layer: Layer) -> None:
    claude = FakeClaude([TextDelta(0, "Hel"), asyncio.Event()])
    task, shown = listening(around(layer, claude))
    await shown.wait()
    task.cancel()
    await asyncio.wait({task})
    assert task.cancelled()
    assert claude.closed == 1


async def closes_inner_even_when_cancelled_twice(layer: Layer) -> None:
    claude = FakeClaude([TextDelta(0, "Hel"), asyncio.Event()])
    task, shown = listening(around(layer, claude))
    await shown.wait()
    task.cancel()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait({task})
    assert task.cancelled()
    assert claude.closed == 1


async def keeps_requests_apart(layer: Layer) -> None:
    async def echo(request: Request) -> AsyncGenerator[Event, None]:
        for number in range(3):
            await asyncio.sleep(0)
            yield TextDelta(number, request.messages[0]["content"][0]["text"])

    stream = build([layer], echo)
    heard = await asyncio.gather(*(collect(stream, question(name)) for name in "abcde"))
    assert heard == [[TextDelta(number, name) for number in range(3)] for name in "abcde"]


async def leaves_the_callers_request_alone(layer: Layer) -> None:
    asked = question(tools=({"name": "clock", "input_schema": {"type": "object"}},))
    names = [field.name for field in fields(Request) if field.name != "trace"]
    before = copy.deepcopy({name: getattr(asked, name) for name in names})
    await collect(around(layer, FakeClaude()), asked)
    assert {name: getattr(asked, name) for name in names} == before


def listening(stream: Stream) -> tuple["asyncio.Task[None]", asyncio.Event]:
    """A task that reads a stream to its end, and the moment of its first event."""
    shown = asyncio.Event()

    async def listen() -> None:
        async with stream(question()) as events:
            async for _ in events:
                shown.set()

    return asyncio.create_task(listen()), shown


CONTRACT: list[Clause] = [
    passes_every_event_through,
    is_lazy,
    closes_inner_at_once_when_left_early,
    lets_errors_through,
    lets_an_error_after_content_through,
    lets_cancellation_through,
    closes_inner_even_when_cancelled_twice,
    keeps_requests_apart,
    leaves_the_callers_request_alone,
]
