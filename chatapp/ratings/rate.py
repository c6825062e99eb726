"""Rating a reply, and reading how it was rated."""

from collections.abc import Iterable

from chatapp.caching.similar import feedback
from chatapp.models import Message
from chatapp.problems import Problem
from chatapp.ratings.models import Rating

Shape = dict[str, str]


def rate(user_id: int, message: int, verdict: str, reason: str = "") -> Shape | None:
    """Stores the verdict on a reply of one's own; an empty one takes it back.

    Raises Problem: `not_found`, `bad_frame` for a word that isn't on the list.
    """
    replies = Message.objects.filter(role=Message.Role.ASSISTANT, conversation__owner_id=user_id)
    reply = replies.select_related("conversation").filter(pk=message).first()
    if reply is None:
        raise Problem("not_found")
    if not verdict:
        Rating.objects.filter(pk=message).delete()
        feedback.rated(message, "")
        return None
    if verdict not in Rating.Verdict.values or reason not in ("", *Rating.Reason.values):
        raise Problem("bad_frame")
    rating, _ = Rating.objects.update_or_create(
        pk=message,
        defaults={
            "conversation_id": reply.conversation_id,
            "user_id": user_id,
            "assistant_id": reply.conversation.assistant_id,
            "model": reply.model,
            "verdict": verdict,
            "reason": reason if verdict == Rating.Verdict.DOWN else "",
        },
    )
    feedback.rated(message, verdict)
    return shape(rating)


def ratings_of(messages: Iterable[int]) -> dict[int, Shape]:
    """How these messages were rated, as far as they were."""
    return {rating.pk: shape(rating) for rating in Rating.objects.filter(pk__in=list(messages))}


def shape(rating: Rating) -> Shape:
    """A rating as the page shows it."""
    return {"verdict": rating.verdict, "reason": rating.reason}
