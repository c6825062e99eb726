"""A span for each request to Claude and for each attempt, by the GenAI semantic conventions.

Made from the record of a call that has ended, so a reply that is being written pays nothing and
no content can get in: the record has none. The provider is our own and not OpenTelemetry's global
one, for the SDK would add spans of its own to that. Names: "Semantic conventions for generative
AI spans", OpenTelemetry.
"""

import logging
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from django.conf import settings

from chatapp.models import ClaudeCall

if TYPE_CHECKING:
    from opentelemetry.trace import Span, Tracer

logger = logging.getLogger(__name__)


@cache
def tracer() -> "Tracer | None":
    """The process's tracer; None when no address is set, and then no exporter is even imported."""
    if not settings.OTEL_EXPORTER_OTLP_ENDPOINT:
        return None
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    address = settings.OTEL_EXPORTER_OTLP_ENDPOINT.rstrip("/") + "/v1/traces"
    pairs = [pair.partition("=") for pair in settings.OTEL_EXPORTER_OTLP_HEADERS.split(",")]
    headers = {name.strip(): value.strip() for name, _is, value in pairs if name.strip()}
    resource = Resource.create({"service.name": settings.OTEL_SERVICE_NAME})
    provider = TracerProvider(resource=resource)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(address, headers=headers)))
    return provider.get_tracer("chatapp")


def record(call: ClaudeCall) -> None:
    """Sends the call and its attempts on their way. Never fails, never waits."""
    try:
        if found := tracer():
            _record(found, call)
    except Exception:  # whatever a tracer raises: a reply doesn't hang on it
        logger.warning("A trace could not be made", exc_info=True)


def _record(found: "Tracer", call: ClaudeCall) -> None:
    from opentelemetry.trace import SpanKind, set_span_in_context

    began = _nano(call.started_at.timestamp())
    ended = began + call.duration_ms * 1_000_000
    whole = found.start_span(
        f"chat {call.model}", kind=SpanKind.CLIENT, start_time=began, attributes=_of_call(call)
    )
    _outcome(whole, call.error_code)
    within = set_span_in_context(whole)
    # The last attempt ended with the call; each ended so long before the next as was waited.
    until = ended
    for attempt in reversed(call.attempts):
        until -= int(attempt.get("waited_ms") or 0) * 1_000_000
        since = max(began, until - int(attempt.get("duration_ms") or 0) * 1_000_000)
        one = found.start_span(
            "attempt",
            context=within,
            kind=SpanKind.CLIENT,
            start_time=since,
            attributes=_of_attempt(attempt),
        )
        code = attempt.get("code", "")
        _outcome(one, "" if code == "ok" else code)
        one.end(max(since, until))
        until = since
    whole.end(ended)


def _of_call(call: ClaudeCall) -> dict[str, Any]:
    written = (call.cache_write_5m_tokens or 0) + (call.cache_write_1h_tokens or 0)
    read = call.cache_read_tokens or 0
    facts = {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "anthropic",
        "gen_ai.request.model": call.model,
        "gen_ai.response.model": call.answered_by or None,
        "gen_ai.response.finish_reasons": (call.stop_reason,) if call.stop_reason else None,
        "gen_ai.response.time_to_first_chunk": call.first_token_ms
        and timedelta(milliseconds=call.first_token_ms).total_seconds(),
        "chatapp.call.id": str(call.pk),
        "chatapp.purpose": call.purpose,
        "chatapp.waited_ms": call.waited_ms,
    }
    if call.input_tokens is not None:  # the conventions count what came from the cache as input
        facts["gen_ai.usage.input_tokens"] = call.input_tokens + read + written
        facts["gen_ai.usage.output_tokens"] = call.output_tokens
        facts["gen_ai.usage.cache_read.input_tokens"] = read
        facts["gen_ai.usage.cache_creation.input_tokens"] = written
    return {name: value for name, value in facts.items() if value is not None}


def _of_attempt(attempt: dict[str, Any]) -> dict[str, Any]:
    facts = {
        "http.response.status_code": attempt.get("status"),
        "anthropic.request_id": attempt.get("request_id") or None,
        "gen_ai.response.model": attempt.get("model") or None,
    }
    return {name: value for name, value in facts.items() if value is not None}


def _outcome(span: "Span", code: str) -> None:
    from opentelemetry.trace import StatusCode

    if code:
        span.set_attribute("error.type", code)
    if code and code != "cancelled":
        span.set_status(StatusCode.ERROR)


def _nano(seconds: float) -> int:
    return int(seconds * 1_000_000_000)
