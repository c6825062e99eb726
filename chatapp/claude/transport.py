"""The only file that imports `anthropic`: requests go out here, bytes come back.

The SDK builds the request, signs it and types the errors. The body is read raw and parsed by
`wire` and `assembly` (ADR 0002). One client per event loop, its TLS context built once; retries
are the Retry layer's alone, so the SDK does none.
"""

import asyncio
import ssl
import time
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import AsyncExitStack, contextmanager, suppress
from functools import cache
from typing import Any
from weakref import WeakKeyDictionary

import anthropic
import httpx2
from anthropic import AsyncAnthropic, DefaultAioHttpClient, omit

from chatapp.claude import errors
from chatapp.claude.assembly import Assembler
from chatapp.claude.classification import error_for
from chatapp.claude.errors import ClaudeError
from chatapp.claude.events import Done, Event, TextDelta, ThinkingDelta, Usage
from chatapp.claude.headers import rate_limits, request_id, retry_after_seconds
from chatapp.claude.request import Attempt, Request
from chatapp.claude.watch import Watch, seconds_left
from chatapp.claude.wire import BadWire, SSEReader

KEEPALIVE_SECONDS = 60
END_SECONDS = 0.25
"""How long the body may take to end after `message_stop`; longer costs only the connection."""

BUSY_STREAMS = 50
"""So many running replies share the time of one process that each is read half as often."""

_COUNTED = ("model", "messages", "system", "tools", "thinking", "output_config")
MODELS_PER_PAGE = 100


class Transport:
    """One request to the API as a stream of events. Raises the errors of `claude.errors`.

    `extra_keys` are further API keys by a short name; a request's `key` says which it goes by.
    `headers_seconds` bounds the wait for an answer to begin. `idle_seconds` bounds the time
    without progress once it has: pings don't count (a stalled reply can ping for ever), nor does
    the time that our own side takes. It is generous because thinking may be silent.

    While text flows the body is read every `gather_seconds` only (twice that when
    many replies run): waking up for each delta costs more than what is done with it.
    """

    def __init__(
        self,
        *,
        api_key: str,
        base_url: Callable[[], Awaitable[str]],
        connect_seconds: float,
        idle_seconds: float,
        max_connections: int,
        extra_keys: Mapping[str, str] | None = None,
        gather_seconds: float = 0.0,
        headers_seconds: float = 60.0,
    ) -> None:
        self._keys = {"": api_key, **(extra_keys or {})}
        self._base_url = base_url
        self._headers_seconds = headers_seconds
        self._idle_seconds = idle_seconds
        self._gather_seconds = gather_seconds
        self._streams = 0
        # Reading is bounded here, wait by wait: a timer of the HTTP client would see pings only.
        self._timeout = httpx2.Timeout(None, connect=connect_seconds, pool=connect_seconds)
        self._limits = httpx2.Limits(
            max_connections=max_connections, keepalive_expiry=KEEPALIVE_SECONDS
        )
        self._clients = WeakKeyDictionary[asyncio.AbstractEventLoop, dict[str, AsyncAnthropic]]()
        self._making = WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock]()

    async def client(self, key: str = "") -> AsyncAnthropic:
        """This event loop's client for the key of this name, made on first use and only once."""
        loop = asyncio.get_running_loop()
        clients = self._clients.setdefault(loop, {})
        if key not in clients:
            async with self._making.setdefault(loop, asyncio.Lock()):
                if key not in clients:
                    clients[key] = await self._make_client(self._keys[key])
        return clients[key]

    async def _make_client(self, api_key: str) -> AsyncAnthropic:
        tls = await asyncio.to_thread(_tls)  # some 20 ms the first time: too long for the loop
        return AsyncAnthropic(
            api_key=api_key,
            base_url=await self._base_url(),
            max_retries=0,
            timeout=self._timeout,
            open_telemetry=False,  # whoever sets a global provider gets no spans past ours
            http_client=DefaultAioHttpClient(
                limits=self._limits,
                timeout=self._timeout,
                verify=tls,
                follow_redirects=False,  # nobody but the configured address gets the key
            ),
        )

    async def close(self) -> None:
        """Closes this loop's clients, if any were made."""
        for client in self._clients.pop(asyncio.get_running_loop(), {}).values():
            await client.close()

    async def __call__(self, request: Request) -> AsyncGenerator[Event, None]:
        reader, assembler = SSEReader(), Assembler()
        watch = Watch(self._idle_seconds, request.deadline)
        with _attempt(request) as attempt, watch, self._counted():
            async with AsyncExitStack() as closing:
                response = await self._open(request, closing)
                attempt.status = response.status_code
                attempt.request_id = request_id(response.headers.get("request-id"))
                attempt.rate_limits = rate_limits(response.headers)
                _check_kind(response.headers.get("content-type", ""))
                pieces = response.iter_bytes()
                while not assembler.finished:
                    piece = await watch.next(pieces)
                    writing = False
                    for wire_event in reader.feed(piece):
                        if wire_event["type"] != "ping":
                            watch.progressed()
                        for event in assembler.feed(wire_event):
                            match event:
                                case Usage():
                                    attempt.usage, attempt.model = event, assembler.model
                                case Done():
                                    attempt.code = "ok"
                                case TextDelta() | ThinkingDelta():
                                    writing = True
                            yield event
                    if writing and not assembler.finished:
                        await asyncio.sleep(self._pace_seconds())
                await _read_to_end(pieces)

    def _pace_seconds(self) -> float:
        """How long text is let to gather: up to twice as long when many replies are written."""
        return self._gather_seconds * (1 + min(1.0, self._streams / BUSY_STREAMS))

    @contextmanager
    def _counted(self) -> Iterator[None]:
        self._streams += 1
        try:
            yield
        finally:
            self._streams -= 1

    async def _open(
        self, request: Request, closing: AsyncExitStack
    ) -> anthropic.AsyncAPIResponse[Any]:
        client = await self.client(request.key)
        async with asyncio.timeout(seconds_left(self._headers_seconds, request.deadline)):
            return await closing.enter_async_context(
                client.messages.with_streaming_response.create(**_parameters(request), stream=True)
            )

    async def count(self, request: Request) -> int:
        """Input tokens of the request as the API counts them: an estimate, free of charge."""
        parameters = {k: v for k, v in _parameters(request).items() if k in _COUNTED}
        try:
            async with asyncio.timeout(seconds_left(self._headers_seconds, request.deadline)):
                counted = await (await self.client()).messages.count_tokens(**parameters)
        except Exception as exc:
            if (error := _translate(exc, request)) is None:
                raise
            raise error from exc
        tokens = getattr(counted, "input_tokens", None)  # the SDK checks nothing of an answer
        if type(tokens) is not int:
            raise errors.NotClaude("an answer without a count")
        return tokens

    async def models(self) -> list[dict[str, Any]]:
        """The models that the key may use, newest first, as the API describes them."""
        client = await self.client()
        async with asyncio.timeout(self._headers_seconds):
            listed = [model async for model in client.models.list(limit=MODELS_PER_PAGE)]
        return [model.model_dump(mode="json") for model in listed]


