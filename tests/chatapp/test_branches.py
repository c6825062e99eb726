"""Versions side by side: every screen knows them, one can be deleted, a verdict stays."""

import json
from typing import Any

from asgiref.sync import sync_to_async
from django.test import Client

from chatapp import database
from chatapp.claude import errors
from chatapp.models import Conversation, Message
from chatapp.ratings.models import Rating
from tests.chatapp.conftest import OpenTab, Person
from tests.chatapp.stage import Stage
from tests.chatapp.tab import Tab


async def http(person: Person, method: str, path: str, body: Any = None) -> tuple[int, Any]:
    """A request of the page's small JSON interface."""

    def ask() -> tuple[int, Any]:
        client = Client()
        client.cookies["sessionid"] = person.session
        answer = client.generic(method, path, json.dumps(body), content_type="application/json")
        return answer.status_code, answer.json() if answer.content else None

    return await sync_to_async(ask, thread_sensitive=False)()


async def answered(tab: Tab, stage: Stage, **frame: Any) -> int:
    """A turn from its frame to the end of its reply."""
    reply = await tab.begin(**frame)
    part = await stage.part()
    part.say("Because.")
    part.end()
    await tab.finished(reply)
    return reply


async def test_turn_and_finished_know_all_versions(open_tab: OpenTab, alice: Person, stage: Stage):
    tab = await open_tab(alice)
    first = await answered(tab, stage, type="send", text="Why?", conversation=None)
    second = await answered(tab, stage, type="regenerate", message=first)
    assert tab.turns[-1]["reply"]["siblings"] == [first, second]
    assert tab.replies[second].stored["siblings"] == [first, second]
    chat = tab.conversation
    edit = {"type": "send", "text": "How?", "conversation": chat, "parent": None, "branch": True}
    await answered(tab, stage, **edit)
    asked = tab.turns[0]["question"]["id"]
    assert tab.turns[-1]["question"]["siblings"] == [asked, tab.turns[-1]["question"]["id"]]
    other = await open_tab(alice)
    await other.put(type="watch", conversation=chat, have={str(first): 0})
    await other.finished(first)
    assert other.replies[first].stored["siblings"] == [first, second]


async def test_a_failed_attempt_gives_way_to_the_next(
    open_tab: OpenTab, alice: Person, stage: Stage
):
    tab = await open_tab(alice)
    first = await tab.begin(type="send", text="Why?", conversation=None)
    (await stage.part()).fail(errors.InvalidRequest())
    await tab.finished(first)
    second = await answered(tab, stage, type="regenerate", message=first)
    assert tab.replies[second].stored["siblings"] == [second]
    assert not await database.run(Message.objects.filter(pk=first).exists)


async def test_a_deleted_version_is_gone_on_every_screen(
    open_tab: OpenTab, alice: Person, bob: Person, stage: Stage
):
    tab, other = await open_tab(alice), await open_tab(alice)
    first = await answered(tab, stage, type="send", text="Why?", conversation=None)
    second = await answered(tab, stage, type="regenerate", message=first)
    await other.watch(str(tab.conversation))
    path = f"/api/conversations/{tab.conversation}/messages/{second}/"
    assert (await http(bob, "DELETE", path))[0] == 404
    status, page = await http(alice, "DELETE", path)
    assert status == 200
    assert page["messages"][-1]["id"] == first
    assert page["messages"][-1]["siblings"] == [first]
    await other.until(lambda: {"type": "pruned", "conversation": tab.conversation,
                               "message": second} in other.frames)  # fmt: skip
    assert (await http(alice, "DELETE", path))[0] == 404
    path = f"/api/conversations/{tab.conversation}/messages/{first}/"
    status, page = await http(alice, "DELETE", path)
    assert page["conversation"]["deleted"]
    assert not await database.run(Conversation.objects.exists)


async def test_nothing_is_deleted_while_a_reply_is_written(
    open_tab: OpenTab, alice: Person, stage: Stage
):
    tab = await open_tab(alice)
    reply = await tab.begin(type="send", text="Why?", conversation=None)
    part = await stage.part()
    path = f"/api/conversations/{tab.conversation}/messages/{reply}/"
    status, problem = await http(alice, "DELETE", path)
    assert (status, problem["code"]) == (400, "turn_running")
    part.end()
    await tab.finished(reply)


async def test_a_verdict_is_kept_without_any_words_and_outlives_the_conversation(
    open_tab: OpenTab, alice: Person, bob: Person, stage: Stage
):
    tab = await open_tab(alice)
    reply = await answered(tab, stage, type="send", text="Why?", conversation=None)
    path = f"/api/messages/{reply}/rating/"
    assert (await http(bob, "PUT", path, {"verdict": "up"}))[0] == 404
    assert (await http(alice, "PUT", path, {"verdict": "up", "reason": "Because"}))[0] == 400
    wrong = {"verdict": "down", "reason": "wrong"}
    assert (await http(alice, "PUT", path, wrong))[1] == {"rating": wrong}
    opened = await http(alice, "GET", f"/api/conversations/{tab.conversation}/")
    assert opened[1]["messages"][-1]["rating"] == wrong
    await http(alice, "DELETE", f"/api/conversations/{tab.conversation}/")
    kept = await database.run(Rating.objects.get)
    assert (kept.message_id, kept.verdict, kept.reason) == (reply, "down", "wrong")


async def test_a_verdict_can_be_taken_back(open_tab: OpenTab, alice: Person, stage: Stage):
    tab = await open_tab(alice)
    reply = await answered(tab, stage, type="send", text="Why?", conversation=None)
    path = f"/api/messages/{reply}/rating/"
    up = {"verdict": "up", "reason": ""}
    assert (await http(alice, "PUT", path, {"verdict": "up", "reason": "wrong"}))[1] == {
        "rating": up
    }
    assert (await http(alice, "PUT", path, {"verdict": None}))[1] == {"rating": None}
    assert not await database.run(Rating.objects.exists)
