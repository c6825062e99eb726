"""Text into terms, the same way for what is stored and for what is looked for.

Neither database splits Chinese into words: SQLite's trigram tokenizer finds nothing for one or
two characters, PostgreSQL's `simple` takes a whole sentence for one word. So we index single
characters and pairs of them for scripts without spaces, and words for all others.
"""

import re
import unicodedata

MAX_TERMS = 30_000
"""Distinct terms kept of one message: PostgreSQL refuses more than a megabyte of them."""

MAX_TERM_CHARS = 60

_UNSPACED = (
    "\u3040-\u30ff"  # Kana
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # Han
    "\u0e00-\u0eff"  # Thai, Lao
)
_RUNS = re.compile(rf"(?P<unspaced>[{_UNSPACED}]+)|(?P<word>[^\W_{_UNSPACED}]+)")
_ASCII_WORD = re.compile(r"[^\W_]+", re.ASCII)


def terms_of(text: str) -> str:
    """The distinct terms of a text in order of appearance, separated by spaces."""
    found: dict[str, None] = {}
    for run, is_word in _runs(text):
        if is_word:
            found.setdefault(run[:MAX_TERM_CHARS])
        else:
            found.update(dict.fromkeys(run))
            found.update(dict.fromkeys(_pairs(run)))
        if len(found) >= MAX_TERMS:
            break
    return " ".join(list(found)[:MAX_TERMS])


def wanted_terms(query: str, limit: int = 12) -> tuple[list[str], str]:
    """What to look for: whole terms, all of which must be there, and how the last word begins.

    The last word is open at its end because it may still be being typed.
    """
    whole: list[str] = []
    begins = ""
    for run, is_word in _runs(query):
        if begins:
            whole.append(begins)
            begins = ""
        if is_word:
            begins = run[:MAX_TERM_CHARS]
        else:
            whole += _pairs(run) or [run]
    return whole[:limit], begins


def _runs(text: str) -> list[tuple[str, bool]]:
    if text.isascii():  # much text is, and then four times as quick
        return [(word, True) for word in _ASCII_WORD.findall(text.lower())]
    folded = unicodedata.normalize("NFKC", text).casefold()
    return [(m.group(), m.lastgroup == "word") for m in _RUNS.finditer(folded)]


def _pairs(run: str) -> list[str]:
    return [run[i : i + 2] for i in range(len(run) - 1)]
