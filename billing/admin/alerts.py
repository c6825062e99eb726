"""Alerts, the channels they go out by, and whether they arrived."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.admin import ModelAdmin, TabularInline
from unfold.widgets import UnfoldAdminPasswordToggleWidget

from accounts.tables import ReadOnlyAdmin
from billing import alerts, messages
from billing.models import Alert, AlertChannel, AlertDelivery


class DeliveryInline(TabularInline):
    """Who was told, when, and what stood in the way."""

    model = AlertDelivery
    fields = readonly_fields = ("over", "state", "tries", "sent_at", "error")
    extra = 0
    hide_title = True
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.has_perm("billing.view_alert"))

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("channel")

    @admin.display(description=gettext_lazy("channel"))
    def over(self, delivery: AlertDelivery) -> str:
        return f"{delivery.channel} ({delivery.channel.get_kind_display()})"


@admin.register(Alert)
class AlertAdmin(ReadOnlyAdmin):
    list_display = ("raised_at", "headline", "kind", "state", "told")
    list_filter = ("state", "kind")
    actions = ("acknowledge", "resolve")
    inlines = (DeliveryInline,)
    fields = ("headline", "explanation", "raised_at", "state", "state_at")
    readonly_fields = ("headline", "explanation")

    def get_queryset(self, request: HttpRequest) -> Any:
        sent = Count("deliveries", filter=Q(deliveries__state=AlertDelivery.State.SENT))
        return super().get_queryset(request).annotate(sent=sent, of=Count("deliveries"))

    @admin.display(description=gettext_lazy("what happened"))
    def headline(self, alert: Alert) -> str:
        return messages.headline_for_staff(alert)

    @admin.display(description=gettext_lazy("explanation"))
    def explanation(self, alert: Alert) -> str:
        return messages.body(alert)

    @admin.display(description=gettext_lazy("delivered"))
    def told(self, alert: Any) -> str:
        if not alert.of:
            return _("no channel")
        return _("%(sent)s of %(of)s") % {"sent": alert.sent, "of": alert.of}

    @admin.action(description=gettext_lazy("Acknowledge"), permissions=["decide"])
    def acknowledge(self, request: HttpRequest, chosen: "QuerySet[Alert]") -> None:
        self._set(request, chosen, Alert.State.ACKNOWLEDGED)

    @admin.action(description=gettext_lazy("Resolve"), permissions=["decide"])
    def resolve(self, request: HttpRequest, chosen: "QuerySet[Alert]") -> None:
        self._set(request, chosen, Alert.State.RESOLVED)

    def has_decide_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("billing.change_alert")

    def _set(self, request: HttpRequest, chosen: "QuerySet[Alert]", state: str) -> None:
        for pk in chosen.values_list("pk", flat=True):
            alerts.set_state(pk, state, request.user.pk)


@admin.register(AlertChannel)
class AlertChannelAdmin(ModelAdmin):
    list_display = ("name", "kind", "enabled", "failures", "last_error", "last_sent_at")

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name == "secret":
            kwargs["widget"] = UnfoldAdminPasswordToggleWidget(render_value=True)
        return super().formfield_for_dbfield(db_field, request, **kwargs)


@admin.register(AlertDelivery)
class AlertDeliveryAdmin(ReadOnlyAdmin):
    list_display = ("alert", "channel", "state", "tries", "error", "due_at", "sent_at")
    list_filter = ("state",)
    list_select_related = ("alert", "channel")
