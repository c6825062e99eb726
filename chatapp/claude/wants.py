"""What a request wants of the limits, in the limits' own words."""

from django.conf import settings

from chatapp.claude import estimate
from chatapp.claude.request import Purpose, Request
from chatapp.limiting import Want, model_class

BACKGROUND = frozenset({Purpose.TITLE, Purpose.LONG_TEXT})
"""What nobody looks at while it is made; a summary is made while somebody waits for the reply."""

TYPICAL_SHARE = 0.65
"""What the upper bound that money needs usually turns out to be; the rest is given back."""


def want_of(request: Request) -> Want:
    """Input as estimated, output at most, the keys there are."""
    return Want(
        id=request.trace.call_id.hex,
        user=str(request.user_id or ""),
        model=request.model,
        pool=model_class(request.model),
        interactive=request.purpose not in BACKGROUND,
        input=round(estimate.upper_bound(request) * TYPICAL_SHARE),
        output=request.max_tokens,
        patient=not request.fallback_model,
        keys=("", *settings.ANTHROPIC_EXTRA_API_KEYS),
    )
