"""Which error of our tree an answer of the API is: by type and code first, by status last.

Sources: the SDK's error classes and the API's error page. Two causes have no code of their own
and are told apart by their message: a prompt over the window and a used-up credit balance.
"""

from chatapp.claude import errors
from chatapp.claude.errors import ClaudeError

_BY_CODE: dict[str, type[ClaudeError]] = {
    "enforced_spend_limit_reached": errors.SpendLimitReached,
    "contract_spend_limit_reached": errors.SpendLimitReached,
    "ramp_limit_exceeded": errors.RateLimited,
}

_BY_TYPE: dict[str, type[ClaudeError]] = {
    "invalid_request_error": errors.InvalidRequest,
    "authentication_error": errors.AuthenticationFailed,
    "billing_error": errors.BillingProblem,
    "permission_error": errors.PermissionDenied,
    "not_found_error": errors.ModelNotFound,
    "request_too_large": errors.RequestTooLarge,
    "rate_limit_error": errors.RateLimited,
    "api_error": errors.ServerFailed,
    "timeout_error": errors.ServerFailed,
    "overloaded_error": errors.Overloaded,
}

_BY_STATUS: dict[int, type[ClaudeError]] = {
    200: errors.ServerFailed,
    401: errors.AuthenticationFailed,
    402: errors.BillingProblem,
    403: errors.PermissionDenied,
    404: errors.NotClaude,  # Claude itself would have said which thing was not found
    405: errors.NotClaude,
    408: errors.ServerFailed,
    413: errors.RequestTooLarge,
    429: errors.RateLimited,
    529: errors.Overloaded,
}

_BY_MESSAGE: tuple[tuple[str, type[ClaudeError]], ...] = (
    ("prompt is too long", errors.PromptTooLong),
    ("credit balance is too low", errors.BillingProblem),
)


def error_for(
    status: int,
    error_type: str | None,
    error_code: str | None = None,
    message: str | None = None,
    *,
    request_id: str = "",
    retry_after_seconds: float | None = None,
    should_retry: bool | None = None,
) -> ClaudeError:
    """The error of our tree for an error answer, or for an `error` event inside a 200 stream.

    `should_retry` is the API's own word on it: a no is obeyed, a yes changes nothing.
    """
    found = _BY_CODE.get(error_code or "") or _BY_TYPE.get(error_type or "")
    if found is None:
        found = _by_status(status)
    if found is errors.InvalidRequest:
        text = (message or "").lower()
        found = next((error for words, error in _BY_MESSAGE if words in text), found)
    error = found(
        message or error_type or "",
        status=status,
        request_id=request_id,
        retry_after_seconds=retry_after_seconds,
    )
    if should_retry is False:
        error.retryable = False
    return error


def error_in(error: object, status: int = 200) -> ClaudeError:
    """The error of our tree for the API's own error object, whatever its shape."""
    if not isinstance(error, dict):
        return error_for(status, None, message=_text(error))
    details = error.get("details")
    return error_for(
        status,
        _text(error.get("type")),
        _text(details.get("error_code")) if isinstance(details, dict) else None,
        _text(error.get("message")),
    )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _by_status(status: int) -> type[ClaudeError]:
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    if status >= 500:
        return errors.ServerFailed
    return errors.InvalidRequest if status >= 400 else errors.NotClaude
