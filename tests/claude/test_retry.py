"""Asking again: when, how often, how long after, and what the person and the record are told."""

import asyncio
import time

import pytest

from chatapp.claude import errors
from chatapp.claude.events import BlockStart, Done, Notice, TextDelta, ThinkingDelta, Usage
from chatapp.claude.middleware import retry
from chatapp.claude.middleware.retry import RetryMiddleware
from chatapp.claude.stack import build
from tests.fakes import upstream, wire
from tests.fakes.claude import FakeClaude, collect, said, text_of

BUSY = upstream.error(529, "overloaded_error")


@pytest.fixture
def persistent(clock):
    """Retry around a scripted Claude, on a clock that jumps."""
    return lambda claude: build([RetryMiddleware], claude)


def notices(events):
    return [event for event in events if isinstance(event, Notice)]


@pytest.mark.parametrize(
    "error",
    [
        *(errors.RateLimited(), errors.Overloaded(), errors.ServerFailed(), errors.StreamCut()),
        *(errors.ConnectionFailed(), errors.StreamSilent(), errors.MalformedStream()),
    ],
    ids=lambda error: error.code,
)
async def test_what_may_pass_is_asked_again_and_the_person_told_why(persistent, ask, clock, error):
    claude = FakeClaude([error], said("Hello"))
    asked = ask()
    events = await collect(persistent(claude), asked)
    assert text_of(events) == "Hello"
    (notice,) = notices(events)
    assert notice.code == "retrying"
    assert notice.facts == {"seconds": 1, "attempt": 2, "of": 5}
    assert [attempt.code for attempt in asked.trace.attempts] == [error.code, "ok"]
    (waited,) = clock.slept_seconds
    assert asked.trace.attempts[0].waited_ms == round(waited * 1000)
    assert asked.trace.attempts[1].waited_ms == 0


@pytest.mark.parametrize(
    "error",
    [
        *(errors.InvalidRequest(), errors.AuthenticationFailed(), errors.SpendLimitReached()),
        *(errors.PromptTooLong(), errors.NotClaude(), errors.DeadlineExceeded()),
        ValueError("a bug"),
    ],
    ids=lambda error: getattr(error, "code", "bug"),
)
async def test_what_will_not_pass_is_asked_once(persistent, ask, error):
    claude = FakeClaude([error], said("Hello"))
    with pytest.raises(type(error)):
        await collect(persistent(claude), ask())
    assert len(claude.asked) == 1


@pytest.mark.parametrize(
    "shown", [TextDelta(0, "H"), ThinkingDelta(0, "h"), BlockStart(0, {"type": "tool_use"})]
)
async def test_nothing_is_asked_again_once_something_was_shown(persistent, ask, shown):
    claude = FakeClaude([shown, errors.Overloaded()], said("Hello"))
    with pytest.raises(errors.Overloaded):
        await collect(persistent(claude), ask())
    assert len(claude.asked) == 1


async def test_usage_that_was_told_before_is_no_content(persistent, ask):
    claude = FakeClaude([Usage(input=10), errors.Overloaded()], said("Hello"))
    events = await collect(persistent(claude), ask())
    assert text_of(events) == "Hello"


async def test_after_the_last_attempt_the_error_goes_up(persistent, ask, clock, settings):
    settings.CLAUDE_RETRY_ATTEMPTS = 3
    last = errors.Overloaded("the last one")
    claude = FakeClaude([errors.Overloaded()], [errors.RateLimited()], [last])
    with pytest.raises(errors.Overloaded) as caught:
        await collect(persistent(claude), ask())
    assert caught.value is last
    assert len(claude.asked) == 3
    assert len(clock.slept_seconds) == 2


@pytest.mark.parametrize("attempts", [1, 0, -1])
async def test_without_retries_everything_is_still_asked_once(persistent, ask, settings, attempts):
    settings.CLAUDE_RETRY_ATTEMPTS = attempts
    assert text_of(await collect(persistent(FakeClaude()), ask())) == "Hello"
    with pytest.raises(errors.Overloaded):
        await collect(persistent(FakeClaude([errors.Overloaded()])), ask())


async def test_the_wish_to_be_left_alone_is_obeyed_and_a_crowd_spread(persistent, ask, clock):
    busy = errors.RateLimited(retry_after_seconds=20)
    for _ in range(30):
        await collect(persistent(FakeClaude([busy], said("Hello"))), ask())
    assert all(20 <= waited <= 22.1 for waited in clock.slept_seconds)
    assert len(set(clock.slept_seconds)) == 30


