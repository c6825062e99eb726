"""Code and signs: every sign that isn't the end of a sentence, and every word that holds one."""

import re

from chatapp.caching.similar.reading import Reading

SIGNED = re.compile(r"\S*[^\w\s]\S*|\S*[_\d]\S*|\S*[a-z][A-Z]\S*|\b[A-Z]{2,}\b")
PLAIN = re.compile(r"^[\"'(\[¿¡]*|[.,?!;:，。？！；：、…]+$")
HAN = re.compile(r"[\u3400-\u9fff\u3000-\u303f\uff00-\uff0c\uff0e-\uff1f]+")
CONTRACTED = re.compile(r"[^\W\d_]+['\u2019][^\W\d_]+")


def differ(one: Reading, other: Reading) -> bool:
    return _signed(one.text) != _signed(other.text)


def _signed(text: str) -> list[str]:
    """Words with a sign, a digit, an inner capital or nothing but capitals, in order."""
    words = (PLAIN.sub("", word) for word in SIGNED.findall(HAN.sub(" ", text)))
    return [word for word in words if _counts(word)]


def _counts(word: str) -> bool:
    return (
        word not in ("", "I")
        and not CONTRACTED.fullmatch(word)
        and not (word.isalpha() and word.islower())
        and (not word.istitle() or not word.isalpha())
        and word.lower() not in ("e-mail", "e-mails", "wi-fi", "log-in")
    )
