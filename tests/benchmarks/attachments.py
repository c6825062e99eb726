"""Conversations with files: opening and asking at 10, 100 and 1,000 turns; 20 images at once.

    scripts/bench attachments [--turns 10 100 1000] [--times 5] [--database URL]

Every twelfth turn brings a document of some words (a conversation may hold a hundred), each has
four entries in the ledger. "open" is the page's first look at it, "send" all that happens until the
person is answered (the turn is stored), "with a file" the same for a message that brings one, "ask"
what comes then, before the request leaves: the branch and its files are read, for Claude is told
all of it. The 20 images are as large as an image may be for the API all together.
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
ACTS = ("open", "send", "with a file", "ask")


def run(argv: Sequence[str]) -> int:
    """Prints a row per length: milliseconds and queries; then the images."""
    parser = argparse.ArgumentParser(prog="scripts/bench attachments")
    parser.add_argument("--turns", type=int, nargs="+", default=[10, 100, 1000])
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--database", default="", help="an empty one of PostgreSQL; else SQLite")
    arguments = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as place:
        os.environ |= {"DJANGO_SETTINGS_MODULE": "chatapp.settings", "DATA_DIR": place}
        os.environ |= {"DATABASE_URL": arguments.database, "REDIS_URL": ""}
        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        rows = [["turns", *(x for act in ACTS for x in (f"{act} ms", "queries"))]]
        talks = [(turns, *conversation(turns)) for turns in arguments.turns]
        analyse()
        rows += [measure(*talk, arguments.times) for talk in talks]
        sys.stdout.write(table(rows))
        sys.stdout.write(f"{IMAGES} images, files read and encoded: {images():.0f} ms\n")
    return 0


def analyse() -> None:
    """What PostgreSQL does by itself after a minute: else its plans are those of empty tables."""
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def measure(turns: int, owner: int, chat: Any, last: int, times: int) -> list[str]:
    """A conversation of so many turns, opened and asked in so many times."""
    from chatapp import conversations
    from chatapp.documents import sending
    from chatapp.documents.models import Attachment

    file = stored(owner, "text", "text/plain", b"The hen is black.")

    def send(attachments: Sequence[str] = ()) -> Any:
        nonlocal last
        begun = conversations.begin_turn(
            owner,
            "bench",
            client_id=uuid4(),
            text="And?",
            conversation=chat,
            parent=last,
            attachments=attachments,
        )
        last = begun.reply["id"]
        return begun

    def ask(begun: Any) -> None:
        asked = begun.asking.asked()
        asyncio.run(sending.expanded(owner, asked.history.messages))

    def end() -> None:
        outcome = conversations.Outcome(state="complete", content=[], number=1)
        conversations.finish_turn(last, outcome)

    def attached() -> Sequence[str]:
        return [str(Attachment.objects.create(file=file, name="hen.txt").pk)]

    def begun() -> Sequence[Any]:
        turn = send()
        end()
        return [turn]

    return [
        str(turns),
        *timed(lambda: conversations.open_branch(owner, chat), times),
        *timed(send, times, after=end),
        *timed(send, times, before=lambda: [attached()], after=end),
        *timed(ask, times, before=begun),
    ]


def timed(
    act: Callable[..., Any],
    times: int,
    *,
    before: Callable[[], Sequence[Any]] = list,
    after: Callable[[], None] = lambda: None,
) -> tuple[str, str]:
    """Median milliseconds, and queries of the last time; `before` gives what `act` takes."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    took = []
    for _ in range(times):
        given = before()
        began = time.perf_counter()
        act(*given)
        took.append((time.perf_counter() - began) * 1000)
        after()
    given = before()
    with CaptureQueriesContext(connection) as queries:
        act(*given)
    after()
    return f"{median(took):.1f}", str(len(queries))


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
        if turn % 12 == 0:
            one = Attachment.objects.create(file=file, message=last, name="fox.txt")
            last.content = [one.reference(), *said]
            last.save(update_fields=["content"])
        answer = [{"type": "text", "text": "The fox is red, says the document. " * 10}]
        last = Message.objects.create(
            conversation=chat, parent=last, role="assistant", state="complete", content=answer
        )
        book(owner.pk, chat.pk, last.pk)
    assert last is not None
    chat.head = last
    chat.save(update_fields=["head"])
    return owner.pk, chat.pk, last.pk


def book(owner: int, chat: Any, reply: int) -> None:
    """What one reply cost."""
    from django.utils import timezone

    from billing.models import LedgerEntry

    now, call = timezone.now(), uuid4()
    LedgerEntry.objects.bulk_create(
        LedgerEntry(
            call_id=call,
            kind=kind,
            user_id=owner,
            conversation_id=chat,
            message_id=reply,
            purpose="chat",
            model="claude-sonnet-5-5",
            quantity=100,
            unit_nano=3_000,
            amount_nano=300_000,
            booked_at=now,
            day=now.date(),
            created_at=now,
        )
        for kind in ("input", "cache_read", "cache_write_5m", "output")
    )


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
