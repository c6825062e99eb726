"""Every story about own data starts with somebody signed in, in threads that see each other."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache

from tests.chatapp.conftest import chat_database, house, open_tab, stage
from tests.transfer.browser import Browser

__all__ = ["chat_database", "house", "open_tab", "stage"]


@pytest.fixture(autouse=True)
def _own_data(chat_database: None) -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def alice() -> Browser:
    return Browser("alice@example.com")


@pytest.fixture
def bob() -> Browser:
    return Browser("bob@example.com")
