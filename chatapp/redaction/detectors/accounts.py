"""Bank accounts: IBAN, by its country's length and the check of ISO 7064."""

import re
import string
from collections.abc import Iterator
from functools import lru_cache

from stdnum import iban
from stdnum.exceptions import ValidationError

from chatapp.redaction.finding import Found, Text

KINDS = ("iban",)

_LENGTHS = {
    code: int(length)
    for length, codes in {
        "15": "NO", "16": "BE", "18": "DK FO FI GL NL SD", "19": "MK SI FK",
        "20": "AT BA EE KZ LT LU XK MN", "21": "CH HR LI LV", "22": "BG BH CR DE GB GE IE ME RS VA",
        "23": "AE GI IL IQ TL OM SO", "24": "AD CZ DZ ES MD PK RO SA SE SK TN VG",
        "25": "AO CV GW LY MZ PT ST", "26": "IS TR", "27": "BF BI BJ CF CG CI CM DJ FR GA GF GP GQ "
        "GR IT KM MC MG ML MQ MR NC NE PF PM RE SM SN TD TF TG WF YT IR",
        "28": "AL AZ BY CY DO GT HN HU LB MA NI PL SV",
        "29": "BR EG PS QA UA", "30": "JO KW MU", "31": "MT SC", "32": "LC", "33": "RU",
    }.items()
    for code in codes.split()
}  # fmt: skip
_BETWEEN = r"[ \-./_\t\n\r=>\x0b\x0c\x85\u2028\u2029]"
_AS_DIGITS = {ord(letter): str(int(letter, 36)) for letter in string.ascii_uppercase}
_SEPARATORS = re.compile(_BETWEEN)
_GAP_CHARS = 4
_CHECK_DIGITS = re.compile(r"[0-9]{2,}|[0-9](?=\r?\n)")


def find(text: Text) -> Iterator[Found]:
    """Every IBAN, with or without groups, in any case, also glued to what stands around it."""
    end_of_last = 0
    for digits in _CHECK_DIGITS.finditer(text.text):
        if (begin := _country_before(text.text, digits.start())) is None or begin < end_of_last:
            continue
        if found := _iban_at(text.text, begin):
            end_of_last = found.end
            yield found


def _country_before(text: str, digit: int) -> int | None:
    """Where the two letters before the check digits begin, if they name a country."""
    at = digit
    while at > 0 and digit - at < 2 and not text[at - 1].isalnum():
        at -= 1
    begin = at - 2
    return begin if begin >= 0 and text[begin:at].upper() in _LENGTHS else None


def _iban_at(text: str, begin: int) -> Found | None:
    wanted = _LENGTHS[text[begin : begin + 2].upper()]
    written = _written(wanted).match(text, begin)
    if written is None:
        return None
    number = _SEPARATORS.sub("", written.group()).upper()
    if int((number[4:] + number[:4]).translate(_AS_DIGITS)) % 97 != 1:
        return None  # as `stdnum` says more slowly
    try:
        iban.validate(number, check_country=False)
    except ValidationError:
        return None
    return Found(begin, written.end(), "iban")


@lru_cache
def _written(length: int) -> re.Pattern[str]:
    return re.compile(rf"[A-Za-z0-9](?:{_BETWEEN}{{0,{_GAP_CHARS}}}[A-Za-z0-9]){{{length - 1}}}")
