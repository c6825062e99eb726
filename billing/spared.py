"""What Claude's own cache saves: the prompt at the price of input, less what it was booked at."""

from datetime import datetime

from billing.prices import Price, UnknownPriceError, price_of
from billing.tokens import CACHE_READ, CACHE_WRITE_1H, CACHE_WRITE_5M, INPUT, Tokens

CACHED = (CACHE_READ, CACHE_WRITE_5M, CACHE_WRITE_1H)


def spared(usage: Tokens, price: Price) -> int:
    """Nano-dollars; below zero where more was written, which is dearer, than has been read yet."""
    counts = {kind: getattr(usage, kind) for kind in CACHED}
    paid = sum(price.rate(kind).cost(count) for kind, count in counts.items())
    return price.rate(INPUT).cost(sum(counts.values())) - paid


def spared_now(model: str, at: datetime, usage: Tokens) -> int:
    """The same at the price of `model` at a moment; 0 for one without a price."""
    try:
        return spared(usage, price_of(model, at, prompt_tokens=usage.prompt))
    except UnknownPriceError:
        return 0
