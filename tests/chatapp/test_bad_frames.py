"""Whatever is sent to the socket: one sentence, one stable code, nothing lost, nothing leaked."""

import json
import uuid
from typing import Any

import pytest
from pytest_django import Settings

from chatapp.typed_json import MAX_ID
from tests.chatapp.conftest import OpenTab, Person
from tests.chatapp.stage import Stage
from tests.chatapp.tab import Tab

NEW = str(uuid.UUID(int=1))


async def works(tab: Tab, stage: Stage) -> None:
    """The socket is as good as new."""
    reply = await tab.send("Hello?", conversation=None)
    (await stage.part()).end()
    await tab.finished(reply)


NOT_FRAMES: list[tuple[str, str | bytes]] = [
    ("bad_frame", "Hello?"),
    ("bad_frame", ""),
    ("bad_frame", "{"),
    ("bad_frame", "[]"),
    ("bad_frame", "null"),
    ("bad_frame", "7"),
    ("bad_frame", "9" * 10_000),
    ("bad_frame", "[" * 100_000),
    ("bad_frame", '{"type":' * 50_000),
    ("bad_frame", "\0"),
    ("bad_frame", b"\x00\x01\xff"),
    ("unknown_frame", "{}"),
    ("unknown_frame", '{"type": null}'),
    ("unknown_frame", '{"type": ["send"]}'),
    ("unknown_frame", '{"type": "drop_table"}'),
    ("unknown_frame", '{"type": "drop_table", "client_id": "\\ud800"}'),
    ("unknown_frame", '{"type": "\\ud800", "client_id": {"a": 1}}'),
]


@pytest.mark.parametrize(("code", "data"), NOT_FRAMES)
async def test_what_is_no_frame(
    open_tab: OpenTab, alice: Person, stage: Stage, code: str, data: str | bytes
):
    tab = await open_tab(alice)
    await tab.socket.send(data)
    assert (await tab.told(code))["sentence"]
    await works(tab, stage)


BAD_FIELDS: list[dict[str, Any]] = [
    {"type": "send"},
    {"type": "send", "client_id": NEW},
    {"type": "send", "client_id": NEW, "text": None},
    {"type": "send", "client_id": NEW, "text": ["Hello?"]},
    {"type": "send", "client_id": "1", "text": "Hello?"},
    {"type": "send", "client_id": 1, "text": "Hello?"},
    {"type": "send", "client_id": NEW, "text": "Hello?", "parent": -1},
    {"type": "send", "client_id": NEW, "text": "Hello?", "parent": 1.5},
    {"type": "send", "client_id": NEW, "text": "Hello?", "parent": True},
    {"type": "send", "client_id": NEW, "text": "Hello?", "parent": "1"},
    {"type": "send", "client_id": NEW, "text": "Hello?", "conversation": "mine"},
    {"type": "send", "client_id": NEW, "text": "Hello?", "branch": 1},
    {"type": "regenerate", "client_id": NEW},
    {"type": "continue", "client_id": NEW, "message": None},
    {"type": "stop"},
    {"type": "stop", "message": 1, "number": -1},
    {"type": "stop", "message": MAX_ID + 1},
    {"type": "stop", "message": 10**300},
    {"type": "ack", "message": 1},
    {"type": "ack", "message": 1, "number": "1"},
    {"type": "watch"},
    {"type": "watch", "conversation": None},
    {"type": "watch", "conversation": NEW, "have": []},
    {"type": "watch", "conversation": NEW, "have": {"-1": 1}},
    {"type": "watch", "conversation": NEW, "have": {"x": 1}},
    {"type": "watch", "conversation": NEW, "have": {"1": "x"}},
    {"type": "watch", "conversation": NEW, "have": {"9" * 5000: 1}},
    {"type": "watch", "conversation": NEW, "have": {str(n): 1 for n in range(1000)}},
]


async def test_fields_of_the_wrong_kind(open_tab: OpenTab, alice: Person, stage: Stage):
    tab = await open_tab(alice)
    for frame in BAD_FIELDS:
        await tab.socket.send(json.dumps(frame))
        told = await tab.told("bad_frame")
        assert told["sentence"]
        assert told["client_id"] in (frame.get("client_id"), "")
    await works(tab, stage)


TEXTS = [
    ("empty_message", ""),
    ("empty_message", " \n\t\u3000"),
    ("invalid_characters", "a\0b"),
    ("invalid_characters", "a\ud800b"),
    ("invalid_characters", "\udfff"),
    ("message_too_long", "a" * 1001),
]


@pytest.mark.parametrize(("code", "text"), TEXTS)
async def test_texts_that_cannot_be_sent(
    open_tab: OpenTab, alice: Person, stage: Stage, settings: Settings, code: str, text: str
):
    settings.MESSAGE_MAX_CHARS = 1000
    tab = await open_tab(alice)
    frame = {"type": "send", "client_id": NEW, "text": text}
    await tab.socket.send(json.dumps(frame))
    told = await tab.told(code)
    assert told["sentence"]
    assert told["client_id"] == NEW
    await works(tab, stage)


@pytest.mark.parametrize("text", ["a" * 1000, "字" * 1000, "👩‍👩‍👧‍👦" * 100, "\u202e\ufeff\u0007x"])
async def test_odd_texts_that_can(
    open_tab: OpenTab, alice: Person, stage: Stage, settings: Settings, text: str
):
    settings.MESSAGE_MAX_CHARS = 1000
    tab = await open_tab(alice)
    reply = await tab.send(text)
    claude = await stage.part()
    assert claude.question == text
    claude.end()
    await tab.finished(reply)


async def test_ids_that_do_not_exist(open_tab: OpenTab, alice: Person, stage: Stage):
    tab = await open_tab(alice)
    for frame in (
        {"type": "watch", "conversation": NEW},
        {"type": "send", "client_id": NEW, "text": "Hello?", "conversation": NEW},
        {"type": "send", "client_id": NEW, "text": "Hello?", "parent": MAX_ID},
        {"type": "regenerate", "client_id": NEW, "message": MAX_ID},
        {"type": "continue", "client_id": NEW, "message": 0},
    ):
        await tab.put(**frame)
        await tab.told("not_found")
    await tab.put(type="stop", message=MAX_ID, number=MAX_ID)
    await tab.put(type="ack", message=MAX_ID, number=MAX_ID)
    await tab.put(type="unwatch")
    await tab.put(type="send", client_id=NEW, text="Hello?", model="gpt-9")
    await tab.told("unknown_model")
    await works(tab, stage)


async def test_sentences_are_in_the_language_of_the_page(open_tab: OpenTab, alice: Person):
    tab = await open_tab(alice, **{"accept-language": "zh-CN,zh;q=0.9,en;q=0.8"})
    await tab.put(type="nonsense")
    chinese = (await tab.told("unknown_frame"))["sentence"]
    cookie = f"{alice.cookie}; django_language=en; strange@name=1"
    tab = await open_tab(alice, cookie=cookie, **{"accept-language": "zh-CN"})
    await tab.put(type="nonsense")
    english = (await tab.told("unknown_frame"))["sentence"]
    assert english == "The page is out of date. Reload it."
    assert chinese != english
