"""One row per request, whatever became of it, and never a word of what was said."""

import asyncio
import json
import uuid

import pytest
from django.db import OperationalError
from django.forms.models import model_to_dict

from accounts import rows
from chatapp import shielded
from chatapp.claude import errors
from chatapp.claude.assembly import usage_of
from chatapp.claude.events import Done, TextDelta
from chatapp.claude.middleware.recording import RecordingMiddleware
from chatapp.claude.middleware.retry import RetryMiddleware
from chatapp.claude.request import Purpose
from chatapp.claude.stack import build
from chatapp.models import ClaudeCall
from tests.fakes import upstream, wire
from tests.fakes.claude import FakeClaude, collect, said

pytestmark = pytest.mark.django_db(transaction=True)

SECRET = "the launch code is 0000"
USED = {
    "input_tokens": 11,
    "output_tokens": 22,
    "cache_read_input_tokens": 33,
    "cache_creation_input_tokens": 44,
    "cache_creation": {"ephemeral_5m_input_tokens": 40, "ephemeral_1h_input_tokens": 4},
    "output_tokens_details": {"thinking_tokens": 5},
    "service_tier": "standard",
}


def recorded(claude, *inner):
    return build([RecordingMiddleware, *inner], claude)


async def row():
    """The only row there is."""
    return await ClaudeCall.objects.aget()


async def test_a_reply_is_recorded_with_all_it_used(ask):
    asked = ask(user_id=7, conversation_id=uuid.uuid4(), message_id=9, purpose=Purpose.TITLE)
    await collect(recorded(FakeClaude(said("Hel", "lo", usage=usage_of(USED)))), asked)
    call = await row()
    assert (call.user_id, call.conversation_id, call.message_id) == (7, asked.conversation_id, 9)
    assert (call.purpose, call.model) == ("title", "claude-opus-4-8")
    assert (call.answered_by, call.stop_reason, call.error_code) == (
        "claude-opus-4-8",
        "end_turn",
        "",
    )
    assert (call.input_tokens, call.output_tokens, call.cache_read_tokens) == (11, 22, 33)
    assert (call.cache_write_5m_tokens, call.cache_write_1h_tokens) == (40, 4)
    assert call.thinking_tokens == 5
    assert call.usage == USED
    assert call.status == 200
    assert call.first_token_ms is not None
    assert call.succeeded()


async def test_times_are_those_of_the_clock(ask, clock):
    async def slow(request):
        clock.pass_seconds(1.5)
        yield TextDelta(0, "Hel")
        clock.pass_seconds(2)
        yield TextDelta(0, "lo")
        yield Done("end_turn")

    await collect(recorded(slow), ask())
    call = await row()
    assert 1500 <= call.first_token_ms < 2500
    assert 3500 <= call.duration_ms < 6500


async def test_an_error_is_recorded_with_its_code_and_goes_up(ask):
    with pytest.raises(errors.PromptTooLong):
        await collect(recorded(FakeClaude([errors.PromptTooLong()])), ask())
    call = await row()
    assert (call.error_code, call.stop_reason, call.first_token_ms) == ("prompt_too_long", "", None)
    assert not call.succeeded()


async def test_a_bug_is_recorded_as_one(ask):
    with pytest.raises(ZeroDivisionError):
        await collect(recorded(FakeClaude([TextDelta(0, "H"), ZeroDivisionError()])), ask())
    assert (await row()).error_code == "bug"


async def test_leaving_early_is_recorded_with_what_claude_had_told(ask):
    asked = ask()
    async with recorded(FakeClaude([usage_of(USED), *said("Hello")]))(asked) as events:
        async for event in events:
            if isinstance(event, TextDelta):
                break
    call = await row()
    assert (call.error_code, call.input_tokens) == ("cancelled", 11)


async def test_leaving_after_the_end_is_no_cancellation(ask):
    async with recorded(FakeClaude())(ask()) as events:
        async for event in events:
            if isinstance(event, Done):
                break
    assert (await row()).error_code == ""


