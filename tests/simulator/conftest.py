"""A simulator that streams as fast as it can, the real SDK in front of it, and raw HTTP beside."""

import io
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiohttp
import pytest
from anthropic import AsyncAnthropic, DefaultAioHttpClient
from anthropic.types import Message

from chatapp.simulator import Simulator, start

MODEL = "claude-opus-4-8"
HEADERS = {"authorization": "Bearer any", "anthropic-version": "2026-10-21"}
Ask = Callable[..., Awaitable[Message]]
Json = dict[str, Any]


@pytest.fixture
async def simulator() -> AsyncIterator[Simulator]:
    async with await start(tokens_per_second=None) as running:
        yield running


@pytest.fixture
async def client(simulator: Simulator) -> AsyncIterator[AsyncAnthropic]:
    transport = DefaultAioHttpClient()
    async with AsyncAnthropic(
        base_url=simulator.base_url, api_key="any", max_retries=0, http_client=transport
    ) as sdk:
        yield sdk


@pytest.fixture
def ask(client: AsyncAnthropic) -> Ask:
    """Asks one question, or sends a list of messages, and returns the streamed reply."""

    async def ask(said: str | list[Any], **options: Any) -> Message:
        messages = said if isinstance(said, list) else [{"role": "user", "content": said}]
        request: Json = {"model": MODEL, "max_tokens": 4_000, "messages": messages, **options}
        async with client.messages.stream(**request) as stream:
            return await stream.get_final_message()

    return ask


class Raw:
    """The wire without an SDK: bodies and headers exactly as sent."""

    def __init__(self, session: aiohttp.ClientSession, base_url: str) -> None:
        self._session = session
        self._base_url = base_url

    async def post(
        self, body: Any, path: str = "/v1/messages", headers: dict[str, str] | None = None
    ) -> tuple[int, "aiohttp.typedefs.LooseHeaders", str]:
        data = io.BytesIO(body if isinstance(body, bytes) else json.dumps(body).encode())
        url = f"{self._base_url}{path}"
        sent = HEADERS if headers is None else headers
        async with self._session.post(url, data=data, headers=sent) as response:
            return response.status, response.headers, await response.text()

    async def events(self, said: str, **options: Any) -> list[Json]:
        body = request(said, stream=True, **options)
        _, _, text = await self.post(body)
        lines = (line for line in text.splitlines() if line.startswith("data: "))
        return [json.loads(line.removeprefix("data: ")) for line in lines]


def request(said: str, **options: Any) -> Json:
    messages = [{"role": "user", "content": said}]
    return {"model": MODEL, "max_tokens": 4_000, "messages": messages, **options}


@pytest.fixture
async def raw(simulator: Simulator) -> AsyncIterator[Raw]:
    async with aiohttp.ClientSession() as session:
        yield Raw(session, simulator.base_url)


@pytest.fixture
def text_of() -> Callable[[Message], str]:
    """All text of a reply."""
    return lambda message: "".join(b.text for b in message.content if b.type == "text")
