"""Recorded traffic with Claude, sent again: what arrived then is what is stored now.

The replies come from the recordings' own server, byte for byte, cut at the worst places; they
pass the real SDK, the whole stack and the websocket into the database. What must be there is
what an independent reader (`ssekit`) makes of the same bytes.
"""

import json
import subprocess
import sys
import time
import uuid
from functools import cache

import pytest
from channels.testing import WebsocketCommunicator
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from accounts.models import User
from chatapp import asgi, claude, database, relay, turns
from chatapp.claude import classification
from chatapp.claude.assembly import message_events, usage_of
from chatapp.claude.errors import ClaudeError
from chatapp.claude.events import Done, Usage
from chatapp.claude.wire import parse_json
from chatapp.models import ClaudeCall, Message
from tests.claude import recordings
from tests.claude.conftest import question
from tests.fakes.claude import collect
from tests.servers.process import free_port

pytestmark = [recordings.needed, pytest.mark.django_db(transaction=True), pytest.mark.timeout(240)]

MODES = ["whole", "awkward", "random:7:60", "random:8:900,crlf,bom", "event,gzip"]


@pytest.fixture(scope="module")
def replay():
    """The address of the recordings' server, in a process of its own."""
    command = [sys.executable, str(recordings.SERVER), "--port", str(free_port())]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        yield "http" + server.stdout.readline().strip().rpartition("http")[2]
        server.terminate()


@pytest.fixture
def tell(capsys):
    """Says how many of how many, on a line of its own."""

    def tell(equal, of, what):
        with capsys.disabled():
            sys.stdout.write(f"\n{equal} of {of} {what}\n")

    return tell


@pytest.fixture
async def play(replay, settings):
    """From now on every request is answered by this recording, cut like this."""
    settings.ANTHROPIC_BASE_URL = replay
    settings.CLAUDE_SIMULATED = False
    settings.CLAUDE_RETRY_ATTEMPTS = 1
    settings.CLAUDE_TITLE_MODEL = ""

    async def play(recording, mode):
        await claude.close()
        settings.ANTHROPIC_API_KEY = f"replay:{recording['id']}|{mode}"

    yield play
    await claude.close()


def expected(recording):
    """Content, usage and stop reason as the independent reader tells them."""
    return read_independently(recording["body"])


@cache
def read_independently(body):
    """It passes over one field that is on the wire: the seal of a summary of earlier turns."""
    read = recordings.oracle().accumulate(body)
    seals = [
        data["delta"].get("encrypted_content")
        for _, text in recordings.oracle().parse_sse(body)[0]
        if "compaction_delta" in text and (data := json.loads(text))
    ]
    for block in read.content:
        if block["type"] == "compaction" and seals and seals[0]:
            block["encrypted_content"] = seals[0]
    usage = {name: count for name, count in read.usage.items() if count is not None}
    return without_own_keys(read.content), usage, read.stop_reason or ""


def without_own_keys(content):
    """Both readers keep what is no JSON under a key of their own."""
    return [{k: v for k, v in block.items() if not k.startswith("_")} for block in content]


def failed_with(recording):
    """The code of the error that ends this stream, if one does."""
    error = recordings.oracle().accumulate(recording["body"]).error
    return error and classification.error_in(error).code


# --- From the wire through the SDK, cut in many ways ---------------------------------------------


@pytest.mark.parametrize("mode", MODES)
async def test_every_stream_comes_through_as_it_was_sent(replay, transport_to, mode, tell):
    streams = recordings.streams()
    stream = transport_to(replay).stream
    for recording in streams:
        asked = question(model=f"replay:{recording['id']}|{mode}", deadline=time.monotonic() + 60)
        if code := failed_with(recording):
            with pytest.raises(ClaudeError) as caught:
                await collect(stream, asked)
            assert caught.value.code == code
        else:
            events = await collect(stream, asked)
            done, usage = events[-1], [e for e in events if isinstance(e, Usage)][-1]
            got = without_own_keys(done.content), usage.raw, done.stop_reason
            assert got == expected(recording), recording["id"]
    tell(len(streams), len(streams), f"streams equal, {mode}")
    assert len(streams) >= 303


# --- From the wire through the websocket into the database ----------------------------------------


def signed_in():
    """A person, and the cookie of their browser."""
    user = User.objects.create_user("alice@example.com")
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return f"sessionid={session.session_key}".encode()


@pytest.fixture
async def page():
    """A page of the chat with its socket open, in this process."""
    relay.start(turns.heard)
    cookie = await database.run(signed_in)
    headers = [(b"cookie", cookie), (b"origin", b"http://localhost"), (b"host", b"localhost")]
    socket = WebsocketCommunicator(asgi.router, "/ws/", headers=headers)
    connected, _ = await socket.connect()
    assert connected
    yield socket
    await socket.disconnect()
    await relay.close()


