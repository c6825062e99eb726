"""The HTTP surface: who may call, what each path answers, and how errors leave."""

import json
import logging
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from . import catalog, commands, composer, faults, input_tokens, limits, playback, validation, wire
from .errors import ApiError
from .prompt import Prompt
from .prompt_cache import PromptCache
from .rate_limits import RateLimits
from .replies import errands
from .reply import Delivery, Ending
from .script import Script

WORKSPACE_ID = "wrkspc_01Simulator"
ORGANIZATION_ID = "00000000-0000-4000-8000-000000000000"
MAX_BODY_BYTES = 32 * 1024 * 1024
_SLOW_TOKENS_PER_SECOND = 2.0
_REQUEST_ID = web.RequestKey("request_id", str)
logger = logging.getLogger(__name__)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class Api:
    """All endpoints and the little they remember: cached prefixes, rates, flaky attempts."""

    tokens_per_second: float | None
    cache: PromptCache = field(default_factory=PromptCache)
    rates: RateLimits = field(default_factory=RateLimits)
    flaky: faults.Flaky = field(default_factory=faults.Flaky)

    def application(self) -> web.Application:
        app = web.Application(client_max_size=MAX_BODY_BYTES, middlewares=[_answer_errors])
        app.router.add_post("/v1/messages", self.messages)
        app.router.add_post("/v1/messages/count_tokens", self.count_tokens)
        app.router.add_get("/v1/models", self.list_models)
        app.router.add_get("/v1/models/{name}", self.model)
        return app

    async def messages(self, request: web.Request) -> web.StreamResponse:
        prompt = validation.check_message(await _body(request), _authorize(request))
        command = commands.find(prompt, lambda said: _is_errand(prompt, said))
        if command and command.name == "flaky":
            self.flaky.attempt(prompt, command)
        error = faults.http_error(command) if command else None
        if error:
            raise error
        script = self._script(prompt, command)
        delivery = self._delivery(command)
        headers = {**_headers(request), **self.rates.headers()}
        if prompt.body.get("stream"):
            return await playback.stream(request, headers, script, delivery)
        if delivery.ending in (Ending.CUT, Ending.EOF):
            playback.reset(request)
        return _json(await playback.whole(script, delivery), headers=headers)

    async def count_tokens(self, request: web.Request) -> web.Response:
        prompt = validation.check_count(await _body(request), _authorize(request))
        count = input_tokens.count(prompt.body, prompt.model)
        return _json({"input_tokens": count}, headers=_headers(request))

    async def list_models(self, request: web.Request) -> web.Response:
        _authorize(request)
        page = catalog.page(request.query)
        return _json(page, headers=_headers(request))

    async def model(self, request: web.Request) -> web.Response:
        _authorize(request)
        name = request.match_info["name"]
        model = catalog.find(name)
        if model is None:
            raise ApiError(404, f"model: {name}")
        return _json(model.describe(), headers=_headers(request))

    def _script(self, prompt: Prompt, command: commands.Command | None) -> Script:
        """Composes the reply and books its tokens."""
        parts = input_tokens.parts(prompt.body, prompt.model)
        overhead = input_tokens.overhead(prompt.body)
        validation.check_length(overhead + sum(part.tokens for part in parts), prompt.model)
        usage = self.cache.use(parts, overhead, prompt.model)
        reply, output = limits.apply(composer.compose(prompt, command), prompt)
        self.rates.take(usage.fresh + usage.written, output.total)
        message_id = wire.identifier("msg", secrets.token_hex(8))
        per_token = prompt.model.characters_per_token
        return Script(reply, prompt.model.id, message_id, usage, output, per_token)

    def _delivery(self, command: commands.Command | None) -> Delivery:
        pace = self.tokens_per_second
        if command is None:
            return Delivery(pace)
        match command.name:
            case "slow":
                pace = _SLOW_TOKENS_PER_SECOND
            case "fast":
                pace = None
            case "pace":
                pace = float(command.number(60)) or None
        return Delivery(pace, faults.ending(command), odd_events=command.name == "unknown")


def _is_errand(prompt: Prompt, said_before: str) -> bool:
    return bool(errands.in_system(prompt) or errands.kind_of(said_before))


def _authorize(request: web.Request) -> str:
    """Refuses a missing or wrong key; returns the API version the client speaks."""
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    key = bearer.strip() if scheme.lower() == "bearer" else request.headers.get("x-api-key", "")
    if not key:
        raise ApiError(401, "x-api-key header is required")
    if key == "wrong":
        raise ApiError(401, "invalid x-api-key")
    version = request.headers.get("anthropic-version")
    return validation.check_version(version)


async def _body(request: web.Request) -> Any:
    try:
        return json.loads(await request.read())
    except web.HTTPRequestEntityTooLarge:
        raise ApiError(413, "Request exceeds the maximum size") from None
    except ValueError as error:
        raise ApiError(400, f"The request body is not valid JSON: {error}") from None


def _headers(request: web.Request) -> dict[str, str]:
    request_id = request.setdefault(_REQUEST_ID, wire.identifier("req", secrets.token_hex(8)))
    return {
        "request-id": request_id,
        "anthropic-organization-id": ORGANIZATION_ID,
        "anthropic-workspace-id": WORKSPACE_ID,
    }


def _json(body: wire.Json, headers: dict[str, str], status: int = 200) -> web.Response:
    text = wire.compact(body)
    return web.Response(text=text, status=status, headers=headers, content_type="application/json")


@web.middleware
async def _answer_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Every failure leaves as the API's JSON, with the request's id."""
    try:
        return await handler(request)
    except ApiError as error:
        refused = error
    except web.HTTPException as error:
        refused = (
            ApiError(404, "Not Found")
            if error.status in (404, 405)
            else ApiError(400, error.reason)
        )
    except ConnectionError:
        raise  # the client has left: there is nobody to answer
    except Exception:
        logger.exception("The simulator failed on %s %s", request.method, request.path)
        refused = ApiError(500, "Internal server error")
    headers = _headers(request)
    body = refused.body(headers["request-id"])
    if refused.status == 413:
        headers = {}
    headers |= refused.headers()
    return _json(body, status=refused.status, headers=headers)
