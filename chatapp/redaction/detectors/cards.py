"""Payment cards of all networks: a known issuer's range, a length of that network, Luhn."""

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from itertools import accumulate, pairwise

from chatapp.redaction.detectors import issuers
from chatapp.redaction.detectors.issuers import LONGEST, SHORTEST, passes_luhn
from chatapp.redaction.finding import Found, Run, Text
from chatapp.redaction.lists import by_chance
from chatapp.redaction.tables import COLUMN_DIGITS, Row, without_tables

KINDS = ("card",)

_WORDS = (
    *("card", "visa", "master", "amex", "american express", "discover", "diners", "maestro"),
    *("unionpay", "jcb", "mir", "credit", "debit", "银行卡", "信用卡", "储蓄卡", "借记卡", "卡号"),
    "银联",
)
_LABEL = re.compile(rf"(?:{'|'.join(_WORDS)}|\bcc\b|\bpan\b)(?!.*(?:iccid|imei))[^0-9]{{0,24}}$")
_NEAR = re.compile(
    r"card|visa|credit|debit|\bcvv|\bcvc|\bexp|\bpa(?:y|id)|charge|valid thru|number|"
    r"卡|银联|付款|支付|号码"
)
_NEAR_CHARS = 60
_LEAST_PAIRED = 15
"""Digits two by two are a card's from so many on; fewer are a draw of a lottery."""

_THOUSANDS = 3
"""Digits in threes between blanks or dots are a large figure."""

_FEW = 2
"""So few groups between blanks or dots are two numbers, or a decimal."""

_SHAPES = {(4, 6, 5), (4, 6, 4), (6, 13), (6, 10), (6, 9), (6, 12), (1, 4, 4, 4), (9, 9), (6, 6, 4),
           (4, 3, 3, 3)}  # fmt: skip
_PARCEL_GROUPS = [4, 4, 4, 4, 4, 2]
_ADDRESS = re.compile(r"://[^\s?]*$")
_DOI = re.compile(r"10\.[0-9]{4,9}/")


def find(text: Text) -> Iterator[Found]:
    """Cards in any grouping that people write, also glued to letters."""
    if not text.has_numbers:
        return
    is_named = text.has(*_WORDS, "cc", "pan")
    yield from _bare(text, is_named)
    rows = [row for run in text.grouped if (row := _row(text, run, is_named))]
    for row in without_tables(text, rows):
        for begin, end in row.windows:
            yield Found(row.run[begin][0], row.run[end - 1][1], "card")


def _bare(text: Text, is_named: bool) -> Iterator[Found]:
    for at, (start, end) in enumerate(text.numbers):
        if not SHORTEST <= end - start <= LONGEST:
            continue
        number = text.text[start:end]
        if (is_named or issuers.has_issuer(number)) and passes_luhn(number):
            is_card = _is_card_there(text, [(start, end)], 0, 1, number)
            if is_card and (
                is_labelled(text, start)
                or not by_chance(text, at, issuers.is_card, issuers.has_issuer)
            ):
                yield Found(start, end, "card")


def is_labelled(text: Text, start: int) -> bool:
    """Whether a word for a card stands before."""
    return _LABEL.search(text.label(start)) is not None


def _row(text: Text, run: Run, is_named: bool) -> Row | None:
    offsets = [0, *accumulate([end - start for start, end in run])]
    if offsets[-1] < SHORTEST:
        return None
    digits = "".join([text.text[start:end] for start, end in run])
    row, begin = Row(run), 0
    while begin < len(run):
        taken = _card_at(text, run, digits, offsets, begin, is_named and begin == 0)
        if taken:
            row.windows.append((begin, begin + taken))
        is_single = run[begin][1] - run[begin][0] == 1  # another may begin in the midst of it
        begin += 1 if is_single else taken or 1
    return row


def _card_at(
    text: Text, run: Run, digits: str, offsets: list[int], begin: int, is_any: bool
) -> int:
    """How many groups from `begin` on make a card; the most digits win.

    `is_any`: a word for a card may stand before, so that any issuer's will do.
    """
    at = offsets[begin]
    number = digits[at : at + LONGEST]
    lengths = issuers.lengths_of(number)
    if not (lengths or is_any):
        return 0
    last = bisect_right(offsets, at + LONGEST, begin + 1) - 1
    for end in range(last, begin, -1):
        length = offsets[end] - at
        if length < SHORTEST:
            break
        is_likely = (length in lengths or is_any) and passes_luhn(number[:length])
        if is_likely and _is_card_there(text, run, begin, end, number[:length]):
            return end - begin
    return 0


