"""The same question is answered from what was kept; anything else is asked."""

import asyncio

import pytest
from django.core.cache import cache

from accounts.models import Team, User
from chatapp import database
from chatapp.assistants.models import Assistant
from chatapp.caching import rules
from chatapp.caching.models import CacheRule, Hit, OptOut
from chatapp.claude.errors import Overloaded
from chatapp.claude.events import BlockStop, Done, Notice, TextDelta, ThinkingDelta
from chatapp.claude.middleware.cache import CacheMiddleware
from chatapp.claude.middleware.recording import RecordingMiddleware
from chatapp.claude.stack import build
from chatapp.models import ClaudeCall
from tests.claude.conftest import question
from tests.fakes.claude import FakeClaude, collect, said, text_of

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE_SECONDS = 60


@pytest.fixture
async def alice():
    return await User.objects.acreate(email="alice@example.org")


@pytest.fixture
async def bob():
    return await User.objects.acreate(email="bob@example.org")


def around(claude):
    return build([CacheMiddleware], claude)


async def begun(claude):
    while not claude.produced:  # noqa: ASYNC110
        await asyncio.sleep(0)


async def asks(claude, *requests):
    return [text_of(await collect(around(claude), request)) for request in requests]


async def test_the_same_question_is_asked_once_and_costs_nothing_the_second_time(alice):
    claude, asked = FakeClaude(said("Hel", "lo")), {"user_id": alice.pk}
    stream = build([RecordingMiddleware, CacheMiddleware], claude)
    await collect(stream, question(**asked))
    again = question(**asked)
    events = await collect(stream, again)
    assert text_of(events) == "Hello"
    assert events[-1].content == ({"type": "text", "text": "Hello"},)
    assert len(claude.asked) == 1
    assert (again.trace.from_cache, again.trace.cost_nano) == ("exact", 0)
    rows = [row async for row in ClaudeCall.objects.order_by("started_at")]
    assert [row.error_code for row in rows] == ["", ""]
    assert (rows[1].cost_nano, rows[1].attempts, rows[1].input_tokens) == (0, [], None)
    assert (await Hit.objects.aget()).call_id == rows[1].id


@pytest.mark.parametrize(
    "other",
    [
        {"text": "hello"}, {"text": "Hello!"}, {"text": "Hel lo"}, {"model": "claude-opus-5"},
        {"system": "Be brief."}, {"max_tokens": 101}, {"thinking": {"type": "adaptive"}},
        {"effort": "low"}, {"tools": ({"name": "clock", "input_schema": {}},)},
        {"assistant_id": 7}, {"fresh": True},
    ],
    ids=str,
)  # fmt: skip
async def test_whatever_differs_is_another_question(alice, other):
    claude = FakeClaude(said("one"), said("two"))
    text = other.pop("text", "Hello")
    told = await asks(
        claude, question("Hello", user_id=alice.pk), question(text, user_id=alice.pk, **other)
    )
    assert told == ["one", "two"]


@pytest.mark.parametrize("pair", [("C", "C++"), ("C", "C#"), ("5 km", "5 m"), ("你好", "您好")])
async def test_symbols_and_scripts_are_never_folded_away(alice, pair):
    claude = FakeClaude(said("one"), said("two"))
    told = await asks(claude, *(question(text, user_id=alice.pk) for text in pair))
    assert told == ["one", "two"]


@pytest.mark.parametrize("pair", [("Café", "Cafe\u0301"), ("a\r\nb", "a\nb"), (" Hi\n", "Hi")])
async def test_what_looks_the_same_is_the_same(alice, pair):
    claude = FakeClaude(said("one"), said("two"))
    told = await asks(claude, *(question(text, user_id=alice.pk) for text in pair))
    assert told == ["one", "one"]


async def test_a_regenerated_answer_takes_the_place_of_the_kept_one(alice):
    claude, ask = FakeClaude(said("one"), said("two")), {"user_id": alice.pk}
    told = await asks(claude, question(**ask), question(fresh=True, **ask), question(**ask))
    assert told == ["one", "two", "two"]


TOOL = {"type": "server_tool_use", "id": "s", "name": "web_search", "input": {}}
UNFIT = {
    "cut off": said("one", stop_reason="max_tokens"),
    "refused": said("one", stop_reason="refusal"),
    "searched": [TextDelta(0, "one"), Done("end_turn", (TOOL, {"type": "text", "text": "one"}))],
    "empty": [Done("end_turn", ())],
    "broken": [TextDelta(0, "one")],
}


@pytest.mark.parametrize("unfit", UNFIT.values(), ids=UNFIT)
async def test_only_whole_answers_without_side_effects_are_kept(alice, unfit):
    claude, ask = FakeClaude(unfit, said("two")), {"user_id": alice.pk}
    await asks(claude, question(**ask))
    assert await asks(claude, question(**ask)) == ["two"]