async def cancelled(stream, asked, times):
    """A task that is cancelled in mid-stream, so many times."""
    shown = asyncio.Event()

    async def listen():
        async with stream(asked) as events:
            async for _ in events:
                shown.set()

    task = asyncio.create_task(listen())
    await shown.wait()
    for _ in range(times):
        task.cancel()
        await asyncio.sleep(0)
        await asyncio.sleep(0)
    await asyncio.wait({task})
    await shielded.drained(timeout_seconds=5)
    return task


@pytest.mark.parametrize("times", [1, 2, 3])
async def test_a_cancelled_request_is_recorded_however_often_it_is_cancelled(ask, times):
    claude = FakeClaude([TextDelta(0, "Hel"), asyncio.Event()])
    task = await cancelled(recorded(claude), ask(), times)
    assert task.cancelled()
    assert claude.closed == 1
    assert (await row()).error_code == "cancelled"


async def test_attempts_are_kept_with_their_waits(transport_to, ask, clock):
    limited = upstream.error(429, "rate_limit_error", retry_after="2")
    whole = upstream.stream(*wire.reply("Hello"))
    async with upstream.upstream(limited, whole) as server:
        asked = ask()
        await collect(recorded(transport_to(server.base_url), RetryMiddleware), asked)
    call = await row()
    first, second = call.attempts
    assert (first["code"], first["status"], first["usage"]) == ("rate_limited", 429, None)
    assert 2000 <= first["waited_ms"] == call.waited_ms <= 2300
    assert (second["code"], second["status"]) == ("ok", 200)
    assert second["usage"] == {"input_tokens": 10, "output_tokens": 7}
    assert (second["request_id"], call.request_id) == ("req_1", "req_1")
    assert len(asked.trace.attempts) == 2  # the layers above may look, too


async def test_two_requests_of_one_turn_are_two_rows(ask):
    stream, asked = recorded(FakeClaude()), ask()
    await collect(stream, asked)
    await collect(stream, asked)
    assert await ClaudeCall.objects.acount() == 2


async def test_no_word_of_what_was_said_is_in_the_row(transport_to, ask):
    answers = [upstream.stream(*wire.reply(SECRET)), upstream.cut_after(*wire.reply(SECRET)[:3])]
    async with upstream.upstream(*answers) as server:
        stream = recorded(transport_to(server.base_url))
        await collect(stream, ask(SECRET, system=SECRET))
        with pytest.raises(errors.StreamCut):
            await collect(stream, ask(SECRET, system=SECRET))
    rows = [model_to_dict(call) async for call in ClaudeCall.objects.all()]
    assert len(rows) == 2
    assert SECRET not in json.dumps(rows, default=str)


async def test_hostile_names_and_counts_fit_into_the_row(transport_to, ask):
    start = wire.message_start(
        model="m" * 300, usage={"input_tokens": 10**30, "output_tokens": -5, "x": 1e20}
    )
    stop = wire.message_delta("s" * 300, output_tokens=2**31)
    headers = {"request-id": "r" * 300}
    answer = upstream.stream(start, stop, wire.MESSAGE_STOP, headers=headers)
    async with upstream.upstream(answer) as server:
        await collect(recorded(transport_to(server.base_url)), ask())
    call = await row()
    assert (call.input_tokens, call.output_tokens) == (None, None)
    assert (len(call.answered_by), len(call.stop_reason), len(call.request_id)) == (100, 40, 100)


async def test_a_row_that_cannot_be_stored_costs_no_reply(ask, monkeypatch, caplog):
    def away(*_, **__):
        raise OperationalError("the database is away")

    monkeypatch.setattr(rows, "insert", away)
    events = await collect(recorded(FakeClaude(said(SECRET))), ask(SECRET, user_id=7))
    assert isinstance(events[-1], Done)
    assert "could not be recorded" in caplog.text
    assert "'user_id': 7" in caplog.text
    assert SECRET not in caplog.text
