"""The ledger as the tests of billing handle it."""

from tests.billing.fixtures import _prices_are_read_anew

__all__ = ["_prices_are_read_anew"]
