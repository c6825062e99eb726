"""Administrators set the rules here and see what they would mean."""

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from chatapp.retention import keeping
from chatapp.retention.models import RetentionRule


@admin.register(RetentionRule)
class RetentionRuleAdmin(ModelAdmin):
    """A rule says how many conversations it would delete tonight, before it does."""

    list_display = ("scope", "days", "keep_pinned", "would_delete")
    list_select_related = ("team",)

    @admin.display(description=_("holds for"), ordering="team__name")
    def scope(self, rule: RetentionRule) -> str:
        return str(rule.team or _("everybody else"))

    @admin.display(description=_("conversations that would go now"))
    def would_delete(self, rule: RetentionRule) -> int:
        return keeping.expired(rule, timezone.now()).count()
