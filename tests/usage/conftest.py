"""Somebody signed in, on a database that the views' threads share."""

import pytest
from django.test import Client

from accounts.models import User
from tests.accounts.people import PASSWORD, make_user
from tests.billing.fixtures import _prices_are_read_anew
from tests.chatapp.conftest import chat_database

__all__ = ["_prices_are_read_anew", "chat_database"]


@pytest.fixture
def alice(chat_database: None) -> User:
    return make_user("alice@example.com")


@pytest.fixture
def browser(alice: User) -> Client:
    """Alice's, signed in by her password."""
    client = Client()
    assert client.login(username=alice.email, password=PASSWORD)
    return client
