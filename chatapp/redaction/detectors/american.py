"""Social security and taxpayer numbers of the United States."""

import re
from collections.abc import Iterator

from stdnum.exceptions import ValidationError
from stdnum.us import itin, ssn

from chatapp.redaction.finding import Found, Text

KINDS = ("ssn",)

_GROUPED = re.compile(
    r"(?<![0-9])([0-9]{3})[ .\-_/]{1,3}([0-9]{2})[ .\-_/]{1,3}([0-9]{4})(?![0-9])"
)
_ANY = re.compile(r"[0-9](?:[ .\-_/]{0,3}[0-9]){8}(?![0-9])")
_LABEL = re.compile(
    r"ssn|social[ -]?security|itin|taxpayer|tax[ -]?id|\btin\b|社会安全|社安号|纳税人"
)
_LABEL_TO_NUMBER = re.compile(r"[^0-9]{0,24}")


def find(text: Text) -> Iterator[Found]:
    """Grouped numbers anywhere; nine bare digits only where a label says what they are."""
    for start in text.starts(9):
        if (match := _GROUPED.match(text.text, start)) is None:
            continue
        number = "".join(match.groups())
        joined = text.text[match.start() - 2 : match.start()], text.text[match.end() :][:2]
        named = text.is_reference(match.start()) and not text.is_bare_id(match.start())
        if _in_longer(*joined) or named:
            continue
        if is_valid(number):
            yield Found(*match.span(), "ssn")
    if not text.has("ssn", "social", "itin", "tax", "tin", "社会安全", "社安号", "纳税人"):
        return
    for label in _LABEL.finditer(text.lower):
        gap = _LABEL_TO_NUMBER.match(text.text, label.end())
        match_ = _ANY.match(text.text, gap.end() if gap else label.end())
        if match_ and is_valid(re.sub(r"[^0-9]", "", match_.group())):
            yield Found(*match_.span(), "ssn")


def _in_longer(before: str, after: str) -> bool:
    """Whether the digits go on behind a dash: then they are another number."""
    return re.fullmatch(r"[0-9][-./]", before) is not None or (
        re.fullmatch(r"[-/][0-9]", after) is not None
    )


def is_valid(number: str) -> bool:
    """Whether nine digits can be one of either kind."""
    for check in (ssn, itin):
        try:
            check.validate(number)
        except ValidationError:
            continue
        return True
    return False
