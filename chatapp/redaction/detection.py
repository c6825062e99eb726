"""All detectors over one text, and what to believe where they disagree."""

import hashlib
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from threading import Lock

from chatapp.redaction.detectors import DETECTORS, Detector
from chatapp.redaction.finding import Found, Text
from chatapp.redaction.kinds import known

REMEMBERED = 4096
"""Texts whose findings are kept: a history is sent again each turn and needn't be read again."""


class Scanner:
    """The built-in detectors and an administrator's own, with a memory of findings.

    The memory holds digests and offsets, never text.
    """

    def __init__(self, own: Sequence[Detector] = ()) -> None:
        self._detectors = (*DETECTORS, *own)
        self._seen = OrderedDict[bytes, tuple[Found, ...]]()
        self._lock = Lock()

    def scan(self, text: str) -> tuple[Found, ...]:
        """What is in a text, by offsets into the text as given, not overlapping, in order."""
        if len(text) < 4:
            return ()
        digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
        with self._lock:
            if (seen := self._seen.get(digest)) is not None:
                self._seen.move_to_end(digest)
                return seen
        found = tuple(self._read(text))
        with self._lock:
            self._seen[digest] = found
            while len(self._seen) > REMEMBERED:
                self._seen.popitem(last=False)
        return found

    def _read(self, given: str) -> Iterable[Found]:
        text = Text(given)
        found = [found for detect in self._detectors for found in detect(text)]
        for one in without_overlaps(found):
            yield Found(*text.original(one.start, one.end), one.kind)


def without_overlaps(found: Iterable[Found]) -> list[Found]:
    """Where findings overlap the better kind names them all: nothing found shows a half."""
    kept: list[Found] = []
    for one in sorted(found, key=lambda f: (f.start, -f.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
            continue
        last = kept[-1]
        kind = min((one.kind, last.kind), key=lambda kind: known(kind).rank)
        kept[-1] = Found(last.start, max(one.end, last.end), kind)
    return kept
