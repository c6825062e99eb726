"""One request through the real SDK to a server on this machine: out, back, and left early."""

import asyncio
import json
import time

import pytest

from chatapp import simulator
from chatapp.claude import errors
from chatapp.claude.events import Done, TextDelta
from tests.fakes import upstream, wire
from tests.fakes.claude import collect, text_of


async def test_a_question_goes_out_as_asked_and_its_reply_comes_back(talk):
    async with upstream.upstream(upstream.stream(*wire.reply("Hel", "lo"))) as server:
        fields = {
            "system": "Be brief.",
            "effort": "low",
            "thinking": {"type": "adaptive"},
            "tools": ({"name": "clock", "input_schema": {"type": "object"}},),
        }
        asked, events = await talk(server, "你好", fields=fields)
        (exchange,) = server.exchanges
    assert text_of(events) == "Hello"
    assert events[-1].stop_reason == "end_turn"
    assert exchange.head == "POST /v1/messages HTTP/1.1"
    assert exchange.headers["authorization"] == "Bearer key"
    assert exchange.json == {
        "model": "claude-opus-4-8",
        "max_tokens": 100,
        "messages": [{"role": "user", "content": [{"type": "text", "text": "你好"}]}],
        "system": "Be brief.",
        "output_config": {"effort": "low"},
        "thinking": {"type": "adaptive"},
        "tools": [{"name": "clock", "input_schema": {"type": "object"}}],
        "stream": True,
    }
    (attempt,) = asked.trace.attempts
    assert (attempt.code, attempt.status, attempt.request_id) == ("ok", 200, "req_1")
    assert attempt.model == "claude-opus-4-8"
    assert attempt.usage.raw == {"input_tokens": 10, "output_tokens": 7}


async def test_a_bare_question_carries_nothing_that_nobody_set(talk):
    async with upstream.upstream(upstream.stream(*wire.reply("Hi"))) as server:
        await talk(server)
    assert set(server.exchanges[0].json) == {"model", "max_tokens", "messages", "stream"}


@pytest.mark.parametrize("size", [1, 7, 100_000])
async def test_the_size_of_the_chunks_says_nothing(talk, size):
    body = b"\xef\xbb\xbf" + wire.body(*wire.reply("Grüße, ", "世界 😀")).replace(b"\n", b"\r\n")
    async with upstream.upstream(upstream.stream_of(body, size=size)) as server:
        _, events = await talk(server)
    assert text_of(events) == "Grüße, 世界 😀"


async def test_a_compressed_stream_is_read(talk):
    async with upstream.upstream(upstream.gzipped(*wire.reply("Hello"))) as server:
        _, events = await talk(server)
    assert text_of(events) == "Hello"


async def test_turns_one_after_the_other_share_a_connection(transport_to, ask):
    async with upstream.upstream(upstream.stream(*wire.reply("Hello"))) as server:
        stream = transport_to(server.base_url).stream
        for _ in range(3):
            await collect(stream, ask())
        assert len(server.exchanges) == 3
        assert server.connections == 1


async def test_a_body_that_never_ends_after_message_stop_costs_only_the_connection(talk):
    answer = upstream.silent_after(*wire.reply("Hello"))
    async with upstream.upstream(answer) as server:
        began = time.monotonic()
        asked, events = await talk(server)
        assert time.monotonic() - began < 3
    assert isinstance(events[-1], Done)
    assert asked.trace.attempts[0].code == "ok"


async def test_two_hundred_people_talk_at_once(transport_to, ask):
    async with upstream.upstream(upstream.stream(*wire.reply("Hel", "lo"))) as server:
        stream = transport_to(server.base_url).stream
        replies = await asyncio.gather(*(collect(stream, ask(str(n))) for n in range(200)))
        assert [text_of(events) for events in replies] == ["Hello"] * 200
        heard = {e.json["messages"][0]["content"][0]["text"] for e in server.exchanges}
    assert heard == {str(number) for number in range(200)}


async def test_the_first_requests_share_one_client(transport_to):
    transport = transport_to("http://127.0.0.1:1")
    clients = await asyncio.gather(*(transport.client() for _ in range(5)))
    assert len({id(client) for client in clients}) == 1


# --- When we end it ourselves -------------------------------------------------------------------


async def test_leaving_early_hangs_up_on_claude(transport_to, ask):
    async with upstream.upstream(upstream.silent_after(*wire.reply("Hello")[:3])) as server:
        asked = ask()
        async with transport_to(server.base_url).stream(asked) as events:
            async for event in events:
                if isinstance(event, TextDelta):
                    break
        await server.until(lambda server: not server.open, seconds=1)
    assert asked.trace.attempts[0].code == "cancelled"


