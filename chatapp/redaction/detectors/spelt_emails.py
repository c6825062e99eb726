"""E-mail addresses spelt so that robots don't find them: `bob (at) example (dot) com`."""

import re
from collections.abc import Iterator

from chatapp.redaction.finding import Found, Text

KINDS = ("email",)

_SIGN = r"[\w!#$%&'*+\-/=?^]"
_SIGN_OR_DOT = rf"(?:\.|{_SIGN})"
_NAME = rf"{_SIGN}(?<!{_SIGN}.)(?<!\..){_SIGN}{{0,63}}"
_HOST = r"[\w\-]{1,63}"
_AT = r"\s?[\[({<]\s?(?:at|@|在)\s?[\])}>]\s?"
_DOT = r"\s?[\[({<]\s?(?:dot|\.|点)\s?[\])}>]\s?"
_BRACKET = re.compile(r"[\[({<]\s?(?:at|@|在|dot|\.|点)\s?[\])}>]")
_DOMAINS = (
    r"(?:com|org|net|edu|gov|io|cn|de|uk|fr|jp|in|info|biz|eu|ch|nl|it|es|ru|br|au|ca|us|app|dev|ai|"
    r"co|me|tv|kr|tw|hk|sg|at|be|dk|se|no|fi|pl|cz|pt|ie|nz|za|mx|xyz|online|shop|site|tech|cloud|"
    r"technology|museum|xn--[a-z0-9\-]{2,59}|中国|рф)(?![A-Za-z0-9_\-])"
)
_IN_BRACKETS = re.compile(
    rf"{_NAME}(?:(?:\.|{_DOT}){_SIGN}{{1,64}}){{0,5}}"
    rf"(?:{_AT}{_HOST}(?:(?:\.|{_DOT}|\sdot\s)[\w\-]{{1,63}}){{1,5}}"
    rf"|@{_HOST}(?:\.{_HOST}){{0,4}}(?:{_DOT}[\w\-]{{1,63}}){{1,5}})",
    re.IGNORECASE,
)
_IN_WORDS = re.compile(
    rf"{_NAME}(?:(?:\.|\s(?:dot|DOT)\s){_SIGN}{{1,64}}){{0,5}}\s(?:at|AT)\s"
    rf"{_HOST}(?:\s(?:dot|DOT)\s{_HOST}){{0,4}}\s(?:dot|DOT)\s{_DOMAINS}",
    re.IGNORECASE,
)
_IN_CAPITALS = re.compile(
    rf"{_NAME}(?:(?:\.| DOT ){_SIGN}{{1,64}}){{0,5}} AT "
    r"[\w\-]{1,63}(?: DOT [A-Za-z0-9\-]{2,63}){1,5}"
)
_SPACED = re.compile(
    rf"{_NAME}(?:\.{_SIGN}{{1,64}}){{0,5}}(?: @ ?|@ ){_HOST}(?:\.{_HOST}){{0,4}}\.{_DOMAINS}",
    re.IGNORECASE,
)
_LABEL = r"(?:(?!_dot_)[\w\-]){1,63}"
_UNDERLINED = re.compile(  # one way to read it: signs may be underscores, too
    rf"{_SIGN}(?<!{_SIGN}.)(?:(?!_at_){_SIGN_OR_DOT}){{0,63}}_at_{_LABEL}(?:_dot_{_LABEL}){{0,4}}"
    rf"_dot_{_DOMAINS}",
    re.IGNORECASE,
)


def find(text: Text) -> Iterator[Found]:
    """With brackets around the words, in capitals, or with a well-known domain at the end."""
    forms: list[re.Pattern[str]] = []
    if _BRACKET.search(text.lower):
        forms.append(_IN_BRACKETS)
    if text.has(" dot "):
        forms += _IN_WORDS, _IN_CAPITALS
    if text.has(" @", "@ "):
        forms.append(_SPACED)
    if text.has("_dot_"):
        forms.append(_UNDERLINED)
    for form in forms:
        for match in form.finditer(text.text):
            yield Found(*match.span(), "email")
