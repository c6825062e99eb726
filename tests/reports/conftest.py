"""Books that reports are made of, and somebody of the staff who reads them."""

from tests.billing.fixtures import _prices_are_read_anew
from tests.console.conftest import browser

__all__ = ["_prices_are_read_anew", "browser"]
