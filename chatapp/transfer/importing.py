"""From the file that somebody brings to stored conversations, and to what they are told."""

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Any

from django.core.cache import cache
from django.db import DatabaseError

from chatapp.transfer import import_chatgpt, import_claude, import_own, store
from chatapp.transfer.found import FoundConversation, Reader, Unreadable, UploadRefused
from chatapp.transfer.import_files import Patience
from chatapp.transfer.scanner import Scanner, conversations
from chatapp.transfer.upload import Upload

logger = logging.getLogger(__name__)

MAX_NAMED = 20
LOCK_SECONDS = 600


@dataclass(slots=True)
class Summary:
    """What became of a file: counts, and (title, code) of what could not be read.

    `refused` is the code of what ended the import early, "" if nothing did.
    """

    imported: int = 0
    messages: int = 0
    present: int = 0
    empty: int = 0
    unreadable: int = 0
    problems: list[tuple[str, str]] = field(default_factory=list)
    refused: str = ""

    @property
    def found(self) -> int:
        """Everything that looked like a conversation."""
        return self.imported + self.present + self.empty + self.unreadable

    def could_not_read(self, error: Unreadable) -> None:
        """Counts one more; the first ones are named."""
        self.unreadable += 1
        if len(self.problems) < MAX_NAMED:
            self.problems.append((error.title, error.code))


def import_file(user_id: int, file: IO[bytes]) -> Summary:
    """Imports what the file holds: each conversation whole or not at all, and only once."""
    summary = Summary()
    lock = f"transfer.import.{user_id}"
    if not cache.add(lock, True, LOCK_SECONDS):
        summary.refused = "import_running"
        return summary
    try:
        _import_all(user_id, file, summary)
        if not summary.found:
            raise UploadRefused("nothing_found")
    except UploadRefused as error:
        summary.refused = error.code
    finally:
        cache.delete(lock)
    return summary


def _import_all(user_id: int, file: IO[bytes], summary: Summary) -> None:
    patience = Patience()
    for document in Upload(file).documents():
        scanner = Scanner()
        for piece in conversations(scanner, document):
            check_version(scanner.envelope)
            try:
                if isinstance(piece, Unreadable):
                    raise piece
                _import_one(user_id, piece, summary, patience)
            except Unreadable as error:
                summary.could_not_read(error)
        if not scanner.began:
            raise UploadRefused("not_json")


def _import_one(user_id: int, piece: bytes, summary: Summary, patience: Patience) -> None:
    found = read(piece)
    try:
        count = store.keep(user_id, found, patience)
    except DatabaseError as error:
        logger.exception("An imported conversation could not be stored")
        raise Unreadable("not_stored", found.title) from error
    except Unreadable as error:
        raise Unreadable(error.code, found.title) from error
    if count is None:
        summary.present += 1
    elif count:
        summary.imported += 1
        summary.messages += count
    else:
        summary.empty += 1


def check_version(envelope: dict[str, Any]) -> None:
    """Refuses an export of ours from a release that knows more than this one."""
    if envelope.get("format") == import_own.FORMAT:
        version = envelope.get("version")
        if not isinstance(version, int) or version > import_own.VERSION:
            raise UploadRefused("newer_version")


def read(piece: bytes) -> FoundConversation:
    """One conversation in whatever format it is. Raises Unreadable."""
    try:
        value = json.loads(piece.decode(), parse_constant=lambda _: None)
    except UnicodeDecodeError:
        raise Unreadable("not_utf8") from None
    except (ValueError, RecursionError):
        raise Unreadable("not_valid_json") from None
    for fits, reader in readers(value):
        if fits:
            return reader(value)
    raise Unreadable("unknown_format")


def readers(value: Any) -> Iterator[tuple[bool, Reader]]:
    """Every format with whether the conversation looks like one of it."""
    if isinstance(value, dict):
        yield isinstance(value.get("mapping"), dict), import_chatgpt.read
        yield isinstance(value.get("chat_messages"), list), import_claude.read
        yield isinstance(value.get("messages"), list) and "head" in value, import_own.read
