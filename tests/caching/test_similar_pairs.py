"""What may count as the same question, on pairs that are labelled: never a pair that differs."""

import random

import pytest

from chatapp.caching.similar import vetoes
from chatapp.caching.similar.learning import RISK, START, upper_bound
from chatapp.caching.similar.reading import read
from chatapp.caching.similar.scoring import score
from tests.caching import pairs

BY_HAND = pairs.by_hand()
DIFFERENT = [pair for pair in BY_HAND if pair[0] != "same"]
MADE = pairs.different(random.Random("pairs"))


def is_hit(one, other):
    mine, theirs = read(one), read(other)
    return score(mine, theirs) >= START and not vetoes.forbids(mine, theirs)


@pytest.mark.parametrize("turned", [False, True], ids=["", "the other way round"])
def test_no_pair_that_differs_is_ever_a_hit(turned):
    wrong = [
        (kind, one, other)
        for kind, one, other in (*DIFFERENT, *MADE)
        if (is_hit(other, one) if turned else is_hit(one, other))
    ]
    assert not wrong
    assert len(DIFFERENT) + len(MADE) > 600


def test_the_hard_families_hold_without_any_score():
    """So a scorer that believes everything, such as a bad embedding, does no harm there."""
    hard = [pair for pair in (*DIFFERENT, *MADE) if pair[0] in pairs.HARD]
    assert [pair for pair in hard if not vetoes.forbids(read(pair[1]), read(pair[2]))] == []


def test_most_pairs_that_say_the_same_in_other_words_are_hits():
    same = [pair for pair in BY_HAND if pair[0] == "same"]
    hits = [pair for pair in same if is_hit(*pair[1:])]
    assert len(hits) >= 0.75 * len(same)


@pytest.mark.parametrize(
    "text", ["", "?", "。", "'", "C++", "ok", "请问", "  ", "谢谢", "I", "the"]
)
def test_texts_with_nothing_in_them_are_read_too(text):
    asked = read(text)
    assert not vetoes.forbids(asked, asked) or text == ""


def asked_in_a_row(questions):
    """Hits, wrong ones among them, and how many had been asked before in some words."""
    hits, wrong, repeated = [], [], 0
    kept, meant_before = [], set()
    for meant, text in questions:
        repeated += meant in meant_before
        meant_before.add(meant)
        found = next((one for one in reversed(kept) if is_hit(text, one[1])), None)
        if found is None:
            kept.append((meant, text))
        else:
            hits.append(text)
            wrong += [(text, found[1])] if found[0] != meant else []
    return hits, wrong, repeated


def test_asked_in_a_row_into_an_empty_cache_no_answer_is_another_questions():
    hits, wrong, repeated = asked_in_a_row(pairs.stream(random.Random("stream")))
    assert not wrong
    assert len(hits) >= 0.8 * repeated, f"{len(hits)} of {repeated}"
    assert upper_bound(len(wrong), len(hits), RISK) < 0.01, f"of {len(hits)}"


def test_on_pairs_that_no_rule_was_made_for_nothing_is_wrong_and_most_are_known():
    held_out = pairs.held_out()
    assert len(held_out) > 300
    hits, wrong, repeated = asked_in_a_row(pairs.in_a_row(random.Random("held out"), held_out))
    either_way = [(one, other) for kind, one, other in held_out if kind != "same"
                  and (is_hit(one, other) or is_hit(other, one))]  # fmt: skip
    assert (wrong, either_way) == ([], [])
    assert len(hits) >= 0.7 * repeated, f"{len(hits)} of {repeated}"
