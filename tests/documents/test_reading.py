"""What becomes of a file: readable ones keep what matters, hostile ones get one reason."""

import io
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PIL import Image

from chatapp.documents.convert import read
from chatapp.documents.convert.outcome import Outcome, Unreadable
from tests.documents import corpus

CHINESE = "我们在这里的工作是让所有人都能用中文提问。今天的会议改到下午三点。" * 3


def convert(tmp_path: Path, data: bytes, name: str) -> Outcome:
    (tmp_path / "original").write_bytes(data)
    return read.convert(tmp_path / "original", name, tmp_path, 5)


def text(tmp_path: Path, data: bytes, name: str) -> str:
    convert(tmp_path, data, name)
    return (tmp_path / "text").read_text()


def test_a_word_document_keeps_headings_lists_and_tables(tmp_path: Path):
    assert text(tmp_path, corpus.word(), "report.docx") == (
        "# Report\n\nAll is well.\n\n- first\n- second\n\n"
        "| Fruit | Count |\n| --- | --- |\n| Apple | 3 |"
    )


def test_slides_keep_their_titles_and_notes(tmp_path: Path):
    said = text(tmp_path, corpus.slides(), "plan.pptx")
    assert said == "## 1. Plan\n\n- Grow\n\n> Speak slowly."


def test_sheets_become_tables(tmp_path: Path):
    said = text(tmp_path, corpus.sheet(), "sales.xlsx")
    assert said == "## Sales\n\n| Month | Euro |\n| --- | --- |\n| May | 12.5 |"
    said = text(tmp_path, "城市;人口\n上海;24\n".encode("gb18030"), "a.csv")
    assert said.splitlines()[0] == "| 城市 | 人口 |"


def test_html_keeps_what_a_reader_sees(tmp_path: Path):
    page = "<title>x</title><h2>Fox</h2><script>steal()</script><ul><li>red<li>quick</ul>"
    assert text(tmp_path, page.encode(), "fox.html") == "## Fox\n\n- red\n- quick"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_chinese_is_read_in_its_encodings(tmp_path: Path, encoding: str):
    assert text(tmp_path, CHINESE.encode(encoding), "a.txt") == CHINESE


def test_traditional_chinese_is_told_from_simplified(tmp_path: Path):
    said = "我們在這裡的工作是讓所有人都能用中文提問。今天的會議改到下午三點。"
    assert text(tmp_path, said.encode("big5"), "a.txt") == said


OLD = {
    "cp1252": "Das Frühstück in Köln war schön – größer als „alles“ davor.",
    "cp1250": "Zażółć gęślą jaźń. Dzień dobry, proszę pana, jak się pan ma?",
    "cp1251": "Сегодня хорошая погода, и мы идём гулять в парк.",
    "cp932": "これは日本語の文章です。私たちはここにいます。",
    "cp949": "이것은 한국어 문장입니다. 우리는 여기에 있습니다.",
    "gb18030": "姓名,城市\n王伟,北京\n李娜,深圳\n",
}


@pytest.mark.parametrize("encoding", OLD)
def test_letters_of_old_encodings_are_told_by_their_language(tmp_path: Path, encoding: str):
    assert text(tmp_path, OLD[encoding].encode(encoding), "a.txt") == OLD[encoding]


def test_one_broken_byte_does_not_turn_all_letters_into_others(tmp_path: Path):
    said = "Über alles — gut. " * 9
    assert text(tmp_path, said.encode() + b"\xff", "a.txt") == said + "\ufffd"


def test_a_page_is_read_in_the_encoding_that_it_names(tmp_path: Path):
    page = '<meta charset="euc-jp"><p>日本語</p>'.encode("euc_jp")
    assert text(tmp_path, page, "a.html") == "日本語"


def test_days_and_hours_are_written_as_such(tmp_path: Path):
    book = openpyxl.Workbook()
    row = [date(1900, 1, 1), date(2024, 2, 29), datetime(2024, 2, 29, 13, 5), time(13, 5)]
    book.worksheets[0].append([*row, timedelta(hours=30), 0.1 + 0.2, True])
    buffer = io.BytesIO()
    book.save(buffer)
    said = text(tmp_path, buffer.getvalue(), "a.xlsx").splitlines()[2]
    assert said == (
        "| 1900-01-01 | 2024-02-29 | 2024-02-29 13:05:00 | 13:05:00 | 30:00:00 | 0.3 | TRUE |"
    )


def test_a_photo_is_turned_upright_and_loses_its_notes(tmp_path: Path):
    outcome = convert(tmp_path, corpus.turned_photo_with_notes(), "photo.jpg")
    assert (outcome.width, outcome.height) == (40, 80)
    kept = (tmp_path / "image").read_bytes()
    assert b"Secret" not in kept
    assert not Image.open(io.BytesIO(kept)).getexif()


def test_a_large_image_is_scaled_to_what_claude_uses(tmp_path: Path):
    outcome = convert(tmp_path, corpus.picture("PNG", (2500, 500)), "wide.png")
    assert (outcome.width, outcome.height) == (2000, 400)


def test_a_pdf_is_counted_and_read(tmp_path: Path):
    outcome = convert(tmp_path, corpus.pdf(3), "fox.pdf")
    assert outcome.pages == 3
    pages = (tmp_path / "text").read_text().split("\f")
    assert pages[2].strip() == "The fox is red. Page 3."
    assert (tmp_path / "thumb").stat().st_size


KINDS = (corpus.picture, corpus.pdf, corpus.word, corpus.sheet, corpus.slides)
SEEDS = {kind.__name__: kind() for kind in KINDS}


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seed=st.sampled_from(sorted(SEEDS)), cut=st.floats(0, 1), noise=st.binary(max_size=40))
@example(seed="pdf", cut=0.34375, noise=b"\0")  # opens, and its page does not
def test_a_damaged_file_of_any_kind_is_read_or_refused(
    tmp_path: Path, seed: str, cut: float, noise: bytes
):
    whole = SEEDS[seed]
    at = int(len(whole) * cut)
    damaged = whole[:at] + noise + whole[at + len(noise) :]
    with suppress(Unreadable):
        assert convert(tmp_path, damaged, "file").kind
