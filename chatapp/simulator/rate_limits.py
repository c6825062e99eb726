"""The rate-limit headers: three buckets that refill over a minute, told but not enforced."""

import math
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

_WINDOW_SECONDS = 60.0


class Bucket:
    """Tokens or requests per minute; refills steadily."""

    def __init__(self, limit: int, clock: Callable[[], float]) -> None:
        self.limit = limit
        self._clock = clock
        self._level = float(limit)
        self._seen = clock()

    def take(self, amount: int) -> None:
        self._refill()
        self._level = max(0.0, self._level - amount)

    def headers(self, name: str, now: datetime, rounding: int = 1) -> dict[str, str]:
        self._refill()
        missing = self.limit - self._level
        full_at = now + timedelta(seconds=math.ceil(missing / self.limit * _WINDOW_SECONDS))
        remaining = int(self._level) // rounding * rounding
        return {
            f"anthropic-ratelimit-{name}-limit": str(self.limit),
            f"anthropic-ratelimit-{name}-remaining": str(remaining),
            f"anthropic-ratelimit-{name}-reset": full_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        }

    def _refill(self) -> None:
        now = self._clock()
        gained = (now - self._seen) / _WINDOW_SECONDS * self.limit
        self._level = min(float(self.limit), self._level + gained)
        self._seen = now


class RateLimits:
    """The limits of the API's first tier: 1,000 requests, 2 M input, 400 k output a minute."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._requests = Bucket(1_000, clock)
        self._input = Bucket(2_000_000, clock)
        self._output = Bucket(400_000, clock)
        self._both = Bucket(2_400_000, clock)

    def take(self, input_tokens: int, output_tokens: int) -> None:
        """Books one request; cache reads are not part of `input_tokens` here."""
        self._requests.take(1)
        self._input.take(input_tokens)
        self._output.take(output_tokens)
        self._both.take(input_tokens + output_tokens)

    def headers(self) -> dict[str, str]:
        now = datetime.now(UTC)
        return {
            **self._input.headers("input-tokens", now, 1000),
            **self._output.headers("output-tokens", now, 1000),
            **self._requests.headers("requests", now),
            **self._both.headers("tokens", now, 1000),
        }