@cache
def _tls() -> ssl.SSLContext:
    """The process's one TLS context, with the trust of the operating system."""
    return ssl.create_default_context()


@contextmanager
def _attempt(request: Request) -> Iterator[Attempt]:
    """Notes how one try at the API ends; raises the errors of our tree instead of the SDK's.

    An attempt that is left early keeps the code it began with: `cancelled`.
    """
    attempt = Attempt(key=request.key)
    request.trace.attempts.append(attempt)
    started = time.monotonic()
    try:
        yield attempt
    except ClaudeError as error:
        _note(attempt, error)
        raise
    except Exception as exc:
        if (translated := _translate(exc, request)) is None:
            attempt.code = "bug"
            raise
        if isinstance(exc, anthropic.APIStatusError):
            attempt.rate_limits = rate_limits(exc.response.headers)
        _note(attempt, translated)
        raise translated from exc
    finally:
        attempt.duration_ms = round((time.monotonic() - started) * 1000)


def _note(attempt: Attempt, error: ClaudeError) -> None:
    attempt.code = error.code
    attempt.status = error.status or attempt.status
    attempt.request_id = error.request_id or attempt.request_id


async def _read_to_end(pieces: AsyncIterator[bytes]) -> None:
    """Reads what little follows `message_stop`, so that the connection can serve the next turn.

    The reply is whole: whatever happens to the connection now is no failure of it.
    """
    with suppress(Exception):
        async with asyncio.timeout(END_SECONDS):
            async for _ in pieces:
                pass


def _parameters(request: Request) -> dict[str, Any]:
    system = request.system if isinstance(request.system, str) else list(request.system)
    return {
        "model": request.model,
        "max_tokens": request.max_tokens,
        "messages": list(request.messages),
        "system": system or omit,
        "tools": list(request.tools) or omit,
        "thinking": request.thinking or omit,
        "output_config": {"effort": request.effort} if request.effort else omit,
    }


def _check_kind(content_type: str) -> None:
    kind = content_type.partition(";")[0].strip().lower()
    if kind != "text/event-stream":
        raise errors.NotClaude(f"answered by {kind[:80] or 'nothing named'}, not by a stream")


def _translate(exc: Exception, request: Request) -> ClaudeError | None:
    """The error of our tree for what the SDK and its HTTP client raise; None for a bug."""
    match exc:
        case anthropic.APIStatusError():
            return _status_error(exc)
        case TimeoutError() if time.monotonic() >= request.deadline:
            return errors.DeadlineExceeded()
        case TimeoutError():
            return errors.StreamSilent("nothing came in time")
        case anthropic.APIConnectionError():
            return errors.ConnectionFailed(str(exc.__cause__ or exc))
        case anthropic.APIError():
            return errors.NotClaude(str(exc))
        case BadWire() | httpx2.DecodingError():
            return errors.MalformedStream(str(exc))
        case httpx2.HTTPError() | OSError():
            return errors.StreamCut(str(exc))
        case _:
            return None


def _status_error(exc: anthropic.APIStatusError) -> ClaudeError:
    headers = exc.response.headers
    return error_for(
        exc.status_code,
        exc.type,
        exc.error_code,
        exc.api_message or exc.message,
        request_id=request_id(exc.request_id),
        retry_after_seconds=retry_after_seconds(headers),
        should_retry={"true": True, "false": False}.get(headers.get("x-should-retry", "")),
    )
