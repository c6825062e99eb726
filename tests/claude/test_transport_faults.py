"""Everything that goes wrong between us and Claude, done by a server on this machine."""

import asyncio
import socket
import time
from email.utils import formatdate

import pytest

from chatapp.claude import errors
from tests.fakes import upstream, wire
from tests.fakes.claude import text_of

REFUSALS = [
    (400, "invalid_request_error", errors.InvalidRequest),
    (401, "authentication_error", errors.AuthenticationFailed),
    (402, "billing_error", errors.BillingProblem),
    (403, "permission_error", errors.PermissionDenied),
    (404, "not_found_error", errors.ModelNotFound),
    (413, "request_too_large", errors.RequestTooLarge),
    (413, None, errors.RequestTooLarge),
    (429, "rate_limit_error", errors.RateLimited),
    (500, "api_error", errors.ServerFailed),
    (503, None, errors.ServerFailed),
    (504, "timeout_error", errors.ServerFailed),
    (529, "overloaded_error", errors.Overloaded),
    (529, None, errors.Overloaded),
    (418, None, errors.InvalidRequest),
]


@pytest.mark.parametrize(("status", "kind", "raised"), REFUSALS)
async def test_a_refusal_is_an_error_of_our_tree(refused, status, kind, raised):
    async with upstream.upstream(upstream.error(status, kind, "No.")) as server:
        error, attempt = await refused(server.base_url, raised)
    assert (error.status, error.request_id) == (attempt.status, attempt.request_id)
    assert (error.status, error.request_id) == (status, "req_1")
    assert len(server.exchanges) == 1


@pytest.mark.parametrize(
    ("message", "raised"),
    [
        ("prompt is too long: 210000 tokens > 200000 maximum", errors.PromptTooLong),
        ("Your credit balance is too low to access the API.", errors.BillingProblem),
    ],
)
async def test_two_400s_are_told_apart_by_their_words(refused, message, raised):
    async with upstream.upstream(upstream.error(400, "invalid_request_error", message)) as server:
        await refused(server.base_url, raised)


@pytest.mark.parametrize(
    ("code", "raised"),
    [
        ("enforced_spend_limit_reached", errors.SpendLimitReached),
        ("contract_spend_limit_reached", errors.SpendLimitReached),
        ("ramp_limit_exceeded", errors.RateLimited),
    ],
)
async def test_a_spending_limit_is_no_rate_limit(refused, code, raised):
    answer = upstream.error(429, "rate_limit_error", error_code=code)
    async with upstream.upstream(answer) as server:
        error, _ = await refused(server.base_url, raised)
    assert error.retryable is (raised is errors.RateLimited)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry_after": "30"}, 30),
        ({"retry_after": "1.5"}, 1.5),
        ({"retry_after": "-3"}, 0),
        ({"retry_after": "soon"}, None),
        ({"retry_after_ms": "250", "retry_after": "1"}, 0.25),
    ],
)
async def test_how_long_to_wait_is_read_from_the_headers(refused, headers, seconds):
    async with upstream.upstream(upstream.error(429, "rate_limit_error", **headers)) as server:
        error, _ = await refused(server.base_url, errors.RateLimited)
    assert error.retry_after_seconds == seconds


async def test_how_long_to_wait_may_be_a_date(refused):
    date = formatdate(time.time() + 60, usegmt=True)
    answer = upstream.error(429, "rate_limit_error", retry_after=date)
    async with upstream.upstream(answer) as server:
        error, _ = await refused(server.base_url, errors.RateLimited)
    assert 50 < error.retry_after_seconds <= 60


@pytest.mark.parametrize(("word", "retryable"), [("true", True), ("false", False)])
async def test_the_apis_own_no_to_another_try_is_obeyed(refused, word, retryable):
    answer = upstream.error(529, "overloaded_error", x_should_retry=word)
    async with upstream.upstream(answer) as server:
        error, _ = await refused(server.base_url, errors.Overloaded)
    assert error.retryable is retryable


