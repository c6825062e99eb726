"""Durations in buckets that grow by 5 %: sums of them can be added, and percentiles read off.

A percentile read from buckets is off by at most half a bucket, 2.5 %; DDSketch rests on the same
idea (Masson, Rim, Lee: "DDSketch", VLDB 2019).
"""

import math
from collections.abc import Mapping

GROWTH = 1.05
_LOG = math.log(GROWTH)
LAST = 400
"""The last bucket: from 1.05 ** 399 ms on, more than three days."""


def bucket(milliseconds: int) -> int:
    """The bucket of a duration: 0 up to 1 ms, then i up to 1.05 ** i ms."""
    if milliseconds <= 1:
        return 0
    return min(LAST, math.ceil(math.log(milliseconds) / _LOG))


def milliseconds(bucket: int) -> int:
    """The middle of the bucket."""
    return 1 if bucket == 0 else round(GROWTH ** (bucket - 0.5))


def percentile(counts: Mapping[int, int], share: float) -> int | None:
    """The duration (ms) that `share` (0 to 1) of all stay within; None of nothing."""
    rank, seen = share * sum(counts.values()), 0
    for at in sorted(counts):
        seen += counts[at]
        if seen >= rank and seen:
            return milliseconds(at)
    return None
