"""What an import has found, in one form whatever it was found in."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Block = dict[str, Any]


@dataclass(slots=True, kw_only=True)
class FoundMessage:
    """A message as read. `role` is "" for a node that only holds the tree together.

    `key` and `parent` are the file's own ids; `content` holds blocks of the API.
    """

    key: str
    parent: str | None
    role: str
    content: list[Block]
    state: str = "complete"
    model: str = ""
    stop_reason: str = ""
    error_code: str = ""
    usage: dict[str, Any] | None = None
    continues: bool = False
    created_at: datetime | None = None
    ended_at: datetime | None = None


@dataclass(slots=True, kw_only=True)
class FoundConversation:
    """A conversation as read; `source` and `key` make it the same one when it is read again.

    `files` (as base64) and `long_texts` are what its blocks refer to, by their key in the file.
    """

    source: str
    key: str
    title: str
    messages: list[FoundMessage] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)
    long_texts: dict[str, str] = field(default_factory=dict)
    head: str | None = None
    named: bool = True
    model: str = ""
    assistant: str = ""
    created_at: datetime | None = None
    active_at: datetime | None = None
    pinned_at: datetime | None = None
    archived_at: datetime | None = None


Reader = Callable[[dict[str, Any]], FoundConversation]
"""One per format: the parsed JSON of one conversation in, what was found out.

Raises Unreadable."""


class Unreadable(Exception):
    """One conversation can't be read (`sentences.CONVERSATION`); the others can."""

    def __init__(self, code: str, title: str = "") -> None:
        super().__init__(code)
        self.code, self.title = code, title


class UploadRefused(Exception):
    """Nothing (more) can be read from the file (`sentences.UPLOAD`)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
