"""Text as detectors read it: one spelling for every digit, dash and space there is.

People paste full-width digits, no-break spaces, en dashes, zero-width characters, and what markup
makes of them. Detection sees NFKC text with ASCII digits, `-` and blanks; an offset map leads from
there to the text as given.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from functools import cached_property, lru_cache
from itertools import pairwise

from chatapp.redaction.escapes import Spelt, spelt

_DASHES = "\u2212\u2043\u02d7\u30fc\uff70\u2500\u2796"
_DOTS = "\u3002\uff61\u00b7\u2022\u2027\u30fb"
_UNSEEN = "\u115f\u1160\u17b4\u17b5\u3164\uffa0"
_MARKS = (("\u0300", "\u036f"), ("\u20d0", "\u20ff"), ("\ufe00", "\ufe0f"))
"""Accents, keycaps and what chooses between pictures: what stands below them counts."""

_OTHERS = {"\u2116": "#", "\U0001f10b": "0", "\U0001f10c": "0"}
"""What NFKC writes as a word, glued to the number behind it; noughts that Unicode calls none."""

_HAN = str.maketrans(
    "〇零一二三四五六七八九壹贰叁肆伍陆柒捌玖貳參叄陸〡〢〣〤〥〦〧〨〩",
    "001234567891234567892336123456789",
)
_HAN_NUMBER = re.compile(
    rf"[{''.join(map(chr, _HAN))}](?:[ .\-]?[{''.join(map(chr, _HAN))}]){{8,}}"
)
"""Digits read out one by one: so many in a row are a number, fewer may be a word or a year."""

LATIN_ALIKE = str.maketrans(
    "АВЕЅЗКМНОРСТУХІЈавеѕкмнорстухіјΑΒΕΖΗΙΚΜΝΟΡΤΥΧχ×",
    "ABES3KMHOPCTYXIJabeskmhopctyxijABEZHIKMNOPTYXxX",
)
"""Cyrillic and Greek letters that look like Latin ones: for numbers that hold no other letters."""

_HAN_DIGITS = frozenset(map(chr, _HAN))
_REPLACE_AT_MOST = 24
"""Distinct characters up to which one `replace` each is quicker than one `translate`."""


@lru_cache(maxsize=20_000)
def fold_character(char: str) -> str:
    """How one character reads: a digit, a dash, a blank, its NFKC form, or nothing at all."""
    if (digit := unicodedata.digit(char, None)) is not None:
        return str(digit)
    category = unicodedata.category(char)
    if category == "Cf" or char in _UNSEEN or any(a <= char <= z for a, z in _MARKS):
        return ""
    if char in _OTHERS:
        return _OTHERS[char]
    if category == "Pd" or char in _DASHES:
        return "-"
    if category == "Zs":
        return " "
    if char in _DOTS:
        return "."
    folded = unicodedata.normalize("NFKC", char)
    if len(folded) == 1:
        return folded if folded == char else fold_character(folded)
    return folded if folded.isascii() and any(c.isalnum() for c in folded) else char


class Folded:
    """A text, how detectors read it (`text`), and the way back (`original`)."""

    def __init__(self, given: str) -> None:
        self.given = given
        self.text = given
        self._at: list[int] = [0]
        self._from: list[int] = [0]
        self._ends: dict[int, int] = {}
        escapes = list(spelt(given))
        if given.isascii() and not escapes:
            return
        forms = {char: fold_character(char) for char in set(given) if char > "\x7f"}
        changed = {char: form for char, form in forms.items() if form != char}
        if escapes or any(len(form) != 1 for form in changed.values()):
            self._map(changed, escapes)
        elif len(changed) <= _REPLACE_AT_MOST:
            for char, form in changed.items():
                self.text = self.text.replace(char, form)
        else:
            self.text = given.translate({ord(c): form for c, form in changed.items()})
        if not _HAN_DIGITS.isdisjoint(forms.values()):
            self.text = _HAN_NUMBER.sub(_in_digits, self.text)

    def _map(self, changed: dict[str, str], escapes: list[Spelt]) -> None:
        table = {ord(c): form for c, form in changed.items() if len(form) == 1}
        odd = [(at, at + 1, form) for char, form in changed.items() if len(form) != 1
               for at in _places(self.given, char)]  # fmt: skip
        odd += [(start, end, _read(char)) for start, end, char in escapes]
        odd.sort()
        pieces: list[str] = []
        length = begin = 0
        for start, end, form in odd:
            plain = self.given[begin:start].translate(table)
            pieces += (plain, form)
            length += len(plain)
            for offset in range(len(form)):
                self._point(length + offset, start)
            length += len(form)
            self._point(length, end)
            if end - start > 1:
                self._ends[start] = end
            begin = end
        self.text = "".join(pieces) + self.given[begin:].translate(table)

    def _point(self, folded: int, given: int) -> None:
        """From `folded` on, characters come from `given` on."""
        if self._at[-1] == folded:
            self._from[-1] = given
        else:
            self._at.append(folded)
            self._from.append(given)

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The span of the text as given that reads as `text[start:end]`, not empty."""
        last = self._given(end - 1)
        return self._given(start), self._ends.get(last, last + 1)

    def parts(self, start: int, end: int) -> list[int]:
        """How many characters stand together in `text[start:end]` as given: unseen ones part."""
        first, last = bisect_right(self._at, start), bisect_left(self._at, end)
        cuts = [start, *self._at[first:last], end]
        return [b - a for a, b in pairwise(cuts)]

    def _given(self, index: int) -> int:
        place = bisect_right(self._at, index) - 1
        return self._from[place] + index - self._at[place]

    @cached_property
    def lower(self) -> str:
        """The text in lower case, as long as `text`: for words around a value."""
        lower = self.text.lower()
        return lower if len(lower) == len(self.text) else "".join(map(_lower, self.text))


def _in_digits(number: re.Match[str]) -> str:
    return number.group().translate(_HAN)


def _read(char: str) -> str:
    return fold_character(char) if char > "\x7f" else char


def _lower(char: str) -> str:
    lower = char.lower()
    return lower if len(lower) == 1 else char


def _places(text: str, char: str) -> list[int]:
    places, at = [], text.find(char)
    while at >= 0:
        places.append(at)
        at = text.find(char, at + 1)
    return places
