"""How much fits: limits held against windows, before anything is written."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from billing import grants
from billing.budgets import Limit, renews_at
from billing.models import Window
from billing.prices import Bound
from billing.refusal import Shortfall
from billing.statements import NO_LIMIT
from billing.windows import Key, key_of

Pairs = Sequence[tuple[Limit, Window]]
Extras = Mapping[Key, grants.Extra]


class Amount(NamedTuple):
    """What a window counts: nano-dollars, all tokens, and output tokens."""

    nano: int = 0
    tokens: int = 0
    output: int = 0


def amount_of(bound: Bound, output_tokens: int) -> Amount:
    """What a call sets aside when it may write so many tokens."""
    return Amount(bound.nano(output_tokens), bound.input_tokens + output_tokens, output_tokens)


def fitting_output(
    bound: Bound, pairs: Pairs, extras: Extras, wanted: int, floor: int | None
) -> int | None:
    """The output tokens to reserve: `wanted`, or fewer but not below `floor`, or None.

    A lowered call takes at most half of what is left, unless that is less than the floor: what
    is left is for the next call too.
    """
    whole = _most_output(bound, pairs, extras, 1)
    if whole is None or whole >= wanted:
        return wanted
    if floor is None or whole < min(floor, wanted):
        return None
    half = _most_output(bound, pairs, extras, 2) or 0
    return max(min(floor, wanted), half)


def _most_output(bound: Bound, pairs: Pairs, extras: Extras, share: int) -> int | None:
    """The most output tokens for 1/`share` of the room; -1 if not even the input fits."""
    most: list[int] = []
    for limit, window in pairs:
        for measure, allowed in _allowed(limit, window, extras):
            left = (allowed - _used(window, measure)) // share
            if measure == "usd":
                fits = bound.output_rate.fits(left - bound.input_nano)
                most.append(-1 if left < bound.input_nano else _or_huge(fits))
            elif measure == "tokens":
                most.append(max(-1, left - bound.input_tokens))
            else:
                most.append(max(-1, left))
    return min(most) if most else None


def shortfalls(
    bound: Bound, pairs: Pairs, extras: Extras, output_tokens: int
) -> tuple[Shortfall, ...]:
    """Every limit that so many output tokens do not fit into."""
    amount = amount_of(bound, output_tokens)
    needed = {"usd": amount.nano, "tokens": amount.tokens, "output": amount.output}
    return tuple(
        Shortfall(
            budget_id=limit.budget_id,
            scope=limit.scope,
            period=limit.period,
            measure=measure,
            limit=allowed,
            spent=_spent(window, measure),
            reserved=_used(window, measure) - _spent(window, measure),
            needed=needed[measure],
            renews_at=renews_at(window),
        )
        for limit, window in pairs
        for measure, allowed in _allowed(limit, window, extras)
        if _used(window, measure) + needed[measure] > allowed
    )


def allowed(
    pairs: Pairs, extras: Extras, found: Iterable[Window]
) -> Iterable[tuple[int, int, int, int]]:
    """Per window what the UPDATE that reserves holds it against: its lowest hard limits."""
    for window in found:
        limits = [
            entry for limit, of in pairs if of is window for entry in _allowed(limit, of, extras)
        ]
        lowest = [
            min((value for name, value in limits if name == measure), default=NO_LIMIT)
            for measure in ("usd", "tokens", "output")
        ]
        yield window.pk, lowest[0], lowest[1], lowest[2]


def _allowed(limit: Limit, window: Window, extras: Extras) -> list[tuple[str, int]]:
    extra = extras.get(key_of(window), grants.NOTHING)
    return [
        (measure, value)
        for measure, value in (
            ("usd", None if limit.nano is None else limit.nano + extra.nano),
            ("tokens", None if limit.tokens is None else limit.tokens + extra.tokens),
            ("output", limit.output),
        )
        if value is not None
    ]


def _spent(window: Window, measure: str) -> int:
    return {
        "usd": window.spent_nano,
        "tokens": window.spent_tokens,
        "output": window.spent_output,
    }[measure]


def _used(window: Window, measure: str) -> int:
    reserved = {
        "usd": window.reserved_nano,
        "tokens": window.reserved_tokens,
        "output": window.reserved_output,
    }[measure]
    return _spent(window, measure) + reserved


def _or_huge(fits: int | None) -> int:
    return 2**62 if fits is None else fits
