"""Exports of Claude.ai and ChatGPT, as people get them."""

import json

from tests.transfer.browser import zipped
from tests.transfer.exports import (
    ROOT,
    chatgpt,
    claude_ai,
    claude_message,
    gpt_chain,
    gpt_message,
    node,
)


def texts(chat):
    """(number of the parent, role, text) of every message."""
    return [
        (
            m["parent"],
            m["role"],
            "|".join(b.get("text") or f"({b['type']}: {b['thinking']})" for b in m["blocks"]),
        )
        for m in chat["messages"]
    ]


def test_a_conversation_of_claude_ai(alice):
    first = claude_message("human", "How far is a lighthouse seen?", parent_message_uuid=ROOT)
    second = claude_message("assistant", "About 20 miles.", parent_message_uuid=first["uuid"])
    edited = claude_message("human", "How high is one?", parent_message_uuid=ROOT)
    said = alice.bring([claude_ai(first, second, edited)])
    assert "1 conversation imported, with 3 messages" in said
    [chat] = alice.export()
    assert chat["title"] == "Lighthouses"
    assert chat["active_at"] == "2025-03-02T11:00:00.123456+00:00"
    assert texts(chat) == [
        (None, "user", "How far is a lighthouse seen?"),
        (1, "assistant", "About 20 miles."),
        (None, "user", "How high is one?"),
    ]
    assert "citations" not in json.dumps(chat["messages"])


def test_an_old_export_of_claude_ai_is_a_plain_list(alice):
    old = [
        {"uuid": str(n), "text": text, "sender": sender, "created_at": "2024-01-01T00:00:00Z"}
        for n, (sender, text) in enumerate(
            [("human", "Hi"), ("assistant", "Hello"), ("human", "?")]
        )
    ]
    alice.bring([claude_ai(*old)])
    assert texts(alice.export()[0]) == [
        (None, "user", "Hi"),
        (1, "assistant", "Hello"),
        (2, "user", "?"),
    ]


def test_files_thinking_and_artifacts_of_claude_ai(alice):
    asked = claude_message(
        "human",
        "Improve it",
        attachments=[{"file_name": "poem.txt", "extracted_content": "Roses\n```\nare"}],
        files=[{"file_name": "photo.jpg"}],
    )
    answered = claude_message("assistant", "")
    answered["content"] = [
        {"type": "thinking", "thinking": "A rhyme.", "summaries": []},
        {"type": "text", "text": "Here:", "citations": []},
        {
            "type": "tool_use",
            "name": "artifacts",
            "input": {
                "command": "create",
                "title": "Poem",
                "content": "Violets",
                "language": "text",
            },
        },
        {"type": "tool_result", "name": "artifacts", "content": [{"type": "text", "text": "OK"}]},
        {"type": "token_budget", "remaining": 5},
    ]
    alice.bring([claude_ai(asked, answered)])
    [[_, _, question], [_, _, reply]] = texts(alice.export()[0])
    assert question == (
        "poem.txt\n\n````\nRoses\n```\nare\n````"
        "|[The file “photo.jpg” was here. It was not part of the export.]|Improve it"
    )
    assert reply == "(thinking: A rhyme.)|Here:|Poem\n\n```text\nViolets\n```"


def test_a_conversation_of_chatgpt(alice):
    mapping = gpt_chain(
        None,
        gpt_message("system", "", metadata={"is_visually_hidden_from_conversation": True}),
        gpt_message("user", "What holds a bridge?"),
        gpt_message("assistant", kind="thoughts")
        | {"content": {"content_type": "thoughts", "thoughts": [{"content": "Forces."}]}},
        gpt_message("assistant", '{"query": "bridge"}', recipient="browser"),
        gpt_message("tool", "a page"),
        gpt_message("assistant", "Cables and piers."),
        gpt_message(
            "user",
            {"content_type": "image_asset_pointer", "asset_pointer": "file-service://x"},
            "And this?",
            kind="multimodal_text",
        ),
    )
    said = alice.bring([chatgpt(mapping, "n7", is_archived=True)])
    assert "1 conversation imported, with 3 messages" in said
    [chat] = alice.export()
    assert texts(chat) == [
        (None, "user", "What holds a bridge?"),
        (1, "assistant", "(thinking: Forces.)|Cables and piers."),
        (2, "user", "[A picture was here. It was not brought along.]|And this?"),
    ]
    assert chat["head"] == 3
    assert chat["archived_at"]
    assert chat["messages"][1]["model"] == "gpt-5"
    assert chat["model"] == "", "its model is not one that can be asked here"


