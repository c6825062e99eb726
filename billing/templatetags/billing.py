"""How templates write money."""

from django import template

from billing.money import format_usd

register = template.Library()


@register.filter
def dollars(nano: int | None) -> str:
    """$12.50; a dash for no amount."""
    return "–" if nano is None else format_usd(nano)


@register.filter
def plain_dollars(nano: int) -> str:
    """12.50, as it is typed into a field."""
    return format_usd(nano).lstrip("$").replace(",", "")
