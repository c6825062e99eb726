"""Conversations with files: opening and asking at 10, 100 and 1,000 turns; 20 images at once.

    scripts/bench attachments [--turns 10 100 1000] [--times 5]

Every tenth turn brings a document of some words. "open" is the page's first look at it, "ask" all
that happens before the request leaves: the turn stored, the history made, the files read. The 20
images are as large as an image may be for the API all together.
"""

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from statistics import median
from typing import Any
from uuid import uuid4

import django

from tests.benchmarks.rig.table import table

IMAGE_BYTES = 1_100_000
IMAGES = 20


def run(argv: Sequence[str]) -> int:
    """Prints a row per length: milliseconds and queries; then the images."""
    parser = argparse.ArgumentParser(prog="scripts/bench attachments")
    parser.add_argument("--turns", type=int, nargs="+", default=[10, 100, 1000])
    parser.add_argument("--times", type=int, default=5)
    arguments = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as place:
        os.environ |= {"DJANGO_SETTINGS_MODULE": "chatapp.settings", "DATA_DIR": place}
        os.environ |= {"DATABASE_URL": "", "REDIS_URL": ""}
        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        rows = [["turns", "open ms", "queries", "ask ms", "queries"]]
        rows += [measure(turns, arguments.times) for turns in arguments.turns]
        sys.stdout.write(table(rows))
        sys.stdout.write(f"{IMAGES} images, files read and encoded: {images():.0f} ms\n")
    return 0


def measure(turns: int, times: int) -> list[str]:
    """A conversation of so many turns, opened and asked in so many times."""
    from chatapp import conversations
    from chatapp.documents import sending

    owner, chat, last = conversation(turns)

    def ask() -> None:
        nonlocal last
        begun = conversations.begin_turn(
            owner, "bench", client_id=uuid4(), text="And?", conversation=chat, parent=last
        )
        assert begun.asked is not None
        asyncio.run(sending.expanded(owner, begun.asked.history.messages))
        outcome = conversations.Outcome(state="complete", content=[], number=1)
        conversations.finish_turn(begun.reply["id"], outcome)
        last = begun.reply["id"]

    opened = timed(lambda: conversations.open_branch(owner, chat), times)
    return [str(turns), *opened, *timed(ask, times)]


def timed(act: Callable[[], Any], times: int) -> tuple[str, str]:
    """Median milliseconds, and queries of the last time."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    took = []
    for _ in range(times):
        began = time.perf_counter()
        act()
        took.append((time.perf_counter() - began) * 1000)
    with CaptureQueriesContext(connection) as queries:
        act()
    return f"{median(took):.0f}", str(len(queries))


def conversation(turns: int) -> tuple[int, Any, int]:
    """Its owner's, its own and its last message's id."""
    from django.utils import timezone

    from accounts.models import User
    from chatapp.documents.models import Attachment
    from chatapp.models import Conversation, Message

    owner = User.objects.create_user(f"{uuid4()}@example.org", "x")
    chat = Conversation.objects.create(owner=owner, title="Long", active_at=timezone.now())
    file = stored(owner.pk, "text", "text/plain", b"The fox is red. " * 50)
    last: Message | None = None
    for turn in range(turns):
        said: list[dict[str, Any]] = [{"type": "text", "text": f"Question {turn}"}]
        last = Message.objects.create(conversation=chat, parent=last, role="user", content=said)
        if turn % 10 == 0:
            one = Attachment.objects.create(file=file, message=last, name="fox.txt")
            last.content = [one.reference(), *said]
            last.save(update_fields=["content"])
        answer = [{"type": "text", "text": "The fox is red, says the document. " * 10}]
        last = Message.objects.create(
            conversation=chat, parent=last, role="assistant", state="complete", content=answer
        )
    assert last is not None
    chat.head = last
    chat.save(update_fields=["head"])
    return owner.pk, chat.pk, last.pk


def stored(owner: int, kind: str, media_type: str, data: bytes) -> Any:
    """A file of this kind, without looking into it."""
    from chatapp.documents import folder
    from chatapp.documents.models import StoredFile

    place = folder.workplace()
    (place / kind).write_bytes(data)
    return StoredFile.objects.create(
        owner_id=owner,
        sha256=uuid4().hex,
        format=kind,
        key=folder.keep(place),
        kind=kind,
        media_type=media_type,
        size_bytes=len(data),
        api_bytes=len(data),
        tokens=len(data) // 4,
    )


def images() -> float:
    """Milliseconds to make the blocks of a message with as many images as it may have."""
    from accounts.models import User
    from chatapp.documents import sending
    from chatapp.documents.models import Attachment

    owner = User.objects.create_user("images@example.org", "x")
    files = [stored(owner.pk, "image", "image/png", os.urandom(IMAGE_BYTES)) for _ in range(IMAGES)]
    content = [Attachment.objects.create(file=file, name="a.png").reference() for file in files]
    began = time.perf_counter()
    asyncio.run(sending.expanded(owner.pk, [{"role": "user", "content": content}]))
    return (time.perf_counter() - began) * 1000
