"""Whether a model answers at all: closed, open, one probe, then a ramp.

Failures of the server count (5xx, 529, timeouts, connections), a 429 doesn't: that is for the
buckets. While open nothing is asked. Then ONE attempt of all processes finds out, and after it
the crowd comes back at a rate that doubles every second, for a crowd let in at once is the next
outage. Jitter comes from outside, so that all backends decide alike.
"""

from dataclasses import dataclass, field

WINDOW_SECONDS = 10
LEAST_ATTEMPTS = 8
LEAST_AFTER_OUTAGE = 4
FAILING_SHARE = 0.5
OPEN_SECONDS = (1.5, 3.0, 5.0)
"""By how often it has opened in a row; jittered by up to a fifth."""

PROBE_SECONDS = 30.0
LOOK_AGAIN_SECONDS = 0.5
RAMP_SECONDS = 8.0
RAMP_FIRST_PER_SECOND = 5.0
RAMP_BURST_SECONDS = 0.1

GO, PROBE, DOWN, RAMP = "go", "probe", "down", "ramp"


@dataclass(slots=True)
class Breaker:
    """Times in seconds on the store's clock; `window` counts per second: [fine, failed]."""

    open_until: float = 0.0
    opened: int = 0
    probe: str = ""
    probe_until: float = 0.0
    ramp_from: float = 0.0
    next_at: float = 0.0
    window: dict[int, list[int]] = field(default_factory=dict)

    def ask(self, now: float, attempt: str, take: bool = True) -> tuple[str, float]:
        """Whether this attempt may go, and for how many seconds not. `take`: it goes if it may."""
        if self.open_until:
            if now < self.open_until:
                return DOWN, self.open_until - now
            if self.probe and self.probe != attempt and now < self.probe_until:
                return DOWN, LOOK_AGAIN_SECONDS
            if take:
                self.probe, self.probe_until = attempt, now + PROBE_SECONDS
            return PROBE, 0.0
        if self._ramps(now):
            if now < self.next_at:
                return RAMP, self.next_at - now
            if take:
                rate = RAMP_FIRST_PER_SECOND * 2 ** (now - self.ramp_from)
                self.next_at = max(self.next_at, now - RAMP_BURST_SECONDS) + 1 / rate
        return GO, 0.0

    def report(self, now: float, attempt: str, fine: bool, jitter: float) -> None:
        """How an attempt went. `jitter` from 0.8 to 1.2."""
        if self.open_until:
            if attempt != self.probe:
                return
            self.probe = ""
            if fine:
                self.open_until, self.ramp_from, self.next_at = 0.0, now, now
                self.window.clear()
            else:
                self._open(now, jitter)
            return
        second = int(now)
        for old in [s for s in self.window if s <= second - WINDOW_SECONDS]:
            del self.window[old]
        self.window.setdefault(second, [0, 0])[0 if fine else 1] += 1
        ramps = self._ramps(now)
        if fine and not ramps:
            self.opened = 0
        if fine:
            return
        failed = sum(counts[1] for counts in self.window.values())
        every = failed + sum(counts[0] for counts in self.window.values())
        least = LEAST_AFTER_OUTAGE if ramps else LEAST_ATTEMPTS
        if every >= least and failed >= every * FAILING_SHARE:
            self._open(now, jitter)

    def abandon(self, attempt: str) -> None:
        """The attempt ended without telling anything (Stop, say): another may be the probe."""
        if self.probe == attempt:
            self.probe = ""

    def stands(self, now: float) -> str:
        """`closed`, `open`, `probing` or `ramping`."""
        if self.open_until:
            return "open" if now < self.open_until else "probing"
        return "ramping" if self._ramps(now) else "closed"

    def _ramps(self, now: float) -> bool:
        return bool(self.ramp_from) and now - self.ramp_from < RAMP_SECONDS

    def _open(self, now: float, jitter: float) -> None:
        seconds = OPEN_SECONDS[min(self.opened, len(OPEN_SECONDS) - 1)]
        self.opened += 1
        self.open_until = now + seconds * jitter
        self.ramp_from, self.probe = 0.0, ""
        self.window.clear()
