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

_ANY = r"[^0-9A-Za-z\u3400-\u9fff]{1,4}"
_CARD = (
    rf"[0-9]{{3}}(?P<sign> ?(?!{_USUAL})[^\w] ?)(?:[0-9]{{4}}(?P=sign)[0-9]{{4}}"
    r"(?:(?P=sign)[0-9]{1,6}){0,2}|[0-9]{6}(?P=sign)[0-9]{4,5}|(?:[0-9]{3}(?P=sign)){2}[0-9]{3})"
    r"(?!(?P=sign)?[0-9])"
)
_SSN = rf"[0-9]{{2}}(?P<ssn>(?!{_USUAL})[^\w,;:|])[0-9]{{2}}(?P=ssn)[0-9]{{4}}(?!(?P=ssn)?[0-9])"
_RESIDENT = (
    rf"[0-9]{{5}}(?P<resident_id>{_ANY})(?:18|19|20)[0-9]{{2}}(?:{_ANY})?[0-9]{{4}}{_ANY}"
    rf"[0-9]{{3}}[0-9{chinese.X}](?![0-9])"
)
_PARTED = re.compile(rf"[0-9](?<![0-9].)(?:{_CARD}|{_SSN}|{_RESIDENT})")
_LISTS = frozenset(",;|、")
_DIGITS = re.compile(r"[0-9]+")


def find(text: Text) -> Iterator[Found]:
    """Cards, social security numbers and resident identity numbers parted so."""
    end = 0
    while match := _PARTED.search(text.text, end):
        kind = _kind_of(text, match)
        end = match.end() if kind else match.start() + 1
        if kind:
            yield Found(*match.span(), kind)


def _kind_of(text: Text, match: re.Match[str]) -> str | None:
    start, digits = match.start(), "".join(_DIGITS.findall(match.group()))
    if match["resident_id"]:
        return "resident_id" if chinese.is_resident(match.group()) else None
    sign = match["sign"] or match["ssn"]
    if _continues(text.text, start, sign):
        return None
    if match["ssn"]:
        return "ssn" if not text.is_reference(start) and american.is_valid(digits) else None
    if issuers.is_card(digits) and (sign.strip() not in _LISTS or cards.is_labelled(text, start)):
        return "card"
    return None


def _continues(text: str, start: int, sign: str) -> bool:
    """Whether more groups stand before."""
    before = text[max(0, start - len(sign) - 1) : start]
    return before.endswith(sign) and before[:1].isdigit()
