"""A person's own switch: whether their questions may be answered from the cache."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import User
from chatapp.caching import rules
from chatapp.caching.models import OptOut


@require_POST
@login_required
def choose(request: HttpRequest) -> HttpResponse:
    """Opts out, or in again. Counts at once in this process, within seconds in others."""
    user = cast(User, request.user)
    if request.POST.get("kept_answers") == "yes":
        OptOut.objects.filter(pk=user.pk).delete()
        messages.success(request, _("Your questions may be answered from the cache."))
    else:
        OptOut.objects.get_or_create(user=user)
        messages.success(request, _("Every question of yours is asked anew."))
    rules.forget()
    return redirect("account_profile")
