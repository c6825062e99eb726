"""What is exported here comes back as it was, whatever the tree."""

import io
import json
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chatapp import database
from chatapp.models import Conversation
from chatapp.transfer.importing import import_file
from tests.chatapp.conftest import sign_in
from tests.transfer.browser import Browser
from tests.transfer.exports import own, own_file, question, reply

TEXT = st.text(
    st.characters(codec="utf-8", exclude_characters="\0", exclude_categories=["Cs"]),
    min_size=1,
    max_size=60,
).filter(lambda text: bool(text.strip()))
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2026, 1, 1), timezones=st.just(UTC)).map(
    lambda moment: moment.isoformat()
)
REPLY_BLOCKS: st.SearchStrategy[list[Any]] = st.one_of(
    TEXT.map(lambda text: [{"type": "text", "text": text}]),
    TEXT.map(lambda t: [{"type": "thinking", "thinking": t, "signature": "c2lnbmVk"}]),
    TEXT.map(
        lambda text: [
            {"type": "server_tool_use", "id": "srv_1", "name": "web_search", "input": {"q": text}},
            {
                "type": "web_search_tool_result",
                "tool_use_id": "srv_1",
                "content": [{"type": "web_search_result", "url": "https://example.com/?a=1"}],
            },
            {
                "type": "text",
                "text": text,
                "citations": [
                    {
                        "type": "web_search_result_location",
                        "url": "https://example.com/",
                        "title": text,
                    }
                ],
            },
        ]
    ),
)
RECEIPTS = st.none() | st.fixed_dictionaries(
    {"input": st.integers(0, 10**6), "output": st.integers(0, 10**6), "cache_read": st.none()}
)


@st.composite
def trees(draw: Any) -> dict[str, Any]:
    """A conversation as this product makes them: branches anywhere, replies in every state."""
    messages: list[dict[str, Any]] = []
    for number in range(1, draw(st.integers(1, 12)) + 1):
        questions = [m["id"] for m in messages if m["role"] == "user"]
        if questions and draw(st.booleans()):
            state = draw(st.sampled_from(["complete", "stopped", "interrupted", "failed"]))
            messages.append(
                {
                    "role": "assistant",
                    "parent": draw(st.sampled_from(questions)),
                    "blocks": [] if state == "failed" else draw(REPLY_BLOCKS),
                    "state": state,
                    "model": draw(st.sampled_from(["claude-sonnet-5-5", "gpt-5", ""])),
                    "stop_reason": draw(st.sampled_from(["end_turn", "max_tokens", ""])),
                    "error_code": "overloaded" if state == "failed" else "",
                    "usage": draw(RECEIPTS),
                    "continues": False,
                    "ended_at": draw(MOMENTS),
                }
            )
        else:
            messages.append(
                {
                    "role": "user",
                    "parent": draw(st.sampled_from([None, *(m["id"] for m in messages)])),
                    "blocks": [{"type": "text", "text": draw(TEXT)}],
                    "state": "complete",
                    "model": "",
                    "stop_reason": "",
                    "error_code": "",
                    "usage": None,
                    "continues": draw(st.booleans()),
                    "ended_at": None,
                }
            )
        messages[-1] |= {"id": number, "created_at": draw(MOMENTS)}
    return {
        "id": str(uuid4()),
        "title": f"{uuid4().hex} {' '.join(draw(TEXT).split())}",
        "named": True,
        "model": draw(st.sampled_from(["claude-sonnet-5-5", ""])),
        "assistant": "",
        "created_at": draw(MOMENTS),
        "active_at": draw(MOMENTS),
        "pinned_at": draw(st.none() | MOMENTS),
        "archived_at": draw(st.none() | MOMENTS),
        "head": draw(st.none() | st.integers(1, len(messages))),
        "messages": messages,
    }


@given(conversations=st.lists(trees(), min_size=4, max_size=8))
@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_conversations_come_back_as_they_were(alice: Browser, conversations: list[dict[str, Any]]):
    assert f"{len(conversations)} conversations imported" in alice.bring(own_file(*conversations))
    came_back = {chat["title"]: chat for chat in alice.export()}
    for chat in conversations:
        again = came_back[chat["title"]]
        assert {**again, "id": chat["id"]} == chat


def test_importing_twice_adds_nothing(alice):
    file = own(question(1, None, "Why do tides come twice a day?"), reply(2, 1, "Two bulges."))
    assert "1 conversation imported, with 2 messages" in alice.bring(file)
    again = alice.bring(file)
    assert "0 conversations imported" in again
    assert "1 was here already" in again
    assert len(alice.export()) == 1


def test_ones_own_export_adds_nothing_to_what_it_was_made_of(alice):
    alice.bring(own(question(1, None, "Hello")))
    copy = alice.download("/account/export/", format="json").bytes
    assert "1 was here already" in alice.bring(copy)
    chat = alice.export()[0]["id"]
    alice.client.delete(f"/api/conversations/{chat}/")
    assert "1 conversation imported" in alice.bring(copy)


def test_two_people_bring_the_same_file_and_each_has_it_once(alice, bob):
    file = own(question(1, None, "Hello"), reply(2, 1, "Hi"))
    assert "1 conversation imported" in alice.bring(file)
    assert "1 conversation imported" in bob.bring(file)
    mine, theirs = alice.export(), bob.export()
    assert mine[0]["id"] != theirs[0]["id"]
    said = [[m["blocks"] for m in chats[0]["messages"]] for chats in (mine, theirs)]
    assert said[0] == said[1]


def test_a_conversation_of_somebody_else_is_not_taken_over_by_its_id(alice, bob):
    alice.bring(own(question(1, None, "My secret")))
    before = alice.export()
    bob.bring(own(question(1, None, "Mine now"), id=before[0]["id"]))
    assert alice.export() == before
    assert bob.export()[0]["id"] != before[0]["id"]


def test_a_reply_exported_while_it_was_written_comes_back_as_cut_off(alice):
    alice.bring(own(question(1, None, "Hello"), reply(2, 1, "Hi and", state="streaming")))
    assert alice.export()[0]["messages"][1]["state"] == "interrupted"


def test_what_was_imported_is_found_by_search(alice):
    alice.bring(own(question(1, None, "潮汐为什么一天两次？"), reply(2, 1, "因为有两个隆起。")))
    found = alice.download("/api/search/", q="隆起").json
    assert "隆起" in str(found)


async def test_an_imported_conversation_goes_on_without_its_old_thinking(open_tab, stage):
    person = await database.run(sign_in, "dora")
    thought = {"type": "thinking", "thinking": "Hm.", "signature": "Zm9yZ2Vk"}
    answer = reply(2, 1, "Two bulges.", model="claude-sonnet-5-5")
    answer["blocks"].insert(0, thought)
    file = own(question(1, None, "Why twice a day?"), answer)
    summary = await database.run(import_file, person.id, io.BytesIO(json.dumps(file).encode()))
    assert summary.imported == 1

    chat = await database.run(Conversation.objects.get, owner_id=person.id)
    tab = await open_tab(person)
    await tab.watch(str(chat.pk))
    await tab.send("And in spring?", parent=chat.head_id)
    claude = await stage.part()
    assert [(m["role"], m["content"]) for m in claude.request.messages] == [
        ("user", [{"type": "text", "text": "Why twice a day?"}]),
        ("assistant", [{"type": "text", "text": "Two bulges."}]),
        ("user", [{"type": "text", "text": "And in spring?"}]),
    ]
    claude.end()
