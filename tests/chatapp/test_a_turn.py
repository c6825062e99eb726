"""One question, one reply: shown, stored, stopped, continued, edited."""

import pytest
from pytest_django import Settings

from chatapp import conversations, database, keeper
from chatapp.claude import errors
from tests.chatapp.conftest import OpenTab, Person
from tests.chatapp.stage import Stage
from tests.chatapp.tab import Tab


async def stored_branch(person: Person, tab: Tab) -> list[dict]:
    """The conversation as its page would be built now."""
    page = await database.run(conversations.open_branch, person.id, tab.chat)
    return page["messages"]


async def cut_off(tab: Tab, stage: Stage, said: str) -> int:
    """A reply that breaks off after `said`; its id."""
    reply = await tab.send("Tell me a story.")
    claude = await stage.part()
    claude.say(said)
    await tab.shows(reply, said)
    claude.fail(errors.StreamCut())
    await tab.finished(reply)
    return reply


async def test_a_reply_streams_into_the_tab_and_is_stored(
    open_tab: OpenTab, alice: Person, stage: Stage
):
    tab = await open_tab(alice)
    reply = await tab.send("Hello?")
    claude = await stage.part()
    assert claude.question == "Hello?"
    claude.think("Hm.")
    claude.say("Hel", "lo ", "there.")
    await tab.shows(reply, "there.")
    claude.end()
    shown = await tab.finished(reply)
    assert shown.state == "complete"
    assert [block["text"] for block in shown.blocks] == ["Hm.", "Hello there."]
    question, answer = await stored_branch(alice, tab)
    assert question["blocks"] == [{"type": "text", "text": "Hello?"}]
    assert answer == shown.stored
    assert answer["blocks"][0]["seconds"] >= 0


async def test_closing_the_tab_does_not_stop_the_reply(
    open_tab: OpenTab, alice: Person, stage: Stage
):
    tab = await open_tab(alice)
    reply = await tab.send("Hello?")
    claude = await stage.part()
    claude.say("Hello")
    await tab.shows(reply, "Hello")
    await tab.close()
    claude.say(" there.")
    claude.end()
    await claude.left.wait()
    later = await open_tab(alice)
    later.replies = tab.replies
    await later.watch(str(tab.conversation))
    assert (await later.finished(reply)).text == "Hello there."


async def test_deltas_are_coalesced_and_the_first_goes_out_at_once(
    open_tab: OpenTab, alice: Person, stage: Stage, settings: Settings
):
    settings.TURN_COALESCE_SECONDS = 0.05
    tab = await open_tab(alice)
    reply = await tab.send("Count.")
    claude = await stage.part()
    claude.say("0")
    await tab.shows(reply, "0")
    claude.say(*[f" {number}" for number in range(1, 500)])
    await tab.shows(reply, " 499")
    claude.end()
    shown = await tab.finished(reply)
    assert shown.text == " ".join(map(str, range(500)))
    assert shown.number <= 4


async def test_stop_keeps_what_was_shown_at_the_click(
    open_tab: OpenTab, alice: Person, stage: Stage
):
    first, second = await open_tab(alice), await open_tab(alice)
    reply = await first.send("Tell me a story.")
    claude = await stage.part()
    claude.say("Once ", "upon ")
    await first.shows(reply, "upon ")
    await second.watch(str(first.conversation))
    await second.shows(reply, "upon ")
    second.pause()
    claude.say("a time ", "there was ", "a king")
    await first.shows(reply, "a king")
    seen = second.replies[reply].text
    assert seen != first.replies[reply].text
    await second.stop(reply)
    second.wake()
    await claude.left.wait()
    for tab in (first, second):
        shown = await tab.finished(reply)
        assert (shown.state, shown.text) == ("stopped", seen)
    assert first.errors == second.errors == []


async def test_a_second_stop_changes_nothing(open_tab: OpenTab, alice: Person, stage: Stage):
    tab = await open_tab(alice)
    reply = await tab.send("Tell me a story.")
    claude = await stage.part()
    claude.say("Once ", "upon ")
    await tab.shows(reply, "upon ")
    await tab.put(type="stop", message=reply, number=tab.replies[reply].number)
    await tab.put(type="stop", message=reply, number=0)
    shown = await tab.finished(reply)
    await tab.put(type="stop", message=reply, number=0)
    await tab.put(type="stop", message=reply, number=None)
    assert (shown.state, shown.text) == ("stopped", "Once upon ")
    assert (await stored_branch(alice, tab))[1]["blocks"] == shown.blocks