def test_branches_of_chatgpt_keep_their_order_and_the_one_seen_last(alice):
    mapping = {
        "b2": node("b2", "q", [], gpt_message("assistant", "Second")),
        "root": node("root", None, ["q"]),
        "q": node("q", "root", ["b1", "b2", "b3"], gpt_message("user", "Which?")),
        "b1": node("b1", "q", [], gpt_message("assistant", "First")),
        "b3": node("b3", "q", [], gpt_message("assistant", "Third")),
    }
    alice.bring([chatgpt(mapping, "b2")])
    [chat] = alice.export()
    assert [text for _, _, text in texts(chat)] == ["Which?", "First", "Second", "Third"]
    assert chat["head"] == 3


def test_answers_in_several_nodes_that_branch_are_whole_on_each_branch(alice):
    mapping = {
        "q": node("q", None, ["start"], gpt_message("user", "Tell me")),
        "start": node("start", "q", ["a", "b"], gpt_message("assistant", "Let me see.")),
        "a": node("a", "start", [], gpt_message("assistant", "This")),
        "b": node("b", "start", [], gpt_message("assistant", "That")),
    }
    alice.bring([chatgpt(mapping, "start")])
    assert texts(alice.export()[0]) == [
        (None, "user", "Tell me"),
        (1, "assistant", "Let me see.|This"),
        (1, "assistant", "Let me see.|That"),
    ]


def test_a_conversation_that_begins_with_a_reply_gets_a_question_before_it(alice):
    alice.bring([chatgpt(gpt_chain(gpt_message("assistant", "Welcome!")), "n0")])
    assert texts(alice.export()[0]) == [
        (None, "user", "(This conversation begins with a reply.)"),
        (1, "assistant", "Welcome!"),
    ]


def test_the_zip_files_as_people_download_them(alice):
    of_claude = zipped(
        {
            "users.json": b'[{"uuid": "1", "email_address": "alice@example.com"}]',
            "projects.json": b"[]",
            "conversations.json": json.dumps([claude_ai(claude_message("human", "Hi"))]).encode(),
        }
    )
    assert "1 conversation imported" in alice.bring(of_claude, "data-2025-03-01.zip")
    parts = {
        f"export/conversations-{n:03}.json": json.dumps(
            [chatgpt(gpt_chain(gpt_message("user", f"Part {n}")))]
        ).encode()
        for n in range(3)
    }
    of_chatgpt = zipped({"export/chat.html": b"<html>", "export/user.json": b"{}", **parts})
    assert "3 conversations imported" in alice.bring(of_chatgpt, "chatgpt.zip")


def test_a_summary_says_what_became_of_everything(alice):
    known = claude_ai(claude_message("human", "Known"))
    alice.bring([known])
    said = alice.bring(
        [
            known,
            claude_ai(),
            claude_ai(claude_message("human", "New")),
            {"title": "What is this?"},
        ]
    )
    assert "1 conversation imported, with 1 message" in said
    assert "1 was here already" in said
    assert "1 was empty" in said
    assert "1 could not be read Without a title: its format is not known here" in said
    assert "was here already" not in alice.open(), "a summary is shown once"


def test_a_file_saved_by_windows_in_utf_16_is_read(alice):
    text = json.dumps([claude_ai(claude_message("human", "灯塔 🗼"))], ensure_ascii=False)
    assert "1 conversation imported" in alice.bring(text.encode("utf-16"))
    assert texts(alice.export()[0]) == [(None, "user", "灯塔 🗼")]
    again = b"\xef\xbb\xbf" + text.encode()
    assert "1 was here already" in alice.bring(again)


def test_the_page_and_its_sentences_speak_chinese(alice):
    alice.client.cookies["django_language"] = "zh-hans"
    assert "带走您的对话" in alice.open()
    said = alice.bring([claude_ai(claude_message("human", "Hi")), {"title": "?"}])
    assert "已导入 1 个对话，共 1 条消息" in said
    assert "1 个无法读取" in said
    assert "格式无法识别" in said
    chat = alice.export()[0]["id"]
    assert "## 您 · " in alice.download(f"/c/{chat}/export.md").text