async def ended_reply(page, text="Hello"):
    """Says something in a new conversation; the reply as the page is told at its end."""
    frame = {"type": "send", "client_id": str(uuid.uuid4()), "text": text, "conversation": None}
    await page.send_to(text_data=json.dumps(frame))
    while True:
        heard = json.loads((await page.receive_output(timeout=20))["text"])
        if isinstance(heard, list):
            continue
        assert heard["type"] != "error", heard
        if heard["type"] == "finished":
            return heard["reply"]


async def test_every_stream_is_stored_as_it_was_sent(play, page, tell):
    equal, streams = 0, recordings.streams()
    for number, recording in enumerate(streams):
        await play(recording, MODES[number % 3])
        shown = await ended_reply(page)
        stored = await Message.objects.aget(pk=shown["id"])
        call = await ClaudeCall.objects.aget(message_id=stored.pk)
        content, usage, stop_reason = expected(recording)
        if code := failed_with(recording):
            assert (stored.error_code, call.error_code) == (code, code)
        else:
            assert stored.state == "complete", recording["id"]
            assert without_own_keys(stored.content) == content, recording["id"]
            assert (stored.stop_reason, call.stop_reason) == (stop_reason, stop_reason)
        assert call.usage == usage, recording["id"]
        counted = usage_of(usage)
        assert (call.input_tokens, call.output_tokens) == (counted.input, counted.output)
        assert call.cache_read_tokens == counted.cache_read
        assert call.cache_write_5m_tokens == counted.cache_write_5m
        assert call.cache_write_1h_tokens == counted.cache_write_1h
        equal += 1
    tell(equal, len(streams), "streams equal in the database")
    assert equal == len(streams) >= 303


# --- Answers that came whole ----------------------------------------------------------------------


def test_every_whole_answer_gives_the_events_of_a_stream(tell):
    answers = recordings.answers("messages")
    for recording in answers:
        message = json.loads(recording["body"])
        events = message_events(message)
        done, usage = events[-1], [e for e in events if isinstance(e, Usage)][-1]
        assert isinstance(done, Done)
        assert list(done.content) == message["content"], recording["id"]
        assert done.stop_reason == (message["stop_reason"] or "")
        assert usage.raw == {k: v for k, v in message["usage"].items() if v is not None}
    tell(len(answers), len(answers), "whole answers equal")
    assert len(answers) >= 600


CODES = {
    400: {"invalid_request", "prompt_too_long", "billing_problem"},
    401: {"authentication_failed"},
    404: {"model_not_found"},
    413: {"request_too_large"},
    429: {"rate_limited"},
    500: {"server_failed"},
    529: {"overloaded"},
}


async def test_every_recorded_refusal_is_an_error_of_our_tree(play):
    refusals = recordings.answers("messages", failed=True)
    for recording in refusals:
        await play(recording, "whole")
        with pytest.raises(ClaudeError) as caught:
            await collect(claude.stream, question(deadline=time.monotonic() + 60))
        assert caught.value.code in CODES[recording["status"]], recording["id"]
        assert caught.value.status == recording["status"]
    assert len(refusals) >= 30


def test_every_recorded_json_is_read_as_it_is(tell):
    whole = [r for r in recordings.corpus() if not r["is_stream"] and r["body"][:1] in ("{", "[")]
    bodies = [line for r in whole for line in json_texts(r["body"])]
    for body in bodies:
        assert parse_json(body.encode()) == json.loads(body)
    kinds = {recording["kind"] for recording in whole}
    assert kinds >= {"messages", "count_tokens", "models", "batches", "batch_results"}
    tell(len(bodies), len(bodies), f"JSON answers of {len(kinds)} kinds equal")


def json_texts(body):
    """The JSON texts of a body: one, or one per line (the results of a batch)."""
    try:
        json.loads(body)
    except ValueError:
        return [line for line in body.splitlines() if line.strip()]
    return [body]


def test_the_results_of_a_batch_are_messages_like_others():
    for recording in recordings.answers("batch_results"):
        for line in json_texts(recording["body"]):
            message = json.loads(line)["result"]["message"]
            done = message_events(message)[-1]
            assert list(done.content) == message["content"]


async def test_every_recorded_count_is_read(play):
    counts = recordings.answers("count_tokens")
    for recording in counts:
        await play(recording, "whole")
        counted = await claude.count(question())
        assert counted == json.loads(recording["body"])["input_tokens"]
    assert counts
