"""The one door from async code to the synchronous database code."""

import asyncio
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from itertools import count
from queue import PriorityQueue
from typing import Any, ParamSpec, TypeVar

from django.conf import settings
from django.db import close_old_connections
from django.utils import translation

P = ParamSpec("P")
T = TypeVar("T")

PATIENCE_SECONDS = 1.0
"""How long bookkeeping lets those pass for whom somebody waits; it is never put off for longer."""

_threads = ThreadPoolExecutor(settings.DATABASE_THREADS, thread_name_prefix="database")
_numbers = count()
_waiting: PriorityQueue[tuple[float, int, Future[Any], Callable[[], Any]]] = PriorityQueue()
_patience: ContextVar[float] = ContextVar("patience_seconds", default=0.0)


async def run(function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """Runs `function` in a thread of our own pool, in the caller's language.

    First come, first served, `unhurried` callers apart. Not by Channels'
    `database_sync_to_async`: its thread-sensitive calls share one thread with all of Django (192
    of 200 concurrent turns failed when measured), its others bring more threads than SQLite has
    use for: they'd poll for one lock.
    """
    future: Future[T] = Future()
    call = partial(_run, translation.get_language(), function, *args, **kwargs)
    _waiting.put((time.monotonic() + _patience.get(), next(_numbers), future, call))
    _threads.submit(_run_next)
    return await asyncio.wrap_future(future)


@contextmanager
def unhurried() -> Iterator[None]:
    """Inside, nobody waits for an answer: `run` lets others pass, `PATIENCE_SECONDS` at most.

    A first word takes seven short visits to the database. On a busy process they would stand in
    line behind the books of replies that have long been read.
    """
    before = _patience.set(PATIENCE_SECONDS)
    try:
        yield
    finally:
        _patience.reset(before)


def _run_next() -> None:
    """The most urgent call, in a thread of the pool; there are as many turns as calls."""
    _, _, future, call = _waiting.get_nowait()
    if not future.set_running_or_notify_cancel():
        return
    try:
        future.set_result(call())
    except BaseException as error:  # whatever it is, it belongs to the caller
        future.set_exception(error)


def _run(language: str | None, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    close_old_connections()
    try:
        with translation.override(language):
            return function(*args, **kwargs)
    finally:
        close_old_connections()
