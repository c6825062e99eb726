"""From a person's choice of files to the blocks that Claude gets.

A message holds a reference of each file only; the bytes are read when a request is made. So a
conversation stays small in the database, and a file that is gone says so instead of failing.
"""

import asyncio
import base64
from collections.abc import Collection, Iterable, Sequence
from typing import Any
from uuid import UUID

from django.conf import settings

from accounts import rows
from chatapp import database
from chatapp.documents import folder
from chatapp.documents.models import Attachment, StoredFile
from chatapp.models import Message
from chatapp.problems import Problem

Block = dict[str, Any]

REFERENCE = "attachment"
MOST_REQUEST_BYTES = 30_000_000
"""The API takes 32 MB in one request; the rest is for words."""

_FILES_TO = """
    WITH RECURSIVE branch(id, parent_id) AS (
        SELECT id, parent_id FROM chatapp_message WHERE id = %s
        UNION ALL
        SELECT m.id, m.parent_id FROM chatapp_message m JOIN branch ON m.id = branch.parent_id
    )
    SELECT COUNT(*), COALESCE(SUM(f.api_bytes), 0)
    FROM branch
    JOIN documents_attachment a ON a.message_id = branch.id
    JOIN documents_storedfile f ON f.id = a.file_id
"""


def choose(user_id: int, ids: Collection[str]) -> list[Attachment]:
    """The person's files of these ids, in this order.

    Raises Problem: `too_many_attachments`, `attachment_missing` for one that is gone or not theirs.
    """
    if not ids:
        return []
    if len(ids) > settings.FILES_PER_MESSAGE:
        raise Problem("too_many_attachments")
    try:
        wanted = list(dict.fromkeys(UUID(value) for value in ids))
    except ValueError:
        raise Problem("attachment_missing") from None
    own = Attachment.objects.select_for_update(of=("self",)).select_related("file")
    found = own.filter(pk__in=wanted, file__owner_id=user_id).in_bulk()
    if len(found) < len(wanted):
        raise Problem("attachment_missing")
    return [found[key] for key in wanted]


def references(user_id: int, ids: Collection[str]) -> list[Block]:
    """The reference blocks of the person's files of these ids, before any message has them.

    Raises Problem: `attachment_missing`.
    """
    try:
        wanted = list(dict.fromkeys(UUID(value) for value in ids))
    except ValueError:
        raise Problem("attachment_missing") from None
    own = Attachment.objects.filter(file__owner_id=user_id).select_related("file")
    found = own.in_bulk(wanted)
    if len(found) < len(wanted):
        raise Problem("attachment_missing")
    return [found[key].reference() for key in wanted]


def attach(chosen: Sequence[Attachment], message: Message) -> list[Block]:
    """Puts files on a message; its reference blocks. One that another message has is shared."""
    references = []
    for position, one in enumerate(chosen):
        if one.message_id is None:
            attached = one
            attached.message, attached.position = message, position
            attached.save(update_fields=["message", "position"])
        else:
            attached = Attachment.objects.create(
                file=one.file, name=one.name, message=message, position=position
            )
        references.append(attached.reference())
    return references


def check_size(message: Message) -> None:
    """Raises Problem when the files of the branch up to a message are too much for one request."""
    ((count, size_bytes),) = rows.values(_FILES_TO, message.pk)
    if count > settings.FILES_PER_CONVERSATION or size_bytes > MOST_REQUEST_BYTES:
        raise Problem("attachments_too_large")


async def expanded(
    user_id: int, messages: Sequence[Block]
) -> tuple[tuple[Block, ...], dict[str, Block]]:
    """The messages of a request with every reference replaced by what it stands for.

    Also the references by the titles under which Claude will cite them.
    """
    references = [
        block
        for message in messages
        for block in message["content"]
        if isinstance(block, dict) and block.get("type") == REFERENCE
    ]
    if not references:
        return tuple(messages), {}
    titles = titled(references)
    found = await database.run(_found, user_id, [block["id"] for block in references])
    made = await asyncio.to_thread(blocks, titles, found)
    whole = tuple(
        {**message, "content": [made.get(_key(block), block) for block in message["content"]]}
        for message in messages
    )
    return whole, titles


def titled(references: Iterable[Block]) -> dict[str, Block]:
    """Each file under a title of its own: the second `notes.txt` is `notes.txt (2)`.

    Counted from the beginning, so that a conversation that goes on never renames one.
    """
    titles: dict[str, Block] = {}
    for reference in references:
        title, number = reference["name"], 1
        while title in titles and titles[title]["id"] != reference["id"]:
            number += 1
            title = f"{reference['name']} ({number})"
        titles[title] = reference
    return titles


def cited(content: Iterable[Block], titles: dict[str, Block]) -> list[Block]:
    """The blocks of a reply, each with the files that it cites: a key of ours."""
    return [_with_files(block, titles) for block in content]


def _with_files(block: Block, titles: dict[str, Block]) -> Block:
    named = {citation.get("document_title") for citation in block.get("citations") or ()}
    files = {
        title: {name: value for name, value in reference.items() if not name.startswith("_")}
        for title, reference in titles.items()
        if title in named
    }
    return {**block, "_files": files} if files else block


def _key(block: Any) -> str:
    is_reference = isinstance(block, dict) and block.get("type") == REFERENCE
    return str(block["id"]) if is_reference else ""


def _found(user_id: int, ids: list[str]) -> dict[str, Attachment]:
    own = Attachment.objects.filter(pk__in=set(ids), file__owner_id=user_id)
    return {str(one.pk): one for one in own.select_related("file")}


def blocks(titles: dict[str, Block], found: dict[str, Attachment]) -> dict[str, Block]:
    """The API's block of each titled reference, by the reference's id."""
    made: dict[str, Block] = {}
    for title, reference in titles.items():
        one = found.get(reference["id"])
        try:
            block = _block(one.file, title) if one else None
        except OSError:
            block = None
        gone = f"[The file “{reference.get('name', '')}” is not available any more.]"
        made[reference["id"]] = block or {"type": "text", "text": gone}
    return made


def _block(file: StoredFile, title: str) -> Block:
    place = folder.of(file.key)
    match file.kind:
        case StoredFile.Kind.IMAGE:
            source = _base64(file.media_type, (place / "image").read_bytes())
            return {"type": "image", "source": source}
        case StoredFile.Kind.PDF:
            source = _base64("application/pdf", (place / "original").read_bytes())
        case _:
            text = (place / "text").read_text()
            source = {"type": "text", "media_type": "text/plain", "data": text}
    context = {"context": f"PDF, {file.pages} pages"} if file.kind == StoredFile.Kind.PDF else {}
    return {
        "type": "document",
        "source": source,
        "title": title,
        **context,
        "citations": {"enabled": True},
    }


def _base64(media_type: str, data: bytes) -> Block:
    return {"type": "base64", "media_type": media_type, "data": base64.b64encode(data).decode()}


def text_of(file_id: UUID) -> str:
    """The whole text of a stored document, as it was read when it came; "" for an image.

    Raises StoredFile.DoesNotExist and FileNotFoundError for one that is gone.
    """
    file = StoredFile.objects.get(pk=file_id)
    return "" if file.kind == StoredFile.Kind.IMAGE else (folder.of(file.key) / "text").read_text()
