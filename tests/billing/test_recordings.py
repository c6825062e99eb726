"""Every usage object that was recorded from the real API, priced by a second hand.

The prices and the arithmetic below share nothing with the product.
"""

import json
import re
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from billing.charges import charges_of
from billing.prices import UnknownPriceError, price_of

CORPUS = Path(__file__).parents[3] / "shared/recordings/corpus"
NOW = datetime(2026, 11, 22, tzinfo=UTC)
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared recordings are not here"),
]

# model name → US dollars per million: input, write 5 m, write 1 h, read, output
BY_HAND = [
    (r"fable-5($|-\d{8})", "10 12.5 20 1 50"),
    (r"opus-(5|4-8|4-7|4-6|4-5)($|-\d{8})", "5 6.25 10 0.5 25"),
    (r"(opus-4-1|opus-4|opus-4-0|3-opus)($|-\d{8}|-latest)", "15 18.75 30 1.5 75"),
    (r"sonnet-5($|-\d{8})", "2 2.5 4 0.2 10"),
    (r"(sonnet-4-6|sonnet-4-5|sonnet-4-0|sonnet-4|3-7-sonnet|3-5-sonnet)($|-\d{8}|-latest)",
     "3 3.75 6 0.3 15"),
    (r"haiku-4-5($|-\d{8})", "1 1.25 2 0.1 5"),
    (r"3-5-haiku($|-\d{8}|-latest)", "0.8 1 1.6 0.08 4"),
    (r"3-haiku($|-\d{8})", "0.25 0.3 0.5 0.03 1.25"),
]  # fmt: skip


def rates(model: str) -> list[Fraction]:
    """Nano-dollars per token."""
    [found] = [prices for name, prices in BY_HAND if re.fullmatch(f"claude-{name}", model)]
    return [Fraction(price) * 1000 for price in found.split()]


def by_hand(usage: dict[str, Any], model: str) -> int:
    fresh, five, hour, read, output = rates(model)
    split = usage.get("cache_creation") or {}
    in_hour = split.get("ephemeral_1h_input_tokens", 0)
    in_five = usage.get("cache_creation_input_tokens", 0) - in_hour
    searches = (usage.get("server_tool_use") or {}).get("web_search_requests", 0)
    total = (
        usage.get("input_tokens", 0) * fresh
        + in_five * five
        + in_hour * hour
        + usage.get("cache_read_input_tokens", 0) * read
        + usage.get("output_tokens", 0) * output
        + searches * 10_000_000
    )
    for step in usage.get("iterations") or ():
        if step["type"] in ("compaction", "advisor_message"):
            total += by_hand({**step, "iterations": None}, step.get("model") or model)
    assert total.denominator == 1
    return int(total)


def recorded() -> list[tuple[str, str, dict[str, Any]]]:
    found = []
    for path in sorted(CORPUS.glob("*.json")):
        exchange = json.loads(path.read_text())
        request = exchange["request"] if isinstance(exchange["request"], dict) else {}
        model = exchange.get("model") or request.get("model")
        if exchange.get("usage") and isinstance(model, str):
            found.append((path.stem, model, exchange["usage"]))
    return found


def is_priced(model: str) -> bool:
    try:
        price_of(model, NOW, prompt_tokens=1)
    except UnknownPriceError:
        return False
    return True


def test_every_recorded_usage_costs_to_the_nano_dollar_what_was_worked_out_by_hand():
    priced = [(name, model, usage) for name, model, usage in recorded() if is_priced(model)]
    assert len(priced) > 800

    ours = {
        name: sum(c.amount_nano for c in charges_of(usage, model=model, at=NOW))
        for name, model, usage in priced
    }

    assert ours == {name: by_hand(usage, model) for name, model, usage in priced}
