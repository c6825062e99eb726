"""What tokens cost: the price in force, the cost of a usage, and the most a request can cost.

Prices are exact whole nano-dollars per token. A factor (batch, US inference) can make them
fractions, so cost is computed on the total of a kind and rounded half up once, per entry.
"""

import re
import threading
import time
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from billing import published
from billing.models.prices import ONE_PPM, ModelPrice, Speed, ToolPrice
from billing.tokens import (
    CACHE_WRITE_1H,
    CACHE_WRITE_5M,
    INPUT,
    OUTPUT,
    TOKEN_KINDS,
    Tokens,
)

BOOK_SECONDS = 30.0
_Row = TypeVar("_Row", ModelPrice, ToolPrice)
_DATED = re.compile(r"-(\d{8}|latest|0)$")


class UnknownPriceError(LookupError):
    """A model or speed that nobody has priced: it cannot be used, rather than used for free."""

    code = "price_missing"

    def __init__(self, model: str, speed: str = Speed.STANDARD) -> None:
        self.model, self.speed = model, speed
        if speed == Speed.STANDARD:
            text = _(
                "There is no price for “%(model)s”. "
                "An administrator must add one before it can be used."
            )
        else:
            text = _(
                "There is no price for “%(model)s” at speed “%(speed)s”. "
                "An administrator must add one before it can be used."
            )
        super().__init__(text % {"model": model, "speed": speed})


