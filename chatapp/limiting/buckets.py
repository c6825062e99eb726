"""What one API key may still ask of one class of models: token buckets and a limit in flight.

The buckets (requests, input and output tokens per minute) are known only from the headers of
answers; until then nothing is held back. They are taken from before a request goes out and
corrected by what it really used, so a burst waits here instead of being refused there.

For what headers don't tell there is a limit on requests in flight, after TCP: +1 with each
answer up to the threshold, then +1 for each `allowed` answers; x 0.7 when Claude says no.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from chatapp.limiting.grant import KINDS, Want
from chatapp.limiting.rules import BACKGROUND_SHARE

MINUTE = 60.0
CUSHION = 0.03
"""Share of a bucket left untouched, for what is under way and not counted yet on either side."""

FIRST_MEAN_OUTPUT = 400.0
MEAN_WEIGHT = 0.1
CUT = 0.7
CUT_EVERY_SECONDS = 1.0
"""Refusals that belong to one burst cut once: the second says nothing that the first didn't."""

LEAST_IN_FLIGHT = 2.0
UNHEARD_IN_FLIGHT = 100
"""So many go before the first answer has told how large the buckets are."""

REST_SECONDS = 60.0


@dataclass(slots=True)
class Pool:
    """Times in seconds on the store's clock; `allowed` 0 stands for "never cut"."""

    at: float = 0.0
    limits: dict[str, float] = field(default_factory=dict)
    levels: dict[str, float] = field(default_factory=dict)
    mean_output: float = FIRST_MEAN_OUTPUT
    blocked_until: float = 0.0
    rests_until: float = 0.0
    allowed: float = 0.0
    threshold: float = 0.0
    cut_at: float = 0.0
    in_use: int = 0
    heard: bool = False

    def refill(self, now: float) -> None:
        """What has come in since the last look."""
        passed = max(0.0, now - self.at)
        self.at = max(self.at, now)
        for kind, limit in self.limits.items():
            self.levels[kind] = min(limit, self.levels[kind] + limit / MINUTE * passed)

    def need(self, want: Want) -> dict[str, float]:
        """What this request will use of each kind, as far as can be told."""
        output = min(float(want.output), self.mean_output) if want.output else self.mean_output
        return {"requests": 1.0, "input": float(want.input), "output": output}

    def wait_seconds(self, want: Want, now: float) -> float:
        """How long until this request fits into the buckets; 0 if it does. After `refill`."""
        wait, need = max(0.0, self.blocked_until - now), self.need(want)
        for kind, limit in self.limits.items():
            floor = limit * (CUSHION if want.interactive else 1 - BACKGROUND_SHARE)
            most = limit * (1 - CUSHION)  # a request larger than the bucket goes when it is full
            missing = min(floor + need[kind], most) - self.levels[kind]
            wait = max(wait, missing / limit * MINUTE)
        return wait

    def has_room(self, want: Want) -> bool:
        """Whether one more may be in flight."""
        if not self.heard and self.in_use >= UNHEARD_IN_FLIGHT:
            return False
        if not self.allowed:
            return True
        share = 1.0 if want.interactive else BACKGROUND_SHARE
        return self.in_use < max(1.0, self.allowed * share)

    def headroom(self, now: float) -> float:
        """The share that is left of what there is least of; keys are chosen by it."""
        if self.rests_until > now:
            return -2.0
        if self.blocked_until > now:
            return -1.0
        shares = [self.levels[kind] / limit for kind, limit in self.limits.items()]
        if self.allowed:
            shares.append(1 - self.in_use / self.allowed)
        return min(shares, default=1.0)

    def take(self, want: Want) -> dict[str, float]:
        """Takes what the request needs from every bucket; levels may go below zero."""
        need = self.need(want)
        for kind in self.limits:
            self.levels[kind] -= need[kind]
        return need

    def give_back(self, amounts: Mapping[str, float]) -> None:
        """Corrects what was taken by what was used; negative for what was used beyond it."""
        for kind, amount in amounts.items():
            if kind in self.limits:
                self.levels[kind] = min(self.limits[kind], self.levels[kind] + amount)

    def learn(self, limits: Mapping[str, float], left: Mapping[str, float], age: float) -> None:
        """What the headers of an answer said, `age` seconds ago. `left` only ever lowers a level:
        that it is higher there than here means that others' requests are still on their way.
        """
        self.heard = True
        for kind in KINDS:
            if kind not in limits or limits[kind] <= 0:
                continue
            limit, known = limits[kind], kind in self.limits
            level = min(limit, left.get(kind, limit) + limit / MINUTE * age)
            self.limits[kind] = limit
            self.levels[kind] = min(level, self.levels[kind]) if known else level

    def say_how(self, outcome: str, now: float, most: float, wait_seconds: float) -> None:
        """Adapts the limit in flight: `ok`, `limited` (429), `overloaded`; `rest`: of the key."""
        if outcome == "rest":
            self.rests_until = now + max(REST_SECONDS, wait_seconds)
        elif outcome in ("limited", "overloaded"):
            if outcome == "limited":
                self.blocked_until = max(self.blocked_until, now + wait_seconds)
            if now - self.cut_at >= CUT_EVERY_SECONDS:
                base = self.allowed or max(float(self.in_use), LEAST_IN_FLIGHT)
                self.allowed = max(LEAST_IN_FLIGHT, min(base, most) * CUT)
                self.threshold, self.cut_at = self.allowed, now
        elif outcome == "ok" and self.allowed and self.in_use * 2 >= self.allowed:
            self.allowed += 1.0 if self.allowed < self.threshold else 1.0 / self.allowed
            if self.allowed >= most:
                self.allowed = 0.0

    def written(self, tokens: float) -> None:
        """A reply had so many output tokens."""
        self.mean_output += MEAN_WEIGHT * (tokens - self.mean_output)
