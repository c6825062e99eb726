"""Languages: that of the question, and those that it names."""

import unicodedata

from chatapp.caching.similar.reading import Reading
from chatapp.caching.similar.wordlists import words

NAMED = words(
    "english chinese mandarin cantonese german french spanish italian portuguese dutch "
    "russian polish ukrainian czech slovak greek turkish arabic hebrew hindi urdu bengali "
    "tamil thai vietnamese japanese korean indonesian malay swedish norwegian danish "
    "finnish hungarian romanian bulgarian latin persian farsi swahili catalan basque welsh "
    "irish simplified traditional british american brazilian european canadian"
)
HAN = words(
    "英 中 汉 法 德 俄 日 韩 西班牙 意大利 葡萄牙 阿拉伯 泰 越南 印地 荷兰 粤语 简体 繁体 语 文"
)
OTHERS = words(
    "der die das und ist nicht wie ich le la les des et est je que como el los las qué cómo "
    "una por para il di che come"
)
"""Small words of other languages; two that hold different ones are not compared."""


def differ(one: Reading, other: Reading) -> bool:
    return one.chinese != other.chinese or _languages(one) != _languages(other)


def _languages(asked: Reading) -> tuple[list[str], list[str], list[str]]:
    named = [word for token in asked.tokens if (word := token.lower()) in NAMED]
    if asked.chinese:
        named += [word for word in HAN if word in asked.text]
    small = [word for token in asked.tokens if (word := token.lower()) in OTHERS]
    return named, small, sorted(_scripts(asked.text))


def _scripts(text: str) -> set[str]:
    """LATIN, CYRILLIC, CJK …: the first word of each letter's name."""
    return {unicodedata.name(sign, "?").split()[0] for sign in text if sign.isalpha()}
