"""Notes on numbered parts of a long text, merged: a sentence of each, and where it is from."""

import re

from ..prompt import Prompt
from . import summaries
from .subject import shorten

_FORM = "exactly in this form: [part 3]"
_NOTES = re.compile(r'<(part|notes) number="(\d+)">\n(.*?)\n</\1>', re.S)
_SENTENCE_CHARS = 160
_MOST_LINES = 60


def merged(prompt: Prompt, question: str) -> str:
    """What the notes in the question say, by their parts; "" where nobody asks for that form."""
    if _FORM not in prompt.system:
        return ""
    lines: list[str] = []
    for kind, number, note in _NOTES.findall(question):
        if kind == "notes":  # merged before: their lines name their parts already
            lines += note.splitlines()
        else:
            first = summaries.make(note).splitlines()[0].removeprefix("- ")
            lines.append(f"- {shorten(first, _SENTENCE_CHARS)} [part {number}]")
    return "\n".join(lines[:_MOST_LINES])
