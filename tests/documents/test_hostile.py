"""Files that nobody should open, over HTTP: each gets one clear reason, and nothing stays."""

import asyncio
import codecs
from collections.abc import Callable
from pathlib import Path

from pytest_django import Settings

from chatapp.documents.models import StoredFile
from chatapp.documents.refusal import SENTENCES
from tests.chatapp.conftest import Person
from tests.documents import corpus
from tests.documents.conftest import Bring

REFUSED: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "nothing in it": ("empty_file", lambda: b"", "a.txt"),
    "only space": ("no_words", lambda: b" \n\t ", "a.txt"),
    "too large": ("too_large", lambda: b"x" * 1_000_001, "big.txt"),
    "100 megapixels": ("huge_image", corpus.giant_png, "a.png"),
    "a phone's photo": ("heic", lambda: b"\0\0\0\x18ftypheic" + b"\0" * 40, "a.heic"),
    "a script in SVG": ("svg", lambda: b"<svg xmlns='x'><script>1</script></svg>", "a.svg"),
    "the same as a PNG": ("svg", lambda: b"<svg><script>1</script></svg>", "a.png"),
    "half a picture": ("damaged", lambda: corpus.picture()[:60], "a.png"),
    "old Word": ("old_office", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.doc"),
    "a zip bomb": ("bomb", corpus.zip_bomb, "a.docx"),
    "a billion laughs": ("bomb", corpus.xml_bomb, "a.docx"),
    "half a document": ("damaged", lambda: corpus.word()[:9_000], "a.docx"),
    "locked": ("password", corpus.locked_pdf, "a.pdf"),
    "too many pages": ("too_many_pages", lambda: corpus.pdf(6), "a.pdf"),
    "words as PDF": ("wrong_ending", lambda: b"just words", "a.pdf"),
    "half a PDF": ("damaged", lambda: corpus.pdf()[:200], "a.pdf"),
    "a program": ("unknown_kind", lambda: b"\x7fELF\0\0\0\0" * 9, "a.txt"),
    "a font": ("unknown_kind", lambda: b"OTTO" + b"\0" * 80, "a.otf"),
    "an archive of archives": ("unknown_kind", corpus.nested_archives, "a.docx"),
    "one file in two kinds": ("wrong_ending", lambda: corpus.pdf() + corpus.word(), "a.docx"),
    "a size that is a lie": ("damaged", corpus.lying_archive, "a.docx"),
    "entities after a long comment": ("no_words", corpus.late_entity, "a.docx"),
    "pages inside themselves": ("damaged", corpus.looping_pdf, "a.pdf"),
    "a picture wider than memory": ("huge_image", corpus.vast_gif, "a.gif"),
    "nothing but zeros": ("unknown_kind", lambda: b"\0" * 5_000, "a.txt"),
    "noise": ("bad_encoding", corpus.noise, "a.txt"),
    "a million open tags": ("too_deep", lambda: b"<div>" * 190_000, "a.html"),
    "laughs in an attribute": ("bomb", corpus.late_laughs, "a.docx"),
    "a locked archive": ("password", corpus.locked_archive, "a.docx"),
    "a binary workbook": ("old_office", corpus.binary_workbook, "a.xlsb"),
    "three alphabets at once": ("bad_encoding", corpus.mixed_letters, "a.txt"),
    "half a letter": ("bad_encoding", lambda: b"\xff", "a.txt"),
    "broken letters": ("bad_encoding", lambda: codecs.BOM_UTF8 + b"\xff\xfe\xff" * 9, "a.txt"),
}
TAKEN: dict[str, tuple[Callable[[], bytes], str]] = {
    "macros": (corpus.with_macros, "report.docm"),
    "a script": (lambda: corpus.pdf(extra=corpus.PDF_SCRIPT), "script.pdf"),
    "one long line": (lambda: b"word " * 199_000, "line.txt"),
    "files in a PDF": (lambda: corpus.pdf(extra=corpus.PDF_FILES), "files.pdf"),
    "a picture like a thread": (lambda: corpus.picture(size=(1, 60_000)), "thread.png"),
    "a picture for print": (lambda: corpus.picture("JPEG", mode="CMYK"), "print.jpg"),
    "a picture that moves": (corpus.moving, "moving.webp"),
    "a picture and a page": (lambda: corpus.picture("JPEG") + b"<script>", "page.jpg"),
    "a cell a hundred million wide": (corpus.wide_cell, "wide.docx"),
    "one row far longer than all others": (lambda: b"a\n" * 2_000 + b"b," * 9_000, "a.csv"),
    "a chart in itself, shown often": (corpus.endless_chart, "chart.docx"),
    "one slide five thousand times": (corpus.repeated_slide, "again.pptx"),
    "numbers beyond all days": (corpus.odd_numbers, "numbers.xlsx"),
    "a log with zeros in it": (lambda: b"Done.\0\n" * 90 + b"All is well.\n" * 900, "a.log"),
    "brackets without end": (lambda: b"[" * 400_000, "deep.json"),
    "Chinese of old": (lambda: "这是一个文件，我们在这里。".encode("gb18030"), "gb.txt"),
    "Windows' Unicode": (lambda: "你好，世界。".encode("utf-16"), "utf16.txt"),
    "a name that climbs": (lambda: b"Hello.", "../../etc/pass\u202etxt.md"),
}


def all_of(files: Path) -> list[Path]:
    return list(files.glob("*"))


async def test_each_has_its_reason_and_leaves_nothing(
    alice: Person, bring: Bring, files: Path, settings: Settings
):
    settings.FILE_MAX_BYTES, settings.PDF_MAX_PAGES = 1_000_000, 5
    brought = (bring(alice, make(), name) for _, make, name in REFUSED.values())
    answers = dict(zip(REFUSED, await asyncio.gather(*brought), strict=True))
    expected = {case: code for case, (code, _, _) in REFUSED.items()}
    assert {case: answer.get("code") for case, answer in answers.items()} == expected
    assert {answer["status"] for answer in answers.values()} == {413, 422}
    for answer in answers.values():
        assert answer["sentence"].endswith(".")
        assert answer["sentence"].count("%") == 0
        assert answer["code"] in SENTENCES
    assert all_of(files) == []
    brought = (bring(alice, make(), name) for make, name in TAKEN.values())
    taken = dict(zip(TAKEN, await asyncio.gather(*brought), strict=True))
    assert {answer["status"] for answer in taken.values()} == {201}
    assert taken["macros"]["note"] == "macros"
    assert taken["a name that climbs"]["name"] == "passtxt.md"
    assert await StoredFile.objects.acount() == len(TAKEN)