@dataclass(frozen=True, slots=True)
class Rate:
    """Nano-dollars per unit, times a factor in parts per million."""

    unit_nano: int
    factor_ppm: int = ONE_PPM

    def cost(self, quantity: int) -> int:
        """Nano-dollars of `quantity` units, rounded half up."""
        return (quantity * self.unit_nano * self.factor_ppm + ONE_PPM // 2) // ONE_PPM

    def bound(self, quantity: int) -> int:
        """Nano-dollars that `quantity` units cannot exceed."""
        return -(-quantity * self.unit_nano * self.factor_ppm // ONE_PPM)

    def fits(self, nano: int) -> int | None:
        """The most units whose bound is within `nano`; None when they cost nothing."""
        per_unit = self.unit_nano * self.factor_ppm
        return max(0, nano * ONE_PPM // per_unit) if per_unit else None


@dataclass(frozen=True, slots=True)
class Price:
    """A snapshot of what one request is priced at. `units` maps kinds to nano-dollars."""

    model: str
    speed: str
    price_id: int | None
    units: Mapping[str, int]
    factor_ppm: int = ONE_PPM

    def rate(self, kind: str) -> Rate:
        """The rate of one kind; factors hold for tokens, not for tools. KeyError: unpriced tool."""
        return Rate(self.units[kind], self.factor_ppm if kind in TOKEN_KINDS else ONE_PPM)


def cost(usage: Tokens, price: Price) -> dict[str, int]:
    """Nano-dollars per kind used. Raises KeyError for a tool without price."""
    return {kind: price.rate(kind).cost(n) for kind, n in usage.quantities().items()}


@dataclass(frozen=True, slots=True)
class Bound:
    """The most that one attempt can cost: a fixed part, and a part per output token.

    `quote` is what a sweep needs to price the call after a crash.
    """

    input_tokens: int
    input_nano: int
    output_tokens: int
    output_rate: Rate
    quote: Mapping[str, Any] = field(default_factory=dict)

    def nano(self, output_tokens: int) -> int:
        return self.input_nano + self.output_rate.bound(output_tokens)


def worst_case(
    model: str,
    at: datetime,
    *,
    input_tokens: int,
    max_tokens: int,
    margin_percent: int = 110,
    batch: bool = False,
    geo: str | None = None,
    speed: str = Speed.STANDARD,
    tool_uses: Mapping[str, int] | None = None,
) -> Bound:
    """The upper bound to reserve. `input_tokens` is the count before the margin.

    Input is taken at the dearest rate that can apply: a cache write where the model has any
    dearer than fresh input, and the dearest band that the prompt with its margin can reach.
    Raises UnknownPriceError.
    """
    most_input = -(-input_tokens * margin_percent // 100)
    reachable = [
        price_of(model, at, prompt_tokens=n, batch=batch, geo=geo, speed=speed)
        for n in {input_tokens, most_input}
    ]
    dearest_input = max(
        (p.rate(kind) for p in reachable for kind in (INPUT, CACHE_WRITE_5M, CACHE_WRITE_1H)),
        key=lambda rate: rate.unit_nano,
    )
    dearest_output = max((p.rate(OUTPUT) for p in reachable), key=lambda rate: rate.unit_nano)
    tools = sum(reachable[0].rate(tool).bound(n) for tool, n in (tool_uses or {}).items())
    return Bound(
        input_tokens=most_input,
        input_nano=dearest_input.bound(most_input) + tools,
        output_tokens=max_tokens,
        output_rate=dearest_output,
        quote={
            "model": model,
            "counted_tokens": input_tokens,
            "batch": batch,
            "geo": geo,
            "speed": speed,
        },
    )


class PriceBook:
    """All prices, read once and asked often: prices are write-once, so it can only grow old."""

    def __init__(self, models: Iterable[ModelPrice], tools: Iterable[ToolPrice]) -> None:
        self._bands: dict[tuple[str, str], dict[int, list[ModelPrice]]] = {}
        for row in sorted(models, key=lambda row: row.effective_from):
            bands = self._bands.setdefault((row.model, row.speed), {})
            bands.setdefault(row.prompt_from, []).append(row)
        self._tools: dict[str, list[ToolPrice]] = {}
        for tool in sorted(tools, key=lambda row: row.effective_from):
            self._tools.setdefault(tool.tool, []).append(tool)

    def row(self, model: str, at: datetime, prompt_tokens: int, speed: str) -> ModelPrice:
        """The row in force, for the id as given or without its date. Raises UnknownPriceError."""
        for name in (model, canonical(model)):
            bands = self._bands.get((name, speed), {})
            for start in sorted((n for n in bands if n <= prompt_tokens), reverse=True):
                if found := _in_force(bands[start], at):
                    return found
        raise UnknownPriceError(model, speed)

    def starts(self, model: str) -> list[int]:
        """The prompt lengths from which another price holds at standard speed, 0 among them."""
        known = (model, Speed.STANDARD.value), (canonical(model), Speed.STANDARD.value)
        return sorted({start for key in known for start in self._bands.get(key, {})})

    def tools(self, at: datetime) -> dict[str, int]:
        """Nano-dollars per use of every priced tool."""
        found = {name: _in_force(rows, at) for name, rows in self._tools.items()}
        return {name: row.use_nano for name, row in found.items() if row}


def price_of(
    model: str,
    at: datetime,
    *,
    prompt_tokens: int,
    batch: bool = False,
    geo: str | None = None,
    speed: str = Speed.STANDARD,
) -> Price:
    """The price of one request that began at `at`. Raises UnknownPriceError.

    `geo` and `speed` are the words of the API (`inference_geo`, `speed`); only "us" has a
    factor, every other place costs the published price.
    """
    book = current_book()
    row = book.row(model, at, prompt_tokens, speed)
    factor = (row.batch_ppm if batch else ONE_PPM) * (row.us_geo_ppm if geo == "us" else ONE_PPM)
    units = {kind: int(getattr(row, f"{kind}_nano")) for kind in TOKEN_KINDS}
    return Price(row.model, speed, row.pk, units | book.tools(at), factor // ONE_PPM)


def canonical(model: str) -> str:
    """The id without date, `-latest` or `-0`: claude-sonnet-4-20250514 is claude-sonnet-4."""
    return _DATED.sub("", model)


def _in_force(rows: list[_Row], at: datetime) -> _Row | None:
    index = bisect_right([row.effective_from for row in rows], at)
    return rows[index - 1] if index else None


_lock = threading.Lock()
_book: tuple[float, PriceBook] | None = None


def current_book() -> PriceBook:
    """The prices, at most BOOK_SECONDS old: the fast path asks the database for none."""
    global _book
    now = time.monotonic()
    if _book is None or now - _book[0] > BOOK_SECONDS:
        with _lock:
            if _book is None or now - _book[0] > BOOK_SECONDS:
                _book = (
                    now,
                    PriceBook(ModelPrice.objects.all(), ToolPrice.objects.all()),
                )
    return _book[1]


def forget_book() -> None:
    """Read the prices anew at the next question: after adding one."""
    global _book
    _book = None


def seed(using: str) -> None:
    """Add every published price that is missing. Nothing that is there is touched."""
    with transaction.atomic(using=using):
        ModelPrice.objects.using(using).bulk_create(
            [ModelPrice(**row) for row in published.rows()], ignore_conflicts=True
        )
        ToolPrice.objects.using(using).bulk_create(
            [ToolPrice(**row) for row in published.tool_rows()], ignore_conflicts=True
        )
    forget_book()
