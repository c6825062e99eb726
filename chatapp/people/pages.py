"""The two pages beside the list of people: a budget for many, and people from a list."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from billing import budgets
from chatapp.people import importing, standing
from chatapp.people.forms import BudgetForManyForm, ImportForm

MOST_AT_ONCE = 1000


def budget_for_many(request: HttpRequest, chosen: "QuerySet[User]") -> HttpResponse | None:
    """Asks for the amount; then sets it. The list's own form brings the chosen people back."""
    people = list(chosen.order_by("email")[: MOST_AT_ONCE + 1])
    if len(people) > MOST_AT_ONCE:
        messages.error(
            request,
            _("At most %(most)s people at once. A budget for a team or for everybody suits more.")
            % {"most": MOST_AT_ONCE},
        )
        return None
    form = BudgetForManyForm(request.POST if "set" in request.POST else None)
    if form.is_valid():
        for person in people:
            budgets.set_dollars(person.pk, form.cleaned_data["budget"], by=request.user.pk)
        count = len(people)
        text = ngettext("Set for %(count)s person.", "Set for %(count)s people.", count)
        messages.success(request, text % {"count": count})
        return None
    months = standing.of_people(people)
    context = {
        **admin.site.each_context(request),
        "title": _("Set a monthly budget"),
        "opts": User._meta,
        "form": form,
        "people": [(person, months[person.pk]) for person in people],
    }
    return TemplateResponse(request, "people/budget_for_many.html", context)


def import_people(request: HttpRequest) -> HttpResponse:
    """A list is read and shown with its problems; a second click takes everybody in."""
    if not request.user.has_perm("accounts.add_user"):
        raise PermissionDenied
    form = ImportForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": _("Import people"),
        "opts": User._meta,
        "form": form,
    }
    if form.is_valid():
        try:
            people = importing.read(form.cleaned_data["text"])
            if "confirmed" in request.POST:
                count = importing.take_in(people, request.user.pk)
                text = ngettext(
                    "%(count)s person was added.", "%(count)s people were added.", count
                )
                messages.success(request, text % {"count": count})
                return redirect("admin:accounts_user_changelist")
        except importing.BadListError as error:
            form.add_error(None, str(error))
        else:
            wrong = [one for one in people if one.problems]
            context |= {"people": people, "wrong": wrong, "text": form.cleaned_data["text"]}
    return TemplateResponse(request, "people/import.html", context)
