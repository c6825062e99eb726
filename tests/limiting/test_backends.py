"""Both stores, memory and Redis, give the same answers to whatever happens in whatever order."""

from math import isclose
from random import Random

import pytest

from chatapp.limiting.memory import MemoryStore
from chatapp.limiting.redis import RedisStore
from chatapp.limiting.rules import Rules

pytestmark = pytest.mark.redis

RULES = Rules(
    total=6, per_model=5, per_user=3, queue_length=9, queue_per_user=5, lease_seconds=20.0
)
PROCESSES, USERS, MODELS = ("p", "q"), ("", "alice", "bob"), ("opus", "haiku")
IDS = [f"r{number:02}" for number in range(24)]
STEPS = 250


class Chance:
    """Operations and notes as processes send them, drawn from a seed."""

    def __init__(self, seed):
        self.random = Random(seed)
        self.trouble = self.random.choice([0.05, 0.3, 0.8])  # how often Claude fails

    def want(self):
        pick = self.random.choice
        model = pick(MODELS)
        return {
            **{"id": pick(IDS), "user": pick(USERS), "model": model, "pool": model},
            **{"interactive": pick([True, True, False]), "input": pick([0, 100, 5000])},
            **{"output": pick([0, 90, 5000]), "weight": pick([1.0, 1.0, 2.0])},
            **{"patient": pick([True, True, False]), "keys": pick([["a"], ["a", "b"]])},
        }

    def amounts(self):
        chosen = self.random.sample(("requests", "input", "output"), self.random.randint(0, 3))
        return {kind: self.random.choice([10.0, 300.0, 9000.0]) for kind in chosen}

    def operation(self):
        pick = self.random.choice
        match self.random.choices(
            ["enter", "leave", "look", "take", "ask", "retry", "renew", "state", "note"],
            [10, 7, 3, 2, 3, 2, 1, 1, 1],
        )[0]:
            case "enter" | "take" as op:
                return op, {"want": self.want()}
            case "leave":
                return "leave", {"id": pick(IDS)}
            case "look":
                return "look", {"ids": IDS}
            case "ask":
                return "ask", {"model": pick(MODELS), "id": pick(IDS)}
            case "renew":
                held = [{"want": self.want(), "key": "a"} for _ in range(self.random.randint(0, 2))]
                return "renew", {"held": held, "waiting": self.random.sample(IDS, 20)}
            case op:
                return op, {}

    def note(self):
        pick, fails = self.random.choice, self.random.random() < self.trouble
        where = {"key": pick("aab"), "pool": pick(MODELS), "back": self.amounts()}
        attempt = {"model": pick(MODELS), "id": pick(IDS)}
        match self.random.choices(["told", "went", "report", "abandon"], [1, 4, 6, 1])[0]:
            case "told":
                told = {"limits": self.amounts(), "left": self.amounts(), "age": pick([0.0, 2.5])}
                return {"note": "told", **where, **told}
            case "went":
                bad = pick(["limited", "overloaded", "failed", "failed", "rest"])
                how = {"outcome": bad if fails else "ok", "seconds": pick([0.0, 0.0, 3.0])}
                return {"note": "went", **where, **how, "written": pick([10.0, 900.0])}
            case "report":
                return {"note": "report", **attempt, "fine": not fails, "jitter": pick([0.8, 1.2])}
        return {"note": "abandon", **attempt}


def alike(here, there):
    """Equal but for what the wire can't tell apart: rounding, an empty list and an empty map."""
    match here:
        case dict():
            names = set(here) | set(there or {})
            return all(name in here and alike(here[name], there[name]) for name in names)
        case [{"id": _}, *_]:
            pairs = zip(by_id(here), by_id(there), strict=True)
            return all(alike(one, other) for one, other in pairs)
        case list():
            return len(here) == len(there) and all(map(alike, here, there or ()))
        case float():
            return isclose(here, there, rel_tol=1e-9, abs_tol=1e-6)
    return here == there


def by_id(granted):
    return sorted(granted, key=lambda one: one["id"])


@pytest.mark.parametrize("seed", range(14))
async def test_memory_and_redis_answer_alike(redis_url, seed):
    chance, at = Chance(seed), [1_000.0]
    memory, shared = MemoryStore(lambda: at[0]), RedisStore(redis_url)
    try:
        for step in range(STEPS):
            pauses = [0.0, 0.0, 0.05, 0.3, 0.3, 1.7, 6.0 if step % 9 else 25.0]
            at[0] += chance.random.choice(pauses)
            shared.now = at[0]
            process = chance.random.choice(PROCESSES)
            op, args = chance.operation()
            told = [chance.note() for _ in range(chance.random.randint(0, 4))]
            here = memory.call(op, process, RULES, args, told)
            there = await shared.call(op, process, RULES, args, told)
            assert alike(here, there), (step, op, args, here, there)
    finally:
        await shared.close()
