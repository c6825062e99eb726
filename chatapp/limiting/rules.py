"""The figures that rule the limits, as plain numbers: what the settings say, and our own choices.

They go with every call to the store, so the store keeps no settings and all backends agree.
"""

import re
from dataclasses import asdict, dataclass, replace

from django.conf import settings

LEASE_SECONDS = 20.0
"""So long a process is believed to be alive; `keeper` renews four times in it."""

BACKGROUND_SHARE = 0.8
"""Titles and the like use this share of slots and leave a fifth of every bucket alone."""

_LINE = re.compile(r"^claude-(opus|sonnet|haiku|fable|mythos)-(\d+)(?:-\d+)?(?:-20\d{6})?$")


@dataclass(frozen=True, slots=True)
class Rules:
    """Slots (0: no limit) in all, per model and per person, and how many requests may wait."""

    total: int
    per_model: int
    per_user: int
    queue_length: int
    queue_per_user: int
    lease_seconds: float = LEASE_SECONDS

    @classmethod
    def current(cls) -> "Rules":
        """As the settings are now."""
        return cls(
            total=settings.CLAUDE_CONCURRENT_REQUESTS,
            per_model=settings.CLAUDE_CONCURRENT_PER_MODEL,
            per_user=settings.CLAUDE_CONCURRENT_PER_USER,
            queue_length=settings.CLAUDE_QUEUE_LENGTH,
            queue_per_user=settings.CLAUDE_QUEUE_PER_USER,
        )

    def shared(self, processes: int) -> "Rules":
        """What one of so many processes may do by itself, without the others' knowledge."""
        if processes <= 1:
            return self
        return replace(
            self,
            total=_part(self.total, processes),
            per_model=_part(self.per_model, processes),
            per_user=_part(self.per_user, processes),
        )

    def plain(self) -> dict[str, float]:
        """For the wire."""
        return asdict(self)


def model_class(model: str) -> str:
    """Models that share one bucket at the API: all Opus 4.x, all Sonnet 4.x; newer by their line.

    Source: API docs, "Rate limits". For 5.x it is our assumption; headers correct each bucket.
    """
    found = _LINE.match(model)
    return f"{found[1]}-{found[2]}" if found else model


def _part(limit: int, processes: int) -> int:
    return -(-limit // processes)
