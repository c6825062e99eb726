"""What answers from the cache have saved."""

from chatapp.caching.answers import Answer
from chatapp.caching.models import Hit, Tier
from chatapp.caching.rules import Plan
from chatapp.claude.request import Request


def note(request: Request, plan: Plan, answer: Answer, tier: Tier) -> None:
    """One row for each answer that Claude did not have to give again."""
    Hit.objects.create(
        call_id=request.trace.call_id,
        user_id=request.user_id,
        assistant_id=plan.assistant,
        model=request.model,
        tier=tier,
        saved_nano=answer["cost_nano"],
    )
