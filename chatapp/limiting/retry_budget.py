"""How many retries all processes together may make: a tenth of the requests, and a few more.

Retries that multiply are how a small trouble becomes an avalanche. Each request pays in a tenth
of a retry, each retry takes one; a trickle lets a quiet site retry too. After "The SRE Book"
(Google, 2016), chapter 21, and Finagle's RetryBudget.
"""

from dataclasses import dataclass

SHARE = 0.1
TRICKLE_PER_SECOND = 0.5
MOST = 20.0


@dataclass(slots=True)
class RetryBudget:
    """`level` in retries; `at` in seconds on the store's clock."""

    level: float = MOST
    at: float = 0.0

    def refill(self, now: float) -> None:
        """The trickle since the last look."""
        self.level = min(MOST, self.level + TRICKLE_PER_SECOND * max(0.0, now - self.at))
        self.at = max(self.at, now)

    def pay_in(self, now: float) -> None:
        """A request has begun."""
        self.refill(now)
        self.level = min(MOST, self.level + SHARE)

    def take(self, now: float) -> bool:
        """Whether one more retry may be made; if so, it is paid for."""
        self.refill(now)
        if self.level < 1.0:
            return False
        self.level -= 1.0
        return True
