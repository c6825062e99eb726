"""What Claude is told: seen before it is sent, changed by its owner, and then told just so."""

import re
from functools import partial
from typing import Any

from chatapp import database
from chatapp.claude import estimate
from chatapp.claude.request import Purpose, Request
from tests.chatapp.conftest import OpenTab, Person
from tests.chatapp.stage import Stage
from tests.chatapp.stored import written
from tests.chatapp.tab import Tab
from tests.chatapp.test_branches import answered, http

PLACEHOLDER = re.compile(r"\[EMAIL-\w+\]")
SMALL = "claude-haiku-4-5"
LONG = "河流在哪里入海，为什么？" * 1_500
"""About 20,000 tokens: ten of them are more than the small model reads."""


def tokens_of(request: Request) -> int:
    """What a request that arrives at Claude comes to, by the count that decides about windows."""
    contents = [message["content"] for message in request.messages]
    measured = sum(estimate.typical(content, request.model) + 12 for content in contents)
    return estimate.of_frame(request) + measured


async def desk(person: Person, tab: Tab, text: str, parent: int | None, **more: Any) -> Any:
    """What the page shows of the next request."""
    asked = {"conversation": tab.conversation, "parent": parent, "text": text, **more}
    status, found = await http(person, "POST", "/api/context/", asked)
    assert status == 200, found
    return found


async def test_the_desk_lists_what_is_then_sent(open_tab: OpenTab, alice: Person, stage: Stage):
    tab = await open_tab(alice)
    empty = await desk(alice, tab, "", None)
    assert (empty["messages"], empty["draft"]["tokens"]) == ([], 0)
    reply = await answered(tab, stage, type="send", text="Why? " * 40, conversation=None)
    address = f"/api/conversations/{tab.chat}/"
    status, told = await http(alice, "PATCH", address, {"instructions": "x" * 20_001})
    assert (status, told["code"]) == (400, "instructions_too_long")
    assert (await http(alice, "PATCH", address, {"instructions": " Rhyme. "}))[0] == 200
    shown = await desk(alice, tab, "And 为什么？", reply)
    assert shown["instructions"] == "Rhyme."
    assert [part["level"] for part in shown["system"]] == ["chat"]
    assert [row["role"] for row in shown["messages"]] == ["user", "assistant"]
    assert all(row["sent"] == "whole" for row in shown["messages"])
    parts = [*shown["messages"], shown["draft"], *shown["system"]]
    assert all(part["tokens"] and part["price_nano"] for part in parts)

    await tab.send("And 为什么？", parent=reply)
    sent = (await stage.part()).request
    assert sent.system == "Rhyme."
    assert shown["total"]["tokens"] == tokens_of(sent)
    listed = sum(part["tokens"] for part in parts)
    assert shown["total"]["tokens"] - listed == estimate.FRAME_TYPICAL


async def test_what_is_left_out_or_pinned_holds_from_the_next_request_on_and_on_every_page(
    open_tab: OpenTab, alice: Person, bob: Person, stage: Stage
):
    tab, other = await open_tab(alice), await open_tab(alice)
    reply = await answered(tab, stage, type="send", text="My number is 7.", conversation=None)
    asked = tab.turns[0]["question"]["id"]
    assert (await http(bob, "PATCH", f"/api/messages/{asked}/", {"pinned": True}))[0] == 404
    for wanted, marks in (
        ({"pinned": True}, {"pinned": True, "left_out": False}),
        ({"left_out": True}, {"pinned": False, "left_out": True}),
    ):
        assert await http(alice, "PATCH", f"/api/messages/{asked}/", wanted) == (200, marks)
        frame = {"type": "marked", "conversation": tab.conversation, "message": asked, **marks}
        await other.until(partial(other.frames.__contains__, frame))
    (row, _answer) = (await desk(alice, tab, "What is it?", reply))["messages"]
    assert (row["left_out"], row["sent"], row["tokens"]) == (True, "nothing", 0)
    await tab.send("What is it?", parent=reply)
    assert "My number" not in str((await stage.part()).request.messages)
    for wrong in ({}, {"pinned": 1}, {"text": "x"}):
        assert (await http(alice, "PATCH", f"/api/messages/{asked}/", wrong))[0] == 400


async def test_a_draft_that_is_none_is_refused(alice: Person):
    for wrong in ({"parent": 10**30}, {"parent": True}, {"text": 1}, {"conversation": "x"}):
        status, told = await http(alice, "POST", "/api/context/", wrong)
        assert (status, told["code"]) == (400, "bad_frame"), wrong


async def test_what_has_no_room_is_seen_before_and_after_it_was_summarised(
    open_tab: OpenTab, alice: Person, bob: Person, stage: Stage
):
    questions = [f"{n}: write to tea@example.com. {LONG}" for n in range(10)]
    chat, ids = await database.run(written, alice.id, questions, SMALL)
    tab = await open_tab(alice)
    await tab.watch(str(chat))
    assert (await http(alice, "PATCH", f"/api/messages/{ids[0]}/", {"pinned": True}))[0] == 200
    before = await desk(alice, tab, "And now?", ids[-1], model=SMALL)
    assert before["summary"]["due"]
    gone = [row["id"] for row in before["messages"] if row["sent"] == "cut"]
    assert len(gone) == before["summary"]["covered"]
    assert before["messages"][0]["sent"] == "whole"

    reply = await tab.send("And now?", parent=ids[-1], model=SMALL)
    summary = await stage.part()
    assert summary.request.purpose == Purpose.SUMMARY
    (hidden,) = set(PLACEHOLDER.findall(str(summary.request.messages)))
    summary.say(f"They write to {hidden}.")
    summary.end()
    answer = await stage.part()
    answer.say("Now.")
    answer.end()
    cut = (await tab.finished(reply)).stored["usage"]["cut"]
    first_kept = min(set(ids) - {ids[0], *gone})
    assert cut == {"covered": len(gone), "first_kept": first_kept, "summarised": True}
    address = f"/api/conversations/{chat}/summaries/{first_kept}/"
    assert await http(alice, "GET", address) == (200, {"text": "They write to tea@example.com."})
    assert (await http(bob, "GET", address))[0] == 404

    after = await desk(alice, tab, "Then?", reply, model=SMALL)
    assert after["summary"]["text"] == "They write to tea@example.com."
    await http(alice, "PATCH", f"/api/conversations/{chat}/", {"summarises": False})
    without = await desk(alice, tab, "Then?", reply, model=SMALL)
    assert (without["summarises"], without["summary"]["text"]) == (False, "")
    assert without["total"]["tokens"] < after["total"]["tokens"]
    await tab.send("Then?", parent=reply, model=SMALL)
    sent = (await stage.part()).request
    assert "They write" not in str(sent.messages)
    assert abs(without["total"]["tokens"] - tokens_of(sent)) <= len(sent.messages)


async def test_of_a_very_long_conversation_only_the_newest_messages_are_listed(
    open_tab: OpenTab, alice: Person
):
    chat, ids = await database.run(written, alice.id, [f"Question {n}?" for n in range(500)])
    tab = await open_tab(alice)
    await tab.watch(str(chat))
    shown = await desk(alice, tab, "And?", ids[-1])
    assert [row["id"] for row in shown["messages"]] == ids[-50:]
    assert shown["earlier"]["count"] == 950
    listed = [*shown["messages"], shown["earlier"], shown["draft"]]
    rest = shown["total"]["tokens"] - sum(part["tokens"] for part in listed)
    assert rest == estimate.FRAME_TYPICAL
