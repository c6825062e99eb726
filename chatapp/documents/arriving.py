"""Taking a file: streamed to disk under a limit, converted, kept once per person."""

import asyncio
import hashlib
import re
import shutil
import unicodedata
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import IO, Any

from django.conf import settings
from django.db import IntegrityError, transaction

from chatapp import database
from chatapp.claude import estimate
from chatapp.documents import converting, folder
from chatapp.documents.models import Attachment, StoredFile
from chatapp.documents.refusal import Refused

CHUNK_BYTES = 256 * 1024
MOST_NAME_CHARS = 120
PDF_PAGE_TOKENS = 1_600
"""The picture of a page, which goes to Claude beside its text."""
_UNSAFE = re.compile(r"[\x00-\x1f\x7f/\\\u200e\u200f\u202a-\u202e\u2066-\u2069]+")


@dataclass(frozen=True, slots=True)
class Arrived:
    """A file on disk, not yet looked into."""

    workplace: Path
    sha256: str
    size_bytes: int


async def take(user_id: int, name: str, source: IO[bytes]) -> dict[str, Any]:
    """Keeps a file for a message to come; its reference. Raises Refused, and keeps nothing then."""
    await database.run(check_waiting, user_id)
    arrived = await asyncio.to_thread(receive, source)
    try:
        name = clean_name(name)
        facts = await converting.read(arrived.workplace, name)
        return await database.run(keep, user_id, name, arrived, facts)
    finally:
        await asyncio.to_thread(shutil.rmtree, arrived.workplace, ignore_errors=True)


def check_waiting(user_id: int) -> None:
    """Raises Refused for somebody who uploads without ever sending."""
    waiting = Attachment.objects.filter(file__owner_id=user_id, message=None).count()
    if waiting >= settings.FILES_WAITING_MAX:
        raise Refused("too_many_files")


def receive(source: IO[bytes]) -> Arrived:
    """Writes the bytes to disk and counts them. Raises Refused as soon as there are too many."""
    workplace = folder.workplace()
    digest, size = hashlib.sha256(), 0
    try:
        with (workplace / "original").open("wb") as file:
            while piece := source.read(CHUNK_BYTES):
                size += len(piece)
                if size > settings.FILE_MAX_BYTES:
                    raise Refused("too_large")
                digest.update(piece)
                file.write(piece)
        if not size:
            raise Refused("empty_file")
    except BaseException:
        shutil.rmtree(workplace, ignore_errors=True)
        raise
    return Arrived(workplace, digest.hexdigest(), size)


def clean_name(name: str) -> str:
    """The name without folders, control characters and tricks of direction, ending kept."""
    bare = PurePath(name.replace("\\", "/")).name
    bare = _UNSAFE.sub("", unicodedata.normalize("NFC", bare)).strip().strip(".") or "file"
    bare = bare.encode("utf-8", "ignore").decode()
    ending = PurePath(bare).suffix[:10]
    return bare if len(bare) <= MOST_NAME_CHARS else bare[: MOST_NAME_CHARS - 11] + "…" + ending


def keep(user_id: int, name: str, arrived: Arrived, facts: dict[str, Any]) -> dict[str, Any]:
    """Stores the file for a message to come; its reference."""
    with transaction.atomic():
        file = stored(user_id, arrived, facts)
        return Attachment.objects.create(file=file, name=name).reference()


def stored(user_id: int, arrived: Arrived, facts: dict[str, Any]) -> StoredFile:
    """The row, locked, and its folder, unless the person has the same file already.

    In the caller's transaction, in which something must come to hold the file. Raises Refused.
    """
    same = {"owner_id": user_id, "sha256": arrived.sha256, "format": facts["format"]}
    if file := StoredFile.objects.select_for_update().filter(**same).first():
        return file
    facts |= _measures(arrived.workplace, facts)
    key = folder.keep(arrived.workplace)
    try:
        with transaction.atomic():
            return StoredFile.objects.create(
                **same, **_columns(facts), key=key, size_bytes=arrived.size_bytes
            )
    except IntegrityError:  # the same file has just come by another way
        folder.drop(key)
        if file := StoredFile.objects.select_for_update().filter(**same).first():
            return file
        raise Refused("damaged") from None


def _columns(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if name != "format"}


def _measures(workplace: Path, facts: dict[str, Any]) -> dict[str, int]:
    """About how many tokens, and how many bytes in a request."""
    written = workplace / "text"
    text = written.read_text() if written.exists() else ""
    words = estimate.of_text(text, settings.CLAUDE_MODEL)
    match facts["kind"]:
        case "image":
            tiles = -(-facts["width"] // 28) * -(-facts["height"] // 28)
            return {"tokens": tiles, "api_bytes": _as_base64(workplace / "image")}
        case "pdf":
            pages = facts["pages"] * PDF_PAGE_TOKENS
            return {"tokens": words + pages, "api_bytes": _as_base64(workplace / "original")}
        case _:
            return {"tokens": words, "api_bytes": len(text.encode())}


def _as_base64(path: Path) -> int:
    return -(-path.stat().st_size // 3) * 4
