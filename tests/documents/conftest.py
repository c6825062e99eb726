"""A house with files, and people who bring some."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
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
def files(tmp_path: Path, settings: Settings) -> Path:
    """Where this test's files lie."""
    settings.DATA_DIR = tmp_path
    return tmp_path / "files"


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
