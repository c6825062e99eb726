"""The page "Your data": export, import, deletion of the account."""

from dataclasses import asdict
from typing import Any, cast

from allauth.core import ratelimit
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.models import LastAdministratorError, User
from chatapp.models import Conversation, Message
from chatapp.transfer import farewell, sentences
from chatapp.transfer.forms import FarewellForm, ImportForm, signed_in_recently
from chatapp.transfer.importing import Summary, import_file

SUMMARY = "transfer_summary"


@require_GET
@login_required
def data(request: HttpRequest) -> HttpResponse:
    """What can be done with one's own data, and how the last import went."""
    return page(request, summary=request.session.pop(SUMMARY, None))


def page(request: HttpRequest, *, status: int = 200, **context: Any) -> HttpResponse:
    """The page, with a form that could not be accepted in place of an empty one."""
    user = cast(User, request.user)
    if summary := context.pop("summary", None):
        context["summary"] = told(Summary(**summary))
    return render(
        request,
        "transfer/data.html",
        {
            "conversations": Conversation.objects.filter(owner=user).count(),
            "messages_count": Message.objects.filter(conversation__owner=user).count(),
            "import_form": ImportForm(auto_id="import_%s"),
            "farewell_form": FarewellForm(user, auto_id="farewell_%s"),
            "may_leave": user.has_usable_password() or signed_in_recently(request),
            "last_administrator": user.is_last_administrator(),
            "two_step": is_mfa_enabled(user),
            **context,
        },
        status=status,
    )


def told(summary: Summary) -> dict[str, Any]:
    """The summary with sentences for its codes."""
    unknown = sentences.CONVERSATION["unknown_format"]
    return {
        **asdict(summary),
        "found": summary.found,
        "refused": sentences.UPLOAD.get(summary.refused, ""),
        "problems": [
            {"title": title, "reason": sentences.CONVERSATION.get(code, unknown)}
            for title, code in summary.problems
        ],
        "more_problems": summary.unreadable - len(summary.problems),
    }


@login_required
def bring(request: HttpRequest) -> HttpResponse:
    """Imports a file, then shows what became of it; reloading imports nothing again."""
    if request.method != "POST":  # the language menu of an answer with errors leads here
        return redirect("data")
    form = ImportForm(request.POST, request.FILES, auto_id="import_%s")
    if not form.is_valid():
        return page(request, import_form=form, status=400)
    user = cast(User, request.user)
    request.session[SUMMARY] = asdict(import_file(user.pk, form.cleaned_data["file"].file))
    return redirect(f"{reverse('data')}#bring")


@login_required
def leave(request: HttpRequest) -> HttpResponse:
    """Deletes the account of the person who asks and proves that it is them."""
    if request.method != "POST":
        return redirect("data")
    user = cast(User, request.user)
    if not ratelimit.consume(request, action="reauthenticate", user=user):
        sentence = _("That was too often in a short time. Wait a minute, then try again.")
        return page(request, farewell_problem=sentence, status=429)
    form = FarewellForm(user, request.POST, auto_id="farewell_%s")
    if not form.is_valid():
        return page(request, farewell_form=form, status=400)
    if not user.has_usable_password() and not signed_in_recently(request):
        return page(request, farewell_form=form, status=403)
    try:
        farewell.delete_account(user)
    except LastAdministratorError as error:
        return page(request, farewell_form=form, farewell_problem=str(error), status=409)
    logout(request)
    return redirect("data-deleted")


@require_GET
def deleted(request: HttpRequest) -> HttpResponse:
    """What somebody sees who has just deleted their account."""
    return render(request, "transfer/deleted.html")
