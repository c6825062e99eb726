"""A long text that is read in parts: notes on a part, and notes merged with their numbers."""

import re

from ..prompt import Prompt
from . import summaries
from .subject import shorten

_FORM = "exactly in this form: [part 3]"
_PART = re.compile(r'<part number="\d+" of="\d+"[^>]*>\n<text>\n(.*?)\n</text>\n</part>', re.S)
_NOTES = re.compile(r'<(part|notes) number="(\d+)">\n(.*?)\n</\1>', re.S)
_SENTENCE_CHARS = 160
_MOST_LINES = 60


def read(prompt: Prompt, question: str) -> str:
    """Notes on the part in the question, or what the notes in it say; "" for any other question."""
    if part := _PART.search(question):
        return summaries.make(part[1])
    return _merged(question) if _FORM in prompt.system else ""


def _merged(question: str) -> str:
    """A sentence of each part's notes, and where it is from."""
    lines: list[str] = []
    for kind, number, note in _NOTES.findall(question):
        if kind == "notes":  # merged before: their lines name their parts already
            lines += note.splitlines()
        else:
            first = summaries.make(note).splitlines()[0].removeprefix("- ")
            lines.append(f"- {shorten(first, _SENTENCE_CHARS)} [part {number}]")
    return "\n".join(lines[:_MOST_LINES])
