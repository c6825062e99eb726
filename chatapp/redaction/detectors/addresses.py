"""Addresses on the network: e-mail, IPv4, IPv6."""

import ipaddress
import re
from collections.abc import Iterator

from chatapp.redaction.finding import Found, Text, places

KINDS = ("email", "ip")

_LOCAL_MOST, _DOMAIN_MOST = 128, 253
WITHOUT_SPACES = r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_ALLOWED = r"!#$%&'*+/=?^`{|}~.\-"
_LOCAL = re.compile(rf"[A-Za-z0-9_{_ALLOWED}]+")
_QUOTED = re.compile(r"\"[^\"\n]{1,62}\"")
_LOCAL_ANY = re.compile(rf"[\w{_ALLOWED}]+")
_LOCAL_SPELT = re.compile(rf"(?:[\w{_ALLOWED}](?<![{WITHOUT_SPACES}]))*[^\W{WITHOUT_SPACES}]")
"""Letters of scripts that part words by spaces: `müller` whole, but `邮箱` before `bob@` stays.

All are read from the `@` backwards: from the front each place would have to be tried.
"""

_LOCALS = (_LOCAL_SPELT, _LOCAL, _QUOTED, _LOCAL_ANY)
_DOMAIN = re.compile(
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9\-]{0,61}[A-Za-z0-9])?\.)+"
    r"([Xx][Nn]--[A-Za-z0-9\-]{2,59}|[A-Za-z]{2,24})"
)
_LETTER = r"[\w\u0300-\u036f\u0900-\u0dff\u0e31-\u0eff\u1000-\u109f]"  # with vowel signs
_DOMAIN_ANY = re.compile(
    rf"(?:{_LETTER}(?:(?:{_LETTER}|-){{0,61}}{_LETTER})?\.)+"
    rf"(?:[Xx][Nn]--[A-Za-z0-9\-]{{2,59}}|(?![0-9]){_LETTER}{{2,24}})"
)
_FILES = frozenset(
    (
        "png",
        "jpg",
        "jpeg",
        "gif",
        "svg",
        "webp",
        "js",
        "ts",
        "css",
        "py",
        "md",
        "txt",
        "json",
        "html",
    )
) | {"pdf"}
_NO_LOCAL, _NO_DOMAIN = frozenset(("", " ", "\n", "@")), frozenset(("", " ", "\n", "@", "."))
_LITERAL = re.compile(r"\[(?:IPv6:)?[0-9A-Fa-f.:]{3,45}\]")

_V4 = re.compile(
    r"[0-9](?<![0-9A-Za-z.\-].)[0-9]{0,2}\.(?:[0-9]{1,3}\.){2}[0-9]{1,3}(?![0-9]|[.\-][0-9])"
)
_V6 = re.compile(
    r"(?<![0-9A-Za-z:.])[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}(?:(?:\.[0-9]{1,3}){3})?(?![0-9A-Za-z:])"
)
_COLONS = re.compile(r":[0-9A-Fa-f]{0,4}:")
_HEX = frozenset("0123456789abcdefABCDEF")
_VERSION_CHARS = 14
_VERSION = re.compile(
    r"(?:\bv|version|release|ver\.?|版本|build|firmware|section|chapter|clause|paragraph|figure|"
    r"table|step|appendix|oid|§|章|节|条|第)[ :=]{0,3}$"
)


def find(text: Text) -> Iterator[Found]:
    """E-mail addresses and hosts of the network; names of this machine itself are let through."""
    if "@" in text.text:
        yield from _emails(text)
    if "." in text.text:
        for match in _V4.finditer(text.text):
            if _is_host(match.group()) and not _is_version(text, match.start()):
                yield Found(*match.span(), "ip")
    if text.text.count(":") > 1:
        for match in _v6(text.text):
            groups = [group for group in match.group().split(":") if group]
            if len(groups) > 2 or any(c.isdigit() for c in match.group()):
                yield from _ip(match)


def _emails(text: Text) -> Iterator[Found]:
    for at in places(text.text, "@"):
        if text.before(at) in _NO_LOCAL or text.after(at + 1) in _NO_DOMAIN:
            continue
        backwards = text.text[max(0, at - _LOCAL_MOST) : at][::-1]
        following = text.text[at + 1 : at + 1 + _DOMAIN_MOST]
        domain = (
            _DOMAIN.match(following) or _LITERAL.match(following) or _DOMAIN_ANY.match(following)
        )
        if domain is None:
            continue
        forms = _LOCALS if domain.group().isascii() else (_LOCAL_ANY, _QUOTED)
        local = next((found for form in forms if (found := form.match(backwards))), None)
        if local is None:
            continue
        name = local.group()[::-1].lstrip(".'`*_{|}/=&?#")
        host = domain.group()
        if not name or host.rpartition(".")[2].lower() in _FILES:
            continue
        if name.lower() == "git" and following[domain.end() : domain.end() + 1] == ":":
            continue  # an address of a repository
        yield Found(at - len(name), at + 1 + len(host), "email")


def _v6(text: str) -> Iterator[re.Match[str]]:
    """Found from their colons on: a search for what may begin with a digit costs far more."""
    end = 0
    for colons in _COLONS.finditer(text):
        begin = colons.start()
        while begin > end and colons.start() - begin < 4 and text[begin - 1] in _HEX:
            begin -= 1
        if colons.start() >= end and (match := _V6.match(text, begin)):
            end = match.end()
            yield match


def _is_host(four: str) -> bool:
    """Whether four numbers are an address of somebody: no mask, not this machine's own."""
    numbers = four.split(".")
    if any((len(number) > 1 and number[0] == "0") or int(number) > 255 for number in numbers):
        return False
    return numbers[0] not in ("127", "255") and any(number != "0" for number in numbers)


def _is_version(text: Text, start: int) -> bool:
    before = text.lower[max(0, start - _VERSION_CHARS) : start]
    return _VERSION.search(before) is not None


def _ip(match: re.Match[str]) -> Iterator[Found]:
    try:
        address = ipaddress.ip_address(match.group())
    except ValueError:
        return
    if not (address.is_loopback or address.is_unspecified):
        yield Found(*match.span(), "ip")
