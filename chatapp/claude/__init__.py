"""The middleware between the app and the Claude API: the only names that others import.

`stream(request)` answers as an async context manager over events, `count(request)` says how
many input tokens a request has. Everything a call meets on its way is `CLAUDE_MIDDLEWARE`.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from functools import cache
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from django.conf import settings
from django.utils.module_loading import import_string

from chatapp import limiting, simulator
from chatapp.claude import catalog, errors, events
from chatapp.claude.redacting import redacted
from chatapp.claude.request import Purpose, Request
from chatapp.claude.stack import Stream, build

if TYPE_CHECKING:
    from chatapp.claude.transport import Transport

__all__ = [
    "Purpose", "Request", "catalog", "close", "count", "errors", "events", "prepare",
    "refresh_models", "stream",
]  # fmt: skip

API_URL = "https://api.anthropic.com"

_simulators = WeakKeyDictionary[asyncio.AbstractEventLoop, simulator.Simulator]()


async def _base_url() -> str:
    """Where the API is: the configured address, or this process's simulator without a key."""
    if not settings.CLAUDE_SIMULATED:
        return settings.ANTHROPIC_BASE_URL or API_URL
    loop = asyncio.get_running_loop()
    if loop not in _simulators:
        _simulators[loop] = await simulator.start()
    return _simulators[loop].base_url


@cache
def api() -> "Transport":
    """The process's one transport, as the settings describe it.

    The SDK takes more than a second to import, which only a process that asks Claude should pay.
    """
    from chatapp.claude.transport import Transport

    return Transport(
        api_key=settings.ANTHROPIC_API_KEY or "simulator",
        base_url=_base_url,
        connect_seconds=settings.CLAUDE_CONNECT_TIMEOUT_SECONDS,
        idle_seconds=settings.CLAUDE_IDLE_SECONDS,
        max_connections=settings.CLAUDE_MAX_CONNECTIONS,
        extra_keys=settings.ANTHROPIC_EXTRA_API_KEYS,
        gather_seconds=settings.TURN_COALESCE_SECONDS,
    )


@cache
def stack() -> Stream:
    """The process's one stack: every middleware of the list around the transport."""
    return build([import_string(path) for path in settings.CLAUDE_MIDDLEWARE], api())


def prepare() -> None:
    """Imports and builds everything now, so that the first request need not wait for it."""
    stack()


def stream(request: Request) -> AbstractAsyncContextManager[AsyncIterator[events.Event]]:
    """Asks Claude. Leaving the context early closes the connection to Claude at once.

    Raises `errors.ClaudeError`; after an error or an early exit everything that was used has
    been booked.
    """
    return stack()(request)


async def count(request: Request) -> int:
    """Input tokens of the request as the API counts them: an estimate, free of charge.

    Raises `errors.ClaudeError`.
    """
    return await api().count((await redacted(request)).request)


async def refresh_models() -> None:
    """Asks the API which models there are. Raises whatever goes wrong; then nothing changes."""
    catalog.learn(await api().models())


async def close() -> None:
    """Closes this event loop's connections to Claude, and its simulator.

    The next request begins anew, by the settings as they are then.
    """
    await api().close()
    await limiting.close()
    stack.cache_clear()
    api.cache_clear()
    if simulated := _simulators.pop(asyncio.get_running_loop(), None):
        await simulated.close()
