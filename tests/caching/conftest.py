"""A cache that is on, empty, and forgotten afterwards."""

import pytest
from django.core.cache import cache

from chatapp.caching import rules
from tests.billing.fixtures import _prices_are_read_anew

__all__ = ["_prices_are_read_anew"]


@pytest.fixture(autouse=True)
def _cache(settings):
    settings.CLAUDE_CACHE_SECONDS = 600
    cache.clear()
    rules.forget()
    yield
    cache.clear()
    rules.forget()
