"""Numbers: the same, written the same, in the same order, whatever they count."""

import re

from chatapp.caching.similar.reading import Reading
from chatapp.caching.similar.wordlists import words

WORDS = words(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy "
    "eighty ninety hundred thousand million billion trillion dozen half quarter third first "
    "second fourth fifth sixth seventh eighth ninth tenth last next previous once twice "
    "thrice double triple single both all every each any some none few many several most "
    "least more less only another other i ii iii iv v vi vii viii ix x"
) - {"i"}
HAN_NUMBERS = frozenset(
    "零〇一二两三四五六七八九十百千万亿半双几多少全每各某第壹贰叁肆伍陆柒捌玖拾"
)
_DIGITS = re.compile(
    r"[^\s\w]?\d[\d.,:/%‰-]*\d[%‰]?|[^\s\w]?\d[%‰]?|[\u00b2\u00b3\u00b9\u00bc-\u00be\u2070-\u2189]"
)


def differ(one: Reading, other: Reading) -> bool:
    return _numbers(one) != _numbers(other)


def _numbers(asked: Reading) -> list[str]:
    written = _DIGITS.findall(asked.text)
    if asked.chinese:
        # courtesies hold a number that isn't one
        text = asked.text.replace("一下", "").replace("怎么", "")
        return written + [sign for sign in text if sign in HAN_NUMBERS]
    return written + [word for token in asked.tokens if (word := token.lower()) in WORDS]
