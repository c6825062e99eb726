"""How the limits stand, for the console, health alerts and whoever else looks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from chatapp.limiting.rules import Rules


@dataclass(frozen=True, slots=True)
class BreakerState:
    """`word`: closed, open, probing or ramping. `seconds` until the next probe while open."""

    word: str
    seconds: float


@dataclass(frozen=True, slots=True)
class PoolState:
    """Room of one API key (by a short name, never the key) for a class of models.

    `limits` and `levels` by kind (`requests`, `input`, `output`), per minute; empty as long as no
    answer has told them. `allowed` in flight, 0 if nothing holds it back. `blocked_seconds` until
    the API wants to be asked again.
    """

    key: str
    model_class: str
    limits: Mapping[str, float]
    levels: Mapping[str, float]
    allowed: float
    in_use: int
    blocked_seconds: float


@dataclass(frozen=True, slots=True)
class State:
    """All processes together if `is_shared`, else this one.

    `upstream` counts refusals of the last ten minutes: `limited` (429), `overloaded` (529),
    `failed` (other failures of the server or the network), `rest` (a key that is used up).
    `slots` 0: no limit. `retries_left` of the shared retry budget.
    """

    is_shared: bool
    processes: int
    slots: int
    in_use: int
    waiting: int
    waiting_in_background: int
    queue_length: int
    retries_left: float
    breakers: Mapping[str, BreakerState] = field(default_factory=dict)
    pools: tuple[PoolState, ...] = ()
    upstream: Mapping[str, int] = field(default_factory=dict)

    @property
    def down(self) -> list[str]:
        """Models that are not asked now, for they don't answer."""
        return sorted(m for m, state in self.breakers.items() if state.word in ("open", "probing"))

    @classmethod
    def of(cls, answer: Mapping[str, Any], is_shared: bool) -> Self:
        """From what the store says."""
        rules = Rules.current()
        waiting, background = answer["waiting"]
        return cls(
            is_shared=is_shared,
            processes=answer["processes"],
            slots=rules.total,
            in_use=answer["in_use"],
            waiting=waiting,
            waiting_in_background=background,
            queue_length=rules.queue_length,
            retries_left=answer["retries"],
            breakers={m: BreakerState(*state) for m, state in answer["breakers"].items()},
            pools=tuple(_pool(name, pool) for name, pool in sorted(answer["pools"].items())),
            upstream=dict(answer["seen"]),
        )


def _pool(name: str, pool: Mapping[str, Any]) -> PoolState:
    key, _, model_class = name.partition("|")
    return PoolState(
        key=key,
        model_class=model_class,
        limits=pool["limits"],
        levels=pool["levels"],
        allowed=pool["allowed"],
        in_use=pool["in_use"],
        blocked_seconds=pool["blocked"],
    )
