"""Whether a kept answer was right: judged by people where they say so, else by comparison.

Two answers of Claude to one question are never the same words. What is compared is what a reader
would trip over: yes against no, and whether they are about the same things at all. That errs
towards "wrong", which only makes the threshold stricter.
"""

import re
import unicodedata
from itertools import pairwise
from typing import Any

from chatapp.caching.models import SimilarAnswer
from chatapp.caching.similar.looking import Found
from chatapp.caching.similar.reading import HAN
from chatapp.caching.similar.wordlists import words
from chatapp.claude.request import Request

ALIKE = 0.35
"""Least overlap of the words of two answers (Dice) that say the same."""

_WORD = re.compile(r"[^\W_]+")
_FEW = words("a an the and or of to in is are for with on it that this you your be as can")
_OPENS = re.compile(
    r"(?P<yes>yes\b|yeah\b|sure\b|certainly\b|是的|可以|能|会)|(?P<no>no\b|sorry\b|unfortunately\b|不|没有|抱歉|无法)"
)


def agree(one: list[dict[str, Any]], other: list[dict[str, Any]]) -> bool:
    """Whether two answers, as blocks of the API, say the same as far as can be seen."""
    mine, theirs = _text(one), _text(other)
    if _stance(mine) and _stance(theirs) and _stance(mine) != _stance(theirs):
        return False
    words, others = _words(mine), _words(theirs)
    return 2 * len(words & others) >= ALIKE * (len(words) + len(others))


def compare(request: Request, found: Found, fresh: tuple[dict[str, Any], ...]) -> None:
    """Stores what Claude's own answer says about the kept one that wasn't given."""
    is_right = agree(found.answer["content"], list(fresh))
    _store(request, found, "right" if is_right else "wrong", SimilarAnswer.Judge.SHADOW)


def note(request: Request, found: Found) -> None:
    """Stores that a similar answer was given; nobody has judged it yet."""
    _store(request, found, "", "")


def _store(request: Request, found: Found, verdict: str, judge: str) -> None:
    SimilarAnswer.objects.create(
        call_id=request.trace.call_id,
        assistant_id=request.assistant_id,
        message_id=request.message_id if found.is_given else None,
        score=found.score,
        is_given=found.is_given,
        verdict=verdict,
        judged_by=judge,
    )


def _text(content: list[dict[str, Any]]) -> str:
    said = " ".join(block.get("text") or "" for block in content if block.get("type") == "text")
    return unicodedata.normalize("NFKC", said).lower()


def _words(text: str) -> set[str]:
    han = HAN.findall(text)
    pairs = {a + b for a, b in pairwise(han)} or set(han)
    return pairs | {w for w in _WORD.findall(HAN.sub(" ", text)) if w not in _FEW}


def _stance(text: str) -> str:
    """What an answer opens with: a yes, a no, or neither."""
    opened = _OPENS.match(text.lstrip("*_#> \n\"'"))
    return (opened.lastgroup or "") if opened else ""
