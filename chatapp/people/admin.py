"""Users and teams: role, money, state. Nobody can sign in as somebody else."""

from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialApp, SocialToken
from asgiref.sync import async_to_sync
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.db import transaction
from django.db.models import Count, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import URLPattern, path
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.admin import ModelAdmin

from accounts.forms import AdminUserAddForm
from accounts.models import LastAdministratorError, Team, User
from billing import budgets
from chatapp import viewers
from chatapp.console.templatetags.console import dollars, usd
from chatapp.people import pages, standing
from chatapp.people.forms import PersonForm
from chatapp.people.lists import PeopleList, TeamList

admin.site.unregister([Authenticator, SocialApp, SocialToken])  # their pages show secrets


@admin.register(User)
class UserAdmin(ModelAdmin, DjangoUserAdmin):  # type: ignore[type-arg]
    """People: role, team, budget, suspended or not. No administrator is deleted."""

    form = PersonForm
    add_form = AdminUserAddForm
    list_display = (
        "email",
        "display_name",
        "shown_role",
        "team",
        "spent",
        "limit",
        "seen",
        "is_active",
    )
    list_filter = ("is_active", "is_superuser", "is_staff", "team")
    list_select_related = ("team",)
    list_fullwidth = True
    list_per_page = 50
    search_fields = ("email", "display_name")
    ordering = ("email",)
    readonly_fields = ("is_active", "last_login", "date_joined", "money")
    autocomplete_fields = ("team",)
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("email", "display_name", "role", "team")}),
        (gettext_lazy("Money"), {"fields": ("money", "budget")}),
        (gettext_lazy("Preferences"), {"fields": ("language", "theme")}),
        (gettext_lazy("Access"), {"fields": ("is_active", "last_login", "date_joined")}),
    )
    add_fieldsets = (
        (None, {"fields": ("email", "display_name", "role", "team", "password1", "password2")}),
    )
    actions = ("set_budget", "suspend", "restore", "forget_second_step")
    change_list_template = "people/list.html"
    change_form_outer_before_template = "people/person.html"

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[PeopleList]:
        return PeopleList

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(pages.import_people)
        return [path("import/", view, name="people_import"), *super().get_urls()]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Who may not set budgets sees them, and has no field for it."""
        found = super().get_fieldsets(request, obj)
        if obj is None or (
            self.has_budget_permission(request) and self.has_change_permission(request, obj)
        ):
            return found
        shown = (gettext_lazy("Money"), {"fields": ("money",)})
        return [shown if "budget" in rows["fields"] else (name, rows) for name, rows in found]

    @admin.display(description=gettext_lazy("role"), ordering="is_superuser")
    def shown_role(self, user: User) -> str:
        return str(user.role.label)

    @admin.display(description=gettext_lazy("spent this month"))
    def spent(self, user: Any) -> str:
        return dollars(user.month.spent_nano)

    @admin.display(description=gettext_lazy("limit"))
    def limit(self, user: Any) -> str:
        return usd(user.month.allowed_nano)

    @admin.display(description=gettext_lazy("last seen"))
    def seen(self, user: Any) -> datetime | None:
        return max(filter(None, (user.last_login, user.month.active_at)), default=None)

    @admin.display(description=gettext_lazy("now"))
    def money(self, user: User) -> SafeString | str:
        if not user.pk:
            return "–"
        month = standing.of_people([user])[user.pk]
        facts = {
            "person": user,
            "month": month,
            "standings": budgets.standings(user.pk, user.team_id),
        }
        return render_to_string("people/money.html", facts)

    def save_model(
        self, request: HttpRequest, obj: User, form: "ModelForm[User]", change: bool
    ) -> None:
        super().save_model(request, obj, form, change)
        if not change or "role" in form.changed_data:
            obj.set_role(form.cleaned_data["role"])
        if "budget" in form.changed_data and request.user.has_perm("billing.change_budget"):
            budgets.set_dollars(obj.pk, form.cleaned_data["budget"], by=request.user.pk)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        if obj is not None and obj.is_superuser:
            return False
        return super().has_delete_permission(request, obj)

    def delete_model(self, request: HttpRequest, obj: User) -> None:
        person = obj.pk
        super().delete_model(request, obj)
        shut_out(person)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def has_budget_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("billing.change_budget")

    @admin.action(description=gettext_lazy("Set a monthly budget…"), permissions=["budget"])
    def set_budget(self, request: HttpRequest, chosen: "QuerySet[User]") -> HttpResponse | None:
        return pages.budget_for_many(request, chosen)

    @admin.action(description=gettext_lazy("Suspend"), permissions=["change"])
    def suspend(self, request: HttpRequest, chosen: "QuerySet[User]") -> None:
        for user in chosen:
            try:
                user.suspend()
            except LastAdministratorError as error:
                messages.error(request, f"{error} ({user})")
            else:
                shut_out(user.pk)
                messages.success(request, _("Suspended: %(user)s.") % {"user": user})

    @admin.action(description=gettext_lazy("Let in again"), permissions=["change"])
    def restore(self, request: HttpRequest, chosen: "QuerySet[User]") -> None:
        for user in chosen:
            user.restore()
            messages.success(request, _("May sign in again: %(user)s.") % {"user": user})

    @admin.action(description=gettext_lazy("Turn off two-step sign-in"), permissions=["change"])
    def forget_second_step(self, request: HttpRequest, chosen: "QuerySet[User]") -> None:
        """For somebody who lost their phone. Their password, and their sessions, stay."""
        for user in chosen:
            for way in Authenticator.objects.filter(user=user):
                way.delete()
            messages.success(request, _("Signs in with one step now: %(user)s.") % {"user": user})


@admin.register(Team)
class TeamAdmin(ModelAdmin):
    """Teams and how many people they have."""

    list_display = ("name", "description", "size", "spent", "limit", "used")
    list_fullwidth = True
    search_fields = ("name",)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[TeamList]:
        return TeamList

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).annotate(people=Count("members"))

    @admin.display(description=gettext_lazy("people"), ordering="people")
    def size(self, team: Any) -> int:
        return int(team.people)

    @admin.display(description=gettext_lazy("spent this month"))
    def spent(self, team: Any) -> str:
        return dollars(team.month.spent_nano)

    @admin.display(description=gettext_lazy("limit of the team together"))
    def limit(self, team: Any) -> str:
        return usd(team.month.allowed_nano)

    @admin.display(description=gettext_lazy("used"))
    def used(self, team: Any) -> str:
        return "–" if team.month.percent is None else f"{team.month.percent} %"


def shut_out(user_id: int) -> None:
    """Ends the person's open pages and running replies now; their next request ends itself."""
    transaction.on_commit(lambda: async_to_sync(viewers.end_access)(user_id))
