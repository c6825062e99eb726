"""This process's side of the limits: who waits and who holds here, and one look for all of them.

While somebody waits, one task asks the store for everybody, twenty times a second. What attempts
have to tell (headers, outcomes) goes along with the next call, so that a request without trouble
costs two round trips: one to enter, one to leave.
"""

import asyncio
import logging
import random
import time
import uuid
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any
from weakref import WeakKeyDictionary

from django.conf import settings

from chatapp import shielded
from chatapp.limiting.grant import Grant, Want
from chatapp.limiting.place import Place
from chatapp.limiting.state import State
from chatapp.limiting.store import Store

logger = logging.getLogger(__name__)

Plain = dict[str, Any]

LOOK_SECONDS = 0.05
TELL_SECONDS = 1.0


class Gate:
    """One per event loop. `process` is its name in the store."""

    def __init__(self, store: Store) -> None:
        self.process = uuid.uuid4().hex[:12]
        self.waiting: dict[str, Place] = {}
        self.held: dict[str, Plain] = {}
        self._store = store
        self._notes: list[Plain] = []
        self._looking: asyncio.Task[None] | None = None

    # --- The way in and out ---------------------------------------------------------------------

    async def enter(self, place: Place) -> None:
        """Called by `Place.enter`."""
        id_ = place.want.id
        self.waiting[id_] = place
        answer = await self._call("enter", {"want": asdict(place.want)})
        if answer.get("full"):
            self.waiting.pop(id_, None)
            place.refused = True
            place.stands(0, answer["why"], answer["seconds"])
        elif id_ in self.waiting and self._looking is None:
            self._looking = asyncio.create_task(self._look(), name="places in line")

    async def leave(self, place: Place) -> None:
        """Called by `Place.leave`."""
        self.waiting.pop(place.want.id, None)
        self.held.pop(place.want.id, None)
        await self._call("leave", {"id": place.want.id})

    async def _look(self) -> None:
        tell_at = 0.0
        try:
            while self.waiting:
                await asyncio.sleep(LOOK_SECONDS)
                now = time.monotonic()
                ids = list(self.waiting) if now >= tell_at else []
                try:
                    await self._call("look", {"ids": ids})
                except Exception:
                    logger.exception("Nobody could be let in")
                    continue
                if ids:
                    tell_at = now + TELL_SECONDS
        finally:
            self._looking = None

    # --- Single attempts ------------------------------------------------------------------------

    async def take(self, want: Want, attempt: str) -> tuple[Grant, float]:
        """Tokens for another attempt of a request, and how many seconds it has to wait for them."""
        answer = await self._call("take", {"want": asdict(want)})
        if want.id in self.held:
            self.held[want.id] = {"want": asdict(want), "key": answer["key"]}
        return Grant(attempt, answer["key"], answer["taken"]), answer["seconds"]

    async def ask(self, model: str, attempt: str) -> tuple[str, float]:
        """What the model's breaker says to another attempt: `go`, `probe`, `down` or `ramp`."""
        answer = await self._call("ask", {"model": model, "id": attempt})
        return answer["word"], answer["seconds"]

    async def may_retry(self) -> bool:
        """Whether the shared retry budget has one left; if so, it is taken."""
        return bool((await self._call("retry", {}))["may"])

    def told(
        self, grant: Grant, pool: str, limits: Plain, left: Plain, back: Mapping[str, float]
    ) -> None:
        """The headers of an answer, and what of the tokens taken turned out not to be needed."""
        self._notes.append(
            {"note": "told", "key": grant.key, "pool": pool, "limits": limits, "left": left}
            | {"back": dict(back), "at": time.monotonic()}
        )

    def went(
        self,
        grant: Grant,
        pool: str,
        outcome: str,
        back: Mapping[str, float],
        *,
        written: float = 0.0,
        seconds: float = 0.0,
    ) -> None:
        """How an attempt ended: `ok`, `limited`, `overloaded`, `failed` or `rest` (see buckets)."""
        self._notes.append(
            {"note": "went", "key": grant.key, "pool": pool, "outcome": outcome}
            | {"back": dict(back), "written": written, "seconds": seconds}
        )

    def report(self, model: str, attempt: str, fine: bool) -> None:
        """For the breaker: the model has answered, or failed to."""
        jitter = random.uniform(0.8, 1.2)  # noqa: S311
        self._notes.append(
            {"note": "report", "model": model, "id": attempt, "fine": fine, "jitter": jitter}
        )

    def abandon(self, model: str, attempt: str) -> None:
        """For the breaker: this attempt will not tell."""
        self._notes.append({"note": "abandon", "model": model, "id": attempt})

    async def flush(self) -> None:
        """Tells the store at once what must not wait for the next call."""
        if self._notes:
            await self._call("note", {})

    # --- For the whole process ------------------------------------------------------------------

    async def renew(self) -> None:
        """Says what lives here, if anything does; mends what either side has lost."""
        if self.held or self.waiting or self._notes:
            held, waiting = list(self.held.values()), list(self.waiting)
            await self._call("renew", {"held": held, "waiting": waiting})

    async def state(self) -> State:
        """How everything stands."""
        answer = await self._call("state", {})
        return State.of(answer, self._store.is_shared)

    async def close(self) -> None:
        """Nobody waits any more."""
        if self._looking is not None:
            self._looking.cancel()
            await asyncio.wait({self._looking})
        await self._store.close()

    async def _call(self, op: str, args: Plain) -> Plain:
        notes, self._notes = self._notes, []
        now = time.monotonic()
        sent = [n | {"age": now - n["at"]} if "at" in n else n for n in notes]
        answer = await self._store.call(op, self.process, args, sent)
        for granted in answer.get("granted") or ():
            self._let_in(granted)
        if op == "look" and args["ids"]:
            self._place(args["ids"], answer.get("places") or {})
        elif places := answer.get("places"):
            self._place(list(places), places)
        return answer

    def _let_in(self, granted: Plain) -> None:
        id_ = granted["id"]
        place = self.waiting.pop(id_, None)
        if place is None:
            if id_ not in self.held:  # it left meanwhile
                shielded.start(self._call("leave", {"id": id_}))
            return
        self.held[id_] = {"want": asdict(place.want), "key": granted["key"]}
        grant = Grant(id_, granted["key"], granted["taken"], granted["probe"])
        place.let_in(replace(grant, used=not granted["cleared"]))

    def _place(self, ids: list[str], places: Plain) -> None:
        for id_ in ids:
            if (place := self.waiting.get(id_)) is None:
                continue
            if id_ in places:
                place.stands(*places[id_])
            else:  # the store has lost it: Redis went, came back, or was emptied
                shielded.start(self._call("enter", {"want": asdict(place.want)}))


_gates = WeakKeyDictionary[asyncio.AbstractEventLoop, Gate]()


def gate() -> Gate:
    """This event loop's gate, made on first use."""
    loop = asyncio.get_running_loop()
    if loop not in _gates:
        _gates[loop] = Gate(Store(settings.REDIS_URL))
    return _gates[loop]


async def close() -> None:
    """Closes this event loop's gate, if there is one."""
    if found := _gates.pop(asyncio.get_running_loop(), None):
        await found.close()
