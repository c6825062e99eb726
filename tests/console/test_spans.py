"""Traces leave over OTLP to whoever is named, and never a word of what was said."""

import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from chatapp.claude import errors
from chatapp.claude.events import TextDelta
from chatapp.claude.middleware.recording import RecordingMiddleware
from chatapp.claude.middleware.retry import RetryMiddleware
from chatapp.claude.stack import build
from chatapp.monitoring import spans
from tests.claude.conftest import question
from tests.environment import ROOT, private_environment
from tests.fakes.claude import FakeClaude, collect, said

SECRET = "the launch code is 0000"


@pytest.fixture
def collector():
    """An OTLP collector on this machine; gives the bodies and headers that it got."""
    got = []

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            got.append((self.path, dict(self.headers), body))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Collector)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    server.got = got
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def traced(collector, settings):
    settings.OTEL_EXPORTER_OTLP_ENDPOINT = f"http://127.0.0.1:{collector.server_port}/"
    settings.OTEL_EXPORTER_OTLP_HEADERS = "api-key=k1, x-team = ops"
    spans.tracer.cache_clear()
    yield collector
    spans.tracer.cache_clear()


def sent(collector):
    """The spans that arrived, by name, with their attributes."""
    spans.tracer().span_processor.force_flush()
    found = []
    for path, headers, body in collector.got:
        assert path == "/v1/traces"
        assert (headers["api-key"], headers["x-team"]) == ("k1", "ops")
        assert SECRET.encode() not in body
        for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
            for scope in resource.scope_spans:
                found += scope.spans
    return found


def facts(span):
    return {pair.key: pair.value.int_value or pair.value.string_value for pair in span.attributes}


@pytest.mark.django_db(transaction=True)
async def test_a_request_and_each_of_its_attempts_is_a_span_without_content(traced):
    busy = errors.Overloaded(SECRET, status=529, retry_after_seconds=0.0)
    claude = FakeClaude([busy], said(SECRET))
    await collect(build([RecordingMiddleware, RetryMiddleware], claude), question(SECRET))

    found = sent(traced)
    whole = next(span for span in found if span.name == "chat claude-opus-4-8")
    attempts = [span for span in found if span.name == "attempt"]
    assert facts(whole)["gen_ai.provider.name"] == "anthropic"
    assert facts(whole)["chatapp.purpose"] == "chat"
    assert [facts(span).get("error.type") for span in attempts] == [None, "overloaded"]
    assert {span.parent_span_id for span in attempts} == {whole.span_id}
    for span in attempts:
        assert whole.start_time_unix_nano <= span.start_time_unix_nano <= span.end_time_unix_nano
        assert span.end_time_unix_nano <= whole.end_time_unix_nano


@pytest.mark.django_db(transaction=True)
async def test_a_tracer_that_fails_loses_no_reply(monkeypatch):
    def broken():
        raise RuntimeError

    monkeypatch.setattr(spans, "tracer", broken)
    events = await collect(build([RecordingMiddleware], FakeClaude(said("Hello"))), question())
    assert TextDelta(0, "Hello") in events


def test_switched_off_nothing_is_made_that_could_send(tmp_path):
    code = (
        "import django, sys; django.setup()\n"
        "from chatapp.monitoring import spans\n"
        "from chatapp.models import ClaudeCall\n"
        "spans.record(ClaudeCall())\n"
        "print(spans.tracer(), [m for m in sys.modules if m.startswith('opentelemetry.exporter')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=private_environment(tmp_path),
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.strip() == "None []"