async def test_stop_before_the_first_word(open_tab: OpenTab, alice: Person, stage: Stage):
    tab = await open_tab(alice)
    reply = await tab.send("Tell me a story.")
    await tab.stop(reply)
    shown = await tab.finished(reply)
    assert (shown.state, shown.blocks) == ("stopped", [])


async def test_a_stop_that_comes_with_the_end_loses_nothing(
    open_tab: OpenTab, alice: Person, stage: Stage
):
    tab = await open_tab(alice)
    reply = await tab.send("Hello?")
    claude = await stage.part()
    claude.say("Hello there.")
    await tab.shows(reply, "there.")
    claude.end()
    await claude.left.wait()
    await tab.stop(reply)
    shown = await tab.finished(reply)
    assert shown.text == "Hello there."
    assert shown.state in ("complete", "stopped")


async def test_continue_asks_on_by_a_question_that_quotes_the_end(
    open_tab: OpenTab, alice: Person, stage: Stage
):
    tab = await open_tab(alice)
    cut = await cut_off(tab, stage, "Once upon a ti")
    assert tab.replies[cut].state == "interrupted"
    assert tab.replies[cut].error["code"] == "stream_cut"
    reply = await tab.begin(type="continue", message=cut)
    claude = await stage.part()
    assert [message["role"] for message in claude.request.messages] == ["user", "assistant", "user"]
    assert claude.question.endswith("> Once upon a ti")
    claude.say("me there was")
    claude.end()
    assert (await tab.finished(reply)).text == "me there was"
    texts = [m["blocks"][0]["text"] for m in await stored_branch(alice, tab)]
    assert (texts[1], texts[3]) == ("Once upon a ti", "me there was")


async def test_a_cut_off_thought_and_a_half_tool_call_do_not_go_back(
    open_tab: OpenTab, alice: Person, stage: Stage
):
    tab = await open_tab(alice)
    reply = await tab.send("Weather?")
    claude = await stage.part()
    claude.think("They ask about")
    claude.say("I'll look.")
    claude.show({"type": "tool_use", "id": "t1", "name": "weather", "input": {}})
    claude.think("Perhaps")
    await tab.until(lambda: len(tab.replies[reply].blocks) == 4)
    claude.fail(errors.StreamSilent())
    await tab.finished(reply)
    await tab.begin(type="continue", message=reply)
    again = await stage.part()
    sent = [block["type"] for block in again.request.messages[1]["content"]]
    assert "tool_use" not in sent
    assert sent[-1] == "text"


async def test_regenerate_and_edit_make_siblings(open_tab: OpenTab, alice: Person, stage: Stage):
    tab = await open_tab(alice)
    first = await cut_off(tab, stage, "Once")
    second = await tab.begin(type="regenerate", message=first)
    claude = await stage.part()
    assert claude.question == "Tell me a story."
    claude.say("Twice")
    claude.end()
    await tab.finished(second)
    edited = await tab.send("Tell me two.", parent=None, branch=True)
    claude = await stage.part()
    assert len(claude.request.messages) == 1
    claude.say("One. Two.")
    claude.end()
    await tab.finished(edited)
    question, answer = await stored_branch(alice, tab)
    assert len(question["siblings"]) == 2
    assert answer["blocks"][0]["text"] == "One. Two."
    old = await database.run(conversations.open_branch, alice.id, tab.chat, leaf=first)
    assert old["messages"][1]["siblings"] == [first, second]


async def test_the_keeper_stores_how_far_the_reply_has_come(
    open_tab: OpenTab, alice: Person, stage: Stage
):
    tab = await open_tab(alice)
    reply = await tab.send("Tell me a story.")
    claude = await stage.part()
    for said in ("Once ", "upon "):
        claude.say(said)
        await tab.shows(reply, said)
        await keeper.checkpoint()
        answer = (await stored_branch(alice, tab))[1]
        assert answer["blocks"] == tab.replies[reply].blocks
        assert (answer["state"], answer["number"]) == ("streaming", tab.replies[reply].number)
    claude.end()
    await tab.finished(reply)


@pytest.mark.parametrize("stop_reason", ["end_turn", "max_tokens", "a_reason_of_the_future" * 9])
async def test_every_stop_reason_ends_the_reply(
    open_tab: OpenTab, alice: Person, stage: Stage, stop_reason: str
):
    tab = await open_tab(alice)
    reply = await tab.send("Hello?")
    claude = await stage.part()
    claude.say("Hello")
    claude.end(stop_reason)
    shown = await tab.finished(reply)
    assert shown.state == "complete"
    assert stop_reason.startswith(shown.stored["stop_reason"])
