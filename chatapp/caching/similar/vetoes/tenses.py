"""Done, under way or to come, where a sign says so; English has words that `intent` holds."""

from chatapp.caching.similar.reading import Reading
from chatapp.caching.similar.wordlists import words

HAN = words("了 过 着 会 将 要 正在 曾 已 刚 以前 现在 完")


def differ(one: Reading, other: Reading) -> bool:
    return one.chinese and _tense(one) != _tense(other)


def _tense(asked: Reading) -> list[str]:
    text = "".join(asked.meant)
    return sorted(word for word in HAN if word in text)
