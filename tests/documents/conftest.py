"""A house with files, and people who bring some."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.db import connections
from django.test import AsyncClient
from pytest_django import Settings

from tests.chatapp.conftest import (
    Person,
    alice,
    chat_database,
    house,
    open_tab,
    stage,
)

__all__ = ["alice", "chat_database", "house", "open_tab", "stage"]

Bring = Callable[[Person, bytes, str], Awaitable[dict[str, Any]]]


@pytest.fixture(autouse=True)
async def files(tmp_path: Path, settings: Settings) -> AsyncIterator[Path]:
    """Where this test's files lie."""
    settings.DATA_DIR = tmp_path
    yield tmp_path / "files"
    await sync_to_async(connections.close_all)()  # the thread of requests met this test's database


def client(person: Person) -> AsyncClient:
    one = AsyncClient()
    one.cookies["sessionid"] = person.session
    return one


@pytest.fixture
def bring() -> Bring:
    """Uploads a file as the page does; what the server says of it."""

    async def upload(person: Person, data: bytes, name: str) -> dict[str, Any]:
        answer = await client(person).post(
            f"/api/files/?name={name}", data, content_type="application/octet-stream"
        )
        return {"status": answer.status_code, **answer.json()}

    return upload
