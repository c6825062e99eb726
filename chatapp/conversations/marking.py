"""What the owner says of one message: Claude is always told of it, or not at all."""

from dataclasses import dataclass
from uuid import UUID

from chatapp.models import Message
from chatapp.problems import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """How a message is marked now, and where it stands."""

    conversation: UUID
    message: int
    pinned: bool
    left_out: bool


def mark_message(
    user_id: int, message: int, *, pinned: bool | None = None, left_out: bool | None = None
) -> Marked:
    """Pins a message or leaves it out, or takes that back; None leaves a thing as it is.

    One undoes the other. Holds from the next request on. Raises Problem: `not_found`.
    """
    owned = Message.objects.filter(pk=message, conversation__owner_id=user_id)
    found = owned.only("conversation", "pinned", "left_out").first()
    if found is None:
        raise Problem("not_found")
    marked = Marked(
        conversation=found.conversation_id,
        message=message,
        pinned=not left_out and (found.pinned if pinned is None else pinned),
        left_out=not pinned and (found.left_out if left_out is None else left_out),
    )
    owned.update(pinned=marked.pinned, left_out=marked.left_out)
    return marked
