"""Files and long texts go along with an export and are whole again after an import."""

import base64
from pathlib import Path

from pytest_django import Settings

from chatapp.documents.models import StoredFile
from tests.documents import corpus
from tests.transfer.browser import Browser
from tests.transfer.exports import own, question


def encoded(data: bytes) -> str:
    return base64.b64encode(data).decode()


def test_files_and_long_texts_go_along_and_come_back(
    alice: Browser, tmp_path: Path, settings: Settings
):
    settings.DATA_DIR = tmp_path
    files = [
        {"file": 1, "data": encoded(corpus.pdf())},
        {"file": 2, "data": encoded(corpus.locked_pdf())},
    ]
    texts = [{"text": 1, "words": "Call me Ishmael.\n" * 100}]
    asked = question(1, None, "What are these?")
    asked["blocks"][:0] = [
        {"type": "attachment", "name": "fox.pdf", "file": 1},
        {"type": "attachment", "name": "same.pdf", "file": 1},
        {"type": "long_text_source", "name": "book", "text": 1},
        {"type": "attachment", "name": "never.docx"},
        {"type": "attachment", "name": "locked.pdf", "file": 2},
    ]
    brought = own(asked, files=files, long_texts=texts)
    assert "1 conversation imported" in alice.bring(brought)

    [chat] = alice.export()
    assert (chat["files"], chat["long_texts"]) == (files[:1], texts)
    assert StoredFile.objects.count() == 1, "the same file is kept once"
    blocks = chat["messages"][0]["blocks"]
    assert blocks[:3] == asked["blocks"][:3]
    for block, name in zip(blocks[3:], ("never.docx", "locked.pdf"), strict=False):
        assert block["text"] == f"[The file “{name}” was here. It was not part of the export.]"
    shown = alice.download(f"/api/conversations/{chat['id']}/").json["messages"][0]["blocks"]
    assert (shown[0]["kind"], shown[0]["pages"]) == ("pdf", 1)
    assert alice.download(f"/files/{shown[1]['id']}/").bytes == corpus.pdf()
    assert shown[2]["chars"] == 1700
    markdown = alice.download(f"/c/{chat['id']}/export.md").text
    assert "*[Document: fox.pdf]*\n\n*[Document: same.pdf]*\n\n*[Document: book]*" in markdown

    copy = alice.download("/account/export/", format="json").bytes
    alice.client.delete(f"/api/conversations/{chat['id']}/")
    assert not list(tmp_path.glob("files/??/*"))
    assert "1 conversation imported" in alice.bring(copy)
    assert alice.export()[0] == {**chat, "id": alice.export()[0]["id"]}
