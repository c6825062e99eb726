"""Whatever breaks between us and Claude, in two tabs: the same text, state and sentence."""

import re
from collections.abc import AsyncIterator

import pytest
from pytest_django import Settings

from chatapp import conversations, database, simulator
from chatapp.claude.middleware import retry
from tests.chatapp.conftest import OpenTab, Person
from tests.chatapp.stage import Stage
from tests.chatapp.tab import Shown, Tab
from tests.servers.process import free_port

NONE = ""  # no text: it failed before the first word

FAULTS = {
    "400": ("failed", "invalid_request"),
    "400 credit": ("failed", "billing_problem"),
    "400 long": ("failed", "message_over_window"),
    "401": ("failed", "authentication_failed"),
    "403": ("failed", "permission_denied"),
    "404": ("failed", "model_not_found"),
    "413": ("failed", "request_too_large"),
    "429 spend": ("failed", "spend_limit_reached"),
    "429 0": ("failed", "rate_limited"),
    "500": ("failed", "server_failed"),
    "529": ("failed", "overloaded"),
    "overload": ("failed", "overloaded"),
    "overload late": ("interrupted", "overloaded"),
    "cut": ("interrupted", "stream_cut"),
    "eof": ("interrupted", "stream_cut"),
    "silent": ("interrupted", "stream_silent"),
    "flaky 1 529": ("complete", NONE),
    "unknown": ("complete", NONE),
    "refusal": ("complete", NONE),
    "empty": ("complete", NONE),
    "max_tokens": ("complete", NONE),
    "pause": ("complete", NONE),
    "tool": ("complete", NONE),
    "search": ("complete", NONE),
    "thinking": ("complete", NONE),
    "hostile": ("complete", NONE),
}


@pytest.fixture
async def quick_simulator(
    house: None, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[None]:
    """The simulator without its natural pace, and nobody waits to try again."""
    async with await simulator.start(tokens_per_second=None) as running:
        settings.CLAUDE_SIMULATED, settings.ANTHROPIC_BASE_URL = False, running.base_url
        settings.CLAUDE_RETRY_ATTEMPTS = 2
        monkeypatch.setattr(retry, "wait_seconds", lambda attempt, retry_after: 0.01)
        yield


async def in_two_tabs(open_tab: OpenTab, person: Person, text: str) -> tuple[Tab, Tab, int]:
    """Both watch a conversation; the first one asks in it."""
    first, second = await open_tab(person), await open_tab(person)
    before = await first.send("Hello?")
    await first.finished(before)
    await second.watch(str(first.conversation))
    await second.put(type="nonsense")
    await second.told("unknown_frame")  # frames are obeyed in order: it watches now
    return first, second, await first.send(text, parent=before)


async def as_stored(person: Person, tab: Tab) -> dict:
    page = await database.run(conversations.open_branch, person.id, tab.chat)
    return page["messages"][-1]


def same(first: Shown, second: Shown) -> bool:
    return first.stored == second.stored and first.blocks == second.blocks


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_fault_looks_the_same_in_both_tabs_and_in_the_database(
    open_tab: OpenTab, alice: Person, quick_simulator: None, settings: Settings, fault: str
):
    state, code = FAULTS[fault]
    if fault == "silent":
        settings.CLAUDE_IDLE_SECONDS = 1.0
    first, second, reply = await in_two_tabs(open_tab, alice, f"/simulate {fault}")
    shown = await first.finished(reply)
    assert same(shown, await second.finished(reply))
    assert shown.state == state
    assert shown.error.get("code", "") == code
    assert bool(shown.error.get("sentence")) == bool(code)
    assert bool(shown.text) == (state == "interrupted") or state == "complete"
    stored = await as_stored(alice, first)
    assert stored["blocks"] == shown.blocks
    assert stored["error"] == shown.stored["error"]
    assert not re.search("simulat", shown.error.get("sentence", "")), "the API's own words"
    again = await first.send("Hello again?", parent=reply)
    assert (await first.finished(again)).state == "complete"


async def test_waiting_for_claude_says_so_in_both_tabs(
    open_tab: OpenTab, alice: Person, quick_simulator: None
):
    first, second, reply = await in_two_tabs(open_tab, alice, "/simulate flaky 1 529")
    for tab in (first, second):
        assert (await tab.finished(reply)).text
    assert "retrying" in first.replies[reply].notices


async def test_nobody_answers_at_all(
    open_tab: OpenTab, alice: Person, quick_simulator: None, settings: Settings
):
    settings.ANTHROPIC_BASE_URL = f"http://127.0.0.1:{free_port()}"
    tab = await open_tab(alice)
    shown = await tab.finished(await tab.send("Hello?"))
    assert (shown.state, shown.error["code"]) == ("failed", "connection_failed")


async def test_a_bug_on_our_side_costs_one_reply_and_nothing_else(
    open_tab: OpenTab, alice: Person, stage: Stage
):
    tab = await open_tab(alice)
    reply = await tab.send("Hello?")
    claude = await stage.part()
    claude.say("Hello")
    claude.fail(ZeroDivisionError())
    shown = await tab.finished(reply)
    assert (shown.state, shown.text) == ("interrupted", "Hello")
    assert shown.error["code"] == "unexpected"
    again = await tab.send("Hello?", parent=reply)
    (await stage.part()).end()
    await tab.finished(again)
