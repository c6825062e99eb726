"""The prompt cache: what a request may read at a tenth of the price, and what it writes."""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from .catalog import Model
from .input_tokens import Part
from .wire import Json

_LOOKBACK_BLOCKS = 20
_SECONDS = {"5m": 300, "1h": 3600}
_MOST_ENTRIES = 10_000


@dataclass(frozen=True)
class InputUsage:
    """The input side of `usage`. The three kinds add up to the whole input."""

    fresh: int
    read: int = 0
    written_5m: int = 0
    written_1h: int = 0

    @property
    def written(self) -> int:
        return self.written_5m + self.written_1h

    def start_usage(self, output_tokens: int) -> Json:
        """The full object of `message_start` and of whole messages."""
        return {
            "input_tokens": self.fresh,
            "cache_creation_input_tokens": self.written,
            "cache_read_input_tokens": self.read,
            "cache_creation": {
                "ephemeral_5m_input_tokens": self.written_5m,
                "ephemeral_1h_input_tokens": self.written_1h,
            },
            "output_tokens": output_tokens,
            "service_tier": "standard",
            "inference_geo": "not_available",
        }

    def delta_usage(self, output_tokens: int) -> Json:
        """The cumulative object of `message_delta`, which repeats the input counts."""
        return {
            "input_tokens": self.fresh,
            "cache_creation_input_tokens": self.written,
            "cache_read_input_tokens": self.read,
            "output_tokens": output_tokens,
        }


class PromptCache:
    """Prefixes seen before, each until its time to live since the last use has passed."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._entries: OrderedDict[str, tuple[float, int]] = OrderedDict()

    def use(self, parts: list[Part], overhead: int, model: Model) -> InputUsage:
        """Splits the input of one request into read, written and fresh, and remembers it.

        A prefix shorter than the model's minimum is not cached, and nobody is told.
        """
        totals, running = [], 0
        for part in parts:
            running += part.tokens
            totals.append(running)
        marks = [i for i, part in enumerate(parts) if part.cache_control]
        marks = [i for i in marks if totals[i] >= model.cache_minimum]
        if not marks:
            return InputUsage(overhead + running)
        read = max((totals[i] for i in self._hits(parts, marks)), default=0)
        written = {"5m": 0, "1h": 0}
        done = read
        for i in marks:
            ttl = str((parts[i].cache_control or {}).get("ttl") or "5m")
            written[ttl] += max(0, totals[i] - done)
            done = max(done, totals[i])
            self._remember(parts[i].prefix, _SECONDS[ttl])
        return InputUsage(overhead + running - done, read, written["5m"], written["1h"])

    def _hits(self, parts: list[Part], marks: list[int]) -> list[int]:
        """Places up to which the prompt is cached, looking back from each breakpoint."""
        hits = []
        for mark in marks:
            for i in range(mark, max(-1, mark - _LOOKBACK_BLOCKS), -1):
                if self._touch(parts[i].prefix):
                    hits.append(i)
                    break
        return hits

    def _touch(self, prefix: str) -> bool:
        entry = self._entries.get(prefix)
        if entry is None or entry[0] < self._clock():
            return False
        self._remember(prefix, entry[1])
        return True

    def _remember(self, prefix: str, seconds: int) -> None:
        self._entries[prefix] = (self._clock() + seconds, seconds)
        self._entries.move_to_end(prefix)
        while len(self._entries) > _MOST_ENTRIES:
            self._entries.popitem(last=False)
