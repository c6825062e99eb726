"""Bank accounts: IBAN, by its country's length and the check of ISO 7064."""

import re
import string
from collections.abc import Iterator
from functools import lru_cache

from stdnum import iban
from stdnum.exceptions import ValidationError
from stdnum.numdb import get

from chatapp.redaction.finding import Found, Text
from chatapp.redaction.folding import LATIN_ALIKE

KINDS = ("iban",)

_LENGTHS = {
    code: int(length)
    for length, codes in {
        "15": "NO", "16": "BE", "18": "DK FK FO FI GL NL SD", "19": "MK SI",
        "20": "AT BA EE KZ LT LU XK MN", "21": "CH HR LI LV", "22": "BG BH CR DE GB GE IE ME RS VA",
        "23": "AE GI IL IQ TL OM SO", "24": "AD CZ ES MD PK RO SA SE SK TN VG",
        "25": "AO CV GW LY MZ PT ST", "26": "DZ IR IS TR", "27": "BI CF CG CM DJ FR GA GF GP GQ GR "
        "IT KM MC MG MQ MR NC PF PM RE SM TD TF WF YT",
        "28": "AL AZ BF BJ BY CI CY DO GT HN HU LB MA ML NE NI PL SN SV TG",
        "29": "BR EG PS QA UA", "30": "JO KW MU YE", "31": "MT SC", "32": "LC", "33": "RU",
    }.items()
    for code in codes.split()
}  # fmt: skip
"""Of the registry of SWIFT, and of those who use the form without being in it."""

_REGISTERED = frozenset(code for code in _LENGTHS if get("iban").info(f"{code}00")[0][1])
_BETWEEN = r"[\W_]"
_AS_DIGITS = {ord(letter): str(int(letter, 36)) for letter in string.ascii_uppercase}
_ANY_ALIKE = re.compile(f"[{''.join(map(chr, LATIN_ALIKE))}]")
_SEPARATORS = re.compile(_BETWEEN)
_GAP_CHARS = 8
_GROUPS = re.compile(r"[A-Za-z0-9]+")
_LINE_END = re.compile(r"[ \-=>]*[\n\r\x0b\x0c\x85\u2028\u2029][ \t>/#*]*")
_FIRST_GROUP, _CUT_GROUP, _MOST_GROUP = 4, 2, 8
_MOST_BETWEEN = 4
_BEHIND = [f"{_BETWEEN}{{{count}}}." for count in range(_MOST_BETWEEN)]
_TWO_LETTERS = "|".join(
    f"(?<=[A-Za-z]{behind})(?:"
    + "|".join(
        f"(?<=[A-Za-z]{_BETWEEN}{{{count}}}[A-Za-z]{behind})" for count in range(_MOST_BETWEEN)
    )
    + ")"
    for behind in _BEHIND
)
_CHECK_DIGITS = re.compile(
    rf"[0-9](?<![0-9].)(?:{_TWO_LETTERS})(?:[0-9]|(?={_BETWEEN}{{1,{_GAP_CHARS}}}[0-9]))"
)
"""Two letters before, parted or not: what comes is a country's two check digits."""


def find(text: Text) -> Iterator[Found]:
    """Every IBAN, with or without groups, in any case, also glued to what stands around it."""
    end_of_last = 0
    written = text.text.translate(LATIN_ALIKE) if _ANY_ALIKE.search(text.text) else text.text
    for digits in _CHECK_DIGITS.finditer(written):
        if (begin := _country_before(written, digits.start())) is None or begin < end_of_last:
            continue
        if found := _iban_at(written, begin):
            end_of_last = found.end
            yield found


def _country_before(text: str, digit: int) -> int | None:
    """Where the two letters before the check digits begin, if they name a country."""
    second = _before(text, digit)
    first = _before(text, second) if second >= 0 else -1
    is_country = first >= 0 and (text[first] + text[second]).upper() in _LENGTHS
    return first if is_country and _goes_on(text, second, digit) else None


def _goes_on(text: str, second: int, digit: int) -> bool:
    """Whether people go on so behind two letters and what parts them from the digits.

    The same sign stands behind these; a line that ends there has cut a group of four, or the whole.
    """
    gap = text[second + 1 : digit]
    if not gap:
        return True
    end = digit + 1
    while text[end : end + 1].isalnum():
        end += 1
    if "\n" in gap or "\r" in gap:
        return end - digit == _CUT_GROUP or end - digit > _MOST_GROUP
    return text[end : end + 1] in (gap[0], "\n", "\r", "")


def _before(text: str, at: int) -> int:
    """Where the letter before `at` stands, with separators between; -1 where none does."""
    letter = at - 1
    while letter >= 0 and at - letter <= _GAP_CHARS and not text[letter].isalnum():
        letter -= 1
    return letter if letter >= 0 and text[letter] in string.ascii_letters else -1


def _iban_at(text: str, begin: int) -> Found | None:
    second = next(at for at in range(begin + 1, len(text)) if text[at].isalnum())
    written = _written(_LENGTHS[(text[begin] + text[second]).upper()]).match(text, begin)
    if written is None:
        return None
    number = "".join(_GROUPS.findall(written.group())).upper()
    if int((number[4:] + number[:4]).translate(_AS_DIGITS)) % 97 != 1:
        return None  # as `stdnum` says more slowly
    beside = text[max(0, begin - 1) : begin] + text[written.end() : written.end() + 1]
    if len(beside) == 2 and beside.isascii() and beside.isalnum():
        return None  # in the midst of a hash
    if not _is_grouped(written.group()):
        return None
    try:
        if number[:2] in _REGISTERED:
            iban.validate(number, check_country=False)
    except ValidationError:
        return None
    return Found(begin, written.end(), "iban")


def _is_grouped(written: str) -> bool:
    """Whether people write accounts so: `DE89 …`, whole, in groups of one size, or cut by lines.

    In capitals groups of any size are fine, with one sign between them.

    Words and numbers that follow each other make an account by chance: `order no. 8942891873`.
    """
    first, *others = [len(group) for group in _GROUPS.findall(written)]
    if first == _FIRST_GROUP or not others:
        return True
    if written.isupper() and len(set(_SEPARATORS.findall(written))) == 1:
        return True
    if first < _MOST_GROUP and all(size == first for size in others[:-1]) and others[-1] <= first:
        return True
    mended = _LINE_END.sub("", written)
    return mended != written and _is_grouped(mended)


@lru_cache
def _written(length: int) -> re.Pattern[str]:
    return re.compile(rf"[A-Za-z0-9](?:{_BETWEEN}{{0,{_GAP_CHARS}}}[A-Za-z0-9]){{{length - 1}}}")
