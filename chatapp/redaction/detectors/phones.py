"""Phone numbers of all countries, as far as they look like nothing else."""

import re
from collections.abc import Iterator

import phonenumbers

from chatapp.redaction.finding import Found, Text

KINDS = ("phone",)

REGIONS = ("US", "GB", "CN", "DE", "FR", "IN", "AU", "JP")
"""Whose national numbers are understood where a label says that a phone number follows."""

_INTERNATIONAL = re.compile(
    r"(?<![0-9A-Za-z])(?:\+|00(?=86))[ ]?[1-9](?:[ ().\-/]{0,3}[0-9]){6,14}(?![0-9])"
)
_AMERICAN = re.compile(
    r"(?<![0-9A-Za-z])(?<![0-9A-Za-z][-./_])(?:1[ .\-])?"
    r"[2-9][0-9]{2}[ .\-][2-9][0-9]{2}[ .\-][0-9]{4}(?![0-9A-Za-z]|[-./_][0-9A-Za-z])"
)
_IN_BRACKETS = re.compile(r"\([2-9][0-9]{2}\)[ .\-]?[2-9][0-9]{2}[ .\-]?[0-9]{4}(?![0-9A-Za-z])")
_LABELLED = re.compile(
    r"(?:\b(?:phone|tel|telephone|mobile|cell|call|fax|whatsapp|dial|ring|sms)\b|电话|手机(?!串)|致电|传真)"
    r"[^0-9+(\n]{0,16}(\+?[(0-9](?:[ ().\-/]{0,3}[0-9]){6,14})(?![0-9])"
)
_DIGIT_BY_DIGIT = re.compile(r"(?:[ ().\-/][0-9]){2}$")


def find(text: Text) -> Iterator[Found]:
    """Numbers with a country code, American groups, and whatever a label announces."""
    if "+" in text.text or "0086" in text.text:
        for match in _INTERNATIONAL.finditer(text.text):
            yield from _valid(match.group(), match.start(), None)
    grouped = (_AMERICAN.match(text.text, start) for start in text.starts(10, grouped=True))
    for american in (*grouped, *_IN_BRACKETS.finditer(text.text)):
        if american and not text.is_reference(american.start()):
            yield from _valid(american.group(), american.start(), "US")
    if text.has("phone", "tel", "mobile", "cell", "call", "fax", "whatsapp", "dial", "ring", "sms",
                "电话", "手机", "致电", "传真"):  # fmt: skip
        for match in _LABELLED.finditer(text.lower):
            for region in REGIONS:
                if found := list(_valid(match.group(1), match.start(1), region)):
                    yield from found
                    break


def _valid(written: str, start: int, region: str | None) -> Iterator[Found]:
    """The number if it exists; groups behind it that are no part of it are left off."""
    given = written
    while sum(char.isdigit() for char in given) >= 7:
        try:
            number = phonenumbers.parse(re.sub(r"^00", "+", given) if not region else given, region)
        except phonenumbers.NumberParseException:
            return
        if phonenumbers.is_valid_number(number):
            yield Found(start, start + len(given), "phone")
            return
        shorter = re.match(r"(.*[0-9])[ ().\-/]+[0-9]+$", given)
        if shorter is None or _DIGIT_BY_DIGIT.search(given):
            return
        given = shorter.group(1)
