"""A summary that stands for older messages, in the words of its owner."""

from uuid import UUID

from chatapp.context.models import ContextCut
from chatapp.problems import Problem
from chatapp.redaction import restoring, vault


def summary(user_id: int, conversation: UUID, first_kept: int) -> str:
    """The newest summary of what stands before the message `first_kept`.

    Its placeholders are values again. Raises Problem: `not_found`.
    """
    own = ContextCut.objects.filter(conversation=conversation, conversation__owner_id=user_id)
    found = own.filter(first_kept=first_kept).exclude(text="").order_by("pk").last()
    if found is None:
        raise Problem("not_found")
    return restoring.restore(found.text, vault.open_vault(conversation).values)
