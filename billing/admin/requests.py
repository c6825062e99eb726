"""People ask for more; the answer is one click on their row."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import URLPattern, path
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.tables import ReadOnlyAdmin
from billing import grants
from billing.admin import columns
from billing.admin.columns import dollars, whose
from billing.models import BudgetRequest
from billing.models.subjects import name_of_person
from billing.money import BadAmountError, format_usd, parse_usd


@admin.register(BudgetRequest)
class BudgetRequestAdmin(ReadOnlyAdmin):
    list_display = ("asked_at", "whose", "asked", "reason", "shown_state", "decision")
    list_filter = ("state",)
    fields = ("asked_at", "whose", "asked", "reason", "shown_state", "decided_at", "who")
    readonly_fields = fields
    actions = ("grant_as_asked", "decline")
    whose, asked = whose, dollars("asked_nano", gettext_lazy("asked for"))

    def get_queryset(self, request: HttpRequest) -> Any:
        return columns.with_person(super().get_queryset(request).select_related("grant"))

    def get_list_display(self, request: HttpRequest) -> Any:
        shown = super().get_list_display(request)
        return shown if self.has_decide_permission(request) else shown[:-1]

    def get_urls(self) -> list[URLPattern]:
        decide = self.admin_site.admin_view(require_POST(self.decide))
        own = path("<int:request_id>/decide/", decide, name="billing_budgetrequest_decide")
        return [own, *super().get_urls()]

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def shown_state(self, asked: BudgetRequest) -> str:
        if asked.grant:
            return f"{asked.get_state_display()}: {format_usd(asked.grant.amount_nano)}"
        word = f": {asked.answer}" if asked.answer else ""
        return f"{asked.get_state_display()}{word}"

    @admin.display(description=gettext_lazy("decided by"))
    def who(self, asked: BudgetRequest) -> str:
        return name_of_person(asked.decided_by)

    @admin.display(description=gettext_lazy("answer"))
    def decision(self, asked: BudgetRequest) -> SafeString | str:
        if asked.state != BudgetRequest.State.OPEN:
            return ""
        return render_to_string("billing/answer.html", {"asked": asked})

    def decide(self, request: HttpRequest, request_id: int) -> HttpResponse:
        """The buttons of a row: grant (as asked, or another amount), or decline with a word."""
        if not self.has_decide_permission(request):
            raise PermissionDenied
        if not BudgetRequest.objects.filter(pk=request_id).exists():
            messages.error(request, _("This request is gone."))
        elif "decline" in request.POST:
            word = request.POST.get(f"word-{request_id}", "")
            self._decide(request, request_id, None, word)
        else:
            amount = request.POST.get(f"amount-{request_id}", "")
            try:
                self._decide(request, request_id, parse_usd(amount))
            except BadAmountError as error:
                messages.error(request, str(error))
        return redirect("admin:billing_budgetrequest_changelist")

    @admin.action(description=gettext_lazy("Grant what was asked for"), permissions=["decide"])
    def grant_as_asked(self, request: HttpRequest, chosen: "QuerySet[BudgetRequest]") -> None:
        for asked in chosen:
            self._decide(request, asked.pk, asked.asked_nano)

    @admin.action(description=gettext_lazy("Decline"), permissions=["decide"])
    def decline(self, request: HttpRequest, chosen: "QuerySet[BudgetRequest]") -> None:
        for asked in chosen:
            self._decide(request, asked.pk, None)

    def has_decide_permission(self, request: HttpRequest) -> bool:
        """Granting a request is adding a grant."""
        return request.user.has_perm("billing.add_grant")

    def _decide(self, request: HttpRequest, pk: int, nano: int | None, word: str = "") -> None:
        try:
            done = grants.decide(pk, granted_nano=nano, by=request.user.pk, answer=word)
        except grants.BadGrantError as error:
            messages.error(request, str(error))
            return
        if done.state == BudgetRequest.State.GRANTED and done.grant:
            amount = format_usd(done.grant.amount_nano)
            messages.success(request, _("Granted: %(amount)s.") % {"amount": amount})
        else:
            messages.success(request, _("Declined."))
