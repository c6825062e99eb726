"""Conversations that have been had already, for stories that begin late."""

from uuid import UUID

from django.utils import timezone

from chatapp.models import Conversation, Message


def written(owner: int, questions: list[str], model: str = "") -> tuple[UUID, list[int]]:
    """A conversation as it would have been stored; its id and those of its messages."""
    chat = Conversation.objects.create(owner_id=owner, active_at=timezone.now(), model=model)
    texts = [text for question in questions for text in (question, "In the sea.")]
    roles = (Message.Role.USER, Message.Role.ASSISTANT)
    first = (Message.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
    rows = [
        Message(
            pk=first + at,
            conversation=chat,
            parent_id=first + at - 1 if at else None,
            role=roles[at % 2],
            content=[{"type": "text", "text": text}],
            text=text,
        )
        for at, text in enumerate(texts)
    ]
    Message.objects.bulk_create(rows)
    chat.head = rows[-1]
    chat.save(update_fields=["head"])
    return chat.pk, [row.pk for row in rows]