@pytest.mark.parametrize(
    "answer",
    [
        upstream.answer_of(200, b"<html>Sign in to the guest network</html>"),
        upstream.answer_of(200, b"<html></html>", content_type="text/html"),
        upstream.answer_of(200, b'{"type": "message"}', content_type="application/json"),
        upstream.answer_of(404, b"<html>Not found</html>", content_type="text/html"),
        upstream.answer_of(405, b'{"detail": "no"}', content_type="application/json"),
        upstream.answer_of(307, location="http://127.0.0.1:1/elsewhere"),
        upstream.answer_of(302, location="/login"),
    ],
    ids=["nothing", "page", "json", "404 page", "405", "307", "302"],
)
async def test_what_answers_is_not_claude(refused, answer):
    async with upstream.upstream(answer) as server:
        error, _ = await refused(server.base_url, errors.NotClaude)
    assert not error.retryable
    assert len(server.exchanges) == 1  # a redirect is not followed: it would get the key


async def test_a_proxy_in_trouble_is_a_server_in_trouble(refused):
    answer = upstream.answer_of(502, b"<html>Bad gateway</html>", content_type="text/html")
    async with upstream.upstream(answer) as server:
        error, _ = await refused(server.base_url, errors.ServerFailed)
    assert error.retryable


# --- When the network fails ---------------------------------------------------------------------


async def test_nobody_listens(refused):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    error, attempt = await refused(f"http://127.0.0.1:{port}", errors.ConnectionFailed)
    assert error.retryable
    assert attempt.status is None


async def test_no_network_to_look_a_name_up(refused, monkeypatch):
    def no_network(*_, **__):
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    monkeypatch.setattr(socket, "getaddrinfo", no_network)
    error, _ = await refused("http://api.anthropic.example", errors.ConnectionFailed)
    assert error.retryable


async def test_a_server_that_hangs_up_instead_of_answering(refused):
    async def hang_up(exchange):
        exchange.reset()

    async with upstream.upstream(hang_up) as server:
        await refused(server.base_url, errors.ConnectionFailed)


async def test_a_server_that_answers_nonsense(refused):
    async def nonsense(exchange):
        await exchange.send(b"SSH-2.0-OpenSSH_9.6\r\n\r\n")

    async with upstream.upstream(nonsense) as server:
        await refused(server.base_url, errors.ConnectionFailed)


async def test_a_connection_that_breaks_in_the_middle(refused):
    async with upstream.upstream(upstream.cut_after(*wire.reply("Hello")[:3])) as server:
        error, attempt = await refused(server.base_url, errors.StreamCut)
    assert error.retryable
    assert attempt.status == 200
    assert attempt.usage.input == 10  # what was used is known as far as Claude told it


@pytest.mark.parametrize("told", [0, 1, 4])
async def test_a_body_that_ends_politely_but_too_early(refused, told):
    async with upstream.upstream(upstream.stream(*wire.reply("Hello")[:told])) as server:
        await refused(server.base_url, errors.StreamCut)


async def test_an_error_inside_the_stream(refused):
    events = [wire.message_start(), wire.error_event("overloaded_error", "Overloaded")]
    async with upstream.upstream(upstream.stream(*events)) as server:
        error, attempt = await refused(server.base_url, errors.Overloaded)
    assert error.retryable
    assert attempt.status == 200


@pytest.mark.parametrize("line", [b"data: {not json}\n\n", b"data: [1]\n\n", b"data: {}\n\n"])
async def test_a_stream_that_is_none(refused, line):
    async with upstream.upstream(upstream.stream_of(line)) as server:
        await refused(server.base_url, errors.MalformedStream)


async def test_a_stream_that_claims_to_be_compressed(refused):
    answer = upstream.stream_of(b"not gzip at all", headers={"content-encoding": "gzip"})
    async with upstream.upstream(answer) as server:
        await refused(server.base_url, errors.MalformedStream)


