"""Plants values, reads the texts, and counts: what was covered whole, what harmless was touched."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from chatapp.redaction.detection import Scanner
from tests.redaction.outside import Planted, Value, numbers, words
from tests.redaction.outside.harmless import LISTED, Write
from tests.redaction.outside.places import ANY, GLUED, LABELS
from tests.redaction.outside.spellings import SPELLINGS

Make = Callable[[Random], Value]
STRUCTURED = {"card", "ssn", "iban", "resident_id", "email", "api_key", "token", "private_key"}

OF_LETTERS = {"small letters", "any case", "look-alikes", "check sign", "spelt at"}
OF_NUMBERS = [manner for manner in SPELLINGS if manner not in OF_LETTERS]
OF_WORDS = [
    "as it is", "full width", "mathematical", "unseen signs", "entities", "JSON escapes",
    "in an address",
]  # fmt: skip
OUT_OF_LINE = {
    "odd separators", "signs of lists", "wide separators", "markup between", "a line end between",
    "a line end within",
}  # fmt: skip
"""Not for a number that has no check: a word and a birthday are all that tells it."""


@dataclass(frozen=True, slots=True)
class Kind:
    """How values are made, in which manners they are written, in which only behind a word."""

    make: Make
    manners: list[str]
    labelled: frozenset[str] = frozenset()
    can_be_glued: bool = False


KINDS = {
    "card": Kind(
        numbers.card, OF_NUMBERS, frozenset(("signs of lists", "a line end within")), True
    ),
    "IBAN": Kind(
        numbers.account,
        [manner for manner in OF_NUMBERS if manner != "Han digits"]
        + ["small letters", "any case", "look-alikes"],
    ),
    "SSN": Kind(
        numbers.social_security,
        [manner for manner in OF_NUMBERS if manner != "unusual groups"],
        frozenset(OF_NUMBERS) - {"plain groups", "other spaces", "other dashes"},
    ),
    "ITIN": Kind(
        numbers.taxpayer,
        [manner for manner in OF_NUMBERS if manner != "unusual groups"],
        frozenset(OF_NUMBERS) - {"plain groups", "other spaces", "other dashes"},
    ),
    "resident ID": Kind(
        numbers.resident, [*OF_NUMBERS, "check sign", "small letters"], can_be_glued=True
    ),
    "resident ID of 15": Kind(
        numbers.old_resident,
        [manner for manner in OF_NUMBERS if manner not in OUT_OF_LINE],
        frozenset(OF_NUMBERS),
    ),
    "e-mail": Kind(words.address, [*OF_WORDS, "any case", "spelt at"]),
    "key": Kind(words.key, OF_WORDS),
    "token": Kind(words.web_token, OF_WORDS),
    "private key": Kind(words.private_key, ["as it is", "full width", "JSON escapes"]),
}


def planted(name: str, manner: str, random: Random) -> Planted:
    """A value of a kind, written in a manner, somewhere."""
    kind = KINDS[name]
    value = kind.make(random)
    is_labelled = manner in kind.labelled or value.needs_word
    named = [place for place in LABELS[value.kind] if not (is_labelled and place[:2] == "{}")]
    elsewhere = ANY + GLUED * kind.can_be_glued
    alone = is_labelled or value.kind == "private_key"
    before, _, after = random.choice(named if alone else named + elsewhere).partition("{}")
    spelt = SPELLINGS[manner](random, value)
    return Planted(value, manner, before + spelt + after, len(before), len(before) + len(spelt))


def is_hidden(scanner: Scanner, one: Planted) -> bool:
    """Whether no letter and no digit of the value is left outside of what was found."""
    spans = [(found.start, found.end) for found in scanner.scan(one.text)]
    return all(
        any(start <= at < end for start, end in spans)
        for at in range(one.start, one.end)
        if one.text[at].isalnum()
    )


def missed(name: str, each: int, seed: str) -> Iterator[Planted]:
    """What stays visible of so many values in each manner."""
    scanner = Scanner()
    for manner in KINDS[name].manners:
        random = Random(f"{seed} {name} {manner}")
        for _ in range(each):
            one = planted(name, manner, random)
            if not is_hidden(scanner, one):
                yield one


def alarms(kind: str, write: Write, texts: int, seed: str) -> Iterator[tuple[str, str]]:
    """Of so many harmless texts, what is taken for a structured value."""
    scanner, random = Scanner(), Random(f"{seed} {kind}")
    for _ in range(texts):
        text = write(random)
        for found in scanner.scan(text):
            if found.kind in STRUCTURED:
                yield found.kind, text[found.start : found.end]


def numbers_in(kind: str) -> int:
    """How many numbers a text of this kind holds."""
    return LISTED if "column" in kind else 1
