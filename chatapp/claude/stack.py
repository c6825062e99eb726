"""The onion: a list of middlewares around one transport, each an async generator of events."""

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, aclosing
from typing import Protocol

from chatapp.claude.events import Event
from chatapp.claude.request import Request

Stream = Callable[[Request], AbstractAsyncContextManager[AsyncIterator[Event]]]


class Handler(Protocol):
    """Anything that answers a request by a stream of events: a middleware or the transport."""

    def __call__(self, request: Request, /) -> AsyncGenerator[Event, None]: ...


class Middleware:
    """One concern around every request to Claude.

    Built once per process, so nothing about a single request may be kept on `self`.
    """

    def __init__(self, inner: Stream) -> None:
        self.inner = inner

    async def __call__(self, request: Request) -> AsyncGenerator[Event, None]:
        async with self.inner(request) as events:
            async for event in events:
                yield event


def opener(handler: Handler) -> Stream:
    """The handler as a context manager, so that leaving early closes everything below at once.

    Bare nested generators close their inner ones only when they are garbage collected.
    """

    def open_stream(request: Request) -> aclosing[AsyncGenerator[Event, None]]:
        return aclosing(handler(request))

    return open_stream


def build(middleware: Sequence[Callable[[Stream], Handler]], transport: Handler) -> Stream:
    """The whole stack; the first middleware of the list is the outermost."""
    stream = opener(transport)
    for wrap in reversed(middleware):
        stream = opener(wrap(stream))
    return stream
