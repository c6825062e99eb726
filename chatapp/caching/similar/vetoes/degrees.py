"""How much of it: cheap, cheaper and cheapest; in Chinese also some, only and all."""

from chatapp.caching.similar.reading import Reading
from chatapp.caching.similar.wordlists import words

ENDINGS = ("est", "er", "")
HAN = words(
    "最 更 较 很 太 所有 有些 有的 某些 一些 只有 只 仅 就 才 都 全部 部分 便宜 贵 超过 不到"
)


def differ(one: Reading, other: Reading) -> bool:
    if one.chinese or other.chinese:
        return _degrees(one) != _degrees(other)
    mine, theirs = set(one.meant) - set(other.meant), set(other.meant) - set(one.meant)
    return any(_stems(a) & _stems(b) for a in mine for b in theirs)


def _degrees(asked: Reading) -> list[str]:
    text = "".join(asked.meant)
    return sorted(word for word in HAN if word in text)


def _stems(word: str) -> set[str]:
    """What a word may be a degree of: `larger` of `large`, `bigger` of `big`, each of itself."""
    stems = set()
    for ending in ENDINGS:
        if word.endswith(ending):
            stem = word[: len(word) - len(ending)].removesuffix("e")
            stems |= {stem, stem[:-1]} if stem[-2:-1] == stem[-1:] else {stem}
    return {stem.removesuffix("i").removesuffix("y") for stem in stems if len(stem) > 1}
