"""Django's admin for the organisation; people and teams are in `chatapp.people`, beside money."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from accounts.models import Organisation


@admin.register(Organisation)
class OrganisationAdmin(ModelAdmin):
    """The one row of settings: it can be changed, not added or removed."""

    list_display = ("name", "time_zone", "default_model")
    readonly_fields = ("founded_at",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Organisation]:
        Organisation.current()
        return Organisation.objects.all()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Organisation | None = None) -> bool:
        return False
