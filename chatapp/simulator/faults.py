"""Failures on request: HTTP errors, and streams that break in every way known from production."""

import hashlib
import json
from collections import OrderedDict

from .commands import Command
from .errors import ApiError, type_of_status
from .prompt import Prompt
from .reply import Ending

ENDINGS = {
    "overload": Ending.OVERLOADED_FIRST,
    "cut": Ending.CUT,
    "eof": Ending.EOF,
    "silent": Ending.SILENT,
}
_RETRY_AFTER_SECONDS = 3
_MOST_PROMPTS = 1_000
_MESSAGES = {
    400: "This request is invalid because /simulate 400 asked for it.",
    401: "invalid x-api-key",
    402: "There is a problem with your billing information.",
    403: "Your API key does not have permission to use the specified resource.",
    404: "model: claude-simulated-missing",
    408: "Request timed out",
    409: "The request conflicts with another one.",
    413: "Request exceeds the maximum size",
    422: "The request was well-formed but could not be processed.",
    429: "This request would exceed your account's rate limit. Please try again later.",
    500: "Internal server error",
    503: "Service temporarily unavailable",
    504: "Request timed out",
    529: "Overloaded",
}
_CREDIT = (
    "Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing "
    "to upgrade or purchase credits."
)


def http_error(command: Command) -> ApiError | None:
    """The error that a command such as `429 spend` or `529` asks for."""
    if not command.name.isdigit() or int(command.name) not in type_of_status:
        return None
    status, kind = int(command.name), command.words[0] if command.words else ""
    if status == 429:
        return _rate_limited(kind, command.number(_RETRY_AFTER_SECONDS))
    if status == 400 and kind == "credit":
        return ApiError(400, _CREDIT)
    if status == 400 and kind == "long":
        return ApiError(400, "prompt is too long: 1000012 tokens > 1000000 maximum")
    return ApiError(status, _MESSAGES[status])


def ending(command: Command) -> Ending:
    """How the stream ends when the command names a broken one, else complete."""
    if command.name == "overload" and "late" in command.words:
        return Ending.OVERLOADED_LATE
    return ENDINGS.get(command.name, Ending.COMPLETE)


def _rate_limited(kind: str, seconds: int) -> ApiError:
    """Spend limits last until next month: no `retry-after`, and a code instead."""
    if kind == "spend":
        message = "You have reached the monthly usage threshold of your API tier."
        return ApiError(429, message, "enforced_spend_limit_reached")
    if kind == "contract":
        message = "You have reached the spend limit of your contract."
        return ApiError(429, message, "contract_spend_limit_reached")
    if kind == "ramp":
        message = "This request would exceed the limit on how fast your usage may grow."
        return ApiError(429, message, "ramp_limit_exceeded", seconds)
    return ApiError(429, _MESSAGES[429], None, None if kind == "bare" else seconds)


class Flaky:
    """Counts attempts of equal prompts: `flaky 2 529` fails twice, succeeds, and starts anew."""

    def __init__(self) -> None:
        self._attempts: OrderedDict[str, int] = OrderedDict()

    def attempt(self, prompt: Prompt, command: Command) -> None:
        """Raises the ApiError asked for while attempts are left to fail."""
        numbers = [word for word in command.words if word.isdigit()]
        failures = int(numbers[0]) if numbers else 2
        status = int(numbers[1]) if len(numbers) > 1 else 529
        key = _key(prompt)
        attempts = self._attempts.pop(key, 0) + 1
        if attempts > failures:
            return
        self._attempts[key] = attempts
        while len(self._attempts) > _MOST_PROMPTS:
            self._attempts.popitem(last=False)
        error = http_error(Command(str(status), (), ""))
        raise error or ApiError(529, _MESSAGES[529])


def _key(prompt: Prompt) -> str:
    text = json.dumps([prompt.model.id, prompt.messages], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
