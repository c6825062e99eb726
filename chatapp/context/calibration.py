"""How far our count of tokens is off, learned from what Claude reports with each reply.

Kept per model and read again once a minute. What is used moves in steps: a ratio that changed
with every reply would move every cut, and with it the beginning of every request. Fails open:
without a database our own count stands.
"""

import logging
import time

from django.db import Error as DatabaseTrouble

from chatapp.context.models import Calibration

logger = logging.getLogger(__name__)

READ_SECONDS = 60.0
STEP = 0.05
LEAST_TOKENS = 500
"""Shorter prompts are mostly framing: they say nothing of the text."""
WEIGHT = 0.1
LOWEST, HIGHEST = 0.5, 2.0

_ratios: dict[str, tuple[float, int]] = {}
_read_at = float("-inf")


def forget() -> None:
    """This process reads the ratios anew."""
    global _read_at
    _ratios.clear()
    _read_at = float("-inf")


def at_hand(model: str) -> float | None:
    """The same as `ratio`, from memory; None where it has to be read."""
    if time.monotonic() - _read_at > READ_SECONDS:
        return None
    known, _samples = _ratios.get(model, (1.0, 0))
    return round(known / STEP) * STEP


def ratio(model: str) -> float:
    """Tokens of Claude's per token of ours for this model, in steps; 1 for one never used."""
    global _read_at
    if (known := at_hand(model)) is not None:
        return known
    try:
        rows = list(Calibration.objects.values_list("model", "ratio", "samples"))
    except DatabaseTrouble:
        logger.warning("The calibration of token counts can't be read")
        return 1.0
    _ratios.update({name: (known, samples) for name, known, samples in rows})
    _read_at = time.monotonic()
    return at_hand(model) or 1.0


def note(model: str, estimated: int, counted: int) -> None:
    """Learns from one request; written only when the ratio has moved by a step, or is new."""
    if min(estimated, counted) < LEAST_TOKENS:
        return
    seen = min(HIGHEST, max(LOWEST, counted / estimated))
    ratio(model)
    known, samples = _ratios.get(model, (1.0, 0))
    weight = max(WEIGHT, 1 / (samples + 1))
    learned = known + (seen - known) * weight
    moved = round(learned / STEP) != round(known / STEP)
    _ratios[model] = learned, samples + 1
    if not moved and samples:
        return
    try:
        Calibration.objects.update_or_create(
            model=model, defaults={"ratio": learned, "samples": samples + 1}
        )
    except DatabaseTrouble:
        logger.warning("The calibration of token counts can't be stored")
