"""Files on their way: uploaded, sent, asked about again, shown to their owner, gone."""

import asyncio
import base64
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from chatapp import database
from chatapp.documents import sending, sweeping
from chatapp.documents.models import Attachment, StoredFile
from tests.chatapp.conftest import OpenTab, Person, sign_in
from tests.chatapp.stage import Stage
from tests.documents import corpus
from tests.documents.conftest import Bring, client


def folders(files: Path) -> list[str]:
    return [place.name for place in files.glob("??/*")]


def pictures_of_pages(files: Path) -> list[str]:
    return sorted(place.name for place in files.glob("??/*/pa*-*"))


def lose_the_images(files: Path) -> None:
    for image in files.glob("??/*/image"):
        image.unlink()


async def test_claude_sees_the_files_before_the_words(
    open_tab: OpenTab, alice: Person, stage: Stage, bring: Bring
):
    picture = await bring(alice, corpus.picture(), "teal.png")
    report = await bring(alice, corpus.word(), "report.docx")
    paper = await bring(alice, corpus.pdf(2), "fox.pdf")
    assert [one["status"] for one in (picture, report, paper)] == [201, 201, 201]
    tab = await open_tab(alice)
    ids = [picture["id"], report["id"], paper["id"]]
    await tab.send("What is this?", attachments=ids)
    claude = await stage.part()
    image, document, pdf, text = claude.request.messages[0]["content"]
    assert base64.b64decode(image["source"]["data"])[:4] == b"\x89PNG"
    assert document["title"] == "report.docx"
    assert document["source"]["data"].startswith("# Report")
    assert document["citations"] == pdf["citations"] == {"enabled": True}
    assert base64.b64decode(pdf["source"]["data"]) == corpus.pdf(2)
    assert (text["type"], text["text"]) == ("text", "What is this?")
    shown = tab.turns[0]["question"]["blocks"]
    assert [block["type"] for block in shown] == ["attachment"] * 3 + ["text"]
    assert shown[2]["pages"] == 2
    assert not any(name.startswith("_") for block in shown for name in block)
    claude.end()


async def test_a_file_alone_is_a_message_and_survives_edit_and_another_try(
    open_tab: OpenTab, alice: Person, stage: Stage, bring: Bring
):
    picture = await bring(alice, corpus.picture(), "teal.png")
    tab = await open_tab(alice)
    reply = await tab.send("", attachments=[picture["id"]])
    claude = await stage.part()
    assert [b["type"] for b in claude.request.messages[0]["content"]] == ["image"]
    claude.say("Teal.")
    claude.end()
    await tab.finished(reply)
    assert tab.turns[0]["conversation"]["title"] == "teal.png"
    again = await tab.begin(type="regenerate", message=reply, model="")
    claude = await stage.part()
    assert claude.request.messages[0]["content"][0]["type"] == "image"
    claude.end()
    await tab.finished(again)
    await tab.send("And now?", attachments=[picture["id"]], branch=True)
    claude = await stage.part()
    assert [b["type"] for b in claude.request.messages[0]["content"]] == ["image", "text"]
    claude.end()
    assert await database.run(Attachment.objects.count) == 2
    assert await database.run(StoredFile.objects.count) == 1


async def test_nobody_else_can_see_or_send_a_file(
    open_tab: OpenTab, alice: Person, stage: Stage, bring: Bring
):
    picture = await bring(alice, corpus.picture(), "teal.png")
    mallory = await database.run(sign_in, "mallory")
    for path in ("", "thumbnail/", "image/", "text/", "pages/1/"):
        answer = await client(mallory).get(f"/files/{picture['id']}/{path}")
        assert answer.status_code == 404
    assert (await client(mallory).delete(f"/api/files/{picture['id']}/")).status_code == 204
    tab = await open_tab(mallory)
    await tab.put(
        type="send",
        client_id="00000000-0000-4000-8000-000000000001",
        text="Mine?",
        attachments=[picture["id"]],
    )
    await tab.told("attachment_missing")
    assert (await client(alice).get(f"/files/{picture['id']}/image/")).status_code == 200


async def test_no_browser_runs_what_is_in_a_file(alice: Person, bring: Bring):
    page = await bring(alice, b"<p>Hi</p><script>steal()</script>", "a.html")
    answer = await client(alice).get(f"/files/{page['id']}/")
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"] == 'attachment; filename="a.html"'
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert (await client(alice).get(f"/files/{page['id']}/text/")).content == b"Hi"


async def test_the_pages_of_a_pdf_are_shown_as_pictures(alice: Person, bring: Bring, files: Path):
    paper = await bring(alice, corpus.pdf(5), "fox.pdf")
    address = f"/files/{paper['id']}/pages/"
    assert (await client(alice).get(address)).json() == [[300, 220]] * 5
    asked = (client(alice).get(f"{address}{number}/") for number in (1, 2, 2, 6))
    *shown, missing = await asyncio.gather(*asked)
    assert {answer.content[8:12] for answer in shown} == {b"WEBP"}
    assert missing.status_code == 404
    assert pictures_of_pages(files) == ["page-1", "page-2", "page-3", "page-4"], (
        "neighbours, by one process"
    )


async def test_a_file_that_is_gone_is_said_to_claude(
    open_tab: OpenTab, alice: Person, stage: Stage, bring: Bring, files: Path
):
    picture = await bring(alice, corpus.picture(), "teal.png")
    tab = await open_tab(alice)
    lose_the_images(files)
    await tab.send("Look.", attachments=[picture["id"]])
    claude = await stage.part()
    said = claude.request.messages[0]["content"][0]["text"]
    assert said == "[The file “teal.png” is not available any more.]"
    claude.end()


async def test_what_was_never_sent_goes_after_a_day(alice: Person, bring: Bring, files: Path):
    await bring(alice, corpus.picture(), "teal.png")
    now = timezone.now()
    assert await database.run(sweeping.sweep, now) == 0
    assert await database.run(sweeping.sweep, now + timedelta(hours=25)) == 1
    assert folders(files) == []


async def test_the_text_of_a_document_is_there_for_others(alice: Person, bring: Bring):
    await bring(alice, corpus.word(), "report.docx")
    file = await database.run(StoredFile.objects.get)
    assert (await database.run(sending.text_of, file.pk)).startswith("# Report")
