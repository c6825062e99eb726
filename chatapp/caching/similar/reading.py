"""A question as it is compared: its words as written, and the same in one wording.

Text is read in NFC. Case stays, but for the first word of a sentence: `US` is not `us`. Signs
stay, but for those that end or part sentences: `C`, `C++` and `C#` are three questions.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from chatapp.caching.similar import chinese, english

LONGEST_CHARS = 400
"""Longer questions carry details that no rule here was made for: they are always asked."""

HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0002fa1f]")
_TOKEN = re.compile(
    r"[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0002fa1f]"
    r"|\d+(?:[.,:/-]\d+)*"
    r"|(?:(?![\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0002fa1f])[^\W\d_])+"
    r"(?:['\u2019-](?:(?![\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0002fa1f])[^\W\d_])+)*"
    r"|\S"
)
LEAST_TOLD = 2
_PARTING = frozenset(",.?!;，。？！；、…")


@dataclass(frozen=True, slots=True)
class Reading:
    """`text` as asked, `tokens` in order with their case, `opening` the kind of question.

    `meant` is the rest in one wording: what has to agree for two questions to be the same.
    """

    text: str
    tokens: tuple[str, ...]
    opening: str
    meant: tuple[str, ...]
    chinese: bool


@lru_cache(maxsize=4096)
def read(text: str) -> Reading:
    """The question, read once; `text` of at most `LONGEST_CHARS`."""
    text = " ".join(unicodedata.normalize("NFC", text).split())
    is_chinese = len(HAN.findall(text)) * 2 >= len(re.findall(r"[^\W\d_]", text)) > 0
    tokens = _tokens(text)
    if is_chinese:
        return Reading(text, tokens, "", _tokens(chinese.plain(text)), True)
    opening, rest = _opened(_worded(tokens))
    return Reading(text, tokens, opening, rest, False)


def _tokens(text: str) -> tuple[str, ...]:
    """Words, numbers and signs; the first word of a sentence in small letters."""
    found: list[str] = []
    begins = True
    for match in _TOKEN.finditer(text):
        word = match[0].replace("\u2019", "'")
        if word in _PARTING and _parts(text, match.end()):
            begins = begins or word not in ",，、；;"
            continue
        if (begins and not (word.isupper() and len(word) > 1)) or (
            word.lower() in english.NEVER_NAMES and not word[1:].isupper()
        ):
            word = word.lower()
        elif word.startswith("I'"):
            word = "i" + word[1:]
        found.append(word)
        begins = False
    return tuple(found)


def _parts(text: str, end: int) -> bool:
    """Whether a sign ends or parts a sentence: the dot of `node.js` doesn't."""
    return (
        end >= len(text) or text[end].isspace() or text[end] in _PARTING or text[end - 1] > "\u2000"
    )


def _worded(tokens: tuple[str, ...]) -> tuple[str, ...]:
    words: list[str] = []
    for token in tokens:
        if token.endswith("n't") and token not in english.CONTRACTIONS:
            words += [token[:-3], "not"]
        else:
            words += english.CONTRACTIONS.get(token, token).split()
    return tuple(words)


def _opened(words: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """The kind of question, and what it is about."""
    words = _without_courtesies(words)
    opening = ""
    for begins, kind in english.OPENINGS:
        if words[: len(begins)] == begins and len(words) > len(begins):
            opening, words = kind, words[len(begins) :]
            break
    return opening, _in_one_wording(words)


def _without_courtesies(words: tuple[str, ...]) -> tuple[str, ...]:
    before: tuple[str, ...] = ()
    while words != before:
        before = words
        for polite in english.COURTESIES:
            if words[: len(polite)] == polite and len(words) > len(polite) + 1:
                words = words[len(polite) :]
        for asking in english.ASKING:
            rest = words[len(asking) :]
            if words[: len(asking)] == asking and rest and rest[0] in english.QUESTION_WORDS:
                words = _as_question(rest)
        for polite in english.THANKS:
            if words[-len(polite) :] == polite and len(words) > len(polite) + 1:
                words = words[: -len(polite)]
    return words


def _as_question(words: tuple[str, ...]) -> tuple[str, ...]:
    """`where the manual is`, told about, as `where is the manual`, asked for."""
    if words[-1] in ("is", "are") and len(words) > LEAST_TOLD:
        return (words[0], words[-1], *words[1:-1])
    return words


def _in_one_wording(words: tuple[str, ...]) -> tuple[str, ...]:
    meant: list[str] = []
    at = 0
    while at < len(words):
        for said, instead in english.PHRASES:
            if words[at : at + len(said)] == said:
                meant += instead
                at += len(said)
                break
        else:
            word = words[at]
            at += 1
            follower = words[at] if at < len(words) else ""
            if word in english.ARTICLES | english.MINE and _may_go(follower):
                continue
            meant.append(english.american(english.singular(english.SAME.get(word, word))))
    return tuple(meant)


def _may_go(follower: str) -> bool:
    """Whether an article before this word says nothing."""
    return follower.replace("-", "").isalpha() and follower not in english.AFTER_A_LETTER
