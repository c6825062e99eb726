"""Files that are broken, or made to break something: a sentence each, and nothing half done."""

import json
import zipfile
from uuid import uuid4

import pytest

from tests.transfer.browser import zipped
from tests.transfer.exports import (
    chatgpt,
    claude_ai,
    claude_message,
    gpt_message,
    node,
    own,
    own_conversation,
    own_file,
    question,
    reply,
)

GOOD = json.dumps(claude_ai(claude_message("human", "Good")))


def blocks(chat):
    return [block for message in chat["messages"] for block in message["blocks"]]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        (b"hello", "neither a JSON file nor a ZIP"),
        (b"\x89PNG\r\n\x1a\n" + bytes(200), "neither a JSON file nor a ZIP"),
        (b"[]", "There are no conversations in this file."),
        (b"[1, 2, null]", "There are no conversations in this file."),
        (b"PK\x03\x04 not really", "The ZIP file is damaged."),
        (zipped({"photo.png": b"x"}), "no file conversations.json"),
        (zipped({"conversations.json": b"x" * 1000})[:-60], "The ZIP file is damaged."),
        (zipped({"conversations.json": GOOD.encode()}, compression=zipfile.ZIP_LZMA), "damaged"),
        (own_file(version=2) | {"conversations": [{}]}, "made by a newer version"),
    ],
    ids=[  # of their own: a ZIP holds the time it was made
        *("nothing", "words", "a picture", "no conversations", "no objects", "half a ZIP"),
        *("another ZIP", "a cut ZIP", "an odd ZIP", "a newer version"),
    ],
)
def test_a_file_that_holds_nothing_is_refused_with_a_sentence(alice, content, sentence):
    assert sentence in alice.bring(content)
    assert alice.export() == []


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ('{"uuid": "1" "chat_messages": []}', "it is not valid JSON"),
        ("[" * 5000 + "]" * 5000, "it is nested too deeply"),
        ('{"uuid": "1", "chat_messages": ' + "[" * 200 + "]" * 200 + "}", "nested too deeply"),
        ('{"uuid": "\\ud800", "chat_messages": 7}', "its format is not known here"),
        ('{"name": "No id", "chat_messages": []}', "No id: its format is not known here"),
        ('{"uuid": ' + "9" * 5000 + ', "chat_messages": []}', "it is not valid JSON"),
    ],
)
def test_one_broken_conversation_does_not_spoil_the_others(alice, broken, reason):
    said = alice.bring(f"[{GOOD}, {broken}, {GOOD.replace('Good', 'Also')}]".encode())
    assert reason in said
    assert "1 could not be read" in said
    assert "1 conversation imported" in said


def test_a_file_that_ends_in_the_middle_gives_what_it_has(alice):
    said = alice.bring(f"[{GOOD}, {GOOD[:40]}".encode())
    assert "1 conversation imported" in said
    assert "the file ends in the middle of it" in said


def test_bytes_that_are_not_utf_8_are_said_to_be(alice):
    gbk = '[{"uuid": "1", "name": "灯塔", "chat_messages": []}]'.encode("gbk")
    assert "its characters are not UTF-8" in alice.bring(gbk)


def test_nul_and_half_characters_are_taken_out(alice):
    alice.bring(own(question(1, None, "a\0b \ud83d\ude00 \ud800 c"), title="T\0\n\tX"))
    [chat] = alice.export()
    assert chat["title"] == "T X"
    assert blocks(chat)[0]["text"] == "ab 😀 \ufffd c"


@pytest.mark.parametrize(
    "time",
    [-1e18, 1e300, 1e400, "9999-99-99", "0001-01-01T00:00:00Z", {}, True, "now", "3000-01-01"],
)
def test_absurd_times_are_replaced(alice, time):
    message = claude_message("human", "When?", created_at=time)
    alice.bring([claude_ai(message, created_at=time, updated_at=time)])
    [chat] = alice.export()
    assert chat["messages"][0]["created_at"][:2] == "20"
    assert chat["active_at"] <= chat["messages"][0]["created_at"]


def test_circles_lost_parents_and_repeated_ids_become_a_tree(alice):
    circle = {
        "a": node("a", "c", ["b"], gpt_message("user", "A")),
        "b": node("b", "a", ["c"], gpt_message("assistant", "B")),
        "c": node("c", "b", ["a"], gpt_message("user", "C")),
        "lost": node("lost", "nowhere", ["lost", "no", 7], gpt_message("user", "Lost")),
        "broken": "not a node",
        "odd": node("odd", None, [], {"author": None, "content": 5}),
    }
    assert "with 4 messages" in alice.bring([chatgpt(circle, "zzz")])
    repeated = own(
        question(1, 1, "Its own parent"),
        question(1, None, "The same id"),
        reply(2, 99, "A parent that is nowhere"),
        question(3, 4, "Before its parent"),
        question(4, 3, "A circle of two"),
    )
    assert "1 conversation imported" in alice.bring(repeated)
    for chat in alice.export():
        for message in chat["messages"]:
            assert message["parent"] is None or message["parent"] < message["id"]


