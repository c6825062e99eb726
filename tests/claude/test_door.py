"""The door that the rest of the product uses: settings in, one stack, no rest left behind."""

import asyncio

import pytest

from chatapp import claude, simulator
from chatapp.claude.errors import ClaudeError, Overloaded, sentence_for, tree
from chatapp.models import ClaudeCall
from tests.fakes import upstream, wire
from tests.fakes.claude import collect, text_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
async def door(settings):
    """Settings that count from the next request on."""
    await claude.close()
    yield settings
    await claude.close()


def answered_by(settings, address):
    settings.ANTHROPIC_BASE_URL = address
    settings.ANTHROPIC_API_KEY = "key"
    settings.CLAUDE_SIMULATED = False


async def test_without_a_key_the_simulator_answers(door, ask):
    events = await collect(claude.stream, ask("Hello", max_tokens=2000))
    assert "simulator" in text_of(events)
    assert await claude.count(ask("Hello")) > 0


async def test_a_crowd_at_the_start_shares_one_simulator(door, ask, monkeypatch):
    started, start = [], simulator.start

    async def count(*arguments, **options):
        started.append(1)
        return await start(*arguments, tokens_per_second=None)

    monkeypatch.setattr(simulator, "start", count)
    await asyncio.gather(*(claude.count(ask(str(number))) for number in range(8)))
    assert len(started) == 1


async def test_a_compatible_address_and_a_key_are_all_it_takes(door, ask):
    async with upstream.upstream(upstream.stream(*wire.reply("Hello"))) as server:
        answered_by(door, server.base_url)
        assert text_of(await collect(claude.stream, ask())) == "Hello"
        assert server.exchanges[0].headers["authorization"] == "Bearer key"
        await claude.close()
    assert await ClaudeCall.objects.acount() == 1


async def test_an_empty_address_in_the_environment_means_the_usual_one(door, monkeypatch):
    """As `docker compose` hands on a variable that nobody has set."""
    monkeypatch.setenv("ANTHROPIC_BASE_URL", "")
    answered_by(door, "")
    client = await claude.api().client()
    assert str(client.base_url) == "https://api.anthropic.com"


async def test_closing_lets_go_of_everything_and_the_next_request_begins_anew(door, ask):
    async with (
        upstream.upstream(upstream.stream(*wire.reply("first"))) as one,
        upstream.upstream(upstream.stream(*wire.reply("second"))) as other,
    ):
        for server, words in ((one, "first"), (other, "second")):
            answered_by(door, server.base_url)
            assert text_of(await collect(claude.stream, ask())) == words
            await claude.close()
            await server.until(lambda server: not server.open)


async def test_leaving_early_through_the_whole_stack_closes_and_records(door, ask):
    async with upstream.upstream(upstream.silent_after(*wire.reply("Hello")[:3])) as server:
        answered_by(door, server.base_url)
        async with claude.stream(ask()) as events:
            await anext(
                event async for event in events if isinstance(event, claude.events.TextDelta)
            )
        await server.until(lambda server: not server.open)
    assert (await ClaudeCall.objects.aget()).error_code == "cancelled"


def test_every_error_has_a_code_of_its_own_and_a_sentence():
    leaves = [error for error in tree() if not error.__subclasses__()]
    assert len({error.code for error in leaves}) == len(leaves)
    for error in leaves:
        assert error.code == error.code.lower()
        assert str(sentence_for(error.code)) == str(error.sentence)
        assert str(error.sentence).endswith(".")
    assert sentence_for("a code of another release") == ClaudeError.sentence
    assert str(Overloaded()) == "overloaded"