def test_waits_grow_up_to_a_cap_and_are_spread_over_their_whole_range():
    for attempt, most in [(1, 1), (2, 2), (3, 4), (4, 8), (5, 16), (6, 30), (50, 30)]:
        waits = [retry.wait_seconds(attempt, None) for _ in range(400)]
        assert 0 <= min(waits) < most * 0.1
        assert most * 0.9 < max(waits) <= most


async def test_a_wait_beyond_the_deadline_is_not_begun(persistent, ask, clock):
    claude = FakeClaude([errors.RateLimited(retry_after_seconds=60)], said("Hello"))
    with pytest.raises(errors.RateLimited):
        await collect(persistent(claude), ask(deadline=time.monotonic() + 30))
    assert clock.slept_seconds == []


async def test_stopping_during_a_wait_stops_at_once(ask, monkeypatch):
    waiting = asyncio.Event()

    async def sleep(seconds):
        waiting.set()
        await asyncio.Event().wait()

    claude = FakeClaude([errors.Overloaded()], said("Hello"))
    asked = asyncio.create_task(collect(build([RetryMiddleware], claude), ask()))
    monkeypatch.setattr(retry, "asyncio", type("Clock", (), {"sleep": staticmethod(sleep)}))
    await waiting.wait()
    asked.cancel()
    await asyncio.wait({asked})
    assert asked.cancelled()
    assert len(claude.asked) == 1


# --- Over the wire: every attempt is one request, and nothing below multiplies them ---------------


async def test_each_attempt_is_exactly_one_request(transport_to, ask, clock, settings):
    settings.CLAUDE_RETRY_ATTEMPTS = 4
    async with upstream.upstream(BUSY) as server:
        stream = build([RetryMiddleware], transport_to(server.base_url))
        asked = ask()
        with pytest.raises(errors.Overloaded):
            await collect(stream, asked)
    assert len(server.exchanges) == len(asked.trace.attempts) == 4
    assert [attempt.status for attempt in asked.trace.attempts] == [529] * 4


async def test_busy_twice_then_an_overload_inside_the_stream_then_a_reply(transport_to, ask, clock):
    inside = upstream.stream(wire.message_start(), wire.error_event("overloaded_error"))
    limited = upstream.error(429, "rate_limit_error", retry_after="7")
    whole = upstream.stream(*wire.reply("Hello"))
    async with upstream.upstream(BUSY, limited, inside, whole) as server:
        asked = ask()
        events = await collect(build([RetryMiddleware], transport_to(server.base_url)), asked)
    codes = [attempt.code for attempt in asked.trace.attempts]
    assert codes == ["overloaded", "rate_limited", "overloaded", "ok"]
    assert text_of(events) == "Hello"
    assert isinstance(events[-1], Done)
    assert [notice.facts["attempt"] for notice in notices(events)] == [2, 3, 4]
    assert 7 <= clock.slept_seconds[1] <= 7.8


async def test_reset_silent_or_slow_before_the_first_text_the_whole_answer_comes_once(
    transport_to, ask, clock, settings
):
    settings.CLAUDE_RETRY_ATTEMPTS = 4
    begun = wire.reply("Hello")[:2]
    trouble = upstream.cut_after(*begun), upstream.never, upstream.silent_after(*begun)
    async with upstream.upstream(*trouble, upstream.stream(*wire.reply("Hello"))) as server:
        asked = ask()
        transport = transport_to(server.base_url, headers_seconds=1, idle_seconds=1)
        events = await collect(build([RetryMiddleware], transport), asked)
    codes = [attempt.code for attempt in asked.trace.attempts]
    assert codes == ["stream_cut", "stream_silent", "stream_silent", "ok"]
    assert text_of(events) == "Hello"
    assert [event for event in events if isinstance(event, Done)] == events[-1:]
    assert len(server.exchanges) == 4


async def test_a_reply_cut_after_its_first_word_is_not_asked_for_again(transport_to, ask, clock):
    cut = upstream.cut_after(*wire.reply("Hello")[:3])
    async with upstream.upstream(cut) as server:
        with pytest.raises(errors.StreamCut):
            await collect(build([RetryMiddleware], transport_to(server.base_url)), ask())
    assert len(server.exchanges) == 1
    assert clock.slept_seconds == []
