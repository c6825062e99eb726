"""Reloads, second tabs, bad lines, frozen tabs: everybody ends with the same text, to the byte."""

import random

import pytest

from chatapp.relay.watcher import WINDOW_FRAMES
from tests.chatapp.conftest import OpenTab, Person
from tests.chatapp.sockets import LocalSocket
from tests.chatapp.stage import Stage
from tests.chatapp.tab import Shown, Tab

WORDS = [f"word{number} " for number in range(3000)]


async def test_a_reload_in_the_middle_goes_on_where_it_was(
    open_tab: OpenTab, alice: Person, stage: Stage
):
    tab = await open_tab(alice)
    reply = await tab.send("Count.")
    claude = await stage.part()
    claude.say(*WORDS[:50])
    await tab.shows(reply, WORDS[49])
    await tab.close()
    claude.say(*WORDS[50:100])
    reloaded = await open_tab(alice)
    await reloaded.watch(str(tab.conversation))
    claude.say(*WORDS[100:150])
    await reloaded.shows(reply, WORDS[149])
    claude.end()
    assert (await reloaded.finished(reply)).text == "".join(WORDS[:150])


async def test_a_second_tab_sees_the_question_and_the_reply(
    open_tab: OpenTab, alice: Person, stage: Stage
):
    first, second = await open_tab(alice), await open_tab(alice)
    reply = await first.send("Hello?")
    claude = await stage.part()
    claude.say("Hello")
    claude.end()
    await first.finished(reply)
    await second.watch(str(first.conversation))
    again = await first.send("And you?", parent=reply)
    await second.until(lambda: second.turns)
    assert second.turns[0]["question"]["blocks"][0]["text"] == "And you?"
    claude = await stage.part()
    claude.say("I am ", "fine.")
    await first.shows(again, "fine.")
    await second.shows(again, "fine.")
    claude.end()
    assert (await first.finished(again)).stored == (await second.finished(again)).stored


async def test_a_page_made_before_the_turn_began_gets_the_question_too(
    open_tab: OpenTab, alice: Person, stage: Stage
):
    first = await open_tab(alice)
    reply = await first.send("Hello?")
    claude = await stage.part()
    claude.say("Hello")
    await first.shows(reply, "Hello")
    late = await open_tab(alice)
    await late.watch(str(first.conversation))
    await late.shows(reply, "Hello")
    assert [frame["type"] for frame in late.frames] == ["ready", "turn", "snapshot"]
    assert late.turns[0]["question"] == first.turns[0]["question"]
    assert late.turns[0]["client_id"] == first.turns[0]["client_id"]
    await late.watch(str(first.conversation))
    claude.end()
    await late.finished(reply)
    assert len(late.turns) == 1, "the page knows of it now"


async def test_fifty_disconnects_in_one_long_reply(open_tab: OpenTab, alice: Person, stage: Stage):
    chance = random.Random(11)
    tab = await open_tab(alice)
    reply = await tab.send("Count.")
    claude = await stage.part()
    said = 0
    for _ in range(50):
        more = chance.randrange(1, 50)
        claude.say(*WORDS[said : said + more])
        said += more
        if chance.random() < 0.5:  # else it is gone before it has seen any of that
            await tab.shows(reply, WORDS[chance.randrange(said - more, said)] and "")
        await tab.close()
        screen, conversation = tab.replies, str(tab.conversation)
        tab = await open_tab(alice)
        tab.replies = screen
        await tab.watch(conversation)
    claude.say(*WORDS[said:])
    claude.end()
    assert (await tab.finished(reply)).text == "".join(WORDS)


async def test_a_frozen_tab_gets_a_bounded_backlog_and_then_a_snapshot(
    open_tab: OpenTab, alice: Person, stage: Stage
):
    frozen, lively = await open_tab(alice), await open_tab(alice)
    reply = await frozen.send("Count.")
    claude = await stage.part()
    await lively.watch(str(frozen.conversation))
    claude.say(WORDS[0])
    await frozen.shows(reply, WORDS[0])
    await lively.shows(reply, WORDS[0])
    frozen.pause()
    claude.say(*WORDS[1:])
    await lively.shows(reply, WORDS[-1])
    assert isinstance(frozen.socket, LocalSocket)
    assert frozen.socket.waiting() <= WINDOW_FRAMES + 2
    frozen.wake()
    await frozen.shows(reply, WORDS[-1])
    assert any(is_snapshot(frame) for frame in frozen.frames)
    claude.say("The end.")
    claude.end()
    for tab in (frozen, lively):
        assert (await tab.finished(reply)).text == "".join(WORDS) + "The end."


async def test_a_frozen_tab_gets_the_end_of_a_reply(open_tab: OpenTab, alice: Person, stage: Stage):
    tab = await open_tab(alice)
    reply = await tab.send("Count.")
    claude = await stage.part()
    tab.pause()
    claude.say(*WORDS)
    claude.end()
    await claude.left.wait()
    tab.wake()
    assert (await tab.finished(reply)).text == "".join(WORDS)


async def test_the_lists_of_all_tabs_show_running_done_and_unread(
    open_tab: OpenTab, alice: Person, stage: Stage
):
    asking, elsewhere = await open_tab(alice), await open_tab(alice)
    reply = await asking.send("Hello?")
    chat = str(asking.conversation)
    claude = await stage.part()
    await elsewhere.until(lambda: elsewhere.rows.get(chat, {}).get("running"))
    claude.say("Hello")
    claude.end()
    await asking.finished(reply)
    await elsewhere.until(lambda: not elsewhere.rows[chat]["running"])
    assert not elsewhere.rows[chat]["unread"], "it was on a screen"
    again = await asking.send("And you?", parent=reply)
    claude = await stage.part()
    await asking.put(type="unwatch")
    claude.end()
    await elsewhere.until(lambda: elsewhere.rows[chat]["running"])
    await elsewhere.until(lambda: elsewhere.rows[chat]["unread"])
    await asking.until(lambda: asking.rows[chat]["unread"])
    await elsewhere.put(type="watch", conversation=chat, have={str(again): 0})
    await elsewhere.finished(again)
    await asking.lists(chat, unread=False)


def is_snapshot(frame: object) -> bool:
    return isinstance(frame, dict) and frame["type"] == "snapshot"


@pytest.mark.parametrize("number", [3, 5])
def test_a_tab_of_these_tests_accepts_no_repeat_and_no_gap(number: int):
    tab = Tab(LocalSocket(None, {}))
    tab.replies[1] = Shown(number=3)
    with pytest.raises(AssertionError):
        tab._next(1, number)
