"""The house in this process: a database of its own, the real stack, Claude under direction."""

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from functools import cache
from pathlib import Path
from unittest.mock import patch

import pytest
from asgiref.sync import SyncToAsync
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connections
from pytest_django import DjangoDbBlocker, Settings

from accounts.models import User
from chatapp import asgi, claude, database, relay, turns
from tests.chatapp.sockets import LocalSocket
from tests.chatapp.stage import Stage
from tests.chatapp.tab import Tab

ORIGIN = "http://localhost"
OpenTab = Callable[..., Awaitable[Tab]]


@pytest.fixture
def chat_database(
    migrated_sqlite: Path, tmp_path: Path, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """A migrated file that all threads share; rolling back or flushing could not undo threads."""
    copy = shutil.copy(migrated_sqlite, tmp_path / "chat.sqlite3")
    _close_connections()
    with patch.dict(connections["default"].settings_dict, {"NAME": copy, "CONN_MAX_AGE": 0}):
        with django_db_blocker.unblock():
            yield
        _close_connections()


def _close_connections() -> None:
    """Those of this thread and of asgiref's thread of requests, which outlives the test: Django's
    `AsyncClient` leaves it connected to the database that it met.
    """
    connections.close_all()
    SyncToAsync.single_thread_executor.submit(connections.close_all).result()


@pytest.fixture
async def house(
    chat_database: None, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[None]:
    """What a web process starts and stops, without its keeper: stories call that themselves."""
    settings.CLAUDE_TITLE_MODEL = ""
    settings.TURN_COALESCE_SECONDS = 0.0
    monkeypatch.setattr(turns, "_draining", False)
    relay.start(turns.heard)
    yield
    await turns.drain(0)
    await relay.close()
    await claude.close()
    assert not turns.running
    assert not relay.hub.feeds


@pytest.fixture
async def stage(house: None, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """Claude, saying what the test says."""
    stage = Stage()
    monkeypatch.setattr(claude, "api", cache(lambda: stage))
    claude.stack.cache_clear()
    return stage


class Person:
    """Somebody of the cast, signed in."""

    def __init__(self, user_id: int, session: str, auth_hash: str) -> None:
        self.id = user_id
        self.session = session
        self.auth_hash = auth_hash

    @property
    def cookie(self) -> str:
        return f"sessionid={self.session}"


def sign_in(name: str) -> Person:
    """An account of this name, made when it is first needed, and a new sign-in of it."""
    email = f"{name}@example.com"
    user = User.objects.filter(email=email).first() or User.objects.create_user(email)
    session = SessionStore()
    auth_hash = user.get_session_auth_hash()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = auth_hash
    session.save()
    return Person(user.pk, str(session.session_key), auth_hash)


@pytest.fixture
async def alice(house: None) -> Person:
    return await database.run(sign_in, "alice")


@pytest.fixture
async def bob(house: None) -> Person:
    return await database.run(sign_in, "bob")


@pytest.fixture
async def open_tab(house: None) -> AsyncIterator[OpenTab]:
    """Opens tabs: `await open_tab(alice)`; all are closed at the end."""
    opened: list[Tab] = []

    async def open_one(person: Person | None, **headers: str) -> Tab:
        cookie = {"cookie": person.cookie} if person else {}
        tab = Tab(LocalSocket(asgi.router, {"origin": ORIGIN} | cookie | headers))
        opened.append(tab)
        return await tab.open()

    yield open_one
    for tab in opened:
        await tab.close()
