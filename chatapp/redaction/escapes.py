"""Characters that markup, addresses and JSON spell: `&nbsp;`, `%40`, `\\u00a0`, `<br>`."""

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import unquote

_FORM = re.compile(
    r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z]{2,10});"
    r"|%[0-7][0-9A-Fa-f]"
    r"|%[C-Fc-f][0-9A-Fa-f](?:%[89ABab][0-9A-Fa-f]){1,3}"
    r"|\\u[0-9A-Fa-f]{4}"
    r"|\\[\-_. ](?=[0-9A-Za-z])"
    r"|\\[rnt](?=\\|[0-9]|[ >]{1,6}[0-9])|\\[nt](?=[A-Z0-9])(?<=[0-9A-Z]..)"
    r"|<br(?: [^<>]{0,80})?/?>(?:\r?\n)?"
    r"|<(?:wbr|/?(?:b|i|u|em|strong|span|mark|code|font))(?: [^<>]{0,80})?/?>"
    r"|\+(?=[0-9])(?<=[0-9].)"
)
_FORM_FIELD = re.compile(r"=[0-9A-Za-z+%]*\Z")
_FIELD_CHARS = 40
_BLANKS = {"n": "\n", "r": "\r", "t": "\t"}

Spelt = tuple[int, int, str]
"""A span of the text as given, and what stands there."""


def spelt(given: str) -> Iterator[Spelt]:
    """Every such place, in order."""
    if any(sign in given for sign in "&%\\<+"):
        for match in _FORM.finditer(given):
            stands_for = _read(given, match)
            if stands_for is not None:
                yield *match.span(), stands_for


def _read(given: str, match: re.Match[str]) -> str | None:
    form = match.group()
    match form[0]:
        case "&":
            char = unescape(form)
        case "%":
            char = unquote(form)
        case "\\":
            char = chr(int(form[2:], 16)) if form[1] == "u" else _BLANKS.get(form[1], form[1])
        case "<":
            return "\n" if form[:3] == "<br" else ""
        case _:
            before = given[max(0, match.start() - _FIELD_CHARS) : match.start()]
            return " " if _FORM_FIELD.search(before) else None
    return char if len(char) == 1 and char != "\ufffd" else None