def _is_card_there(text: Text, run: Run, begin: int, end: int, number: str) -> bool:
    """Whether people write cards so, and a word for a card or its issuer's range tells one."""
    if begin == 0 and is_labelled(text, run[0][0]):
        return True
    if not issuers.has_issuer(number):
        return False
    groups = run[begin:end]
    sizes, joins = _grouping(text, groups)
    is_whole = len(groups) == len(run)
    return (
        is_shape(sizes, joins, _beside(text, run, begin, end), is_whole)
        or (is_whole and _is_one(sizes, joins) and not text.is_reference(run[0][0]))
    ) and not _is_other(text, run, begin, end)


def _is_other(text: Text, run: Run, begin: int, end: int) -> bool:
    """The number of a paper, a parcel; bare digits that are decimals, named otherwise, a page."""
    if _DOI.match(text.text, run[0][0]) or _is_parcel(text, run):
        return True
    start, stop = run[begin][0], run[end - 1][1]
    if end - begin > 1:
        return begin > 0 and text.is_glued(run[0][0])  # of an account, whose letters stand before
    if begin and text.text[run[begin - 1][1] : start] == ".":
        return True
    if text.is_reference(start) and not text.is_written_id(start):
        return True
    if text.before(start) == "/" and _ADDRESS.search(text.label(start)):
        return _LABEL.search(text.label(start)) is None
    number = text.text[start:stop]
    if issuers.is_rare(number) and text.is_plain(start, stop):
        return _NEAR.search(text.lower[max(0, start - _NEAR_CHARS) : stop + _NEAR_CHARS]) is None
    return False


def _is_parcel(text: Text, run: Run) -> bool:
    """Numbers of the United States Postal Service: 22 digits from 91 to 95 on."""
    if len(run) != len(_PARCEL_GROUPS):
        return False
    is_grouped = [end - start for start, end in run] == _PARCEL_GROUPS
    return is_grouped and "91" <= text.text[run[0][0] :][:2] <= "95"


def _grouping(text: Text, groups: Run) -> tuple[list[int], set[str]]:
    between = {text.text[a[1] : b[0]] for a, b in pairwise(groups)}
    return [end - start for start, end in groups], between


def _beside(text: Text, run: Run, begin: int, end: int) -> int:
    """How many groups beside these go on as they do: parted alike, and as long or columns."""
    if end - begin < 2:
        return 0
    size, join = run[begin][1] - run[begin][0], text.text[run[begin][1] : run[begin + 1][0]]
    beside = 0
    for groups in (run[max(0, begin - 3) : begin + 1][::-1], run[end - 1 : end + 3]):
        for (a, b), (c, d) in pairwise(groups):
            between = text.text[min(b, d) : max(a, c)]
            if between != join or (d - c != size and d - c < COLUMN_DIGITS):
                break
            beside += 1
    return beside


def _is_one(sizes: Sequence[int], joins: Collection[str]) -> bool:
    """Whether groups of any sizes are one number: nothing beside, one sign between them all."""
    figure = set(sizes[1:]) == {_THOUSANDS} and sizes[0] <= _THOUSANDS
    if len(joins) != 1 or figure or set(sizes) <= {1, 2}:
        return False
    return joins == {"-"} or len(sizes) > _FEW


def is_usual(sizes: Sequence[int]) -> bool:
    """Whether these are the groups of cards: fours with a rest, 4-6-5 and the like, or ones."""
    *fours, last = sizes
    return tuple(sizes) in _SHAPES or set(sizes) == {1} or (set(fours) == {4} and last <= 4)


def is_shape(
    sizes: Sequence[int], joins: Collection[str], beside: int, is_whole: bool = True
) -> bool:
    """Whether people group cards like that: 4-4-4-4, 4-6-5, one by one …

    `beside` counts the groups beside that go on in the same way: a part of more is a table.
    `is_whole`: nothing stands beside.
    """
    if len(sizes) == 1 or set(sizes) == {4} or tuple(sizes) in _SHAPES:
        return True
    if all(size % 4 == 0 for size in sizes):
        return beside == 0
    first, *_, last = sizes
    uniform = all(size == first for size in sizes[:-1])
    if first == 4:
        return uniform and last <= 7
    if not uniform or last > first:
        return False
    if (len(sizes) == 2 and "." in joins) or (first == 2 and sum(sizes) < _LEAST_PAIRED):
        return False
    if first == last == _THOUSANDS and set(joins) <= {" ", "."}:
        return False
    return beside == 0 and (is_whole or first > 2 or len(joins) == 1)
