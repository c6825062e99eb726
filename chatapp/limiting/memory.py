"""The store within one process: the embedded profile, and the fallback while Redis is away.

`lua/` does the same on Redis; a property test holds both to the same answers.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from chatapp.limiting.admission import Admission
from chatapp.limiting.grant import Want
from chatapp.limiting.leases import SETTLED_SECONDS, Held
from chatapp.limiting.retry_budget import RetryBudget
from chatapp.limiting.rules import Rules

Plain = dict[str, Any]

SEEN_SECONDS = 60
SEEN_MINUTES = 10


class MemoryStore:
    """All state of the limits, and one method for every operation of the store."""

    def __init__(self, clock: Callable[[], float] | None = None) -> None:
        self._clock = clock or (lambda: time.monotonic())
        self._admission = Admission()
        self._retries = RetryBudget(at=self._clock())
        self._seen: dict[int, Counter[str]] = {}

    def call(self, op: str, process: str, rules: Rules, args: Plain, notes: list[Plain]) -> Plain:
        """Takes the notes into account, then does what is asked. `op` is a name from below."""
        now = self._clock()
        self._admission.leases.until[process] = now + rules.lease_seconds
        for dead in self._admission.leases.dead(now):
            self._bury(dead)
        for note in notes:
            self._take_note(note, rules, now)
        answer: Plain = getattr(self, f"_{op}")(process, rules, args, now)
        return {**answer, "processes": len(self._admission.leases.until)}

    def _enter(self, process: str, rules: Rules, args: Plain, now: float) -> Plain:
        want = _want(args["want"])
        self._retries.pay_in(now)
        lines = self._admission.lines
        length = len(self._admission.waits)
        mine = sum(line.waiting.get(want.user, 0) for line in lines)
        full = length >= rules.queue_length or (want.user != "" and mine >= rules.queue_per_user)
        fresh = False
        if slot := self._admission.leases.held.get(want.id):
            slot.collected = False  # granted before, but the answer was lost
        elif fresh := want.id not in self._admission.waits:
            self._admission.waits[want.id] = (want, process)
            self._admission.line(want).push(want)
        self._admission.dispatch(rules, now)
        if full and fresh and want.id in self._admission.waits:
            why, seconds = self._admission.why(want, now)
            self._admission.drop(want.id)
            return {**self._collect(process), "full": True, "why": why, "seconds": seconds}
        return self._places(process, [want.id], now)

    def _look(self, process: str, rules: Rules, args: Plain, now: float) -> Plain:
        self._admission.dispatch(rules, now)
        return self._places(process, args.get("ids", ()), now)

    def _places(self, process: str, ids: Iterable[str], now: float) -> Plain:
        places = {}
        for id_ in ids:
            if id_ in self._admission.waits:
                want = self._admission.waits[id_][0]
                ahead = self._admission.line(want).ahead(want)
                places[id_] = [ahead, *self._admission.why(want, now)]
        return {**self._collect(process), "places": places}

    def _leave(self, process: str, rules: Rules, args: Plain, now: float) -> Plain:
        self._admission.drop(args["id"])
        self._admission.dispatch(rules, now)
        return self._collect(process)

    def _note(self, process: str, rules: Rules, args: Plain, now: float) -> Plain:
        return {}

    def _ask(self, process: str, rules: Rules, args: Plain, now: float) -> Plain:
        word, seconds = self._admission.breaker(args["model"]).ask(now, args["id"])
        return {"word": word, "seconds": seconds}

    def _take(self, process: str, rules: Rules, args: Plain, now: float) -> Plain:
        """Another attempt of a request: before the line, as soon as its tokens are there."""
        want = _want(args["want"])
        key = self._admission.best_key(want, now)
        pool = self._admission.pool(key, want.pool, now)
        wait = pool.wait_seconds(want, now)
        taken = pool.take(want)
        slot = self._admission.leases.held.get(want.id)
        if slot is not None and (slot.key, slot.want.pool) != (key, want.pool):
            self._admission.pools[f"{slot.key}|{slot.want.pool}"].in_use -= 1
            self._move(slot, want, key, now)
        return {"key": key, "taken": taken, "seconds": wait}

    def _move(self, slot: Held, want: Want, key: str, now: float) -> None:
        leases = self._admission.leases
        leases.release(want.id)
        slot.want, slot.key = want, key
        leases.hold(slot)
        self._admission.pool(key, want.pool, now).in_use += 1

    def _retry(self, process: str, rules: Rules, args: Plain, now: float) -> Plain:
        return {"may": self._retries.take(now)}

    def _renew(self, process: str, rules: Rules, args: Plain, now: float) -> Plain:
        """Makes the store agree with what the process knows to hold, should either have lost it."""
        mine = {held["want"]["id"] for held in args["held"]} | set(args["waiting"])
        admission = self._admission
        for id_, slot in list(admission.leases.held.items()):
            if slot.process == process and id_ not in mine and slot.at < now - SETTLED_SECONDS:
                admission.drop(id_)
        for id_, (_, owner) in list(admission.waits.items()):
            if owner == process and id_ not in mine:
                admission.drop(id_)
        for held in args["held"]:
            want = _want(held["want"])
            if want.id not in admission.leases.held and want.id not in admission.waits:
                slot = Held(want, process, held["key"], {}, now, collected=True)
                admission.leases.hold(slot)
                admission.pool(held["key"], want.pool, now).in_use += 1
        return self._collect(process)

    def _state(self, process: str, rules: Rules, args: Plain, now: float) -> Plain:
        admission = self._admission
        self._retries.refill(now)
        pools = {}
        for name, pool in admission.pools.items():
            pool.refill(now)
            pools[name] = {
                "limits": dict(pool.limits),
                "levels": dict(pool.levels),
                "allowed": pool.allowed,
                "in_use": pool.in_use,
                "blocked": max(0.0, pool.blocked_until - now),
            }
        recent = Counter[str]()
        for minute, counts in self._seen.items():
            if minute > int(now // SEEN_SECONDS) - SEEN_MINUTES:
                recent += counts
        return {
            "breakers": {
                model: [breaker.stands(now), max(0.0, breaker.open_until - now)]
                for model, breaker in admission.breakers.items()
            },
            "waiting": [len(line.places) for line in admission.lines],
            "in_use": admission.leases.used["all"],
            "retries": self._retries.level,
            "pools": pools,
            "seen": dict(recent),
        }

    def _collect(self, process: str) -> Plain:
        """What this process was granted and hasn't been told yet."""
        told = []
        for id_, slot in self._admission.leases.held.items():
            if slot.process == process and not slot.collected:
                slot.collected = True
                facts = {"key": slot.key, "taken": slot.taken}
                told.append({"id": id_, **facts, "cleared": slot.cleared, "probe": slot.probe})
        return {"granted": told}

    def _bury(self, process: str) -> None:
        for id_, slot in list(self._admission.leases.held.items()):
            if slot.process == process:
                self._admission.drop(id_)
        for id_, (_, owner) in list(self._admission.waits.items()):
            if owner == process:
                self._admission.drop(id_)

    def _take_note(self, note: Mapping[str, Any], rules: Rules, now: float) -> None:
        admission = self._admission
        match note["note"]:
            case "told":
                pool = admission.pool(note["key"], note["pool"], now)
                pool.give_back(note["back"])
                pool.learn(note["limits"], note["left"], note["age"])
            case "went":
                pool = admission.pool(note["key"], note["pool"], now)
                pool.give_back(note["back"])
                pool.say_how(note["outcome"], now, float(rules.total or 10_000), note["seconds"])
                if note["outcome"] == "ok":
                    pool.written(note["written"])
                else:
                    minute = int(now // SEEN_SECONDS)
                    for old in [m for m in self._seen if m <= minute - SEEN_MINUTES]:
                        del self._seen[old]
                    self._seen.setdefault(minute, Counter())[note["outcome"]] += 1
            case "report":
                breaker = admission.breaker(note["model"])
                breaker.report(now, note["id"], note["fine"], note["jitter"])
            case "abandon":
                admission.breaker(note["model"]).abandon(note["id"])


def _want(plain: Mapping[str, Any]) -> Want:
    return Want(**{**plain, "keys": tuple(plain["keys"])})
