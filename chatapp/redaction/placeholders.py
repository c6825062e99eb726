"""What stands for a value on its way to Claude: `[EMAIL-7K3Q9MX]`.

The code is a keyed digest of the value, so the same value gets the same placeholder within a
conversation without anybody keeping count, two turns at once can't disagree, and nobody outside
can make one up. All codes have one length: none is the beginning of another.
"""

import hmac
import re

from chatapp.redaction.folding import LATIN_ALIKE, Folded
from chatapp.redaction.kinds import WORDS, Kind

CODE_CHARS = 7
_DIGITS = "0123456789"
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford: no I, L, O, U
_BY_ALNUM = frozenset({"card", "ssn", "iban", "resident_id", "phone", "national_id"})

_SPELT_AT = re.compile(r"\s?[\[({<]\s?(?:at|@|在)\s?[\])}>]\s?| ?@ ?")
_SPELT_DOT = re.compile(r"\s?[\[({<]\s?(?:dot|\.|点)\s?[\])}>]\s?")
_WORDS = (re.compile(r"[ _]at[ _]"), "@"), (re.compile(r"[ _]dot[ _]"), ".")


def canonical(kind: str, given: str) -> str:
    """What two spellings of one value have in common."""
    folded = Folded(given).text
    if kind in _BY_ALNUM:
        return re.sub(r"[^0-9A-Za-z]", "", folded.translate(LATIN_ALIKE)).upper()
    return _plain_address(folded.lower()) if kind == "email" else folded


def _plain_address(written: str) -> str:
    """`bob (at) example (dot) com` as it is meant; beside an `@`, `_dot_` may be a name's own."""
    address = _SPELT_DOT.sub(".", _SPELT_AT.sub("@", written))
    if "@" not in address:
        for word, sign in _WORDS:
            address = word.sub(sign, address)
    return address.replace(" dot ", ".")


def code_for(key: bytes, kind: str, value: str, salt: int = 0) -> str:
    """The code of a canonical value; another `salt` gives another, should two values collide."""
    text = f"{kind}\0{value}\0{salt}".encode("utf-8", "surrogatepass")
    number = int.from_bytes(hmac.digest(key, text, "sha256")[:8])
    number, first = divmod(number, 10)
    code = _DIGITS[first]
    for _ in range(CODE_CHARS - 1):
        number, place = divmod(number, 32)
        code += _ALPHABET[place]
    return code


def placeholder(kind: Kind, code: str) -> str:
    """As Claude sees it."""
    return f"[{kind.word}-{code}]"


def mask(kind: Kind) -> str:
    """What stands for a value that is hidden for good."""
    return f"[{kind.word} HIDDEN]"


# --- Reading them back: whole, or the beginning of one at the end of a text ----------------------

_OPEN = r"\\?[\[［【]"
_CLOSE = r"\\?[\]］】]"
_BLANK = r"[ \t\u00a0\u202f]"
_JOIN = r"[\\ \t\u00a0\u202f_\-\u2010-\u2015\u2212:]"
_CODE = "[0-9A-HJKMNP-TV-Za-hjkmnp-tv-z]"
_BARE_JOIN = r"[\\_\-\u2010-\u2015\u2212]"

_WORD = f"(?:{'|'.join(WORDS)})"
_WHOLE_CODE = rf"[0-9]{_CODE}{{{CODE_CHARS - 1}}}"
WHOLE = re.compile(
    rf"(?P<open>{_OPEN}){_BLANK}{{0,2}}{_WORD}{_JOIN}{{0,4}}(?P<code>{_WHOLE_CODE})(?![0-9A-Za-z])"
    rf"(?:{_BLANK}{{0,2}}(?P<close>{_CLOSE}))?"
    rf"|(?<![0-9A-Za-z]){_WORD}{_BARE_JOIN}{{1,3}}(?P<bare>{_WHOLE_CODE})(?![0-9A-Za-z])",
    re.IGNORECASE,
)
"""A placeholder in any case and spacing; a missing bracket is no reason not to know it."""


def _nested(parts: list[str], tail: str = "") -> str:
    """A form of which any beginning, cut anywhere, matches."""
    form = tail
    for part in reversed(parts):
        form = f"(?:{part}{form})?" if form else f"(?:{part})?"
    return form


def _words(tail: str) -> str:
    return "(?:" + "|".join(f"{word[0]}{_nested(list(word[1:]), tail)}" for word in WORDS) + ")"


def _code(tail: str = "") -> str:
    return _nested(["[0-9]", *[_CODE] * (CODE_CHARS - 1)], tail)


_BEGUN_CLOSE = rf"{_BLANK}{{0,2}}\\?"
_BEGUN_BODY = _words(rf"{_JOIN}{{0,4}}{_code(_BEGUN_CLOSE)}")
BEGUN = re.compile(
    rf"(?:\\|{_OPEN}{_BLANK}{{0,2}}{_BEGUN_BODY}?"
    rf"|(?<![0-9A-Za-z]){_words(rf'(?:{_BARE_JOIN}{{1,3}}{_code()})?')})\Z",
    re.IGNORECASE,
)
"""The beginning of a placeholder at the end of what has arrived."""
