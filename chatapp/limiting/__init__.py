"""How many requests may be under way, how fast, and whether at all: shared by all processes.

`place` is a request's way through the fair queue to a slot, `attempt` asks for another try of it,
`note` says how a try went, `state` tells the console how everything stands. The middlewares
`concurrency`, `retry`, `breaker` and `pacing` are thin and speak to this room only. Why it is
built so: docs/adr/0006. Where the state lives: `redis.py`, `memory.py`.
"""

from chatapp.limiting.gate import close, gate
from chatapp.limiting.grant import Grant, Want
from chatapp.limiting.place import Place
from chatapp.limiting.rules import model_class
from chatapp.limiting.state import State

__all__ = ["Grant", "Place", "State", "Want", "close", "gate", "model_class", "renew", "state"]


async def renew() -> None:
    """Says that this process's slots and places are alive; `keeper` calls it."""
    await gate().renew()


async def state() -> State:
    """How everything stands now, over all processes. Never raises: without Redis, this process."""
    return await gate().state()
