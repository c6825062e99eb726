"""Redis while it answers, this process alone while it doesn't: one interface, the same behaviour.

Away from the others a process keeps to its share: slots and rates divided by the processes that
were there last. The buckets of the memory store are kept up to date all along for that moment.
"""

import logging
import time
from typing import Any

from redis.exceptions import RedisError

from chatapp.limiting.memory import MemoryStore
from chatapp.limiting.redis import RedisStore
from chatapp.limiting.rules import Rules

logger = logging.getLogger(__name__)

Plain = dict[str, Any]

RECONNECT_SECONDS = 1.0


class Store:
    """`is_shared` says whether all processes are counted, or this one only."""

    def __init__(self, url: str) -> None:
        self._redis = RedisStore(url) if url else None
        self._memory = MemoryStore()
        self._processes = 1
        self._try_at = 0.0
        self._away = False

    @property
    def is_shared(self) -> bool:
        return self._redis is not None and not self._away

    async def call(self, op: str, process: str, args: Plain, notes: list[Plain]) -> Plain:
        """One operation; see `memory.py` for their names. Never raises for want of Redis."""
        rules = Rules.current()
        now = time.monotonic()
        if self._redis is not None and (not self._away or now >= self._try_at):
            self._try_at = now + RECONNECT_SECONDS  # while away, one call finds out for all
            try:
                answer = await self._redis.call(op, process, rules, args, notes)
            except (RedisError, OSError) as exc:
                if not self._away:
                    logger.warning("Redis is away, limits are kept per process: %r", exc)
                self._away = True
            else:
                if self._away:
                    logger.warning("Redis is back, limits are shared again")
                self._away, self._processes = False, answer["processes"]
                self._keep_up(op, process, rules, args, notes)
                return answer
        rules = rules.shared(self._processes)
        return self._memory.call(op, process, rules, args, [self._part(n) for n in notes])

    def _keep_up(
        self, op: str, process: str, rules: Rules, args: Plain, notes: list[Plain]
    ) -> None:
        """What memory has to know should Redis go: how large the buckets are, who left."""
        told = [{**self._part(n), "back": {}} for n in notes if n["note"] == "told"]
        if told or op == "leave":
            self._memory.call(op if op == "leave" else "note", process, rules, args, told)

    def _part(self, note: Plain) -> Plain:
        """The note with this process's share of what the API allows to all of them."""
        if note["note"] != "told":
            return note
        shares = {
            name: {kind: amount / self._processes for kind, amount in note[name].items()}
            for name in ("limits", "left")
        }
        return note | shares

    async def close(self) -> None:
        """Closes the connections to Redis."""
        if self._redis is not None:
            await self._redis.close()
