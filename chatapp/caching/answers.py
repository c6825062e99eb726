"""Answers as they are kept: in Django's cache, for a while, only whole ones."""

import random
from collections.abc import AsyncIterator
from typing import Any

import orjson
from django.core.cache import cache

from chatapp.caching.rules import Plan
from chatapp.claude.events import BlockStop, Done, Event, TextDelta, ThinkingDelta, Usage

JITTER = 0.1
"""Share by which lives differ, so that what was kept together doesn't end together."""

MOST_BYTES = 1_000_000
PIECE_CHARS = 120

Answer = dict[str, Any]


def is_keepable(done: Done) -> bool:
    """Whether an answer may be given again: whole, all text, nothing done on the side."""
    kinds = {block.get("type") for block in done.content}
    return done.stop_reason == "end_turn" and "text" in kinds and kinds <= {"text", "thinking"}


def keep(plan: Plan, done: Done, cost_nano: int | None) -> None:
    """Keeps an answer, with what it had cost."""
    answer = {"content": done.content, "model": done.model, "cost_nano": cost_nano}
    kept = orjson.dumps(answer)
    if len(kept) <= MOST_BYTES:
        seconds = plan.seconds * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311
        cache.set(plan.key, kept, max(1, round(seconds)))


def find(plan: Plan) -> Answer | None:
    """The answer that was kept."""
    return find_at(plan.key)


def find_at(key: str) -> Answer | None:
    """The answer that was kept under this address."""
    kept = cache.get(key)
    if kept is None:
        return None
    answer: Answer = orjson.loads(kept)
    return answer


async def replay(answer: Answer) -> AsyncIterator[Event]:
    """The answer as the stream that it was, with nothing used."""
    for index, block in enumerate(answer["content"]):
        kind = TextDelta if block["type"] == "text" else ThinkingDelta
        text = block.get("text" if kind is TextDelta else "thinking") or ""
        for at in range(0, len(text), PIECE_CHARS):
            yield kind(index, text[at : at + PIECE_CHARS])
        yield BlockStop(index, block)
    yield Usage(input=0, output=0)
    yield Done("end_turn", tuple(answer["content"]), model=answer["model"])
