"""How alike two questions are that no veto keeps apart: 0 to 1, by a scorer that can be replaced.

The lexical scorer knows no meanings. A word that only one question has, and that no rule of
`english` or `chinese` explains, makes them two questions to it.
"""

from collections.abc import Awaitable, Callable, Sequence

from django.conf import settings
from rapidfuzz import fuzz

from chatapp.caching.similar.reading import Reading

Scorer = Callable[[Reading, Sequence[Reading]], Awaitable[list[float]]]
"""Scores one question against others; an empty list where it can't tell."""

EXPLAINED = 0.75
"""The least score of two questions whose words agree."""


def is_plausible(one: Reading, other: Reading) -> bool:
    """Whether the scorer could find these alike: a quick look, before all vetoes are held."""
    return bool(settings.CLAUDE_CACHE_EMBEDDINGS_URL) or _same_words(one, other)


async def lexical(asked: Reading, others: Sequence[Reading]) -> list[float]:
    """1 for the same words; less for more that had to be explained away."""
    return [score(asked, other) for other in others]


def score(one: Reading, other: Reading) -> float:
    """How alike two questions of the same words are as written; pairs of signs where Chinese."""
    if not _same_words(one, other):
        return 0.0
    if one.chinese:
        alike = _dice(_pairs(one.text), _pairs(other.text))
    else:
        alike = fuzz.token_ratio(one.text.lower(), other.text.lower()) / 100
    return EXPLAINED + (1 - EXPLAINED) * alike


def scorer() -> Scorer:
    """The one that the site is set up with."""
    if settings.CLAUDE_CACHE_EMBEDDINGS_URL:
        from chatapp.caching.similar.embeddings import embedded

        return embedded
    return lexical


def _same_words(one: Reading, other: Reading) -> bool:
    return (one.opening, one.meant) == (other.opening, other.meant)


def _pairs(text: str) -> set[str]:
    text = f" {text} "
    return {text[at : at + 2] for at in range(len(text) - 1)}


def _dice(one: set[str], other: set[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other))
