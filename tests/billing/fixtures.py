"""What tests that write money need: prices that are read anew."""

from collections.abc import Iterator

import pytest

from billing import prices


@pytest.fixture(autouse=True)
def _prices_are_read_anew() -> Iterator[None]:
    prices.forget_book()
    yield
    prices.forget_book()
