"""How the console writes figures."""

from typing import Any

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from billing.money import NANO, format_usd

register = template.Library()

NONE = "–"


@register.filter
def count(value: int | None) -> str:
    """12,345; or a dash for no figure."""
    return NONE if value is None else f"{value:,}"


@register.filter
def short(value: int | None) -> str:
    """A large count in few signs: 12,345 stays, 1,234,567 is 1.23 M."""
    if value is None or value < 1_000_000:
        return count(value)
    for size, sign in ((10**12, "T"), (10**9, "G"), (10**6, "M")):
        if value >= size:
            return f"{number_format(value / size, 2)} {sign}"
    return count(value)


@register.filter
def percent(share: float | None) -> str:
    """A share of 0 to 1 as 99.5 %; never rounded up to a whole that it isn't."""
    if share is None:
        return NONE
    shown = int(share * 1000) / 10
    return f"{number_format(shown, 1)} %"


@register.filter
def seconds(milliseconds: int | None) -> str:
    """A duration as a person reads it: 480 ms, 2.4 s, 3 min 20 s."""
    if milliseconds is None:
        return NONE
    if milliseconds < 1000:
        return _("%(count)s ms") % {"count": milliseconds}
    if milliseconds < 120_000:
        return _("%(count)s s") % {"count": number_format(milliseconds / 1000, 1)}
    minutes, rest = divmod(round(milliseconds / 1000), 60)
    if minutes < 120:
        return _("%(minutes)s min %(seconds)s s") % {"minutes": minutes, "seconds": rest}
    hours, minutes = divmod(minutes, 60)
    return _("%(hours)s h %(minutes)s min") % {"hours": f"{hours:,}", "minutes": minutes}


@register.filter
def usd(nano: int | None) -> str:
    """The exact amount: $0.004, $12.50."""
    return NONE if nano is None else format_usd(nano)


@register.filter
def nanos(nano: int) -> str:
    """The exact amount with all nine decimals, so that a column of amounts lines up."""
    sign = "-" if nano < 0 else ""
    whole, rest = divmod(abs(nano), NANO)
    return f"{sign}${whole:,}.{rest:09d}"


@register.filter
def dollars(nano: int | None) -> str:
    """An amount to be read at a glance: whole cents, and two digits of what is less than that."""
    if nano is None:
        return NONE
    cent = NANO // 100
    if 0 < nano < cent:
        digits = 10 ** max(0, len(str(nano)) - 2)
        return format_usd(nano // digits * digits)
    return format_usd((nano + cent // 2) // cent * cent)


@register.filter
def figure(value: Any, unit: str) -> str:
    """A value of a chart's table in its unit."""
    if isinstance(value, str):
        return value
    return {"usd": usd, "ms": seconds, "share": percent}.get(unit, count)(value)


@register.filter
def change(now: float | None, before: float | None) -> str:
    """By how much a figure has changed against the period before: +12 %, or × 27."""
    if not now or not before:
        return ""
    if now >= 10 * before:
        return f"× {now / before:,.0f}"
    return f"{(now - before) / before * 100:+.0f} %"
