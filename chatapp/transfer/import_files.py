"""Files and long texts that come with a conversation: looked into like any other, then attached."""

import base64
import binascii
import io
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from asgiref.sync import async_to_sync
from django.conf import settings

from chatapp.documents import arriving, converting
from chatapp.documents.arriving import Arrived
from chatapp.documents.models import Attachment
from chatapp.documents.refusal import Refused
from chatapp.longtext import blocks as long_blocks
from chatapp.longtext.models import LongText
from chatapp.models import Conversation, Message
from chatapp.transfer.found import Block, FoundConversation
from chatapp.transfer.missing import missing_file

SECONDS = 120.0
"""That all files of one import may take to be read; what is left then is only named."""


@dataclass(frozen=True, slots=True)
class Received:
    """A file on disk that has been read, and the facts of it."""

    arrived: Arrived
    facts: dict[str, Any]


class Patience:
    """What is left of the seconds for the files of one import, all its conversations together."""

    def __init__(self) -> None:
        self._until = time.monotonic() + SECONDS

    def is_over(self) -> bool:
        """Whether no further file is read."""
        return time.monotonic() > self._until


@contextmanager
def received(found: FoundConversation, patience: Patience) -> Iterator[dict[str, Received]]:
    """The files that messages refer to, by key, without those that are refused."""
    ready: dict[str, Received] = {}
    try:
        for key, name in list(_named(found).items())[: settings.FILES_PER_CONVERSATION]:
            if patience.is_over():
                break
            if one := _receive(name, found.files.get(key, "")):
                ready[key] = one
        yield ready
    finally:
        for one in ready.values():
            shutil.rmtree(one.arrived.workplace, ignore_errors=True)


def attach(
    user_id: int,
    found: FoundConversation,
    ready: dict[str, Received],
    chat: Conversation,
    rows: dict[str, Message],
) -> None:
    """Puts files and long texts on the messages that refer to them, in the caller's transaction."""
    attaching = _Attaching(user_id, found, ready, chat)
    for row in rows.values():
        if any(block["type"] in ("attachment", "long_text_source") for block in row.content):
            row.content = [
                attaching.block(row, position, block) for position, block in enumerate(row.content)
            ]
            row.save(update_fields=["content"])


class _Attaching:
    def __init__(
        self,
        user_id: int,
        found: FoundConversation,
        ready: dict[str, Received],
        chat: Conversation,
    ) -> None:
        self._user_id, self._found, self._ready, self._chat = user_id, found, ready, chat
        self._texts: dict[str, LongText] = {}

    def block(self, row: Message, position: int, block: Block) -> Block:
        match block:
            case {"type": "attachment", "file": str(key), "name": name} if key in self._ready:
                return self._file(row, position, self._ready[key], arriving.clean_name(name))
            case {"type": "long_text_source", "text": str(key), "name": name}:
                if text := self._text(key, name):
                    return long_blocks.source(text)
        refers = block["type"] in ("attachment", "long_text_source")
        return missing_file(block["name"]) if refers else block

    def _file(self, row: Message, position: int, one: Received, name: str) -> Block:
        try:
            file = arriving.stored(self._user_id, one.arrived, one.facts)
        except Refused:
            return missing_file(name)
        attached = Attachment.objects.create(file=file, message=row, position=position, name=name)
        return attached.reference()

    def _text(self, key: str, name: str) -> LongText | None:
        words = self._found.long_texts.get(key, "")
        if not words or len(words) > settings.LONG_TEXT_MAX_CHARS:
            return None
        if key not in self._texts:
            self._texts[key] = LongText.objects.create(
                conversation=self._chat, name=name, text=words
            )
        return self._texts[key]


def _named(found: FoundConversation) -> dict[str, str]:
    """The name under which each file is first referred to."""
    named: dict[str, str] = {}
    for message in found.messages:
        for block in message.content:
            if block["type"] == "attachment" and "file" in block:
                named.setdefault(block["file"], block["name"])
    return named


def _receive(name: str, data: str) -> Received | None:
    try:
        source = io.BytesIO(base64.b64decode(data, validate=True))
        arrived = arriving.receive(source)
    except (binascii.Error, ValueError, Refused):
        return None
    try:
        return Received(arrived, async_to_sync(converting.read)(arrived.workplace, name))
    except Refused:
        shutil.rmtree(arrived.workplace, ignore_errors=True)
        return None
