"""Every test about money starts with fresh prices."""

from tests.billing.fixtures import _prices_are_read_anew

__all__ = ["_prices_are_read_anew"]
