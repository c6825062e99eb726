"""What people say about an answer to a similar question, and what follows for the tier."""

from chatapp.caching.models import CacheRule, SimilarAnswer
from chatapp.caching.similar import learning


def rated(message: int, verdict: str) -> None:
    """A thumb on a reply: the last word on whether its answer was right. Empty takes it back."""
    judged = {"up": "right", "down": "wrong"}.get(verdict, "")
    given = SimilarAnswer.objects.filter(message_id=message)
    given.update(verdict=judged, judged_by=SimilarAnswer.Judge.PERSON if judged else "")


def asked_anyway(message: int) -> None:
    """Somebody wanted another answer than this: wrong, unless they have said what they think."""
    given = SimilarAnswer.objects.filter(message_id=message, judged_by="")
    given.update(verdict="wrong", judged_by=SimilarAnswer.Judge.AGAIN)


def standing_of(rule: CacheRule) -> learning.Standing | None:
    """What has been learned since the tier was switched on; None where it is off.

    Switches it off where the bound is broken.
    """
    if not rule.similar:
        return None
    judged = SimilarAnswer.objects.exclude(verdict="").filter(assistant_id=rule.assistant_id)
    if rule.similar_since:
        judged = judged.filter(created_at__gte=rule.similar_since)
    newest = judged.order_by("-created_at").values_list("score", "verdict")
    pairs = [(score, verdict == "right") for score, verdict in newest[: learning.MOST_JUDGEMENTS]]
    standing = learning.standing(pairs, rule.wrong_percent / 100)
    if standing.threshold is None:
        rule.stop_similar()
    return standing
