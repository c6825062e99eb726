"""What detectors give and take: findings, runs of digits, the words before a value."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from operator import sub

from chatapp.redaction.folding import Folded

LABEL_CHARS = 48
LEAST_DIGITS = 8
MOST_SINGLES = 32
"""Digits written one by one; more are a table, and reading all its windows costs hours."""

SEPARATORS = r"[ .\-_/]"
EMPHASIS = r"[*`~]{0,3}"
"""Of Markdown, around a number or one of its groups."""

BETWEEN = rf"(?:{EMPHASIS}(?:_{{0,2}}[ .\-/]{{1,3}}_{{0,2}}|_{{1,3}}){EMPHASIS}|[*`~]{{1,3}})"
"""What stands between two groups of one number. There is one way to read it: else a number of
many groups that isn't one would cost time without end."""

_RUN = re.compile(rf"[0-9]+(?:(?=[ .\-/_*`~]){BETWEEN}[0-9]+)*")
_GROUP = re.compile(r"[0-9]+")
_REFERENCE = re.compile(
    r"(?:(?<![a-z])(?:order|invoice|receipt|tracking|e?ticket|ref|reference|txn|transaction|trace|"
    r"serial|sku|isbn|imei|iccid|imsi|build|commit|version|issue|case|parcel|shipment|batch|lot|po|part|"
    r"id|uid|gid|pid|tid|fbid|uuid|timestamp|epoch|ts|iat|time|hash|checksum|barcode|ean|gtin|upc|"
    r"rev|session|request|job|run|booking|reservation|confirmation|bestellung|trade|policy|claim|"
    r"(?<!area )code|meter|"
    r"customer|member|thread|rma|asset|item|model|bytes|size|offset|sequence|seq|device|channel|message|tweet)|"
    r"[a-z][_-]id|订单|单号|编号|流水|批次|快递|运单|物流|序列|型号|版本|时间戳|条码|工单|单据|交易|预订|预定|票|受理|串号)"
    r"(?:[ _-]?(?:no|number|nr|num|id|code|key|#|号码?|编码|码))?"
    r"[\"'“”」]?\s?(?:is|was)?[.:#=\-“\"'#(是为]*\s?(?:1z|[a-z]{2})?$"
)
_BESIDE = re.compile(r"[0-9][ .\-/]{1,6},|,[ .\-/]{1,6}[0-9]")
_WRITTEN_ID = re.compile(r"(?<![A-Za-z_])ID ?#? ?\Z")


@dataclass(frozen=True, slots=True, order=True)
class Found:
    """A value of some kind at `text[start:end]`."""

    start: int
    end: int
    kind: str


Span = tuple[int, int]
_SPAN = 2
Run = list[Span]
"""The spans of groups of digits with at most three separators between."""


class Text(Folded):
    """A folded text with what several detectors need, worked out once."""

    @cached_property
    def numbers(self) -> list[Span]:
        """Digits that stand together, nothing beside that parts groups: so many can be a value."""
        return [(run[0], run[1]) for run in self._runs if len(run) == _SPAN]

    @property
    def grouped(self) -> Iterator[Run]:
        """Runs of several groups with so many digits that they can be a value."""
        return (
            list(zip(run[::2], run[1::2], strict=True)) for run in self._runs if len(run) > _SPAN
        )

    @property
    def has_numbers(self) -> bool:
        """Whether there is either."""
        return bool(self._runs)

    @cached_property
    def _runs(self) -> list[tuple[int, ...]]:
        """Where their groups begin and end, in order.

        One object for each run: the garbage collector takes its time for every one.
        """
        found: list[tuple[int, ...]] = []
        for run in _RUN.finditer(self.text):
            start, end = run.span()
            if end - start < LEAST_DIGITS:
                continue
            if run.group().isdigit():
                found.append((start, end))
                continue
            edges = [
                edge for group in _GROUP.finditer(self.text, start, end) for edge in group.span()
            ]
            if len(edges) > _SPAN * MOST_SINGLES:
                found += _without_tables(edges)
            elif sum(edges[1::2]) - sum(edges[::2]) >= LEAST_DIGITS:
                found.append(tuple(edges))
        return found

    def starts(self, digits: int, *, grouped: bool = False) -> list[int]:
        """Where a value of at least so many digits can begin: at each group of each run.

        `grouped`: only where it has groups.
        """
        places, left = self._groups
        found = [start for start, count in zip(places, left, strict=True) if count >= digits]
        if not grouped:
            found += [start for start, end in self.numbers if end - start >= digits]
        return found

    @cached_property
    def _groups(self) -> tuple[list[int], list[int]]:
        """Where each group of a run begins, and how many digits the run has from there on."""
        places, left = list[int](), list[int]()
        for run in self._runs:
            if len(run) > _SPAN:
                starts, ends = run[::2], run[1::2]
                places += starts
                sizes = map(sub, ends[::-1], starts[::-1])
                left += list(accumulate(sizes))[::-1]
        return places, left

    def label(self, start: int) -> str:
        """What stands before a value on its line, in lower case."""
        return self.lower[max(0, start - LABEL_CHARS) : start].rpartition("\n")[2]

    def is_reference(self, start: int) -> bool:
        """Whether the value is labelled as an order number, a time, a serial number."""
        return _REFERENCE.search(self.label(start)) is not None

    def is_bare_id(self, start: int) -> bool:
        """Whether it is labelled as an "ID" and nothing says of what: that may be a person's."""
        before, label, _after = self.label(start).rpartition("id")
        return bool(label) and _REFERENCE.search(before.rstrip(" _-")) is None

    def is_written_id(self, start: int) -> bool:
        """Whether it is such an "ID" as people write it; programs write `id=` and `user_id`."""
        return _WRITTEN_ID.search(self.text, max(0, start - 8), start) is not None and (
            self.is_bare_id(start)
        )

    def is_glued(self, start: int) -> bool:
        """Whether a Latin letter stands before: hashes end in digits."""
        return self.before(start).isascii() and self.before(start).isalpha()

    def goes_on(self, start: int, end: int) -> bool:
        """Whether more digits stand beside, parted from it as groups are."""
        beside = self.text[max(0, start - 7) : start] + "," + self.text[end : end + 7]
        return _BESIDE.search(beside) is not None

    def is_plain(self, start: int, end: int) -> bool:
        """Whether this was written just so; who writes other digits has no order number in mind."""
        first, last = self.original(start, end)
        return self.given[first:last] == self.text[start:end]

    def has(self, *hints: str) -> bool:
        """Whether any of these (in lower case) occurs: what costs more is asked only then."""
        return any(hint in self.lower for hint in hints)

    def after(self, end: int) -> str:
        """The character after a value, or nothing."""
        return self.text[end : end + 1]

    def before(self, start: int) -> str:
        """The character before a value, or nothing."""
        return self.text[start - 1 : start] if start else ""


def _without_tables(edges: list[int]) -> list[tuple[int, ...]]:
    """The run without its long stretches of single digits."""
    parts: list[list[int]] = [[]]
    begin = 0
    while begin < len(edges):
        end = begin
        while end < len(edges) and edges[end + 1] - edges[end] == 1:
            end += _SPAN
        if end - begin > _SPAN * MOST_SINGLES:
            parts.append([])
        else:
            end = max(end, begin + _SPAN)
            parts[-1] += edges[begin:end]
        begin = end
    return [tuple(part) for part in parts if part]


def places(text: str, needle: str) -> Iterator[int]:
    """Where `needle` occurs."""
    at = text.find(needle)
    while at >= 0:
        yield at
        at = text.find(needle, at + 1)
