"""E-mail addresses spelt so that robots don't find them: `bob (at) example (dot) com`."""

import re
from collections.abc import Iterator

from chatapp.redaction.finding import Found, Text

KINDS = ("email",)

_NAME = r"(?<![\w.+\-])[\w+\-]{1,64}"
_IN_BRACKETS = re.compile(
    rf"{_NAME}(?:(?:\.|\s?[\[({{<]\s?(?:dot|\.)\s?[\])}}>]\s?)[\w+\-]{{1,64}}){{0,5}}"
    r"\s?[\[({<]\s?(?:at|@|在)\s?[\])}>]\s?"
    r"[\w\-]{1,63}(?:(?:\.|\s?[\[({<]\s?(?:dot|\.|点)\s?[\])}>]\s?|\sdot\s)[\w\-]{2,63}){1,5}",
    re.IGNORECASE,
)
_IN_WORDS = re.compile(
    rf"{_NAME}(?:(?:\.|\s(?:dot|DOT)\s)[\w+\-]{{1,64}}){{0,5}}\s(?:at|AT)\s"
    r"[\w\-]{1,63}(?:\s(?:dot|DOT)\s[A-Za-z\-]{2,63}){0,4}\s(?:dot|DOT)\s"
    r"(?:com|org|net|edu|gov|io|cn|de|uk|fr|jp|in|info|biz|eu|ch|nl|it|es|ru|br|au|ca|us)"
    r"(?![A-Za-z])",
    re.IGNORECASE,
)
_IN_CAPITALS = re.compile(
    rf"{_NAME}(?:(?:\.| DOT )[\w+\-]{{1,64}}){{0,5}} AT "
    r"[\w\-]{1,63}(?: DOT [A-Za-z0-9\-]{2,63}){1,5}"
)


def find(text: Text) -> Iterator[Found]:
    """With brackets around the words, in capitals, or with a well-known domain at the end."""
    if text.has("(at", "[at", "{at", "<at", "( at", "[ at", "{ at", "(@", "[@", "{@", "(在", "[在"):
        for match in _IN_BRACKETS.finditer(text.text):
            yield Found(*match.span(), "email")
    if text.has(" dot "):
        for form in (_IN_WORDS, _IN_CAPITALS):
            for match in form.finditer(text.text):
                yield Found(*match.span(), "email")