async def test_an_endless_line(refused, monkeypatch):
    monkeypatch.setattr("chatapp.claude.wire.MAX_EVENT_BYTES", 200_000)

    async def endless(exchange):
        await exchange.start()
        while True:
            await exchange.chunk(b"x" * 16_000)

    async with upstream.upstream(endless) as server:
        await refused(server.base_url, errors.MalformedStream)


# --- When it takes too long ---------------------------------------------------------------------


async def test_no_answer_at_all(refused):
    async with upstream.upstream(upstream.never) as server:
        error, attempt = await refused(server.base_url, errors.StreamSilent, headers_seconds=0.2)
    assert error.retryable
    assert attempt.status is None


async def test_a_stream_that_falls_silent(refused):
    async with upstream.upstream(upstream.silent_after(*wire.reply("Hi")[:3])) as server:
        await refused(server.base_url, errors.StreamSilent, idle_seconds=0.2)


def keeps_sending(event, every_seconds, *begun):
    async def answer(exchange):
        await exchange.start()
        await exchange.events(*(begun or wire.reply("Hello")[:3]))
        loop = asyncio.get_running_loop()
        while not exchange.reader.at_eof():
            await exchange.events(event)
            due = asyncio.Event()
            loop.call_later(every_seconds, due.set)
            await due.wait()

    return answer


async def test_pings_alone_do_not_keep_a_stalled_reply_alive(refused):
    async with upstream.upstream(keeps_sending(wire.PING, 0.02)) as server:
        await refused(server.base_url, errors.StreamSilent, idle_seconds=0.3)


async def test_the_input_of_a_tool_that_is_written_for_long_is_no_silence(refused):
    start = wire.block_start(1, type="tool_use", id="toolu_1", name="write", input={})
    more = wire.delta(1, "input_json_delta", partial_json="x")

    writes = keeps_sending(more, 0.02, wire.message_start(), start)
    async with upstream.upstream(writes) as server:
        kind = errors.DeadlineExceeded  # not StreamSilent: something came all the time
        await refused(server.base_url, kind, deadline_seconds=2, idle_seconds=1.5)


async def test_a_slow_reader_is_not_taken_for_a_silent_stream(transport_to, ask, clock):
    async with upstream.upstream(upstream.stream(*wire.reply("a", "b", "c"))) as server:
        heard = []
        async with transport_to(server.base_url, idle_seconds=5).stream(ask()) as events:
            async for event in events:
                clock.pass_seconds(60)
                heard.append(event)
    assert text_of(heard) == "abc"


async def test_time_that_our_own_side_takes_is_no_silence_of_claude(transport_to, ask):
    read_on, busy = asyncio.Event(), asyncio.Event()
    whole = wire.reply("a", "b")

    async def waits(exchange):
        await exchange.start()
        await exchange.events(*whole[:3])
        await read_on.wait()
        await exchange.events(*whole[3:])
        await exchange.end()

    async with upstream.upstream(waits) as server:
        heard = []
        async with transport_to(server.base_url, idle_seconds=0.5).stream(ask()) as events:
            async for event in events:
                heard.append(event)
                if text_of(heard) == "a" and not read_on.is_set():
                    asyncio.get_running_loop().call_later(0.7, busy.set)
                    await busy.wait()
                    read_on.set()
    assert text_of(heard) == "ab"


@pytest.mark.parametrize(
    "answer", [upstream.never, upstream.silent_after(), keeps_sending(wire.PING, 0.02)]
)
async def test_the_deadline_bounds_everything(refused, answer):
    async with upstream.upstream(answer) as server:
        error, _ = await refused(
            server.base_url, errors.DeadlineExceeded, deadline_seconds=0.3, idle_seconds=60
        )
    assert not error.retryable


async def test_a_deadline_that_has_passed_asks_nothing(refused):
    async with upstream.upstream(upstream.never) as server:
        await refused(server.base_url, errors.DeadlineExceeded, deadline_seconds=-1)
