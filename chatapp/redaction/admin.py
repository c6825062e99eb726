"""Administrators decide here what is kept from Claude, and try it on a text."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from unfold.admin import ModelAdmin

from chatapp.redaction import policy
from chatapp.redaction.concealing import Concealer
from chatapp.redaction.forms import PolicyForm, TryForm
from chatapp.redaction.kinds import KINDS
from chatapp.redaction.models import OwnKind, Policy
from chatapp.redaction.vault import Vault


class RulesAdmin(ModelAdmin):
    """Rules that count in this process at once, in others within seconds."""

    def save_model(self, request: HttpRequest, obj: Model, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        policy.forget()

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        super().delete_model(request, obj)
        policy.forget()


@admin.register(Policy)
class PolicyAdmin(RulesAdmin):
    """One action for each kind; a page to try them."""

    form = PolicyForm
    list_display = ("__str__", "may_correct")
    list_select_related = ("team",)
    change_list_template = "redaction/policies.html"

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Sequence[Any]:
        return (
            (None, {"fields": ("team", "may_correct")}),
            (_("What becomes of each kind"), {"fields": tuple(KINDS)}),
        )

    def get_urls(self) -> list[URLPattern]:
        own = path("try/", self.admin_site.admin_view(self.try_text), name="redaction_try")
        return [own, *super().get_urls()]

    @method_decorator(sensitive_post_parameters("text"))
    def try_text(self, request: HttpRequest) -> HttpResponse:
        """The box: what would be found and what Claude would get. Nothing is kept or logged."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        form = TryForm(request.POST or None)
        context: dict[str, Any] = {
            **self.admin_site.each_context(request),
            "title": _("Try a text"),
            "opts": Policy._meta,
            "form": form,
        }
        if form.is_valid():
            context |= tried(form.cleaned_data["text"], form.cleaned_data["team"])
        return TemplateResponse(request, "redaction/try.html", context)


def tried(text: str, team: Any) -> dict[str, Any]:
    """What is found in a text, what becomes of it, and what would be sent."""
    rules = policy.rules_of_team(team and team.pk)
    found = [
        {
            "kind": rules.name(one.kind),
            "value": text[one.start : one.end],
            "action": rules.action(one.kind).label,
        }
        for one in rules.scanner.scan(text)
    ]
    concealer = Concealer(rules, Vault(), is_new=True)
    sent = concealer.text(text)
    return {"found": found, "sent": "" if concealer.refused else sent, "tried": True}


@admin.register(OwnKind)
class OwnKindAdmin(RulesAdmin):
    """Words and patterns of the house."""

    list_display = ("name", "form", "action", "team")
    list_select_related = ("team",)
    search_fields = ("name",)
