"""Who may go now: slots, buckets and breakers together, in the order of the lines."""

from dataclasses import dataclass, field

from chatapp.limiting.breaker import DOWN, GO, PROBE, Breaker
from chatapp.limiting.buckets import Pool
from chatapp.limiting.grant import Want
from chatapp.limiting.leases import Held, Leases
from chatapp.limiting.queue import Line
from chatapp.limiting.rules import Rules

MOST_PASSED = 64


@dataclass
class Admission:
    """The shared state of one store, and the one decision that is made over all of it."""

    leases: Leases = field(default_factory=Leases)
    lines: tuple[Line, Line] = field(default_factory=lambda: (Line(), Line()))
    waits: dict[str, tuple[Want, str]] = field(default_factory=dict)
    pools: dict[str, Pool] = field(default_factory=dict)
    breakers: dict[str, Breaker] = field(default_factory=dict)

    def line(self, want: Want) -> Line:
        """Interactive requests stand in the first line, background ones in the second."""
        return self.lines[0 if want.interactive else 1]

    def pool(self, key: str, name: str, now: float) -> Pool:
        """The room that a key has for a class of models, refilled."""
        found = self.pools.setdefault(f"{key}|{name}", Pool(at=now))
        found.refill(now)
        return found

    def breaker(self, model: str) -> Breaker:
        """The model's breaker."""
        return self.breakers.setdefault(model, Breaker())

    def best_key(self, want: Want, now: float) -> str:
        """The key with the most headroom; the first of equals."""
        return max(want.keys, key=lambda key: self.pool(key, want.pool, now).headroom(now))

    def dispatch(self, rules: Rules, now: float) -> None:
        """Gives slots to everybody who may go, in fair order over all lanes.

        Whose own limit is reached is passed over. Where a model or its buckets have no room,
        its lane has to wait as a whole: a large request must not starve behind small ones.
        """
        for line in self.lines:
            at = dict.fromkeys(sorted(line.lanes), 0)
            while at and not self.leases.full(rules, line is self.lines[0]):
                _, id_, lane = min((*line.lanes[name][place], name) for name, place in at.items())
                want, process = self.waits[id_]
                match self._verdict(want, rules, now):
                    case "pass":
                        at[lane] += 1
                    case "wait":
                        del at[lane]
                    case word, key:
                        self._grant(want, process, key, word, now)
                if lane in at and at[lane] >= min(len(line.lanes.get(lane, ())), MOST_PASSED):
                    del at[lane]

    def _verdict(self, want: Want, rules: Rules, now: float) -> str | tuple[str, str]:
        """`pass` over this one, let its lane `wait`, or the breaker's word and the key."""
        if blocked := self.leases.blocks(rules, want):
            return "pass" if blocked == "user" else "wait"
        key = self.best_key(want, now)
        pool = self.pool(key, want.pool, now)
        if not pool.has_room(want) or pool.wait_seconds(want, now) > 0:
            return "wait"
        word, _ = self.breaker(want.model).ask(now, want.id)
        if word in (GO, PROBE) or (word == DOWN and not want.patient):
            return word, key
        return "wait"

    def _grant(self, want: Want, process: str, key: str, word: str, now: float) -> None:
        pool = self.pool(key, want.pool, now)
        self.line(want).serve(want, now)
        del self.waits[want.id]
        slot = Held(want, process, key, pool.take(want), now, word in (GO, PROBE), word == PROBE)
        pool.in_use += 1
        self.leases.hold(slot)

    def drop(self, id_: str) -> None:
        """The request goes: from its line, or its slot is free."""
        if waiting := self.waits.pop(id_, None):
            self.line(waiting[0]).remove(waiting[0])
        elif slot := self.leases.release(id_):
            self.pools[f"{slot.key}|{slot.want.pool}"].in_use -= 1
            self.breaker(slot.want.model).abandon(id_)

    def why(self, want: Want, now: float) -> tuple[str, float]:
        """What a request in line waits for (`down`, `pace`, `slots`), and for about how long."""
        word, seconds = self.breaker(want.model).ask(now, want.id, take=False)
        if word == DOWN:
            return "down", seconds
        line = self.line(want)
        turn = (line.ahead(want) + 1) * line.gap
        key = self.best_key(want, now)
        pace = self.pool(key, want.pool, now).wait_seconds(want, now)
        return ("pace" if pace > 0 else "slots"), max(turn, pace, seconds)
