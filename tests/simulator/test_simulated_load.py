"""Many at once, somebody leaving, and closing time."""

import asyncio
import socket

import pytest

from chatapp.simulator import start


def tasks():
    return asyncio.all_tasks() - {asyncio.current_task()}


async def assert_none_left(before):
    """Every task begun since then has ended, or does so within seconds."""
    left = tasks() - before
    if left:
        _, still_running = await asyncio.wait(left, timeout=5)
        assert not still_running


async def test_fifty_streams_at_once_all_arrive_whole(ask, text_of):
    questions = [f"Tell me about number {number}" for number in range(50)]
    replies = await asyncio.gather(*(ask(question) for question in questions))
    for question, reply in zip(questions, replies, strict=True):
        assert question in text_of(reply)
        assert reply.stop_reason == "end_turn"


async def test_a_client_that_leaves_ends_its_stream(client):
    before = tasks()
    question = {"role": "user", "content": "/simulate slow"}
    stream = client.messages.stream(model="claude-opus-4-8", max_tokens=500, messages=[question])
    async with stream as events:
        async for event in events:
            if event.type == "content_block_start":
                break
    await client.close()
    await assert_none_left(before)


async def test_a_silent_stream_ends_when_its_reader_does(simulator, client):
    question = {"role": "user", "content": "/simulate silent"}

    async def read():
        options = {"model": "claude-opus-4-8", "max_tokens": 500, "messages": [question]}
        async with client.messages.stream(**options) as events:
            async for event in events:
                if event.type == "text":
                    heard.set()

    heard, before = asyncio.Event(), tasks()
    reader = asyncio.create_task(read())
    await asyncio.wait_for(heard.wait(), 5)
    reader.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reader
    await client.close()
    await assert_none_left(before)


async def test_closing_ends_streams_and_frees_the_port():
    simulator = await start(tokens_per_second=None)
    reader, writer = await asyncio.open_connection(simulator.host, simulator.port)
    writer.write(b"GET /v1/models HTTP/1.1\r\nhost: x\r\n\r\n")
    assert b"401" in await reader.readline()
    await asyncio.wait_for(simulator.close(), 5)
    writer.close()
    with socket.socket() as probe:
        assert probe.connect_ex((simulator.host, simulator.port)) != 0


async def test_the_pace_is_kept(raw, simulator):
    loop = asyncio.get_running_loop()
    began = loop.time()
    events = await raw.events("/simulate pace 400 why?", max_tokens=120)
    spent = next(e["usage"]["output_tokens"] for e in events if e["type"] == "message_delta")
    assert loop.time() - began >= (spent - 5) / 400


async def test_a_taken_port_is_an_error(simulator):
    with pytest.raises(OSError, match="address already in use"):
        await start(port=simulator.port)
