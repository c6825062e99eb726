"""Identity and tax numbers of further countries, each checked by its own rule."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from stdnum.br import cpf
from stdnum.ca import sin
from stdnum.de import idnr
from stdnum.es import dni
from stdnum.fr import nir
from stdnum.gb import nhs
from stdnum.in_ import aadhaar, pan
from stdnum.it import codicefiscale
from stdnum.kr import rrn

from chatapp.redaction.finding import Found, Text

KINDS = ("national_id",)


@dataclass(frozen=True, slots=True)
class Number:
    """A number's form and check; `labels` (in lower case) must stand before a form too common."""

    form: re.Pattern[str]
    check: Callable[[str], Any]
    labels: tuple[str, ...] = ()


def _nino(number: str) -> bool:
    return number[:2] not in {"BG", "GB", "NK", "KN", "TN", "NT", "ZZ"}


def _form(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![0-9A-Za-z]){pattern}(?![0-9A-Za-z])")


def _letters(first: str, pattern: str) -> re.Pattern[str]:
    """A form that begins with a letter: searched by that letter, which is quick."""
    return re.compile(rf"{first}(?<![0-9A-Za-z].){pattern}(?![0-9A-Za-z])")


S, N = r"[ .\-]?", "[0-9LMNP-V]"
NUMBERS = (
    Number(_letters("[A-CEGHJ-PR-TW-Z]",
                    rf"[A-CEGHJ-NPR-TW-Z](?:{S}[0-9]{{2}}){{3}}{S}[A-D]"), _nino),
    Number(_form(r"[0-9]{3}\.[0-9]{3}\.[0-9]{3}-[0-9]{2}"), cpf.is_valid),
    Number(_form(r"[0-9]{11}"), cpf.is_valid, ("cpf",)),
    Number(_letters("[A-Z]",
                    rf"[A-Z]{{5}}{N}{{2}}[A-EHLMPRST]{N}{{2}}[A-Z]{N}{{3}}[A-Z]"),
           codicefiscale.is_valid),
    Number(_form(r"[0-9]{8}-?[A-HJ-NP-TV-Z]"), dni.is_valid),
    Number(_form(rf"[12]{S}[0-9]{{2}}{S}(?:0[1-9]|1[0-2]){S}"
                 rf"(?:[0-9]{{2}}|2[AB])(?:{S}[0-9]{{3}}){{2}}{S}[0-9]{{2}}"), nir.is_valid),
    Number(_letters("[A-Z]", r"[A-Z]{2}[ABCFGHLJPT][A-Z][0-9]{4}[A-Z]"), pan.is_valid),
    Number(_form(r"[2-9][0-9]{3}[ \-]?[0-9]{4}[ \-]?[0-9]{4}"), aadhaar.is_valid,
           ("aadhaar", "aadhar", "uidai", "आधार")),
    Number(_form(r"[0-9]{6}-[1-8][0-9]{6}"), rrn.is_valid),
    Number(_form(r"[0-9]{2}(?: ?[0-9]{3}){3}"), idnr.is_valid, ("steuer", "tax", "idnr", "tin")),
    Number(_form(r"[0-9]{3}(?:[ \-]?[0-9]{3}){2}"), sin.is_valid, ("sin", "social insurance")),
    Number(_form(r"[0-9]{3} ?[0-9]{3} ?[0-9]{4}"), nhs.is_valid, ("nhs",)),
)  # fmt: skip


_UNLABELLED = re.compile(
    "|".join(n.form.pattern for n in NUMBERS if n.form.pattern.startswith("(?<!") and not n.labels)
)


def find(text: Text) -> Iterator[Found]:
    """Numbers whose check holds."""
    likely = [start for start in text.starts(8) if _UNLABELLED.match(text.text, start)]
    for number in NUMBERS:
        if number.labels and not text.has(*number.labels):
            continue
        for match in _matches(number.form, text, text.starts(8) if number.labels else likely):
            label = text.label(match.start())
            if number.labels and not any(word in label for word in number.labels):
                continue
            if not number.labels and text.is_reference(match.start()):
                continue
            if number.check(match.group()):
                yield Found(*match.span(), "national_id")


def _matches(form: re.Pattern[str], text: Text, starts: Iterable[int]) -> Iterator[re.Match[str]]:
    if form.pattern.startswith("(?<!"):  # begins with a digit: only where there are enough of them
        return (match for start in starts if (match := form.match(text.text, start)))
    return form.finditer(text.text)
