"""People of every role, and calls of all kinds."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from chatapp.models import ClaudeCall
from chatapp.monitoring import counting

ENDINGS = ("", "", "", "", "cancelled", "overloaded", "rate_limited", "stream_cut")
Store = Callable[..., ClaudeCall]


def store_call(at: datetime | None = None, **facts) -> ClaudeCall:
    """A call that has ended, stored as the middleware stores it."""
    plain = {"purpose": "chat", "model": "claude-sonnet-5-5", "user_id": 1, "status": 200}
    call = ClaudeCall(started_at=at or timezone.now(), **plain | facts)
    counting.store(call)
    return call


def random_calls(number: int, seed: int = 5, days: int = 20) -> list[ClaudeCall]:
    """Calls of several people, models and endings over the last days."""
    dice, now = random.Random(seed), timezone.now()
    return [
        store_call(
            now - timedelta(days=dice.random() * days),
            user_id=dice.randint(1, 5),
            purpose=dice.choice(("chat", "title")),
            model=dice.choice(("claude-sonnet-5-5", "claude-haiku-5-5")),
            error_code=(code := dice.choice(ENDINGS)),
            status={"overloaded": 529, "rate_limited": 429}.get(code, 200),
            duration_ms=dice.randint(1, 60_000),
            first_token_ms=None if code else dice.randint(1, 3_000),
            waited_ms=dice.choice((0, 900)),
            attempts=[{"code": code, "status": 200, "duration_ms": 5, "waited_ms": 0}]
            * dice.randint(1, 4),
            input_tokens=dice.randint(0, 5_000),
            output_tokens=dice.choice((None, dice.randint(0, 900))),
            cache_write_5m_tokens=dice.choice((None, 70)),
        )
        for _ in range(number)
    ]


@pytest.fixture
def browser() -> Callable[..., Client]:
    """A browser in which somebody of this role is signed in."""

    def open_browser(role: Role | None, email: str = "") -> Client:
        client = Client()
        if role is not None:
            email = email or f"{role.value}@example.com"
            person = User.objects.create_user(email, "x", role=role)
            client.force_login(person)
        return client

    return open_browser
