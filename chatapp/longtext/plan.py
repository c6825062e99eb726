"""All steps of a job before it starts, and what they will cost: a tree over the parts.

So progress has a known end and the price is known before the first call.
"""

from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone

from billing.prices import UnknownPriceError, price_of
from chatapp.longtext.models import Step
from chatapp.longtext.splitting import Piece, split

FAN_IN = 32
"""Results that are put together at once: with FAN_IN × PART_MOST they fit in every window."""
PART_MOST = 2_000
"""Output tokens that a part may use, thoughts included; about PART_TYPICAL are used."""
PART_TYPICAL = 700
FINAL_TYPICAL = 1_200
FRAME_TOKENS = 500
"""Tokens of the instructions around every part."""


@dataclass(frozen=True, slots=True)
class Plan:
    """`steps` are not stored yet; the price in nano-dollars, None for a model without one."""

    steps: list[Step]
    parts: int
    price_nano: int | None
    most_nano: int | None


def make(text: str, model: str, window: int) -> Plan:
    """Reads every part, joins at most FAN_IN results at a time until one is left."""
    pieces = split(text, model, min(settings.LONG_TEXT_PART_TOKENS, window // 4))
    steps = [_part(number, piece) for number, piece in enumerate(pieces, 1)]
    level, first, last = 0, 1, len(steps)
    while last > first:
        level += 1
        count = last - first + 1
        groups = -(-count // FAN_IN)
        bounds = [first + count * group // groups for group in range(groups + 1)]
        steps += [
            Step(number=last + group + 1, level=level, first=bounds[group], last=after - 1)
            for group, after in enumerate(bounds[1:])
        ]
        first, last = last + 1, len(steps)
    typical = sum(piece.tokens for piece in pieces)
    joins = len(steps) - len(pieces)
    read = typical + FRAME_TOKENS * len(steps) + PART_TYPICAL * (len(steps) - 1)
    written = PART_TYPICAL * (len(steps) - 1) + FINAL_TYPICAL
    most = settings.CLAUDE_MAX_TOKENS + PART_MOST * (len(steps) - 1)
    most_read = round(typical * 1.5) + (FRAME_TOKENS + PART_MOST) * (len(steps) + joins)
    return Plan(steps, len(pieces), _price(model, read, written), _price(model, most_read, most))


def _part(number: int, piece: Piece) -> Step:
    return Step(
        number=number,
        level=0,
        first=piece.start,
        last=piece.end,
        context=piece.context,
        heading=piece.heading,
    )


def _price(model: str, read: int, written: int) -> int | None:
    try:
        units = price_of(model, timezone.now(), prompt_tokens=settings.LONG_TEXT_PART_TOKENS).units
    except UnknownPriceError:
        return None
    return read * units["input"] + written * units["output"]
