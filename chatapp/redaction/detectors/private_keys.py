"""Private keys in every armour, whole or cut off."""

import re
from collections.abc import Iterator

from chatapp.redaction.finding import Found, Text

KINDS = ("private_key",)

_BEGIN = re.compile(r"-{3,5} ?BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)? ?-{3,5}")
_END = re.compile(r"-{3,5} ?END (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)? ?-{3,5}")
_BODY = re.compile(r"(?:[A-Za-z0-9+/=:,\-.\s>]|\\[nrt])*")
_AGE = re.compile(r"AGE-SECRET-KEY-1[0-9A-Z]{58}")
_PUTTY = re.compile(r"Private-Lines: [0-9]{1,3}\s(?:[A-Za-z0-9+/=]{1,76}\s{1,2}){1,100}")
_JWK = re.compile(r'"(?:d|dp|dq|qi|k)"\s?:\s?"([A-Za-z0-9_\-]{20,1000})"')
_EXTENDED = re.compile(r"(?<![A-Za-z0-9])[xyz]prv[A-HJ-NP-Za-km-z1-9]{100,112}(?![A-Za-z0-9])")


def find(text: Text) -> Iterator[Found]:
    """From BEGIN to END; a key without its end goes as far as its letters do."""
    if text.has("private key"):
        stop = 0
        for begin in _BEGIN.finditer(text.text):
            if begin.start() < stop:
                continue
            body = _BODY.match(text.text, begin.end())
            stop = body.end() if body else begin.end()
            end = _END.search(text.text, begin.end(), stop + 60)
            stop = end.end() if end else stop
            yield Found(begin.start(), stop, "private_key")
    for hint, form in (("age-secret-key-1", _AGE), ("private-lines:", _PUTTY), ("prv", _EXTENDED)):
        if text.has(hint):
            for match in form.finditer(text.text):
                yield Found(*match.span(), "private_key")
    if text.has('"kty"'):
        for match in _JWK.finditer(text.text):
            yield Found(*match.span(1), "private_key")
