"""Which process holds which slots. A process that is silent for a lease has lost all of them.

One lease per process, renewed by whatever it asks and by `keeper`: renewing costs the same for
one slot and for four hundred, and a killed process cannot leak any.
"""

from collections import Counter
from dataclasses import dataclass, field

from chatapp.limiting.grant import Want
from chatapp.limiting.rules import BACKGROUND_SHARE, Rules

SETTLED_SECONDS = 5.0
"""A slot younger than this may be on its way to its process, which doesn't know it yet."""


@dataclass(slots=True)
class Held:
    """A slot in use. `collected` once its process has been told."""

    want: Want
    process: str
    key: str
    taken: dict[str, float]
    at: float
    cleared: bool = True
    probe: bool = False
    collected: bool = False


@dataclass(slots=True)
class Leases:
    """Slots by request, counted in all, per model and per person."""

    until: dict[str, float] = field(default_factory=dict)
    held: dict[str, Held] = field(default_factory=dict)
    used: Counter[str] = field(default_factory=Counter)

    def hold(self, slot: Held) -> None:
        """A slot is in use from now on."""
        self.held[slot.want.id] = slot
        self.used.update(_counted(slot.want))

    def release(self, id_: str) -> Held | None:
        """It isn't any more; None if it wasn't."""
        slot = self.held.pop(id_, None)
        if slot is not None:
            self.used.subtract(_counted(slot.want))
            self.used += Counter()  # forgets what is at zero
        return slot

    def full(self, rules: Rules, interactive: bool) -> bool:
        """Whether nobody can get a slot now."""
        share = 1.0 if interactive else BACKGROUND_SHARE
        return bool(rules.total) and self.used["all"] >= max(1.0, rules.total * share)

    def blocks(self, rules: Rules, want: Want) -> str:
        """`user` or `model` where this request's own limit is reached."""
        if want.user and rules.per_user and self.used[f"user {want.user}"] >= rules.per_user:
            return "user"
        if rules.per_model and self.used[f"model {want.model}"] >= rules.per_model:
            return "model"
        return ""

    def dead(self, now: float) -> list[str]:
        """Processes whose lease is over; they are forgotten."""
        gone = [process for process, until in self.until.items() if until <= now]
        for process in gone:
            del self.until[process]
        return gone


def _counted(want: Want) -> list[str]:
    return ["all", f"model {want.model}", *([f"user {want.user}"] if want.user else [])]
