"""The one door from async code to the synchronous database code."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

from django.conf import settings
from django.db import close_old_connections
from django.utils import translation

P = ParamSpec("P")
T = TypeVar("T")

_threads = ThreadPoolExecutor(settings.DATABASE_THREADS, thread_name_prefix="database")


async def run(function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """Runs `function` in a thread of our own pool, in the caller's language.

    Not by Channels' `database_sync_to_async`: its thread-sensitive calls share one thread with
    all of Django (192 of 200 concurrent turns failed when measured), its others bring more
    threads than SQLite has use for: they'd poll for one lock.
    """
    call = partial(_run, translation.get_language(), function, *args, **kwargs)
    return await asyncio.get_running_loop().run_in_executor(_threads, call)


def _run(language: str | None, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    close_old_connections()
    try:
        with translation.override(language):
            return function(*args, **kwargs)
    finally:
        close_old_connections()
