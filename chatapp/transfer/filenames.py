"""Names for files that every system takes, out of titles that people and Claude write."""

import re
import unicodedata

MAX_CHARS = 80
MAX_BYTES = 180

_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]+')


def safe(title: str, otherwise: str = "conversation") -> str:
    """The title as a name without its extension: letters of any script stay as they are.

    Out go separators, what Windows forbids, and invisible characters (which can make a name
    read backwards).
    """
    name = unicodedata.normalize("NFC", title)
    name = _FORBIDDEN.sub(" ", name)
    name = "".join(c for c in name if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn"))
    name = " ".join(name.split())[:MAX_CHARS]
    name = name.encode()[:MAX_BYTES].decode(errors="ignore").strip(" .")
    if not name:
        return otherwise
    return f"{name}_" if _RESERVED.fullmatch(name) else name


def distinct(name: str, taken: set[str]) -> str:
    """The name, with a number where it is taken: also by one that differs in case only."""
    candidate, number = name, 2
    while candidate.casefold() in taken:
        candidate, number = f"{name} ({number})", number + 1
    taken.add(candidate.casefold())
    return candidate
