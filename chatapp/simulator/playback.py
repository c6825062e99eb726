"""Sends a script over HTTP at its pace, and breaks off where it is told to."""

import asyncio
import contextlib
import socket
import struct
from collections.abc import Iterator

from aiohttp import web

from . import wire
from .errors import ApiError
from .reply import Delivery, Ending
from .script import Script, Step

_TEXT_BEFORE_BREAK = 8
_ODD_EVENT = {"type": "simulated_weather", "payload": {"note": "an event no client knows"}}
_BREAKS = (Ending.OVERLOADED_LATE, Ending.CUT, Ending.EOF, Ending.SILENT)


class Pace:
    """Keeps to so many tokens a second on the whole, without adding up small delays."""

    def __init__(self, tokens_per_second: float | None) -> None:
        self._seconds_per_token = 1 / tokens_per_second if tokens_per_second else 0.0
        self._due = asyncio.get_running_loop().time()

    async def spend(self, tokens: int) -> None:
        """Waits until that many more tokens could have been written."""
        self._due += tokens * self._seconds_per_token
        await asyncio.sleep(max(0.0, self._due - asyncio.get_running_loop().time()))


async def stream(
    request: web.Request, headers: dict[str, str], script: Script, delivery: Delivery
) -> web.StreamResponse:
    """Plays the whole stream; a client that leaves cancels it at the next event."""
    response = web.StreamResponse(
        headers={"content-type": "text/event-stream; charset=utf-8", **headers}
    )
    response.headers["cache-control"] = "no-cache"
    await response.prepare(request)
    await response.write(wire.encode(script.start()))
    if delivery.ending is Ending.OVERLOADED_FIRST:
        await response.write(wire.PING)
        return await _fail(response, headers)
    pace, pinged = Pace(delivery.tokens_per_second), False
    for step in _until_break(script, delivery.ending):
        await pace.spend(step.tokens)
        if step.event is not None:
            await response.write(wire.encode(step.event))
        if not pinged:
            pinged = True
            await response.write(wire.PING)
            if delivery.odd_events:
                await response.write(wire.encode(_ODD_EVENT))
    return await _end(request, response, headers, script, delivery.ending)


async def whole(script: Script, delivery: Delivery) -> wire.Json:
    """The answer in one piece, after the time that writing it takes."""
    if delivery.ending in (Ending.OVERLOADED_FIRST, Ending.OVERLOADED_LATE):
        raise ApiError(529, "Overloaded")
    await Pace(delivery.tokens_per_second).spend(script.output_usage.total)
    if delivery.ending is Ending.SILENT:
        await asyncio.Event().wait()
    return script.whole()


def reset(request: web.Request) -> None:
    """Closes the connection with a TCP reset instead of a farewell."""
    transport = request.transport
    if transport is None:
        return
    connection = transport.get_extra_info("socket")
    with contextlib.suppress(OSError):
        linger = struct.pack("ii", 1, 0)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    transport.abort()


def _until_break(script: Script, ending: Ending) -> Iterator[Step]:
    """All content, or for a broken ending the first few deltas of text."""
    if ending not in _BREAKS:
        yield from script.content()
        return
    steps = list(script.content())
    shown = max(1, min(_TEXT_BEFORE_BREAK, sum(step.is_text for step in steps) // 2))
    for step in steps:
        if step.is_text:
            shown -= 1
        yield step
        if shown == 0:
            return


async def _end(
    request: web.Request,
    response: web.StreamResponse,
    headers: dict[str, str],
    script: Script,
    ending: Ending,
) -> web.StreamResponse:
    match ending:
        case Ending.OVERLOADED_LATE:
            return await _fail(response, headers)
        case Ending.CUT:
            await asyncio.sleep(0.05)  # let the client read what came before the reset
            reset(request)
        case Ending.EOF:
            await response.write_eof()
        case Ending.SILENT:
            await asyncio.Event().wait()
        case _:
            for event in script.finish():
                await response.write(wire.encode(event))
            await response.write_eof()
    return response


async def _fail(response: web.StreamResponse, headers: dict[str, str]) -> web.StreamResponse:
    await response.write(wire.encode(wire.overloaded(headers["request-id"])))
    await response.write_eof()
    return response
