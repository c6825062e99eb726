"""What kept answers have spared in a span of time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, Sum
from django.db.models.functions import Coalesce

from chatapp.caching.models import Hit, Tier


@dataclass(frozen=True, slots=True)
class Spared:
    """Answers from the cache by tier, and what Claude would have cost (nano-dollars)."""

    exact: int = 0
    similar: int = 0
    saved_nano: int = 0

    @property
    def hits(self) -> int:
        return self.exact + self.similar


_SUMS = {
    "of_exact": Count("pk", filter=Q(tier=Tier.EXACT)),
    "of_similar": Count("pk", filter=Q(tier=Tier.SIMILAR)),
    "of_saved": Coalesce(Sum("saved_nano"), 0),
}


def overall(since: datetime, until: datetime) -> Spared:
    """All hits of the span."""
    return _spared(_hits(since, until).aggregate(**_SUMS))


def by_assistant(since: datetime, until: datetime) -> dict[int | None, Spared]:
    """The hits of each assistant."""
    rows = _hits(since, until).values("assistant_id").annotate(**_SUMS).order_by()
    return {row["assistant_id"]: _spared(row) for row in rows}


def _hits(since: datetime, until: datetime) -> Any:
    return Hit.objects.filter(created_at__gte=since, created_at__lt=until)


def _spared(row: Mapping[str, Any]) -> Spared:
    return Spared(row["of_exact"], row["of_similar"], row["of_saved"])
