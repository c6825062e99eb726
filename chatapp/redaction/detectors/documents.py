"""Passports and driving licences: by check digits where they have them, else by their label."""

import re
from collections.abc import Iterator

from chatapp.redaction.finding import Found, Text

KINDS = ("passport", "licence")

_MRZ = re.compile(
    r"(?<![A-Z0-9<])([A-Z0-9<]{9})([0-9])([A-Z<]{3})([0-9]{6})([0-9])[MFX<]([0-9]{6})([0-9])"
)
_PASSPORT = re.compile(
    r"(?:passport|护照|passeport|reisepass|pasaporte)(?:[ _]?(?:no|number|nr|num|号码?|#))?"
    r"[^a-z0-9\n]{0,8}(?:is |are |号码?[是为]?)?"
    r"([a-z]{0,2}[0-9]{6,9}|[a-z][0-9][0-9a-z]{6,7})(?![a-z0-9])"
)
_LICENCE = re.compile(
    r"(?:driv(?:er|ing)[ '’s]{0,3} ?licen[cs]e|驾驶证|驾照|führerschein)"
    r"(?:[ _]?(?:no|number|nr|num|号码?|#))?"
    r"[^a-z0-9\n]{0,8}(?:is )?((?=[a-z0-9\-]{0,15}[0-9]{3})[a-z0-9][a-z0-9\-]{5,17})(?![a-z0-9])"
)
_BRITISH = re.compile(
    r"[A-Z](?<![A-Z0-9].)[A-Z]{1,4}9{0,3}[0-9][0156][0-9](?:0[1-9]|[12][0-9]|3[01])"
    r"[0-9][A-Z9]{2}[0-9A-Z][A-Z]{2}(?![A-Z0-9])"
)


def find(text: Text) -> Iterator[Found]:
    """Machine-readable lines by their check digits; printed numbers behind a word for them."""
    if "<" in text.text:
        for match in _MRZ.finditer(text.text):
            number, check, _nation, birth, birth_check, expiry, expiry_check = match.groups()
            checks = ((number, check), (birth, birth_check), (expiry, expiry_check))
            if all(_check_digit(field) == int(digit) for field, digit in checks):
                yield Found(*match.span(), "passport")
    if text.has("pass", "护照", "pasap"):
        for match in _PASSPORT.finditer(text.lower):
            yield Found(*match.span(1), "passport")
    if text.has("licen", "驾驶证", "驾照", "führersch"):
        for match in _LICENCE.finditer(text.lower):
            yield Found(*match.span(1), "licence")
    for match in _BRITISH.finditer(text.text):
        if len(match.group()) == 16:
            yield Found(*match.span(), "licence")


def _check_digit(field: str) -> int:
    """ICAO 9303: weights 7, 3, 1 over digits, letters from A = 10, and `<` = 0."""
    values = (0 if char == "<" else int(char, 36) for char in field)
    return sum(value * (7, 3, 1)[place % 3] for place, value in enumerate(values)) % 10
