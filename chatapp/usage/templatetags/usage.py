"""Amounts as pages show them."""

from django import template
from django.utils import formats

from billing.money import format_usd

register = template.Library()


@register.filter
def usd(nano: int) -> str:
    """Exact dollars of nano-dollars."""
    return format_usd(nano)


@register.filter
def grouped(count: int) -> str:
    """A whole number with the separators of the language."""
    return str(formats.number_format(count, force_grouping=True))
