"""What Prometheus reads from one web process, by OpenTelemetry's names where it has any.

Names and bounds of the buckets: "Semantic conventions for generative AI metrics", OpenTelemetry.
Sums over all processes stand in the database (`counting`); these are for alarms and graphs.
"""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.gc_collector import GCCollector
from prometheus_client.process_collector import ProcessCollector

from chatapp.models import ClaudeCall

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
WHOLE_SECONDS = (0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92, 300, 900)
FIRST_SECONDS = (0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 30)

registry = CollectorRegistry()
ProcessCollector(registry=registry)
GCCollector(registry=registry)

duration = Histogram(
    "gen_ai_client_operation_duration_seconds",
    "Requests to Claude from the first layer to the last event, waits and retries included.",
    ("gen_ai_request_model", "purpose", "error_type"),
    buckets=WHOLE_SECONDS,
    registry=registry,
)
first_token = Histogram(
    "gen_ai_server_time_to_first_token_seconds",
    "From the request to the first text or thought.",
    ("gen_ai_request_model",),
    buckets=FIRST_SECONDS,
    registry=registry,
)
tokens = Counter(
    "gen_ai_client_token_usage",
    "Tokens by kind, as Claude counted them.",
    ("gen_ai_request_model", "gen_ai_token_type"),
    registry=registry,
)
attempts = Counter(
    "chatapp_attempts",
    "Attempts at the API by how each ended.",
    ("model", "code"),
    registry=registry,
)
waited = Counter("chatapp_retry_wait_seconds", "Time waited between attempts.", registry=registry)
queued = Histogram(
    "chatapp_queue_wait_seconds",
    "From asking for a slot to having one.",
    buckets=(0.01, 0.1, 0.5, 1, 2, 5, 10, 20, 40, 60),
    registry=registry,
)
turned_away = Counter(
    "chatapp_turned_away",
    "Requests not sent by our own limits: line full or wait too long (slots, pace), model down.",
    ("model", "why"),
    registry=registry,
)
slots = Gauge("chatapp_slots_in_use", "Requests under way here.", registry=registry)
running_turns = Gauge("chatapp_running_turns", "Replies being written here.", registry=registry)
signed_in = Gauge("chatapp_sign_ins", "Sign-ins with an open page here.", registry=registry)


def observe(call: ClaudeCall) -> None:
    """Counts a call that has ended."""
    duration.labels(call.model, call.purpose, call.error_code).observe(call.duration_ms / 1000)
    if call.first_token_ms is not None:
        first_token.labels(call.model).observe(call.first_token_ms / 1000)
    used = {
        "input": call.input_tokens,
        "output": call.output_tokens,
        "cache_read": call.cache_read_tokens,
        "cache_write": (call.cache_write_5m_tokens or 0) + (call.cache_write_1h_tokens or 0),
    }
    for kind, count in used.items():
        if count:
            tokens.labels(call.model, kind).inc(count)
    for attempt in call.attempts:
        attempts.labels(call.model, attempt["code"]).inc()
    waited.inc(call.waited_ms / 1000)


def page() -> bytes:
    """All of it in Prometheus's text format."""
    return generate_latest(registry)
