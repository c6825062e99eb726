"""What is asked for: how, why, when, whether. A bare request to do something is its own kind."""

from chatapp.caching.similar.english import QUESTION_WORDS
from chatapp.caching.similar.reading import Reading
from chatapp.caching.similar.wordlists import words

ASKS = QUESTION_WORDS | words(
    "can could may might should must shall will would do does did is are was were am has "
    "have had if or and but i you he she we they me him her us them your his their"
)
HAN = words(
    "为什么 什么 怎么样 怎么办 怎么回事 怎么 哪 谁 何时 几时 多久 多长 多大 多远 多少 是否 "
    "能否 吗 应该 必须 可以 需要 我 你 他 她 和 或 还是"
)


def differ(one: Reading, other: Reading) -> bool:
    return _asked(one) != _asked(other)


def _asked(asked: Reading) -> tuple[str, tuple[str, ...]]:
    if asked.chinese:
        text = "".join(asked.meant)
        return "", tuple(word for word in HAN if word in text)
    return asked.opening, tuple(w for token in asked.meant if (w := token.lower()) in ASKS)
