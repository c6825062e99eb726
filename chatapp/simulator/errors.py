"""The API's errors: status, type, message and headers, in the shapes seen on the wire."""

from dataclasses import dataclass, field
from typing import Any

type_of_status = {
    400: "invalid_request_error",
    401: "authentication_error",
    402: "billing_error",
    403: "permission_error",
    404: "not_found_error",
    408: "timeout_error",
    409: "conflict_error",
    413: "request_too_large",
    422: "invalid_request_error",
    429: "rate_limit_error",
    500: "api_error",
    503: "api_error",
    504: "timeout_error",
    529: "overloaded_error",
}

_RETRIED_BY_CLIENTS = frozenset({408, 409, 429, 500, 503, 504, 529})


@dataclass
class ApiError(Exception):
    """One refusal, raised anywhere below the routes and turned into a response in one place."""

    status: int
    message: str
    error_code: str | None = None
    retry_after_seconds: int | None = None
    details: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.status} {self.message}"

    def body(self, request_id: str) -> dict[str, Any]:
        """The JSON body. A 413 is answered by the proxy in front and looks different."""
        error: dict[str, Any] = {"type": type_of_status[self.status], "message": self.message}
        if self.status == 413:
            return {"error": error}
        if self.error_code:
            error = {"details": {"error_code": self.error_code, **self.details}, **error}
        return {"type": "error", "error": error, "request_id": request_id}

    def headers(self) -> dict[str, str]:
        headers = {} if self.status == 413 else {"x-should-retry": self._should_retry()}
        if self.retry_after_seconds is not None:
            headers["retry-after"] = str(self.retry_after_seconds)
        return headers

    def _should_retry(self) -> str:
        return "true" if self.status in _RETRIED_BY_CLIENTS else "false"


def invalid_request(message: str) -> ApiError:
    """The error for a request that can never succeed as it stands."""
    return ApiError(400, message)
