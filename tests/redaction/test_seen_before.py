"""A value that was found once is hidden wherever it stands, however many there are."""

from random import Random

import pytest

from chatapp.redaction import concealing
from chatapp.redaction.concealing import Concealer
from chatapp.redaction.models import Policy
from chatapp.redaction.policy import rules
from chatapp.redaction.vault import Vault

WORDS = ("and", "Berlin", "用户", "x1@example.com.au", "a@b", "1@example.com", ",", "=", "\n")


def told(seed: int) -> list[str]:
    """Texts of one conversation that name the same people, most of them where no rule finds any."""
    chance = Random(seed)
    people = [f"x{n}@example{n % 3}.com" for n in range(30)]
    return [" ".join(people)] + [
        "".join(chance.choice((*people, *people, *WORDS)) for _ in range(40)) for _ in range(20)
    ]


@pytest.mark.parametrize("seed", range(20))
def test_both_ways_to_look_for_what_was_seen_find_the_same(
    seed: int, monkeypatch: pytest.MonkeyPatch
):
    found = []
    for chars in (0, 10**9):  # one by one always, from each character on always
        monkeypatch.setattr(concealing, "CHARS_PER_SEARCH", chars)
        concealer = Concealer(rules(Policy(), []), Vault(key=b"k" * 32))
        found.append([concealer.text(text) for text in told(seed)])
    assert found[0] == found[1]
    assert not any("x7@example1.com" in text for text in found[0])


@pytest.mark.timeout(30)
def test_a_table_of_many_customers_takes_a_second_not_minutes():
    rows = (f"{n},Customer {n},user{n}@example{n % 97}.com,Berlin" for n in range(60_000))
    hidden = Concealer(rules(Policy(), []), Vault()).text("\n".join(rows))
    assert "@" not in hidden
