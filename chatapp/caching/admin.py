"""Administrators set here whose answers are kept, see what that saves, and purge."""

from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.db.models import Model, OuterRef, QuerySet, Subquery, Sum
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from unfold.admin import ModelAdmin

from accounts.tables import LongTableAdmin, value_filter
from chatapp.assistants.models import Assistant
from chatapp.caching import rules
from chatapp.caching.models import CacheRule, Hit, OptOut
from chatapp.monitoring.figures import ever

NANO = 1_000_000_000


class RulesAdmin(ModelAdmin):
    """Rules that count in this process at once, in others within seconds."""

    def save_model(self, request: HttpRequest, obj: Model, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        rules.forget()

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        super().delete_model(request, obj)
        rules.forget()


@admin.register(CacheRule)
class CacheRuleAdmin(RulesAdmin):
    """One rule for each assistant, with what its kept answers have saved."""

    list_display = ("__str__", "scope", "keep_seconds", "similar", "hits", "saved")
    readonly_fields = ("similar_stopped_at",)
    list_select_related = ("assistant",)
    actions = ("purge",)

    @admin.display(description=gettext_lazy("answers from the cache"))
    def hits(self, rule: CacheRule) -> int:
        return Hit.objects.filter(assistant_id=rule.assistant_id).count()

    @admin.display(description=gettext_lazy("saved"))
    def saved(self, rule: CacheRule) -> str:
        of_rule = Hit.objects.filter(assistant_id=rule.assistant_id)
        nano = of_rule.aggregate(nano=Sum("saved_nano"))["nano"] or 0
        return f"${nano / NANO:,.4f}"

    @admin.action(description=gettext_lazy("Purge the kept answers"), permissions=["change"])
    def purge(self, request: HttpRequest, queryset: QuerySet[CacheRule]) -> None:
        for rule in queryset:
            rules.purge(rule)
        count = len(queryset)
        said = ngettext(
            "The answers of %(count)d rule are not given again.",
            "The answers of %(count)d rules are not given again.",
            count,
        )
        messages.success(request, said % {"count": count})


@admin.register(OptOut)
class OptOutAdmin(RulesAdmin):
    """People whose questions are always asked anew."""

    list_display = ("user",)
    list_select_related = ("user",)
    autocomplete_fields = ("user",)


@admin.register(Hit)
class HitAdmin(LongTableAdmin):
    """Answers that Claude did not have to give again; to be looked at."""

    list_display = ("created_at", "tier", "model", "assistant_name", "cost_spared")
    list_filter = ("tier", value_filter(gettext_lazy("model"), "model", partial(ever, "model")))
    ordering = ("-created_at",)
    sortable_by = ("created_at",)

    def get_queryset(self, request: HttpRequest) -> Any:
        named = Assistant.objects.filter(pk=OuterRef("assistant_id")).values("name")
        return super().get_queryset(request).annotate(named=Subquery(named))

    @admin.display(description=gettext_lazy("assistant"))
    def assistant_name(self, hit: Any) -> str:
        return str(hit.named or hit.assistant_id or "–")

    @admin.display(description=gettext_lazy("saved"), ordering="saved_nano")
    def cost_spared(self, hit: Hit) -> str:
        return _("not known") if hit.saved_nano is None else f"${hit.saved_nano / NANO:,.6f}"
