"""Patterns and word lists of administrators, in RE2: linear time whatever is written there."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import re2
from django.utils.translation import gettext as _

from chatapp.redaction.detectors import Detector
from chatapp.redaction.finding import Found, Text
from chatapp.redaction.folding import Folded

MOST_WORDS = 10_000
MEMORY_BYTES = 16 << 20


def _options() -> Any:
    options = re2.Options()
    options.max_mem = MEMORY_BYTES
    options.log_errors = False
    options.case_sensitive = False
    return options


@lru_cache(maxsize=256)
def compile_terms(form: str, terms: str) -> Any:
    """The expression for a pattern or a list of words. Raises ValueError with a sentence."""
    if form == "pattern":
        expression = terms.strip()
    else:
        words = {Folded(line.strip()).text for line in terms.splitlines() if line.strip()}
        if not words or len(words) > MOST_WORDS:
            raise ValueError(_("Write between one and 10,000 words, one on each line."))
        ordered = sorted(words, key=lambda word: (-len(word), word))
        expression = "|".join(map(_word, ordered))
    try:
        compiled = re2.compile(expression, _options())
    except re2.error as error:
        raise ValueError(_("This is not a pattern that RE2 understands.")) from error
    if compiled.search("") is not None:
        raise ValueError(_("This pattern matches nothing at all, so it would match everywhere."))
    return compiled


def _word(word: str) -> str:
    """Whole words where words have ends; Chinese ones stand anywhere."""
    before = r"\b" if word[0].isascii() and word[0].isalnum() else ""
    after = r"\b" if word[-1].isascii() and word[-1].isalnum() else ""
    return f"{before}{re2.escape(word)}{after}"


def detector(code: str, form: str, terms: str) -> Detector:
    """A detector as the built-in ones are. Raises ValueError."""
    compiled = compile_terms(form, terms)

    def find(text: Text) -> Iterator[Found]:
        raw = text.text.encode("utf-8", "replace")  # RE2 counts bytes; so do we, once, going on
        at_bytes = at_chars = 0
        for match in compiled.finditer(raw):
            start, end = match.span()
            if start == end:
                continue
            begin = at_chars + len(raw[at_bytes:start].decode("utf-8", "ignore"))
            at_chars = begin + len(raw[start:end].decode("utf-8", "ignore"))
            at_bytes = end
            yield Found(begin, at_chars, code)

    return find
