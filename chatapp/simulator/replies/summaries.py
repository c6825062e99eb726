"""Real, if simple, summaries: the most telling sentences of a text in their own order."""

import math
import re
from collections import Counter

from .subject import shorten

_SENTENCE = re.compile(r"[^.!?。！？\n]+(?:[.!?](?=\s|$)|[.!?](?=\S)[^.!?。！？\n]*)*[.!?。！？]*")
_WORD = re.compile(r"[A-Za-zÀ-ɏ]{3,}|\d+")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_MOST_SENTENCES = 8
_LONGEST_SENTENCE = 400


def make(text: str) -> str:
    """A list of the sentences that share most words with the rest; short texts stay whole."""
    sentences = list(dict.fromkeys(_sentences(text)))
    if len(sentences) <= 2:
        return " ".join(sentences) or shorten(text, _LONGEST_SENTENCE)
    frequency = Counter(word for sentence in sentences for word in set(_terms(sentence)))
    wanted = min(_MOST_SENTENCES, max(2, len(sentences) // 4))
    best = sorted(sentences, key=lambda sentence: -_score(sentence, frequency))[:wanted]
    return "\n".join(f"- {sentence}" for sentence in sentences if sentence in best)


def _sentences(text: str) -> list[str]:
    found = (match.group().strip(" \t-*#>") for match in _SENTENCE.finditer(text))
    return [shorten(each, _LONGEST_SENTENCE) for each in found if len(each) > 3]


def _score(sentence: str, frequency: Counter[str]) -> float:
    """Average commonness of its words, with a bonus for figures, which people need."""
    terms = _terms(sentence)
    shared = sum(frequency[term] for term in set(terms))
    bonus = 1.3 if re.search(r"\d", sentence) else 1.0
    return bonus * shared / math.pow(len(terms) + 4, 0.6)


def _terms(sentence: str) -> list[str]:
    """Latin words and pairs of Han characters."""
    han = "".join(_HAN.findall(sentence))
    pairs = [han[i : i + 2] for i in range(len(han) - 1)]
    return [word.lower() for word in _WORD.findall(sentence)] + pairs
