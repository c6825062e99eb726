"""What every story about people starts from: nobody has tried anything yet."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _no_counted_attempts() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()
