"""How alike is alike enough, learned from judged answers with a bound on the wrong ones.

The bounds are those of Clopper and Pearson, "The use of confidence or fiducial limits illustrated
in the case of the binomial" (Biometrika 26, 1934): exact, never too narrow. The confidence of
95 % is shared among all thresholds that are tried (Bonferroni). Judgements are looked at as they
come in, which the bound doesn't account for; a sampled comparison stays on for good therefore.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

GRID = (0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95)
START = 0.8
"""The threshold before anything has been learned."""

FLOOR = GRID[0]
RISK = 0.05
MOST_JUDGEMENTS = 2000
"""Newest judgements that count: what an assistant is asked changes over the years."""

TRIAL_SHARE = 0.5
SHADOW_SHARE = 0.1
"""Share of hits that are asked anyway and compared: until the bound is shown, and afterwards."""

Judged = Sequence[tuple[float, bool]]
"""Score of a pair, and whether the kept answer was right."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known: the `threshold` (None: too often wrong), whether its bound has been shown.

    `judged` and `wrong` count answers at the threshold; `at_most` bounds the share of wrong ones.
    """

    threshold: float | None
    is_shown: bool
    judged: int
    wrong: int
    at_most: float

    @property
    def shadow_share(self) -> float:
        return SHADOW_SHARE if self.is_shown else TRIAL_SHARE


def standing(judged: Judged, allowed: float) -> Standing:
    """The lowest threshold whose share of wrong answers is shown to be within `allowed`.

    While none is: the usual one, or the next above it, unless more than `allowed` have been shown
    to be wrong there.
    """
    for threshold in GRID:
        at = _at(judged, threshold, allowed)
        if at.is_shown:
            return at
    for threshold in GRID[GRID.index(START) :]:
        count, wrong = _counts(judged, threshold)
        if lower_bound(wrong, count, RISK) <= allowed:
            return _at(judged, threshold, allowed)
        if not _counts_above(judged, threshold):
            break
    count, wrong = _counts(judged, START)
    return Standing(None, False, count, wrong, upper_bound(wrong, count, RISK / len(GRID)))


def _at(judged: Judged, threshold: float, allowed: float) -> Standing:
    count, wrong = _counts(judged, threshold)
    at_most = upper_bound(wrong, count, RISK / len(GRID))
    return Standing(threshold, at_most <= allowed, count, wrong, at_most)


def _counts(judged: Judged, threshold: float) -> tuple[int, int]:
    right = [is_right for score, is_right in judged if score >= threshold]
    return len(right), right.count(False)


def _counts_above(judged: Judged, threshold: float) -> int:
    """Judgements at the next threshold: without any, raising it would be a guess."""
    higher = [other for other in GRID if other > threshold]
    return _counts(judged, higher[0])[0] if higher else 0


def upper_bound(wrong: int, count: int, risk: float) -> float:
    """Share of wrong ones that the true share exceeds with a probability of `risk` at most."""
    if wrong >= count:
        return 1.0
    return _solve(lambda share: _at_most(wrong, count, share) - risk)


def lower_bound(wrong: int, count: int, risk: float) -> float:
    """Share that the true share falls below with a probability of `risk` at most."""
    if wrong == 0:
        return 0.0
    return _solve(lambda share: 1 - risk - _at_most(wrong - 1, count, share), falling=False)


def _solve(excess: Callable[[float], float], *, falling: bool = True) -> float:
    low, high = 0.0, 1.0
    for _ in range(50):
        middle = (low + high) / 2
        if (excess(middle) > 0) == falling:
            low = middle
        else:
            high = middle
    return high


def _at_most(most: int, count: int, share: float) -> float:
    """Probability of at most so many among `count`, each with probability `share`."""
    if share <= 0 or share >= 1:
        return 1.0 if share <= 0 else float(most >= count)
    logs = math.log(share), math.log1p(-share)
    whole = math.lgamma(count + 1)
    return math.fsum(
        math.exp(
            whole
            - math.lgamma(k + 1)
            - math.lgamma(count - k + 1)
            + k * logs[0]
            + (count - k) * logs[1]
        )
        for k in range(most + 1)
    )
