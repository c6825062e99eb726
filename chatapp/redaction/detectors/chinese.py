"""Chinese resident identity numbers and mobile numbers."""

import re
from collections.abc import Iterator

from stdnum.cn import ric
from stdnum.exceptions import ValidationError

from chatapp.redaction.finding import Found, Text

KINDS = ("resident_id", "phone")

_ID = re.compile(r"(?<![0-9])(?=([1-9](?:[ .\-_/]{0,3}[0-9]){16}[ .\-_/]{0,3}[0-9Xx])(?![0-9]))")
_ID_GROUPS = re.compile(
    r"18|(?:1 ){17}1|6 6 6|4 4 4 4 2|6 4 4 4|(?:6|3 3) (?:8|4 4|4 2 2) (?:4|3 1)"
)
"""How many digits stand together: area, birthday, the rest; or evenly."""

_MOBILE = re.compile(
    r"(?<![0-9])(?<![0-9][.,])(?:(?:\+|00)?86[ .\-]{0,3})?"
    r"1[3-9](?:[ .\-]?[0-9]){9}(?![0-9])(?![.,][0-9])"
)
_LABEL = re.compile(
    r"(?:手机|电话|联系|致电|热线|号码|打给|微信|\b(?:phone|tel|mobile|mob|cell|call|whatsapp|"
    r"wechat|contact|dial|sms|text|number)\b)[^0-9]{0,24}$"
)
_GROUPINGS = {(3, 4, 4), (3, 8), (4, 4, 3), (4, 3, 4), (3, 4, 2, 2), (3, 3, 5)}
_PROVINCES = frozenset(
    [11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52,
     53, 54, 61, 62, 63, 64, 65, 71, 81, 82, 83, 91]
)  # fmt: skip
_OPERATOR = re.compile(r"1(?:3|4[5-9]|5[0-35-9]|6[2567]|7[0-8]|8|9[0-35-9])[0-9]{8,9}\Z")
"""Prefixes that are given out: what else says that eleven digits alone are a mobile number?"""

_CHINESE = re.compile(r"[\u3400-\u9fff]")
_NEAR = 24


def find(text: Text) -> Iterator[Found]:
    """Identity numbers by birthday and check digit, mobile numbers by their form and place."""
    for start in text.starts(17):
        if (match := _ID.match(text.text, start)) is None:
            continue
        if is_resident(match.group(1)):
            yield Found(*match.span(1), "resident_id")
    for start in text.starts(11):
        if (match := _mobile_at(text.text, start)) and _is_mobile(text, match):
            yield Found(*match.span(), "phone")


def _mobile_at(text: str, start: int) -> re.Match[str] | None:
    """The number whose digits begin here, with the plus before them."""
    plus = start - 1 if start and text[start - 1] == "+" else start
    return _MOBILE.match(text, plus) or _MOBILE.match(text, start)


def is_resident(written: str) -> bool:
    """Groups, province, birthday, check digit; the list of counties changes too often to insist."""
    groups = re.findall(r"[0-9Xx]+", written)
    if not _ID_GROUPS.fullmatch(" ".join(str(len(group)) for group in groups)):
        return False
    number = "".join(groups).upper()
    try:
        ric.get_birth_date(number)
    except ValidationError:
        return False
    return int(number[:2]) in _PROVINCES and ric.calc_check_digit(number) == number[-1]


def _is_mobile(text: Text, match: re.Match[str]) -> bool:
    """Eleven bare digits are a mobile number where something says so, not everywhere."""
    start, end = match.span()
    if text.before(start) in ("-", "/", "_") or text.after(end) in ("-", "/", "_"):
        return False
    if match.group().startswith(("+", "0086")) or _LABEL.search(text.label(start)):
        return True
    if text.is_reference(start):
        return False
    if text.before(start).isascii() and text.before(start).isalpha():
        return False
    sizes = tuple(len(group) for group in re.findall(r"[0-9]+", match.group()))
    if sizes != (11,) and sizes != (2, 11):
        return is_grouped(sizes) and not (len(sizes) == 2 and "." in match.group())
    near = text.text[max(0, start - _NEAR) : start] + text.text[end : end + _NEAR]
    is_all = text.text.strip() == match.group() and _OPERATOR.search(match.group()) is not None
    return is_all or _CHINESE.search(near) is not None


def is_grouped(sizes: tuple[int, ...]) -> bool:
    """Whether people write mobile numbers in groups of so many digits."""
    return sizes in _GROUPINGS or (sizes[:1] == (2,) and sizes[1:] in _GROUPINGS)
