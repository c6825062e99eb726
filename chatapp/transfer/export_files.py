"""Files and long texts of a conversation as parts of its export: each once, whole, streamed."""

import base64
import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from chatapp.documents import folder
from chatapp.documents.models import Attachment
from chatapp.longtext.models import LongText
from chatapp.models import Conversation

MOST_BYTES = 40 * 2**20
"""Of one conversation: in base64, an import still takes it (`scanner.MAX_CONVERSATION_BYTES`).
What comes after that is only named."""
PIECE_BYTES = 3 * 64 * 2**10
"""A multiple of three: pieces of base64 join without padding between them."""


@dataclass(frozen=True, slots=True)
class Belongings:
    """What goes along: the path of each file and the id of each long text, by number.

    `attached` and `texts` say which number a block's id has; what has none stays behind.
    """

    files: dict[int, Path]
    attached: dict[str, int]
    texts: dict[str, int]

    def block(self, block: dict[str, Any]) -> dict[str, Any]:
        """A block of a message, without keys of our own; a reference by number, not by id."""
        match block.get("type"):
            case "attachment":
                number = self.attached.get(str(block.get("id")))
                along = {} if number is None else {"file": number}
                return {"type": "attachment", "name": block.get("name", ""), **along}
            case "long_text_source":
                number = self.texts.get(str(block.get("id")))
                along = {} if number is None else {"text": number}
                return {"type": "long_text_source", "name": block.get("name", ""), **along}
            case _:
                return {name: value for name, value in block.items() if not name.startswith("_")}


def of(chat: Conversation) -> Belongings:
    """What the conversation's messages refer to, as far as there is room for it."""
    room = MOST_BYTES
    numbers: dict[UUID, int] = {}
    files: dict[int, Path] = {}
    attached: dict[str, int] = {}
    rows = Attachment.objects.filter(message__conversation=chat).select_related("file")
    for one in rows.order_by("message_id", "position"):
        if one.file_id not in numbers:
            path = folder.of(one.file.key) / "original"
            if one.file.size_bytes > room or not path.exists():
                continue
            room -= one.file.size_bytes
            numbers[one.file_id] = len(numbers) + 1
            files[numbers[one.file_id]] = path
        attached[str(one.pk)] = numbers[one.file_id]
    texts: dict[str, int] = {}
    for pk, text in LongText.objects.filter(conversation=chat).values_list("pk", "text"):
        if (size := len(_encoded(text))) <= room:
            room -= size
            texts[str(pk)] = len(texts) + 1
    return Belongings(files, attached, texts)


def export(belongings: Belongings) -> Iterator[bytes]:
    """The two lists, as members of the conversation's object; nothing for one without any."""
    separator = b', "files": [\n  '
    for number, path in belongings.files.items():
        yield separator + b'{"file": %d, "data": "' % number
        yield from _base64(path)
        yield b'"}'
        separator = b",\n  "
    yield b"]" * bool(belongings.files)
    separator = b', "long_texts": [\n  '
    for pk, number in belongings.texts.items():
        yield separator + _encoded({"text": number, "words": _words(pk)})
        separator = b",\n  "
    yield b"]" * bool(belongings.texts)


def _base64(path: Path) -> Iterator[bytes]:
    """Nothing for a file that is deleted at this very moment."""
    with suppress(FileNotFoundError), path.open("rb") as file:
        while piece := file.read(PIECE_BYTES):
            yield base64.b64encode(piece)


def _words(pk: str) -> str:
    return LongText.objects.filter(pk=pk).values_list("text", flat=True).first() or ""


def _encoded(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