async def test_thinking_comes_back_with_its_signature(alice):
    thought = {"type": "thinking", "thinking": "Hm" * 100, "signature": "signed"}
    text = {"type": "text", "text": "Hello"}
    script = [ThinkingDelta(0, "Hm" * 100), BlockStop(0, thought), *said("Hello")[:-1]]
    claude = FakeClaude([*script, Done("end_turn", (thought, text))])
    await collect(around(claude), question(user_id=alice.pk))
    events = await collect(around(claude), question(user_id=alice.pk))
    assert "".join(e.text for e in events if isinstance(e, ThinkingDelta)) == "Hm" * 100
    assert events[-1].content == (thought, text)
    assert len(claude.asked) == 1


async def test_people_and_teams_share_only_what_the_rule_says(alice, bob):
    assistant = await Assistant.objects.acreate(name="FAQ")
    claude = FakeClaude(*(said(str(number)) for number in range(9)))

    async def both():
        return await asks(
            claude, *(question(user_id=who.pk, assistant_id=assistant.pk) for who in (alice, bob))
        )

    assert await both() == ["0", "1"]
    rule = await CacheRule.objects.acreate(assistant=assistant, scope="team")
    rules.forget()
    assert await both() == ["0", "1"]  # of no team: each their own, as before
    for who in (alice, bob):
        who.team = await Team.objects.acreate(name=who.email)
        await who.asave()
    rules.forget()
    assert await both() == ["2", "3"]
    await CacheRule.objects.filter(pk=rule.pk).aupdate(scope="everyone")
    rules.forget()
    assert await both() == ["4", "4"]
    await database.run(rules.purge, rule)
    assert await both() == ["5", "5"]
    await CacheRule.objects.filter(pk=rule.pk).aupdate(scope="nobody")
    rules.forget()
    assert await both() == ["6", "7"]


async def test_who_opted_out_is_always_answered_anew(alice):
    claude, ask = FakeClaude(said("one"), said("two"), said("three")), {"user_id": alice.pk}
    await asks(claude, question(**ask))
    await OptOut.objects.acreate(user=alice)
    rules.forget()
    assert await asks(claude, question(**ask), question(**ask)) == ["two", "three"]


async def test_equal_questions_at_once_share_one_call(alice):
    landing = asyncio.Event()
    claude = FakeClaude([TextDelta(0, "Hel"), landing, *said("Hel", "lo")[1:]])
    stream = around(claude)
    crowd = [asyncio.create_task(collect(stream, question(user_id=alice.pk))) for _ in range(40)]
    async with asyncio.timeout(PATIENCE_SECONDS):
        await begun(claude)
        landing.set()
        heard = await asyncio.gather(*crowd)
    assert {text_of(events) for events in heard} == {"Hello"}
    assert len(claude.asked) == 1
    notices = [e for events in heard for e in events if isinstance(e, Notice)]
    assert {notice.code for notice in notices} == {"sharing_answer"}
    assert len(notices) == 39


async def test_the_next_in_line_takes_over_from_a_leader_who_stops(alice):
    claude = FakeClaude([TextDelta(0, "Hel"), asyncio.Event()], said("Hello"))
    stream = around(claude)
    async with asyncio.timeout(PATIENCE_SECONDS):
        leader = asyncio.create_task(collect(stream, question(user_id=alice.pk)))
        await begun(claude)
        crowd = [asyncio.create_task(collect(stream, question(user_id=alice.pk))) for _ in range(9)]
        await asyncio.sleep(0)
        leader.cancel()
        heard = await asyncio.gather(*crowd)
    assert {text_of(events) for events in heard} == {"Hello"}
    assert len(claude.asked) == 2


async def test_a_failed_call_is_nobody_elses_and_nobody_queues_behind_failures(alice):
    failing = asyncio.Event()
    claude = FakeClaude([TextDelta(0, "Hel"), failing, Overloaded()], said("Hello"))
    stream = around(claude)
    async with asyncio.timeout(PATIENCE_SECONDS):
        leader = asyncio.create_task(collect(stream, question(user_id=alice.pk)))
        await begun(claude)
        crowd = [asyncio.create_task(collect(stream, question(user_id=alice.pk))) for _ in range(5)]
        failing.set()
        heard = await asyncio.gather(*crowd)
        with pytest.raises(Overloaded):
            await leader
    assert {text_of(events) for events in heard} == {"Hello"}


async def test_a_store_that_cannot_be_reached_costs_only_the_saving(alice, monkeypatch):
    def unreachable(*_, **__):
        raise ConnectionError("no store")

    for name in ("get", "set", "add", "delete"):
        monkeypatch.setattr(type(cache), name, unreachable, raising=False)
        monkeypatch.setattr("django.core.cache.backends.locmem.LocMemCache." + name, unreachable)
    claude, ask = FakeClaude(said("one"), said("two")), {"user_id": alice.pk}
    assert await asks(claude, question(**ask), question(**ask)) == ["one", "two"]
