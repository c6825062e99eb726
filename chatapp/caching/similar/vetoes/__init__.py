"""What keeps two questions apart however alike they look. One small file for each family.

A family says "these differ" wherever it isn't sure that they don't: a veto costs one call, a wrong
answer costs trust.
"""

from collections.abc import Callable

from chatapp.caching.similar.reading import Reading
from chatapp.caching.similar.vetoes import (
    code,
    dates,
    degrees,
    intent,
    language,
    names,
    negation,
    numbers,
    order,
    private,
    quotes,
    tenses,
    units,
)

FAMILIES: dict[str, Callable[[Reading, Reading], bool]] = {
    "private": private.differ,
    "language": language.differ,
    "numbers": numbers.differ,
    "units": units.differ,
    "dates": dates.differ,
    "quotes": quotes.differ,
    "code": code.differ,
    "negation": negation.differ,
    "degrees": degrees.differ,
    "tenses": tenses.differ,
    "names": names.differ,
    "intent": intent.differ,
    "order": order.differ,
}


def forbids(one: Reading, other: Reading) -> str:
    """The first family that keeps these two apart; empty if none does."""
    return next((name for name, differ in FAMILIES.items() if differ(one, other)), "")
