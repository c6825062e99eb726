"""The `/simulate …` command line: found in the last question, read into words."""

import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass

from .prompt import Prompt, texts

_COMMAND = re.compile(r"(?m)^[ \t]*/simulate\b[ \t]*(?P<words>[^\n]*)$")


@dataclass(frozen=True)
class Command:
    """A command's name, the words after it, and the question without the command line."""

    name: str
    words: tuple[str, ...]
    rest: str

    def number(self, otherwise: int) -> int:
        """The first number among the words, for `long 3000` or `pace 120`."""
        numbers = (int(word) for word in self.words if word.isascii() and word.isdigit())
        return next(numbers, otherwise)


def find(prompt: Prompt, is_errand: Callable[[str], bool]) -> Command | None:
    """The command of the last question, if any.

    A request that quotes a chat to have it titled or summarised (`is_errand` is true of the
    words before the quotation) is answered, not obeyed: else titles of test chats would fail.
    """
    for text in texts(prompt.asked_in["content"])[-1:]:
        found = _COMMAND.search(text)
        if found is None or is_errand(text[: found.start()]):
            continue
        name, *words = found["words"].split() or ["help"]
        before, after = text[: found.start()], text[found.end() :]
        asked = " ".join(itertools.dropwhile(_is_option, words))
        rest = "\n".join(part.strip() for part in (before, asked, after) if part.strip())
        return Command(name.lower(), tuple(word.lower() for word in words), rest)
    return None


def _is_option(word: str) -> bool:
    """Whether a word after the command belongs to it and not to a question."""
    return word.isdigit() or word.lower() == "late"
