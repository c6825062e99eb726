"""No word of a document is lost in silence, wherever the person has put it."""

from pathlib import Path

import pytest

from chatapp.documents.convert import read
from chatapp.documents.convert.outcome import Outcome, Unreadable
from tests.documents import places


def convert(folder: Path, data: bytes, name: str) -> Outcome:
    (folder / "original").write_bytes(data)
    return read.convert(folder / "original", name, folder, 5)


def told(folder: Path, data: bytes, name: str) -> set[str]:
    convert(folder, data, name)
    return places.words((folder / "text").read_text())


def test_every_place_of_a_word_document_is_read(tmp_path: Path):
    assert told(tmp_path, places.word(), "a.docx") == places.WORD_PLACES


def test_every_place_of_a_show_is_read(tmp_path: Path):
    assert told(tmp_path, places.slides(), "a.pptx") == places.SLIDE_PLACES


def test_every_place_of_a_workbook_is_read(tmp_path: Path):
    assert told(tmp_path, places.workbook(), "a.xlsx") == places.SHEET_PLACES


def test_every_place_of_a_page_is_read_however_deep_it_is(tmp_path: Path):
    page = places.page(depth=1_500)
    assert told(tmp_path, page, "a.html") == places.words(page.decode()) - places.PAGE_UNSEEN


def test_a_page_too_deep_for_the_parser_is_refused_instead_of_cut(tmp_path: Path):
    with pytest.raises(Unreadable, match="too_deep"):
        convert(tmp_path, places.page(depth=2_500), "a.html")


def test_what_is_not_read_is_noted(tmp_path: Path):
    assert convert(tmp_path, places.word(), "a.docx").note == "pictures"
    assert convert(tmp_path, places.page(), "a.html").note == "embedded pictures"


SAID = {
    "English": "The fox is red.\nIt runs.\n",
    "Chinese": "我们在这里的工作是让所有人都能用中文提问。\n今天一起开会。",
    "Chinese without a line": "我们在这里的工作是让所有人都能用中文提问，今天的会议改到下午。",
    "Russian": "Сегодня хорошая погода, и мы идём гулять.\n",
    "a table": "城市;人口\n上海的人口;24\n",
}


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-be"])
@pytest.mark.parametrize("said", SAID)
def test_wide_letters_are_read_without_a_byte_order_mark(tmp_path: Path, said: str, encoding: str):
    convert(tmp_path, SAID[said].encode(encoding), "a.txt")
    assert (tmp_path / "text").read_text() == SAID[said]


def test_wide_letters_that_cannot_be_told_are_refused_as_letters(tmp_path: Path):
    with pytest.raises(Unreadable, match="bad_encoding"):
        convert(tmp_path, "The fox is red.\n".encode("utf-16-le")[:-1], "a.txt")
    with pytest.raises(Unreadable, match="unknown_kind"):
        convert(tmp_path, b"\x7fELF\2\1\1\0" + bytes(range(64)), "a.txt")
