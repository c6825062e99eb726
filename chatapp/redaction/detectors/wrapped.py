"""Numbers that the end of a line or a tab cuts: in mails, in copies of PDF files, from a sheet.

Only what stands alone: longer runs over several lines are columns of a table.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, combinations, pairwise

from chatapp.redaction.detectors import american, cards, chinese, issuers
from chatapp.redaction.finding import BETWEEN, EMPHASIS, SEPARATORS, Found, Text

KINDS = ("card", "ssn", "resident_id", "phone")

LEAST_DIGITS, MOST_DIGITS = 9, 36
LEAST_GROUPS = 2
"""So few groups stand in a sentence: alone, two lines of numbers are a list."""

MOST_BESIDE = 1
LEAST_BESIDE_DIGITS = 3
"""Groups of so many digits beside a number make it a part of something else; one may be a code."""

LINE_END = r"[=\\]?(?:\r?\n|[\r\x0b\x0c\x85\u2028\u2029])[ \t>|]{0,8}(?:(?://|#|\*|--|%) ?)?-?"
"""Also with what begins a line of a quotation or a comment."""

_NO_TIME = r"(?!(?:19|20)[0-9]{2}[\-/.][0-9]{2}[\-/.][0-9]{2}[ T][0-9]{2}:)"
_CUT = rf"{EMPHASIS}{SEPARATORS}{{0,2}}(?:{LINE_END}{_NO_TIME}|\t){EMPHASIS}"
_RUN = re.compile(rf"[0-9]+(?:(?:{BETWEEN}|{_CUT})[0-9]+)*(?:(?:{BETWEEN}|{_CUT})?[{chinese.X}])?")
_SOFT = ("=", "\\")
"""What mailers and programs put before the end of a line that is none."""

_NEAR = r"[ .\-_/*`~=\\]"
_LINE_ENDS = re.compile(
    r"[\n\r\t\x0b\x0c\x85\u2028\u2029]"
    rf"(?:(?<=[0-9].)|(?<=[0-9]{_NEAR}.)|(?<=[0-9]{_NEAR}{{2}}.)|(?<=[0-9]{_NEAR}{{3}}.))",
    re.DOTALL,
)
"""Ends of lines, tabs, with a digit close before."""

_STEP = 256
_IN_RUNS = "0123456789 .-_/*`~#%=\\|>\n\r\t\x0b\x0c\x85\u2028\u2029"
_ENDS = frozenset("\n\r\t\x0b\x0c\x85\u2028\u2029")
_MENDABLE = re.compile(rf"[ \-]?{LINE_END}")
_MOST_IN_ONE = 19
_SSN_DIGITS, _MOBILE_DIGITS, _RESIDENT_DIGITS = 9, (11, 13, 15), 18
_DAY = re.compile(r"(?:19|20)[0-9]{2}[\-/.][01]?[0-9][\-/.][0-3]?[0-9][ \t]")
_WORDS = re.compile(r"[^\s0-9,;|.+\-]")
_GROUP = re.compile(rf"[0-9]+|[{chinese.X}]")


def _is_line_end(join: str) -> bool:
    return not _ENDS.isdisjoint(join.strip("\t"))


@dataclass(frozen=True, slots=True)
class Written:
    """Some groups of a run, what stands between them, and how many large ones beside."""

    start: int
    groups: tuple[str, ...]
    joins: tuple[str, ...]
    beside: int
    is_mended: bool = False

    @property
    def sizes(self) -> tuple[int, ...]:
        """How many digits stand together."""
        return tuple(map(len, self.groups))

    @property
    def separators(self) -> set[str]:
        """What stands between them on a line."""
        return {join for join in self.joins if _ENDS.isdisjoint(join)}

    @property
    def is_list(self) -> bool:
        """Whether each stands on a line of its own."""
        return len(self.groups) > LEAST_GROUPS and all(map(_is_line_end, self.joins))

    def mended(self) -> Iterator["Written"]:
        """As it stands, and without its line end, if that is the only one: more are a list."""
        yield self
        if sum(map(_is_line_end, self.joins)) > 1:
            return
        for at, join in enumerate(self.joins):
            if _MENDABLE.fullmatch(join):
                mended = "".join(self.groups[at : at + 2])
                groups = (*self.groups[:at], mended, *self.groups[at + 2 :])
                joins = self.joins[:at] + self.joins[at + 1 :]
                yield Written(self.start, groups, joins, self.beside, is_mended=True)


def find(text: Text) -> Iterator[Found]:
    """Cards, identity numbers and mobile numbers in groups, or cut once where a line ends."""
    for run in _runs(text.text):
        if run.end() - run.start() > LEAST_DIGITS:
            day = _DAY.match(text.text, run.start())
            begin = day.end() if day else run.start()
            groups = [group.span() for group in _GROUP.finditer(text.text, begin, run.end())]
            if LEAST_DIGITS <= sum(end - start for start, end in groups) <= MOST_DIGITS:
                yield from _in_run(text, groups)


def _runs(text: str) -> Iterator[re.Match[str]]:
    """The runs in which a line ends. They are looked for from there: most runs are whole."""
    done = 0
    while cut := _LINE_ENDS.search(text, done):
        at = cut.start()
        runs = _RUN.finditer(text, _begin(text, at, done))
        run = next((run for run in runs if run.end() > at), None)
        done = cut.end()
        if run and run.start() < at:
            done = max(done, run.end())
            yield run


def _begin(text: str, at: int, least: int) -> int:
    """Where that begins which may be a run with what stands at `at`."""
    while at > least:
        before = text[max(least, at - _STEP) : at]
        kept = len(before.rstrip(_IN_RUNS))
        at -= len(before) - kept
        if kept:
            break
    return at


def _in_run(text: Text, groups: list[tuple[int, int]]) -> Iterator[Found]:
    joins = [text.text[a[1] : b[0]] for a, b in pairwise(groups)]
    upto = [0, *accumulate(end - start for start, end in groups)]
    cuts = [0, *accumulate(not _ENDS.isdisjoint(join) for join in joins)]
    large = [0, *accumulate(end - start >= LEAST_BESIDE_DIGITS for start, end in groups)]
    for begin, end in combinations(range(len(groups) + 1), 2):
        if not LEAST_DIGITS <= upto[end] - upto[begin] <= _MOST_IN_ONE:
            continue
        beside = large[begin] + large[-1] - large[end]
        is_cut = cuts[end - 1] > cuts[begin]
        if not is_cut or beside > MOST_BESIDE:
            continue
        parts = tuple(text.text[a:b] for a, b in groups[begin:end])
        for kind in _likely("".join(parts), len(parts)):
            start = groups[begin][0]
            written = Written(start, parts, tuple(joins[begin : end - 1]), beside)
            if any(_is_written_as(kind, form, text) for form in written.mended()):
                yield Found(start, groups[end - 1][1], kind)


def _likely(digits: str, groups: int) -> Iterator[str]:
    """What the digits can be: asked first, for it is quick and they are hardly ever anything."""
    count = len(digits)
    if count == _RESIDENT_DIGITS:
        yield "resident_id"
    elif count == _SSN_DIGITS:
        if groups in (3, 4) and american.is_valid(digits):
            yield "ssn"
    elif count in _MOBILE_DIGITS and chinese.is_mobile_with_code(digits):
        yield "phone"
    if count > _SSN_DIGITS and digits.isdigit() and issuers.is_card(digits):
        yield "card"


def _is_written_as(kind: str, form: Written, text: Text) -> bool:
    """Whether people write a number of this kind so, there."""
    if kind == "resident_id":
        return chinese.is_resident(" ".join(form.groups))
    start, sizes = form.start, form.sizes
    if text.is_reference(start) and not text.is_bare_id(start):
        return False
    is_cut_softly = any(join[:1] in _SOFT for join in form.joins)
    in_words = (
        len(sizes) > LEAST_GROUPS or is_cut_softly or _WORDS.search(text.label(start)) is not None
    )
    if kind == "card":
        if form.is_mended and (len(sizes) == LEAST_GROUPS or text.is_glued(start)):
            return False
        if in_words and (not form.is_list or cards.is_usual(sizes)):
            return cards.is_shape(sizes, form.separators, form.beside)
        return cards.is_labelled(text, start)
    is_cell = "\t" in form.joins and "\t" in text.label(start)
    if kind == "phone" and len(sizes) == LEAST_GROUPS and not chinese.is_labelled(text, start):
        return False
    is_grouped = sizes == (3, 2, 4) if kind == "ssn" else chinese.is_grouped(sizes)
    return in_words and not form.beside and is_grouped and not is_cell
