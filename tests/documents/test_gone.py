"""The bytes of a file go with the last thing that needs them, however that goes."""

import io
import os
import time
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from accounts.models import User
from chatapp import conversations, database
from chatapp.documents import arriving, folder, sweeping
from chatapp.models import Conversation
from chatapp.retention import keeping
from chatapp.retention.models import RetentionRule
from chatapp.transfer import farewell
from tests.chatapp.conftest import OpenTab, Person, sign_in
from tests.chatapp.stage import Stage
from tests.documents import corpus
from tests.documents.conftest import Bring

TEAL = corpus.picture()
NOTE = b"Milk, bread, and a new umbrella."


def sizes(files: Path) -> list[int]:
    """How large the originals on disk are."""
    return sorted(place.stat().st_size for place in files.glob("??/*/original"))


def workplaces(files: Path) -> list[Path]:
    return list(files.glob("incoming-*"))


async def test_files_go_with_the_last_that_needs_them(
    open_tab: OpenTab, alice: Person, stage: Stage, bring: Bring, files: Path
):
    bob = await database.run(sign_in, "bob")

    async def tell(person: Person, data: bytes, name: str, **where: Any) -> tuple[UUID, int]:
        """A message with a file and its whole answer: the conversation and the answer's id."""
        file = await bring(person, data, name)
        tab = await open_tab(person)
        reply = await tab.send("Look.", attachments=[file["id"]], **where)
        (await stage.part()).end()
        await tab.finished(reply)
        return tab.chat, reply

    await tell(bob, TEAL, "teal.png")
    first, _ = await tell(alice, TEAL, "teal.png")
    _, version = await tell(alice, NOTE, "a.txt", conversation=str(first), branch=True)
    second, _ = await tell(alice, TEAL, "again.png")
    teal, note = len(TEAL), len(NOTE)
    assert sizes(files) == sorted([note, teal, teal])

    await database.run(conversations.delete_branch, alice.id, first, version)
    assert sizes(files) == [teal, teal], "the branch took its file along"

    def forget_the_first() -> None:
        RetentionRule.objects.create(days=1)
        old = timezone.now() - timedelta(days=2)
        Conversation.objects.filter(pk=first).update(active_at=old)
        assert keeping.delete(timezone.now()) == 1

    await database.run(forget_the_first)
    assert sizes(files) == [teal, teal], "another conversation needs it"
    await database.run(lambda: farewell.delete_account(User.objects.get(pk=bob.id)))
    assert sizes(files) == [teal], "his own copy, not hers"
    await database.run(conversations.delete_conversation, alice.id, second)
    assert sizes(files) == []


async def test_a_broken_upload_leaves_nothing(chat_database: None, files: Path):
    class Torn(io.BytesIO):
        def read(self, *_: object) -> bytes:
            if self.tell():
                raise ConnectionResetError
            return super().read(9)

    with pytest.raises(ConnectionResetError):
        arriving.receive(Torn(b"half of it and no more"))
    assert workplaces(files) == []
    killed, running = folder.workplace(), folder.workplace()
    long_ago = time.time() - 2 * sweeping.STRAY_SECONDS
    os.utime(killed, (long_ago, long_ago))
    await database.run(sweeping.sweep, timezone.now())
    assert workplaces(files) == [running]