def test_what_the_api_would_refuse_is_left_out(alice):
    asked = question(1, None, "Hello") | {
        "blocks": [
            {"type": "text", "text": "Hello", "citations": [{"type": "char_location"}]},
            {"type": "text", "text": "   "},
            {"type": "tool_result", "tool_use_id": "t1", "content": "x"},
            {"type": "image", "source": {"type": "url", "url": "http://127.0.0.1/x"}},
            {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "?"}},
            {"type": "image", "source": {"type": "file", "file_id": "file_of_somebody"}},
            {"type": "unheard_of"},
            "no block",
        ]
    }
    answered = reply(2, 1, "Hi") | {
        "blocks": [
            {
                "type": "text",
                "text": "Hi",
                "_attachment": 7,
                "cache_control": {"type": "ephemeral"},
            },
            {"type": "document", "source": {"type": "text", "data": "x"}},
            {
                "type": "image",
                "source": {"type": "base64", "media_type": "image/png", "data": "eA=="},
            },
            {"type": "web_search_tool_result", "tool_use_id": "never_called", "content": []},
            {"type": "tool_use", "id": "spaces are refused", "name": "x", "input": {}},
            {"type": "tool_use", "id": "t", "name": "x", "input": "no object"},
            {"type": "thinking", "thinking": "Hm", "signature": 5},
            {
                "type": "text",
                "text": "See",
                "citations": [{"type": "web_search_result_location", "url": "javascript:alert(1)"}],
            },
        ],
        "temperature": 0.7,
    }
    alice.bring(own(asked, answered))
    assert blocks(alice.export()[0]) == [
        {"type": "text", "text": "Hello"},
        {"type": "text", "text": "Hi"},
        {"type": "thinking", "thinking": "Hm"},
        {"type": "text", "text": "See"},
    ]


def test_numbers_that_no_column_holds_are_left_out(alice):
    answered = reply(2, 1, "Hi", usage={"input": 2**80, "output": -1, "cache_read": 5, "DROP": 1})
    answered["blocks"].append(
        {"type": "tool_use", "id": "t", "name": "x", "input": {"a": 2**80, "b": float("inf")}}
    )
    alice.bring(own(question(1, None, "Hello"), answered))
    [_, message] = alice.export()[0]["messages"]
    assert message["usage"] == {"cache_read": 5}
    assert message["blocks"][1]["input"] == {"a": None, "b": None}


def test_ten_thousand_levels_of_replies_are_one_reply(alice):
    chain = [question(1, None, "Go")]
    chain += [reply(n, n - 1, f"part {n}") for n in range(2, 3000)]
    assert "with 2 messages" in alice.bring(own(*chain))


def test_a_comb_of_replies_made_to_grow_without_end_is_refused(alice):
    comb = [question(1, None, "Go")]
    for n in range(2, 2400, 2):
        comb += [reply(n, n - 2 or 1, "x"), question(n + 1, n, "y")]
    said = alice.bring(own_file(own_conversation(*comb, title="Comb"), own_conversation()))
    assert "Comb: it is too large" in said


def test_a_zip_bomb_is_not_unpacked_to_its_end(alice, monkeypatch):
    monkeypatch.setattr("chatapp.transfer.upload.MAX_UNPACKED_BYTES", 2**20)
    bomb = zipped({"conversations.json": b"[" + GOOD.encode() + b"," + b" " * 20_000_000})
    assert len(bomb) < 100_000
    said = alice.bring(bomb, "bomb.zip")
    assert "far larger unpacked than any export" in said
    assert "1 conversation imported" in said, "what came before is kept and said"


def test_a_zip_file_with_a_huge_table_of_contents_is_refused(alice, monkeypatch):
    monkeypatch.setattr("chatapp.transfer.upload.MAX_DIRECTORY_BYTES", 10_000)
    many = zipped({f"{n}.json": b"{}" for n in range(1000)})
    assert "far larger unpacked" in alice.bring(many, "many.zip")


def test_a_conversation_beyond_the_limit_is_skipped_without_being_read(alice, monkeypatch):
    monkeypatch.setattr("chatapp.transfer.scanner.MAX_CONVERSATION_BYTES", 10_000)
    huge = json.dumps(claude_ai(claude_message("human", "x" * 20_000)))
    said = alice.bring(f"[{huge}, {GOOD}]".encode())
    assert "1 conversation imported" in said
    assert "it is too large" in said


def test_a_file_cut_into_chunks_anywhere_is_read_the_same(alice, monkeypatch):
    text = r'"br\\ack[ets] {in} \"strings\" \\\\"'
    file = json.dumps(own(question(1, None, "x"), title="conversations"), indent=1)
    file = file.replace('"x"', text).encode()
    for size in (1, 2, 3, 7, 64):
        monkeypatch.setattr("chatapp.transfer.upload.CHUNK_BYTES", size)
        fresh = file.replace(b'"id": "', b'"id": "%d' % size, 1)
        assert "1 conversation imported" in alice.bring(fresh)
    assert {blocks(chat)[0]["text"] for chat in alice.export()} == {json.loads(text)}


def test_an_unsafe_title_is_text_and_nothing_else(alice):
    title = "<script>alert(1)</script>"
    page = alice.client.get("/account/data/").content
    assert b"<script>alert" not in page
    said = alice.bring([{"uuid": None, "name": title, "chat_messages": []}])
    assert f"{title}: its format is not known here" in said


def test_nobody_imports_without_signing_in(client):
    response = client.post("/account/data/import/", {"x": "y"})
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/accounts/login/")


def test_an_id_that_is_another_persons_conversation_reveals_nothing(alice, bob):
    alice.bring(own(question(1, None, "Secret")))
    for key in (alice.export()[0]["id"], str(uuid4())):
        assert "1 conversation imported" in bob.bring(own(question(1, None, "Hi"), id=key))
