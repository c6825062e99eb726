"""Numbers in their usual groups with an unusual sign between: `4111=1111=1111=1111`.

Such signs part other numbers too, so runs of digits end at them. Here the groups must be those of
the kind and the sign the same each time. What parts the items of a list (`,`, `;`, `|`) counts only
behind a word for a card: four numbers of a list make a card by chance.
"""

import re
from collections.abc import Iterator

from chatapp.redaction.detectors import american, cards, chinese, issuers
from chatapp.redaction.finding import Found, Text

KINDS = ("card", "ssn", "resident_id")

_USUAL = r"[.\-_/\s*`~0-9A-Za-z]"
"""What other detectors read."""

_CARD = re.compile(
    rf"(?<![0-9])[0-9]{{4}}( ?(?!{_USUAL})[^\w] ?)"
    r"(?:[0-9]{4}\1[0-9]{4}(?:\1[0-9]{1,6}){0,2}|[0-9]{6}\1[0-9]{4,5}|[0-9]{3}\1[0-9]{3}\1[0-9]{3})(?!\1?[0-9])"
)
_SSN = re.compile(rf"(?<![0-9])[0-9]{{3}}((?!{_USUAL})[^\w,;:|])[0-9]{{2}}\1[0-9]{{4}}(?!\1?[0-9])")
_ANY = r"[^0-9A-Za-z\u3400-\u9fff]{1,4}"
_RESIDENT = re.compile(
    rf"(?<![0-9])[1-9][0-9]{{5}}{_ANY}(?:18|19|20)[0-9]{{2}}(?:{_ANY})?[0-9]{{4}}{_ANY}"
    rf"[0-9]{{3}}[0-9{chinese.X}](?![0-9])"
)
_LISTS = frozenset(",;|、")
_DIGITS = re.compile(r"[0-9]+")


def find(text: Text) -> Iterator[Found]:
    """Cards, social security numbers and resident identity numbers parted so."""
    for match in _CARD.finditer(text.text):
        start, sign = match.start(), match.group(1).strip()
        if _continues(text.text, start, match.group(1)):
            continue
        is_card = issuers.is_card("".join(_DIGITS.findall(match.group())))
        if is_card and (sign not in _LISTS or cards.is_labelled(text, start)):
            yield Found(*match.span(), "card")
    for match in _SSN.finditer(text.text):
        is_other = text.is_reference(match.start()) or _continues(
            text.text, match.start(), match.group(1)
        )
        if not is_other and american.is_valid("".join(_DIGITS.findall(match.group()))):
            yield Found(*match.span(), "ssn")
    for match in _RESIDENT.finditer(text.text):
        if chinese.is_resident(match.group()):
            yield Found(*match.span(), "resident_id")


def _continues(text: str, start: int, sign: str) -> bool:
    """Whether more groups stand before."""
    before = text[max(0, start - len(sign) - 1) : start]
    return before.endswith(sign) and before[:1].isdigit()
