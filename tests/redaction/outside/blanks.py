"""Patterns with blanks: `{d4}` becomes four digits, `%Y` the year of some moment."""

import re
from datetime import datetime, timedelta
from random import Random
from string import ascii_letters, ascii_lowercase, ascii_uppercase, digits

ALPHABETS = {
    "d": digits,
    "n": digits,  # not beginning with 0
    "o": "01",
    "h": "0123456789abcdef",
    "H": "0123456789ABCDEF",
    "l": ascii_lowercase,
    "c": ascii_uppercase,
    "C": ascii_uppercase + "234567",
    "a": ascii_letters + digits,
    "u": ascii_letters + digits + "-_",
    "s": ascii_letters + digits + "+/",
    "x": "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L",
}
_BLANK = re.compile(r"\{([a-zA-Z])([0-9]+)\}")
_YEARS = 11


def listed(block: str) -> list[str]:
    """The entries of a block of text, which bars part."""
    return block.strip("\n").replace("¦\n", "¦ ").split(" ¦ ")


def some(random: Random, alphabet: str, length: int) -> str:
    """So many characters of an alphabet."""
    return "".join(random.choices(alphabet, k=length))


def filled(random: Random, pattern: str) -> str:
    """A pattern with something in its blanks."""
    if "%" in pattern:
        seconds = random.random() * _YEARS * 365 * 86400
        pattern = (datetime(2015, 1, 1) + timedelta(seconds=seconds)).strftime(pattern)

    def fill(blank: re.Match[str]) -> str:
        written = some(random, ALPHABETS[blank[1]], int(blank[2]))
        return random.choice("123456789") + written[1:] if blank[1] == "n" else written

    return _BLANK.sub(fill, pattern)
