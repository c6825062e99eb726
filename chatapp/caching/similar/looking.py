"""Looking for the answer to a similar question, and whether to give it or to ask anyway."""

import random
from dataclasses import dataclass

from chatapp import database
from chatapp.caching import answers
from chatapp.caching.answers import Answer
from chatapp.caching.rules import Plan
from chatapp.caching.similar import candidates, scoring
from chatapp.caching.similar.learning import FLOOR
from chatapp.caching.similar.reading import read
from chatapp.claude.request import Request


@dataclass(frozen=True, slots=True)
class Found:
    """The kept answer to `question`, with its score. `is_given`: else Claude is asked anyway."""

    question: str
    answer: Answer
    score: float
    is_given: bool


async def look(plan: Plan, request: Request) -> Found | None:
    """The best answer there is.

    What falls short of the threshold isn't given, but compared with what Claude says now, for
    nothing: so a threshold can be learned that is lower. So is a sample of what reaches it.
    """
    standing, question = plan.similar, candidates.question_of(request)
    if standing is None or standing.threshold is None or not question:
        return None
    near = await database.run(candidates.near, plan, question)
    if not near:
        return None
    scores = await scoring.scorer()(read(question), [one.reading for one in near])
    best = max(zip(scores, range(len(near)), strict=False), default=(0.0, 0), key=_newest_best)
    if best[0] < FLOOR:
        return None
    score, chosen = best[0], near[best[1]]
    answer = await database.run(answers.find_at, chosen.key)
    if answer is None:
        return None
    is_given = score >= standing.threshold and random.random() >= standing.shadow_share  # noqa: S311
    return Found(chosen.question, answer, score, is_given)


def _newest_best(scored: tuple[float, int]) -> tuple[float, int]:
    score, at = scored
    return score, -at
