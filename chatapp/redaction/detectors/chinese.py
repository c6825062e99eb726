"""Chinese resident identity numbers and mobile numbers."""

import re
from collections.abc import Iterator
from datetime import datetime

from stdnum.cn import ric
from stdnum.exceptions import ValidationError

from chatapp.redaction.finding import BETWEEN, Found, Text

KINDS = ("resident_id", "phone")

_S = rf"{BETWEEN}?"
X = "XxХхΧχ×"
"""The check character as it gets typed: Cyrillic, Greek, a sign for times."""

_CENTURY = rf"(?:1{_S}[89]|2{_S}0)"
_ID = re.compile(
    rf"(?<![0-9])[1-9](?:{_S}[0-9]){{5}}{_S}{_CENTURY}(?:{_S}[0-9]){{9}}{_S}[0-9{X}](?![0-9])"
)
_OLD_ID = re.compile(rf"(?<![0-9])[1-9](?:{_S}[0-9]){{14}}(?!{_S}[0-9])")
_ID_LABEL = re.compile(
    r"(?:身份证|身分证|证件号|公民身份|id[ _]?card|resident|identity|chinese id)[^0-9]{0,24}$"
)
_DATE = re.compile(
    r"(?<![0-9])(?:[0-9]{4}[ .\-/][01][0-9][ .\-/][0-3][0-9]|"
    r"[0-3][0-9][ .\-/][0-3][0-9][ .\-/][0-9]{4})(?![0-9])"
)
_ID_WITH_DATE = re.compile(r"(?:[0-9]{6}|[0-9]{3}[^0-9]{1,9}[0-9]{3})[^0-9]{0,9}[12][0-9]{3}")
"""Only so may a day be written in it: days in a row are no number."""
_MOBILE = re.compile(
    rf"(?<![0-9])(?<![0-9][.,])(?:(?:\+|00)?8{_S}6{_S})?"
    rf"1{_S}[3-9](?:{_S}[0-9]){{9}}(?![0-9])(?![.,][0-9])"
)
_LABEL = re.compile(
    r"(?:手机|电话|联系|致电|热线|号码|打给|微信|\b(?:phone|tel|mobile|mob|cell|call|whatsapp|"
    r"wechat|contact|dial|sms|text|number)\b)[^0-9]{0,24}$"
)
_GROUPINGS = {(3, 4, 4), (3, 8), (4, 4, 3), (4, 3, 4), (3, 4, 2, 2), (3, 3, 5)}
_SINGLES = (1,) * 11
_PROVINCES = frozenset(
    [11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52,
     53, 54, 61, 62, 63, 64, 65, 71, 81, 82, 83, 91]
)  # fmt: skip
_NO_PROVINCES = frozenset(f"{two:02}" for two in range(100)) - {str(one) for one in _PROVINCES}
_OPERATOR = re.compile(r"1(?:3|4[5-9]|5[0-35-9]|6[2567]|7[0-8]|8|9[0-35-9])[0-9]{8,9}\Z")
"""Prefixes that are given out: what else says that eleven digits alone are a mobile number?"""

_CHINESE = re.compile(r"[\u3400-\u9fff]")
_NEAR = 24


def find(text: Text) -> Iterator[Found]:
    """Identity numbers by birthday and check digit, mobile numbers by their form and place."""
    for start in text.starts(17):
        if text.text[start : start + 2] in _NO_PROVINCES:
            continue
        match = _ID.match(text.text, start)
        if match and is_resident(match.group()):
            yield Found(*match.span(), "resident_id")
    if text.has("证", "身份", "card", "resident", "identity", "chinese id"):
        for start in text.starts(15):
            match = _OLD_ID.match(text.text, start)
            if match and _ID_LABEL.search(text.label(start)) and _is_old(_digits(match)):
                yield Found(*match.span(), "resident_id")
    for start in text.starts(11):
        if (
            text.text[start] in "108"
            and (match := _mobile_at(text.text, start))
            and _is_mobile(text, match)
        ):
            yield Found(*match.span(), "phone")


def _mobile_at(text: str, start: int) -> re.Match[str] | None:
    """The number whose digits begin here, with the plus before them."""
    plus = start - 1 if start and text[start - 1] == "+" else start
    return _MOBILE.match(text, plus) or _MOBILE.match(text, start)


def is_resident(written: str) -> bool:
    """Province, birthday, check digit, whatever the groups: one in 60,000 numbers passes all three.

    The list of counties changes too often to insist.
    """
    number = "".join(re.findall(rf"[0-9{X}]+", written))
    number = number[:-1] + ("X" if number[-1] in X else number[-1])
    if number[6:8] not in ("18", "19", "20") or int(number[:2]) not in _PROVINCES:
        return False
    if _DATE.search(written) and not _ID_WITH_DATE.match(written):
        return False
    try:
        ric.get_birth_date(number)
    except ValidationError:
        return False
    return ric.calc_check_digit(number) == number[-1]


def _is_old(number: str) -> bool:
    """Province and birthday of a number of before 1999, which has no check digit."""
    day = f"19{number[6:12]}"
    try:
        datetime.strptime(day, "%Y%m%d")
    except ValueError:
        return False
    return int(number[:2]) in _PROVINCES


def _is_mobile(text: Text, match: re.Match[str]) -> bool:
    """Eleven bare digits are a mobile number where something says so; alone they may be all."""
    start, end = match.span()
    if text.before(start) in ("-", "/", "_") or text.after(end) in ("-", "/", "_"):
        return False
    if match.group().startswith(("+", "0086")) or _LABEL.search(text.label(start)):
        return True
    if text.is_reference(start):
        return False
    if text.is_glued(start):
        return False
    sizes = tuple(len(group) for group in re.findall(r"[0-9]+", match.group()))
    if "  " in match.group() and text.goes_on(start, end):
        return False
    if sizes[-11:] == _SINGLES:
        return not text.goes_on(start, end) and _OPERATOR.search(_digits(match)) is not None
    if sizes != (11,) and sizes != (2, 11):
        return is_grouped(sizes) and not (len(sizes) == 2 and "." in match.group())
    if is_grouped(tuple(text.parts(end - 11, end))):
        return True
    if len(sizes) == 2 and match.group()[2] in " -":
        return _OPERATOR.search(_digits(match)) is not None
    near = text.text[max(0, start - _NEAR) : start] + text.text[end : end + _NEAR]
    return _CHINESE.search(near) is not None


def is_labelled(text: Text, start: int) -> bool:
    """Whether a word for a telephone stands before, or any Chinese."""
    label = text.label(start)
    return _LABEL.search(label) is not None or _CHINESE.search(label) is not None


def _digits(match: re.Match[str]) -> str:
    return re.sub(r"[^0-9]", "", match.group())


def is_mobile_with_code(digits: str) -> bool:
    """Whether these digits are a mobile number's, with the country's code or without."""
    return re.fullmatch(r"(?:(?:00)?86)?1[3-9][0-9]{9}", digits) is not None


def is_grouped(sizes: tuple[int, ...]) -> bool:
    """Whether people write mobile numbers in groups of so many digits, also behind 86 or 0086."""
    if sizes in _GROUPINGS:
        return True
    code = sum(sizes) - 11
    if code <= 0 or not sizes:
        return False
    first = () if sizes[0] == code else (sizes[0] - code,)
    return (*first, *sizes[1:]) in _GROUPINGS
