"""Somebody's browser: downloads, uploads, and what the page says afterwards."""

import io
import json
import re
import zipfile
from collections.abc import Mapping
from html import unescape
from typing import Any

from asgiref.sync import async_to_sync
from django.test import AsyncClient, Client

from accounts.models import User
from accounts.roles import Role
from tests.accounts.people import PASSWORD, make_user

PAGE = "/account/data/"


class Download:
    """A file as it arrived: `pieces` are what the server sent, one after the other."""

    def __init__(self, response: Any, pieces: list[bytes]) -> None:
        self.status: int = response.status_code
        self.headers: Mapping[str, str] = response.headers
        self.pieces = pieces
        self.bytes = b"".join(pieces)

    @property
    def text(self) -> str:
        return self.bytes.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.bytes)

    @property
    def files(self) -> dict[str, str]:
        with zipfile.ZipFile(io.BytesIO(self.bytes)) as archive:
            assert archive.testzip() is None
            return {name: archive.read(name).decode() for name in archive.namelist()}


class Browser:
    """One person, signed in by their password."""

    def __init__(self, email: str) -> None:
        self.user: User = make_user(email, role=Role.USER)
        self.client = Client()
        assert self.client.login(username=email, password=PASSWORD)

    def download(self, path: str, **query: str) -> Download:
        async def fetch() -> Download:
            client = AsyncClient()
            client.cookies = self.client.cookies
            response: Any = await client.get(path, query)
            if response.streaming:
                return Download(response, [piece async for piece in response.streaming_content])
            return Download(response, [response.content])

        return async_to_sync(fetch)()

    def measure(self, path: str, **query: str) -> tuple[int, int]:
        """Downloads and keeps nothing: how many bytes in how many pieces."""

        async def fetch() -> tuple[int, int]:
            client = AsyncClient()
            client.cookies = self.client.cookies
            response: Any = await client.get(path, query)
            sizes = [len(piece) async for piece in response.streaming_content]
            return sum(sizes), len(sizes)

        return async_to_sync(fetch)()

    def export(self) -> list[dict[str, Any]]:
        """All conversations, as the JSON export has them."""
        found: list[dict[str, Any]] = self.download("/account/export/", format="json").json[
            "conversations"
        ]
        return found

    def bring(self, content: Any, name: str = "conversations.json") -> str:
        """Uploads a file (JSON is made of anything but bytes); what the page says then."""
        data = content if isinstance(content, bytes) else json.dumps(content).encode()
        file = io.BytesIO(data)
        file.name = name
        response = self.client.post(f"{PAGE}import/", {"file": file}, follow=True)
        return said(response)

    def open(self) -> str:
        return said(self.client.get(PAGE))


def said(response: Any) -> str:
    """The words of a page on one line, without its marks."""
    main = response.content.decode().partition("<main")[2]
    words = unescape(re.sub(r"<[^>]+>", " ", main))
    return re.sub(r"\s+([,.:])", r"\1", " ".join(words.split()))


def zipped(files: dict[str, bytes], **options: Any) -> bytes:
    """A ZIP file of these."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", **(options or {"compression": zipfile.ZIP_DEFLATED})) as out:
        for name, data in files.items():
            out.writestr(name, data)
    return buffer.getvalue()
