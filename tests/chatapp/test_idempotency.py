"""A request that is repeated, and two at once for the same place: each gets a clear answer."""

import asyncio
import uuid

from chatapp import conversations, database
from chatapp.claude import errors
from tests.chatapp.conftest import OpenTab, Person
from tests.chatapp.stage import Stage
from tests.chatapp.tab import Tab


async def one_reply(tab: Tab, stage: Stage, *, cut: bool = False) -> int:
    reply = await tab.send("Hello?")
    claude = await stage.part()
    claude.say("Hello")
    await tab.shows(reply, "Hello")
    if cut:
        claude.fail(errors.StreamCut())
    else:
        claude.end()
    await tab.finished(reply)
    return reply


async def test_a_repeated_send_runs_once_and_shows_the_reply(
    open_tab: OpenTab, alice: Person, stage: Stage
):
    tab = await open_tab(alice)
    same = str(uuid.uuid4())
    reply = await tab.send("Hello?", client_id=same)
    claude = await stage.part()
    claude.say("Hello")
    await tab.shows(reply, "Hello")
    await tab.close()
    reconnected = await open_tab(alice)
    assert await reconnected.send("Hello?", client_id=same) == reply
    claude.say(" there.")
    await reconnected.shows(reply, "Hello there.")
    claude.end()
    await reconnected.finished(reply)
    late = await open_tab(alice)
    assert await late.send("Hello?", client_id=same) == reply
    assert (await late.finished(reply)).text == "Hello there."
    assert stage.asked == 1


async def test_the_same_send_from_two_tabs_at_once_runs_once(
    open_tab: OpenTab, alice: Person, stage: Stage
):
    first, second = await open_tab(alice), await open_tab(alice)
    same = str(uuid.uuid4())
    replies = await asyncio.gather(
        first.send("Hello?", client_id=same), second.send("Hello?", client_id=same)
    )
    assert replies[0] == replies[1]
    (await stage.part()).end()
    await first.finished(replies[0])
    await second.finished(replies[0])
    assert stage.asked == 1
    listed, _ = await database.run(conversations.list_conversations, alice.id)
    assert len(listed) == 1


async def test_regenerate_and_continue_repeated_at_once_run_once(
    open_tab: OpenTab, alice: Person, stage: Stage
):
    first, second = await open_tab(alice), await open_tab(alice)
    reply = await one_reply(first, stage, cut=True)
    for kind in ("continue", "regenerate"):
        frame = {"type": kind, "client_id": str(uuid.uuid4()), "message": reply}
        begun = await asyncio.gather(first.begin(**frame), second.begin(**frame))
        assert begun[0] == begun[1]
        (await stage.part()).end()
        await first.finished(begun[0])
        await second.finished(begun[0])
    assert stage.asked == 3


async def test_two_tabs_that_send_to_one_branch_at_once(
    open_tab: OpenTab, alice: Person, stage: Stage
):
    first, second = await open_tab(alice), await open_tab(alice)
    reply = await one_reply(first, stage)
    second.conversation = first.conversation
    ids = {}
    for tab in (first, second):
        ids[tab] = str(uuid.uuid4())
        await tab.put(
            type="send",
            client_id=ids[tab],
            text="And you?",
            conversation=first.conversation,
            parent=reply,
        )
    claude = await stage.part()
    loser = await asyncio.wait_for(refused(first, second), 10)
    assert loser.errors[0]["code"] in ("branch_moved", "turn_running")
    assert loser.errors[0]["client_id"] == ids[loser]
    assert loser.errors[0]["sentence"]
    claude.end()
    assert stage.asked == 2


async def refused(*tabs: Tab) -> Tab:
    """The first tab that is told of an error."""
    waiting = {asyncio.ensure_future(tab.refused()): tab for tab in tabs}
    done, others = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    for task in others:
        task.cancel()
    return waiting[done.pop()]


async def test_a_running_reply_takes_no_second_turn(open_tab: OpenTab, alice: Person, stage: Stage):
    tab = await open_tab(alice)
    reply = await tab.send("Hello?")
    claude = await stage.part()
    for frame in (
        {"type": "send", "text": "And?", "parent": reply, "conversation": tab.conversation},
        {"type": "continue", "message": reply},
        {"type": "regenerate", "message": reply},
    ):
        await tab.put(client_id=str(uuid.uuid4()), **frame)
        assert (await tab.told("turn_running"))["sentence"]
    claude.end()
    await tab.finished(reply)


async def test_a_send_to_a_place_that_moved_on(open_tab: OpenTab, alice: Person, stage: Stage):
    tab = await open_tab(alice)
    reply = await one_reply(tab, stage)
    again = await tab.send("And you?", parent=reply)
    (await stage.part()).end()
    await tab.finished(again)
    frame = {"type": "send", "text": "Late", "conversation": tab.conversation, "parent": reply}
    await tab.put(client_id=str(uuid.uuid4()), **frame)
    await tab.told("branch_moved")
    beside = await tab.send("Late", parent=reply, branch=True)
    (await stage.part()).end()
    await tab.finished(beside)


async def test_continue_of_nothing(open_tab: OpenTab, alice: Person, stage: Stage):
    tab = await open_tab(alice)
    reply = await tab.send("Hello?")
    await tab.stop(reply)
    await tab.finished(reply)
    await tab.put(type="continue", client_id=str(uuid.uuid4()), message=reply)
    await tab.told("not_answerable")
