"""When two requests are the same question: everything that Claude would be told is equal.

Text is compared in NFC, with line ends and outer white space made equal, and nothing else: case,
symbols and white space inside mean something (`C`, `C++` and `C#` are three questions).
"""

import hashlib
import json
import unicodedata
from typing import Any

from chatapp.claude.request import Request

VERSION = 1
"""Goes up when kept answers of an older release must not be used any more."""


def digest(request: Request) -> str:
    """The same for requests that are the same question; whose it is stands elsewhere."""
    asked = {
        "version": VERSION,
        "purpose": request.purpose,
        "model": request.model,
        "system": request.system,
        "tools": request.tools,
        "messages": request.messages,
        "max_tokens": request.max_tokens,
        "thinking": request.thinking,
        "effort": request.effort,
    }
    canonical = json.dumps(_plain(asked), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _plain(value: Any) -> Any:
    match value:
        case str():
            text = value if value.isascii() else unicodedata.normalize("NFC", value)
            return text.replace("\r\n", "\n").strip()
        case dict():
            return {key: _plain(item) for key, item in value.items() if key != "cache_control"}
        case list() | tuple():
            return [_plain(item) for item in value]
    return value
