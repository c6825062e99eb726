"""The store that all processes share: one Lua script, so that every operation is one round trip.

The clock is Redis's own, so processes with clocks of their own agree on leases. State lives
under one hash tag and is small: a few hashes and sorted sets, nothing per second.
"""

import asyncio
from functools import cache
from pathlib import Path
from typing import Any

import orjson
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError, RedisError

from chatapp.limiting.rules import Rules

Plain = dict[str, Any]

PREFIX = "{chatapp:limits}"
TIMEOUT_SECONDS = 3.0
MOST_AT_ONCE = 64
"""So many operations keep Redis busy for a few milliseconds, which others wait for."""

PARTS = ("records", "pools", "breaker", "queue", "admission", "operations", "main")


@cache
def script() -> str:
    """The whole script."""
    folder = Path(__file__).with_name("lua")
    return "\n".join((folder / f"{part}.lua").read_text(encoding="utf-8") for part in PARTS)


class RedisStore:
    """Raises `redis.RedisError` or OSError when Redis can't be asked; `store.py` copes.

    One round trip is under way at a time; what is asked meanwhile goes together with the next,
    so a crowd costs neither a connection nor a wait each. `now` replaces Redis's clock in tests.
    """

    def __init__(self, url: str, now: float | None = None) -> None:
        self.now = now
        self._redis = Redis.from_url(
            url,
            socket_timeout=TIMEOUT_SECONDS,
            socket_connect_timeout=TIMEOUT_SECONDS,
            health_check_interval=30,
            retry=Retry(NoBackoff(), 1, (ConnectionError,)),  # a slow one isn't asked twice
        )
        self._script = self._redis.register_script(script())
        self._asked: list[tuple[Plain, asyncio.Future[Plain]]] = []
        self._sender: asyncio.Task[None] | None = None

    async def call(
        self, op: str, process: str, rules: Rules, args: Plain, notes: list[Plain]
    ) -> Plain:
        """The same as `MemoryStore.call`. All calls of one store are of one process."""
        answered: asyncio.Future[Plain] = asyncio.get_running_loop().create_future()
        self._asked.append(({"op": op, "args": args, "notes": notes}, answered))
        if self._sender is None:
            self._sender = asyncio.create_task(self._send(process, rules), name="limits")
        return await answered

    async def _send(self, process: str, rules: Rules) -> None:
        try:
            while self._asked:
                batch, self._asked = self._asked[:MOST_AT_ONCE], self._asked[MOST_AT_ONCE:]
                asked: Plain = {"process": process, "rules": rules.plain()}
                asked["calls"] = [call for call, _ in batch]
                if self.now is not None:
                    asked["now"] = self.now
                try:
                    said = await self._script([PREFIX], [orjson.dumps(asked)])
                except (RedisError, OSError) as exc:
                    for _, answered in batch:
                        if not answered.done():
                            answered.set_exception(exc)
                    continue
                for (_, answered), answer in zip(batch, orjson.loads(said), strict=True):
                    if not answered.done():
                        answered.set_result(answer)
        finally:
            self._sender = None

    async def close(self) -> None:
        """Sends what is under way, closes the connection."""
        while self._sender is not None:
            await asyncio.wait({self._sender})
        await self._redis.aclose()
