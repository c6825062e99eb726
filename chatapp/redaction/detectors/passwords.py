"""Passwords: in addresses, in assignments, and where somebody says what theirs is."""

import re
from collections.abc import Iterator

from chatapp.redaction.finding import Found, Text, places

KINDS = ("password",)

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]{1,20}://[^\s/:@\"'<>]{0,100}:([^\s/@\"'<>]{1,200})@")
_WORDS = (
    r"(?:password|passwd|passphrase|pwd|secret[_ -]?access[_ -]?key|client[_ -]?secret|"
    r"app[_ -]?secret|secret[_ -]?key|api[_ -]?(?:key|token|secret)|apikey|access[_ -]?token|"
    r"refresh[_ -]?token|auth[_ -]?token|private[_ -]?token|db[_ -]?pass|secret)"
)
_ASSIGNED = re.compile(
    rf"{_WORDS}[A-Za-z0-9_\-]{{0,20}}[\"'`]?\s{{0,4}}(?::=|=>|=|:)\s{{0,4}}"
    r"(?:\"([^\"\n]{3,200})\"|'([^'\n]{3,200})'|`([^`\n]{3,200})`|([^\s\"'`,;<>(){}\[\]]{4,200}))",
    re.IGNORECASE,
)
_SAID = re.compile(
    r"(?:password|passphrase|passwd|pwd|pin code)\s(?:is|was|to|=)\s{1,2}"
    r"[\"'`“]?([^\s\"'`”,;]{4,100})",
    re.IGNORECASE,
)
_KEY = re.compile(
    r"\b(?:key|token|secret)\s(?:is|was)[:：]?\s{0,2}[\"'`“]?"
    r"((?=[A-Za-z_\-]{0,60}[0-9])(?=[0-9_\-]{0,60}[A-Za-z])[A-Za-z0-9_\-]{16,200})",
    re.IGNORECASE,
)
"""Of no known service: so long and of letters and digits it is no word."""

_CHINESE = re.compile(
    r"(?:密码|口令|密钥|秘钥)(?:是|为|设为|改为|设置为)?[\s:=\"'“”]{0,4}([!-~]{4,100})"
)
_OPTION = re.compile(r"(?:--password[= ]|\s-p(?=[^\s-]{6}))([^\s\"'`]{4,100})")
_HINTS = ("pass", "pwd", "secret", "api", "token", "pin code")
_WORD_CHARS, _VALUE_CHARS = 24, 256
_NOTHING = re.compile(
    r"(?:\$\{?[A-Za-z_]|<|\{\{|%[(\w]|os\.|env[.\[(]|process\.|None$|null$|true$|false$|undefined$|"
    r"str$|string$|required|optional|\*{3,}|x{4,}$|\.{3}|your[_ -]|settings\.|self\.|request\.|"
    r"get[A-Z_(]|field|models\.|forms\.|config[.\[(])",
    re.IGNORECASE,
)
_PROSE = frozenset(
    [
        "incorrect",
        "wrong",
        "required",
        "invalid",
        "expired",
        "correct",
        "empty",
        "missing",
        "reset",
        "changed",
        "forgotten",
        "known",
        "stored",
        "hashed",
        "encrypted",
        "protected",
        "needed",
        "about",
        "that",
        "this",
        "what",
        "your",
        "with",
        "from",
        "have",
        "been",
        "being",
        "secure",
        "strong",
        "weak",
        "safe",
        "sent",
        "entered",
        "shown",
        "used",
        "valid",
        "must",
        "should",
        "will",
        "also",
        "always",
        "never",
        "only",
        "still",
        "still,",
        "very",
        "same",
        "there",
        "here",
        "called",
        "null",
        "none",
        "access",
        "gain",
        "unlock",
        "enter",
        "continue",
        "change",
    ]
)


def find(text: Text) -> Iterator[Found]:
    """Values, not the words around them; a reference to a variable is no password."""
    if "://" in text.text and "@" in text.text:
        for match in _URL.finditer(text.text):
            yield from _password(match, 1, check=False)
    if text.has(*_HINTS):
        for match in _near_words(_ASSIGNED, text):
            group = next(number for number in range(1, 5) if match.group(number))
            yield from _password(match, group)
        for match in _near_words(_SAID, text):
            if match.group(1).rstrip(".!?").lower() not in _PROSE:
                yield from _password(match, 1)
    if text.has("key is", "key was", "token is", "token was", "secret is", "secret was"):
        for match in _KEY.finditer(text.text):
            yield from _password(match, 1)
    if text.has("密码", "口令", "密钥", "秘钥"):
        for match in _CHINESE.finditer(text.text):
            yield from _password(match, 1)
    if text.has("--password", "mysql ", "mysqldump ", "sshpass "):
        for match in _OPTION.finditer(text.text):
            yield from _password(match, 1)


def _near_words(form: re.Pattern[str], text: Text) -> Iterator[re.Match[str]]:
    """What matches around a word for a password: to search everywhere costs far more."""
    begin = end = 0
    for at in sorted(at for hint in _HINTS for at in places(text.lower, hint)):
        if at - _WORD_CHARS > end:
            yield from form.finditer(text.text, begin, end)
            begin = at - _WORD_CHARS
        end = at + _WORD_CHARS + _VALUE_CHARS
    yield from form.finditer(text.text, begin, end)


def _password(match: re.Match[str], group: int, *, check: bool = True) -> Iterator[Found]:
    value = match.group(group)
    if check and _NOTHING.match(value):
        return
    end = match.end(group)
    while check and value and value[-1] in ".!?)" and not value[:-1].endswith(("!", "?", ".")):
        if value[-1] in "!?" and len(value) < 12:
            break  # as likely a part of it
        value, end = value[:-1], end - 1
    if len(value) >= (4 if check else 1):
        yield Found(match.start(group), end, "password")
