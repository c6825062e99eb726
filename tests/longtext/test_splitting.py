"""Splitting, by property: nothing lost, no part too long, no sentence cut needlessly."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatapp.claude import estimate
from chatapp.longtext.splitting import LEAST_TOKENS, split

MODEL = "claude-sonnet-5-5"
WORDS = ("whale", "ship", "Mr. Starbuck", "sea,", "said:", "and", "3.14", "naïve", "e\u0301tude")
HAN = "天地玄黄宇宙洪荒日月盈昃辰宿列张"

english = st.lists(st.sampled_from(WORDS), min_size=1, max_size=20).map(
    lambda words: " ".join(words).capitalize() + ". "
)
chinese = st.tuples(st.text(HAN, min_size=1, max_size=30), st.sampled_from("。！？")).map("".join)
blocks = st.one_of(
    english,
    chinese,
    st.just("\n\n"),
    st.just("\r\n"),
    st.just("\n# A heading\n\n"),
    st.just("\n第三回 标题\n\n"),
    st.just("\n```py\nx = 1\n\nprint(x)\n```\n"),
    st.just("\n| a | b |\n|---|---|\n| 1 | 2 |\n"),
    st.text(max_size=40),
    st.text("x", min_size=60, max_size=400),
)
texts = st.lists(blocks, max_size=60).map("".join)


@settings(max_examples=60, deadline=None)
@given(texts, st.integers(LEAST_TOKENS, 300))
def test_parts_join_to_the_text_and_keep_their_limit(text, limit):
    parts = split(text, MODEL, limit)
    assert "".join(text[part.start : part.end] for part in parts) == text
    for part in parts:
        assert part.start < part.end
        assert part.context <= part.start
        whole = estimate.of_text(text[part.context : part.end], MODEL)
        assert whole <= limit or part.end - part.start == 1
    assert split(text, MODEL, limit) == parts


@settings(max_examples=30, deadline=None)
@given(st.lists(st.one_of(english, chinese), min_size=20, max_size=80))
def test_no_sentence_is_cut_where_each_fits(sentences):
    text = "".join(sentences)
    ends = {len("".join(sentences[: n + 1])) for n in range(len(sentences))}
    parts = split(text, MODEL, 120)
    assert all(part.end in ends or re.search(r"[.。！？]\s*$", text[: part.end]) for part in parts)


def test_a_chapter_begins_a_part_and_names_it():
    chapter = "Nobody said a word. " * 30
    text = "".join(f"Chapter {n}\n\n{chapter}\n\n" for n in range(1, 8))
    parts = split(text, MODEL, 340)
    assert [part.heading for part in parts] == [f"Chapter {n}" for n in range(1, 8)]
    assert all(text[part.start :].startswith("Chapter") for part in parts)


def test_programs_and_tables_are_cut_between_rows_only():
    code = "```py\n" + "value = compute(value, 1)\n\n" * 80 + "```\n"
    table = "| name | value |\n" * 120
    for text in (code, table):
        parts = split(text, MODEL, 200)
        assert len(parts) > 3
        assert all(text[part.end - 1] == "\n" for part in parts)
    around = (
        "Some words before it. " * 12 + "\n\n" + "```\n" + "x = 1\n" * 20 + "```\n" + "End. " * 60
    )
    cuts = [part.end for part in split(around, MODEL, 180)]
    fence = range(around.index("```") + 1, around.rindex("```"))
    assert not [cut for cut in cuts if cut in fence], "a program that fits stays whole"


def test_the_context_is_the_end_of_what_came_before():
    text = "Nobody said a word about it. " * 200
    parts = split(text, MODEL, 200, overlap=20)
    for part in parts[1:]:
        context = text[part.context : part.start]
        assert 0 < estimate.of_text(context, MODEL) <= 20
        assert context.startswith("Nobody")


@pytest.mark.parametrize("letter", ["x", "字", "é", "🙂"])
def test_one_line_without_a_place_to_cut(letter):
    text = letter * 200_000
    parts = split(text, MODEL, 40_000)
    assert "".join(text[part.start : part.end] for part in parts) == text
    assert all(part.tokens <= 40_000 for part in parts)
    assert len(parts) <= estimate.of_text(text, MODEL) // 40_000 + 2


def test_an_empty_text_has_no_parts():
    assert split("", MODEL, 100) == []
    with pytest.raises(ValueError, match="at least"):
        split("x", MODEL, LEAST_TOKENS - 1)
