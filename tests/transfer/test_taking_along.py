"""Downloads: readable, whole, one's own, and streamed."""

import random
import tracemalloc
from datetime import UTC, datetime
from urllib.parse import unquote
from uuid import uuid4

import pytest

from chatapp.models import Conversation, Message
from tests.transfer.exports import own, question, reply


def only(browser):
    [chat] = browser.export()
    return f"/c/{chat['id']}/export"


def test_a_conversation_as_markdown_reads_like_one(alice):
    answer = reply(
        2,
        1,
        "Twice a day.",
        model="claude-sonnet-5-5",
        created_at="2025-05-01T10:00:00Z",
    )
    answer["blocks"].insert(0, {"type": "thinking", "thinking": "Moon </details> ``` and sun"})
    answer["blocks"][1]["citations"] = [
        {"type": "web_search_result_location", "url": "https://example.com/<a>", "title": "T*des"}
    ]
    asked = question(1, None, "How often?", created_at="2025-05-01T09:59:00Z")
    alice.bring(own(asked, answer, title="Tides # of *two* kinds", head=2))
    file = alice.download(only(alice) + ".md")
    assert file.headers["Content-Type"] == "text/markdown; charset=utf-8"
    assert file.text.startswith("# Tides \\# of \\*two\\* kinds\n\nBegun: 2025-05-01 09:59 UTC")
    assert file.text.partition("\n---\n")[2] == (
        "\n## You · 2025-05-01 09:59 UTC\n\nHow often?\n\n---\n\n"
        "## Claude · claude-sonnet-5-5 · 2025-05-01 10:00 UTC\n\n"
        "<details>\n<summary>Thinking</summary>\n\n````text\nMoon </details> ``` and sun\n````\n\n"
        "</details>\n\nTwice a day.\n\n"
        "Sources:\n\n1. T\\*des: <https://example.com/%3Ca%3E>\n"
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("```py\nprint(1)", "```py\nprint(1)\n```"),
        ("````\n```\nx", "````\n```\nx\n````"),
        ("~~~\n```\nx", "~~~\n```\nx\n~~~"),
        ("- a\n  ```js\n  x", "- a\n  ```js\n  x\n  ```"),
        ("1. ```\n   x", "1. ```\n   x\n   ```"),
        ("> ```\n> x", "> ```\n> x\n> ```"),
        ("```\n<!-- kept -->\n```\n", "```\n<!-- kept -->\n```"),
        ("`<!--` and <!-- and <details>", "`<!--` and &lt;!-- and &lt;details>"),
        ("a < b, <b>bold</b>", "a < b, <b>bold</b>"),
        ("``` not a ` fence\n<script>", "``` not a ` fence\n&lt;script>"),
    ],
)
def test_no_message_swallows_the_next(alice, text, shown):
    alice.bring(own(question(1, None, "Q"), reply(2, 1, text, state="stopped")))
    file = alice.download(only(alice) + ".md").text
    assert file.endswith(f"UTC\n\n{shown}\n\n*Stopped here.*\n")


def test_markdown_shows_the_branch_seen_last_and_says_that_there_are_others(alice):
    alice.bring(
        own(
            question(1, None, "Which?"),
            reply(2, 1, "The first"),
            reply(3, 1, "The second"),
            question(4, 2, "Go on", continues=True),
            reply(5, 4, "More of the first"),
            head=5,
        )
    )
    file = alice.download(only(alice) + ".md").text
    assert "The first" in file
    assert "More of the first" in file
    assert "Go on" not in file, "nobody typed that"
    assert "The second" not in file
    assert "There are other branches" in file


def test_all_conversations_as_a_zip_file_of_safe_names(alice):
    titles = ["潮汐", "潮汐", "../../etc/passwd", "a/b\\c:d*e?", "CON", "\u202egpj.exe", "x" * 200]
    for n, title in enumerate(titles):
        alice.bring(own(question(1, None, f"Q{n}"), title=title, active_at="2025-05-01T09:59:00Z"))
    file = alice.download("/account/export/", format="markdown")
    assert file.headers["Content-Type"] == "application/zip"
    assert sorted(file.files) == sorted(
        [
            "2025-05-01 潮汐.md",
            "2025-05-01 潮汐 (2).md",
            "2025-05-01 .. .. etc passwd.md",
            "2025-05-01 a b c d e.md",
            "2025-05-01 CON.md",
            "2025-05-01 gpj.exe.md",
            f"2025-05-01 {'x' * 69}.md",
        ]
    )
    assert "Q0" in "".join(file.files.values())


def test_the_name_of_a_download_is_the_title_in_any_script(alice):
    alice.bring(own(question(1, None, "Q"), title='潮汐 "表"; x=1\r\nX-Evil: 1'))
    file = alice.download(only(alice) + ".json")
    name = file.headers["Content-Disposition"]
    assert "\n" not in name
    assert name.startswith("attachment; filename*=utf-8''")
    assert unquote(name.partition("''")[2]) == "潮汐 表 ; x=1 X-Evil 1.json"
    assert file.headers["Cache-Control"] == "private, no-store"


def test_nobody_downloads_what_belongs_to_somebody_else(alice, bob, async_client):
    alice.bring(own(question(1, None, "My secret")))
    path = only(alice)
    for address in (f"{path}.md", f"{path}.json", f"/c/{uuid4()}/export.md"):
        refused = bob.download(address)
        assert refused.status == 404
        assert "does not exist, or it is not yours" in refused.text
    for kind in ("json", "markdown"):
        assert b"secret" not in bob.download("/account/export/", format=kind).bytes
    assert bob.export() == []
    assert bob.download("/account/export/", format="markdown").files == {}


def test_a_format_that_is_unknown_is_said(alice):
    refused = alice.download("/account/export/", format="pdf")
    assert refused.status == 400
    assert refused.text == "Choose Markdown or JSON."


async def test_downloads_ask_strangers_to_sign_in(async_client):
    for path in ("/account/export/?format=json", f"/c/{uuid4()}/export.md"):
        response = await async_client.get(path)
        assert response.status_code == 302
        assert response.headers["Location"].startswith("/accounts/login/?next=")


SIZE = 14_000_000


@pytest.mark.parametrize(("kind", "count"), [("json", 4_000), ("markdown", 2_000)])
def test_a_long_conversation_is_sent_in_pieces_and_never_all_in_memory(alice, kind, count):
    chat = Conversation.objects.create(
        owner=alice.user, title="Long", active_at=datetime(2025, 1, 1, tzinfo=UTC)
    )
    text = "".join(random.choices("abcdefgh ", k=SIZE // count))
    Message.objects.bulk_create(
        [
            Message(
                id=n,
                conversation=chat,
                parent_id=n - 1 or None,
                role="assistant" if n % 2 else "user",
                content=[{"type": "text", "text": text}],
            )
            for n in range(1, count + 1)
        ],
        200,
    )
    tracemalloc.start()
    sent, pieces = alice.measure("/account/export/", format=kind)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8_000_000, f"{peak / 1e6:.1f} MB for {SIZE / 1e6:.0f} MB of text"
    assert sent > (SIZE if kind == "json" else 60_000)  # a ZIP file of the same again
    assert pieces > 1


def test_the_page_offers_downloads_by_links_that_need_no_script(alice):
    page = alice.client.get("/account/data/").content.decode()
    assert 'href="/account/export/?format=markdown"' in page
    assert 'href="/account/export/?format=json"' in page
