"""Social security and taxpayer numbers of the United States."""

import re
from collections.abc import Iterator
from itertools import chain

from chatapp.redaction.finding import BETWEEN, Found, Text

KINDS = ("ssn",)

_GROUPED = re.compile(rf"(?<![0-9])([0-9]{{3}}){BETWEEN}([0-9]{{2}}){BETWEEN}([0-9]{{4}})(?![0-9])")
_SSN = re.compile(r"(?!000|666|9)[0-9]{3}(?!00)[0-9]{2}(?!0000)[0-9]{4}")
_ITIN = re.compile(r"9[0-9]{2}(?:5[0-9]|6[0-5]|7[0-9]|8[0-8]|9[0-24-9])[0-9]{4}")
"""The middle groups given out, IRS Publication 1915 (50 to 65 since 2011)."""

_PARTS = [3, 2, 4]
_ANY = re.compile(r"[0-9](?:[^0-9A-Za-z\u3400-\u9fff]{0,6}[0-9]){8}(?![0-9])")
_LABEL = re.compile(
    r"ssn|\bsocial\b(?! (?:media|network|club|insurance|work))|\bsoc\.? ?sec|\bss ?(?:#|no\b)|itin|"
    r"taxpayer|tax[ -]?id|\btin\b|社会安全|社安|纳税人"
)
_BEFORE = re.compile(r"[0-9][\-./]")
_AFTER, _AFTER_BLANKS = re.compile(r"[\-/][0-9]"), re.compile(r"[\-/][0-9]| [0-9]{4}(?![0-9\-/])")
_FIGURE = re.compile(r"[0-9]{3}([,.'])[0-9]{3}\1[0-9]{3}")
_LABEL_TO_NUMBER = re.compile(r"[^0-9]{0,24}")


def find(text: Text) -> Iterator[Found]:
    """Grouped numbers anywhere; nine bare digits only where a label says what they are."""
    for start in text.starts(9, grouped=True):
        if (match := _GROUPED.match(text.text, start)) is None:
            continue
        number = "".join(match.groups())
        named = text.is_reference(match.start()) and not text.is_bare_id(match.start())
        if named or _in_longer(text.text, match):
            continue
        if is_valid(number):
            yield Found(*match.span(), "ssn")
    yield from _parted_unseen(text)
    if not text.has("ssn", "soc", "ss#", "ss ", "itin", "tax", "tin", "社会安全", "社安", "纳税人"):
        return
    for label in _LABEL.finditer(text.lower):
        gap = _LABEL_TO_NUMBER.match(text.text, label.end())
        match_ = _ANY.match(text.text, gap.end() if gap else label.end())
        if match_ is None or _FIGURE.fullmatch(match_.group()):
            continue
        if is_valid(re.sub(r"[^0-9]", "", match_.group())):
            yield Found(*match_.span(), "ssn")


def _parted_unseen(text: Text) -> Iterator[Found]:
    """Nine digits whose groups are parted by characters that nobody sees."""
    if text.text == text.given:
        return
    for start, end in chain(text.numbers, chain.from_iterable(text.grouped)):
        is_parted = end - start == sum(_PARTS) and text.parts(start, end) == _PARTS
        if is_parted and is_valid(text.text[start:end]):
            yield Found(start, end, "ssn")


def _in_longer(text: str, match: re.Match[str]) -> bool:
    """Whether the digits go on behind the same sign: then they are a part of another number."""
    start, end = match.span()
    return _BEFORE.match(text, max(0, start - 2), start) is not None or (
        (_AFTER_BLANKS if match.group()[3] == " " else _AFTER).match(text, end) is not None
    )


def is_valid(number: str) -> bool:
    """Whether nine digits can be one of either kind; specimens, which nobody has, count too."""
    return _SSN.fullmatch(number) is not None or _ITIN.fullmatch(number) is not None
