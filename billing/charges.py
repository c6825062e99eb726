"""From what an attempt used to what is booked for it: priced, and marked exact or estimated."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from billing.models.prices import ONE_PPM, Speed
from billing.prices import Price, Rate, UnknownPriceError, price_of
from billing.tokens import OUTPUT, Portion, Tokens, portions_of

UNPRICED = Rate(0, ONE_PPM)


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of one charge, as the ledger books it."""

    kind: str
    quantity: int
    rate: Rate
    estimated: bool

    @property
    def amount_nano(self) -> int:
        return self.rate.cost(self.quantity)


@dataclass(frozen=True, slots=True)
class Charge:
    """What one attempt used at one price. `estimated` names the kinds that nobody reported.

    `unpriced` names a model or tool without a price: it is booked as well as it can be, marked
    estimated, and the administrator is told; money that was spent is never refused a booking.
    """

    tokens: Tokens
    price: Price
    attempt: int = 1
    part: int = 0
    estimated: frozenset[str] = frozenset()
    unpriced: str = ""

    def lines(self) -> Iterator[Line]:
        """The ledger entries of this charge."""
        for kind, quantity in self.tokens.quantities().items():
            known = kind in self.price.units
            yield Line(
                kind,
                quantity,
                self.price.rate(kind) if known else UNPRICED,
                bool(self.unpriced) or not known or kind in self.estimated,
            )

    @property
    def amount_nano(self) -> int:
        return sum(line.amount_nano for line in self.lines())


def charges_of(
    usage: Mapping[str, Any],
    *,
    model: str,
    at: datetime,
    attempt: int = 1,
    asked_model: str = "",
    batch: bool = False,
    geo: str | None = None,
    speed: str = Speed.STANDARD,
    output_estimate: int | None = None,
) -> list[Charge]:
    """Price the usage of one attempt that began at `at`.

    `usage` is the API's object with its last, cumulative counts; where it names geo, speed or
    service tier, it is believed before the arguments. `model` answered; `asked_model` lends its
    price if that one has none. For a stream that broke off, pass `output_estimate`: output is
    then the larger of it and what was reported, and marked estimated. Raises UnknownPriceError
    only when neither model is priced.
    """
    terms = {
        "batch": batch or usage.get("service_tier") == "batch",
        "geo": _word(usage.get("inference_geo")) or geo,
        "speed": _word(usage.get("speed")) or speed,
    }
    portions = portions_of(usage)
    if output_estimate is not None:
        first = portions[0]
        broken = first.tokens.with_output_at_least(output_estimate)
        portions[0] = Portion(broken, first.model)
    charges = []
    for part, portion in enumerate(portions):
        estimated = set(portion.tokens.missing)
        if part == 0 and output_estimate is not None:
            estimated.add(OUTPUT)
        price, unpriced = _price(portion, [portion.model, model, asked_model], at, terms)
        charges.append(Charge(portion.tokens, price, attempt, part, frozenset(estimated), unpriced))
    return charges


def _price(
    portion: Portion, models: list[str], at: datetime, terms: dict[str, Any]
) -> tuple[Price, str]:
    """The price of the first model that has one, and the name of the one that should have had."""
    wanted = [model for model in models if model]
    prompt = portion.tokens.prompt
    for changes in ({}, {"speed": Speed.STANDARD}):
        for model in wanted:
            try:
                price = price_of(model, at, prompt_tokens=prompt, **{**terms, **changes})
            except UnknownPriceError:
                continue
            exact = model == wanted[0] and price.speed == terms["speed"]
            return price, "" if exact else wanted[0]
    raise UnknownPriceError(wanted[0] if wanted else "", terms["speed"])


def _word(value: Any) -> str:
    return value if isinstance(value, str) else ""
