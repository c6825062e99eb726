"""Who is next: weighted round robin by person, interactive before background.

Start-time fair queuing (Goyal, Vin, Cheng: "Start-time Fair Queuing", SIGCOMM 1996): a request
gets a tag one `1 / weight` after its person's last one, or after where the queue stands now, and
the smallest tag is served. Who sends a hundred has tags far behind those of who sends two. The
rank of a tag is the number of requests ahead, which is what the person is told.
"""

from bisect import bisect_left, insort
from dataclasses import dataclass, field

from chatapp.limiting.grant import Want

GAP_WEIGHT = 0.1
FIRST_COME = 1e-6
"""Among equal tags the earlier one goes first."""


@dataclass(slots=True)
class Line:
    """One line, in lanes: a model that is down must not hold up who waits for another.

    `stands` is the tag served last, `gap` the mean seconds between two served.
    """

    stands: float = 0.0
    pushed: int = 0
    tags: dict[str, float] = field(default_factory=dict)
    lanes: dict[str, list[tuple[float, str]]] = field(default_factory=dict)
    places: dict[str, float] = field(default_factory=dict)
    waiting: dict[str, int] = field(default_factory=dict)
    gap: float = 0.0
    served_at: float = 0.0

    def push(self, want: Want) -> None:
        """At the end of the person's own requests."""
        tag = max(self.stands, self.tags.get(want.user, 0.0)) + 1 / want.weight
        self.tags[want.user] = tag
        self.pushed += 1
        tag += self.pushed * FIRST_COME
        self.places[want.id] = tag
        self.waiting[want.user] = self.waiting.get(want.user, 0) + 1
        insort(self.lanes.setdefault(want.lane, []), (tag, want.id))

    def remove(self, want: Want) -> None:
        """Who waits no more. A person of whom nobody waits is forgotten: no debt is left."""
        tag = self.places.pop(want.id)
        lane = self.lanes[want.lane]
        del lane[bisect_left(lane, (tag, want.id))]
        if not lane:
            del self.lanes[want.lane]
        self.waiting[want.user] -= 1
        if not self.waiting[want.user]:
            del self.waiting[want.user]
            self.tags.pop(want.user, None)
        if not self.lanes:
            self.pushed = 0

    def serve(self, want: Want, now: float) -> None:
        """It is this one's turn."""
        self.stands = max(self.stands, self.places[want.id])
        self.remove(want)
        if not self.lanes:
            self.gap = self.served_at = 0.0
            return
        if self.served_at:
            gap = now - self.served_at
            self.gap += GAP_WEIGHT * (gap - self.gap) if self.gap else gap
        self.served_at = now

    def ahead(self, want: Want) -> int:
        """How many are before this one in its lane."""
        return bisect_left(self.lanes[want.lane], (self.places[want.id], want.id))
