"""What the owner of a conversation sees: each time somebody else opened one."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from chatapp.review.models import Opening

MOST = 200


@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """Who, when and why; looking at it is having seen it."""
    theirs = Opening.objects.filter(owner_id=request.user.pk or 0)
    shown = list(theirs[:MOST])
    theirs.filter(seen_at=None).update(seen_at=timezone.now())
    return render(request, "review/mine.html", {"openings": shown})