@pytest.mark.parametrize("answer", [upstream.never, upstream.silent_after(wire.message_start())])
async def test_cancelling_hangs_up_on_claude_even_while_it_says_nothing(transport_to, ask, answer):
    async with upstream.upstream(answer) as server:
        asked = ask()
        listening = asyncio.create_task(collect(transport_to(server.base_url).stream, asked))
        await server.until(lambda server: server.exchanges)
        listening.cancel()
        await asyncio.wait({listening})
        assert listening.cancelled()
        await server.until(lambda server: not server.open)
    assert asked.trace.attempts[0].code == "cancelled"


async def test_a_hundred_cancelled_turns_leave_no_connection_behind(transport_to, ask):
    async with upstream.upstream(upstream.silent_after(*wire.reply("Hello")[:3])) as server:
        transport = transport_to(server.base_url, max_connections=20)
        for _ in range(5):
            turns = [asyncio.create_task(collect(transport.stream, ask())) for _ in range(20)]
            await server.until(lambda server: len(server.exchanges) % 20 == 0 < server.open == 20)
            for turn in turns:
                turn.cancel()
            await asyncio.wait(turns)
            await server.until(lambda server: not server.open)
        assert len(server.exchanges) == 100


async def test_when_all_connections_are_taken_the_next_fails_soon(transport_to, ask):
    async with upstream.upstream(upstream.silent_after()) as server:
        transport = transport_to(server.base_url, max_connections=1, connect_seconds=1)
        first = asyncio.create_task(collect(transport.stream, ask()))
        await server.until(lambda server: server.exchanges)
        with pytest.raises(errors.ConnectionFailed):
            await collect(transport.stream, ask())
        first.cancel()
        await asyncio.wait({first})


# --- The simulator, and counting ----------------------------------------------------------------


async def test_the_simulator_answers_through_the_same_door(talk):
    async with await simulator.start(tokens_per_second=None) as server:
        _, events = await talk(server, "Hello")
        assert "simulator" in text_of(events)
        for command, raised in [
            ("401", errors.AuthenticationFailed),
            ("529", errors.Overloaded),
            ("429 spend", errors.SpendLimitReached),
        ]:
            with pytest.raises(raised):
                await talk(server, f"/simulate {command}")


async def test_a_request_is_counted(transport_to, ask):
    counted = upstream.answer_of(200, b'{"input_tokens": 42}', content_type="application/json")
    async with upstream.upstream(counted) as server:
        assert await transport_to(server.base_url).count(ask(system="Be brief.")) == 42
    (exchange,) = server.exchanges
    assert exchange.head == "POST /v1/messages/count_tokens HTTP/1.1"
    assert set(json.loads(exchange.body)) == {"model", "messages", "system"}


@pytest.mark.parametrize(
    ("answer", "raised"),
    [
        (upstream.error(401, "authentication_error"), errors.AuthenticationFailed),
        (upstream.error(529, "overloaded_error"), errors.Overloaded),
        (upstream.answer_of(200, b"<html>", content_type="text/html"), errors.NotClaude),
        (upstream.answer_of(200, b"{}", content_type="application/json"), errors.NotClaude),
    ],
    ids=["401", "529", "page", "no count"],
)
async def test_counting_fails_as_asking_does(transport_to, ask, answer, raised):
    async with upstream.upstream(answer) as server:
        with pytest.raises(raised):
            await transport_to(server.base_url).count(ask())


async def test_counting_waits_no_longer_than_asking(transport_to, ask):
    async with upstream.upstream(upstream.never) as server:
        with pytest.raises(errors.StreamSilent):
            await transport_to(server.base_url, headers_seconds=0.2).count(ask())


async def test_a_bug_of_ours_is_not_taken_for_weather(transport_to, ask):
    async with upstream.upstream(upstream.stream(*wire.reply("Hello"))) as server:
        transport = transport_to(server.base_url)
        nonsense = ask(tools=({"name": object()},))
        with pytest.raises(TypeError):
            await collect(transport.stream, nonsense)
        with pytest.raises(TypeError):
            await transport.count(nonsense)
    assert nonsense.trace.attempts[0].code == "bug"


@pytest.mark.filterwarnings("ignore:Sending a large body:ResourceWarning")
async def test_a_very_long_message_is_sent(talk):
    async with upstream.upstream(upstream.stream(*wire.reply("Read."))) as server:
        _, events = await talk(server, "字" * 1_000_000)
        assert len(server.exchanges[0].body) > 3_000_000
    assert text_of(events) == "Read."
