"""A few of each of the forms of `tests.redaction.outside`; `scripts/bench redaction` has many."""

import pytest

from tests.redaction.outside.harmless import HARMLESS
from tests.redaction.outside.measure import KINDS, alarms, missed, numbers_in

EACH = 8
TEXTS = 30
AT_MOST_FALSE = 0.01
CHANCE = {"bare digits, 16", "bare digits, 18", "bare digits, 19"}
"""One in thirty begins like a card of its length and passes its check; no rule can tell."""


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_of_a_value_stays_visible_however_it_is_written(kind):
    left = [(one.manner, one.value.name, one.text) for one in missed(kind, EACH, "a few")]
    assert not left, f"{len(left)}: {left[:8]}"


def test_texts_full_of_digits_are_left_alone():
    found = {kind: list(alarms(kind, write, TEXTS, "a few")) for kind, write in HARMLESS.items()}
    read = sum(TEXTS * numbers_in(kind) for kind in HARMLESS)
    assert sum(map(len, found.values())) <= AT_MOST_FALSE / 2 * read
    often = {
        kind: false
        for kind, false in found.items()
        if len(false) > max(1, 2 * AT_MOST_FALSE * TEXTS * numbers_in(kind)) and kind not in CHANCE
    }
    assert not often
