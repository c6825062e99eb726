"""Rows by written-out SQL are the rows that the ORM would read and write."""

import uuid
from typing import Any

import pytest
from django.db import IntegrityError
from django.db.models import Model
from django.utils import timezone

from accounts import rows
from accounts.models import User
from chatapp.models import ClaudeCall, Conversation, Message

pytestmark = pytest.mark.django_db

ODD = "it's 100 % “odd”: %s ? \\ 中文 🙂"


@pytest.fixture
def chat() -> Conversation:
    owner = User.objects.create_user("ann@example.com")
    return Conversation.objects.create(owner=owner, title=ODD, active_at=timezone.now())


def stored(row: Model) -> dict[str, Any]:
    """What the ORM reads of it, without what differs in any two rows."""
    found = type(row)._default_manager.filter(pk=row.pk).values().get()
    return {name: value for name, value in found.items() if name not in ("id", "created_at")}


def message(chat: Conversation, **more: Any) -> Message:
    content = [{"type": "text", "text": ODD, "n": [1, 2.5, None, True]}]
    return Message(conversation=chat, role=Message.Role.USER, content=content, text=ODD, **more)


def call() -> ClaudeCall:
    return ClaudeCall(
        user_id=None, purpose="chat", model=ODD, started_at=timezone.now(), attempts=[{"a": ODD}]
    )


def test_a_new_row_is_the_one_that_the_orm_would_have_written(chat: Conversation):
    ours, theirs = message(chat), message(chat)
    rows.insert(ours)
    theirs.save()
    assert stored(ours) == stored(theirs)
    assert ours.created_at is not None
    ours.text = "changed"
    ours.save()  # it knows that it is stored, and where
    assert Message.objects.count() == 2


def test_a_key_of_ones_own_is_kept_and_stands_once(chat: Conversation):
    row = call()
    rows.insert(row)
    assert stored(row)["attempts"] == [{"a": ODD}]
    with pytest.raises(IntegrityError):
        rows.insert(row)


def test_many_rows_are_one_statement(chat: Conversation, django_assert_num_queries: Any):
    with django_assert_num_queries(1):
        rows.insert_all([message(chat) for _ in range(5)])
    rows.insert_all([])
    assert Message.objects.filter(text=ODD).count() == 5


def test_what_is_found_is_what_the_orm_finds(chat: Conversation):
    client_id = uuid.uuid4()
    Message.objects.bulk_create([message(chat), message(chat, client_id=client_id)])
    of_chat = rows.find(Message, "conversation_id = %s ORDER BY id", chat.pk)
    assert of_chat == list(Message.objects.order_by("id"))
    assert [one.content for one in of_chat] == [one.content for one in Message.objects.all()]
    found = rows.first(Message, "client_id = %s AND text = %s", client_id, ODD)
    assert found is not None
    assert (found.pk, found.created_at) == (of_chat[1].pk, of_chat[1].created_at)
    assert rows.first(Conversation, "active_at > %s", timezone.now()) is None


def test_only_what_is_named_is_changed(chat: Conversation):
    was = stored(chat)
    chat.title, chat.model, chat.seen_at = "New", "not named", timezone.now()
    assert rows.update(chat, "title", "seen_at") == 1
    assert stored(chat) == was | {"title": "New", "seen_at": chat.seen_at}
    assert rows.update(chat, "model", only="title = 'Old'") == 0
    chat.delete()
    assert rows.update(Conversation(pk=uuid.uuid4()), "title") == 0
