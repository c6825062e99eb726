"""Conversations without words, who may open one, every opening, and the audit log."""

from typing import Any

from django.contrib import admin
from django.db.models import Count
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.admin import ModelAdmin

from accounts.audit.models import AuditEntry
from accounts.tables import ReadOnlyAdmin, column
from chatapp.review import changes, pages
from chatapp.review.models import ConversationRecord, Opening, Reviewer

FIRST = 3  # changes of an entry that the list shows


@admin.register(ConversationRecord)
class ConversationRecordAdmin(ReadOnlyAdmin):
    """What staff may know of a conversation: nothing that was said, not even its title."""

    list_display = ("number", "whose", "messages_count", "asked", "begun", "last")
    list_select_related = ("owner",)
    search_fields = ("=owner__email", "=id")
    search_help_text = gettext_lazy("The owner's e-mail address, or the id of a conversation.")
    ordering = ("-active_at",)
    fields = readonly_fields = (
        "number",
        "whose",
        "messages_count",
        "asked",
        "begun",
        "last",
        "door",
    )
    whose = column("owner", gettext_lazy("owner"))
    asked = column("model", gettext_lazy("model"))
    begun = column("created_at", gettext_lazy("begun"))
    last = column("active_at", gettext_lazy("last message"))

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).defer("title").annotate(said=Count("messages"))

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("<uuid:conversation_id>/open/", view(pages.ask), name="review_ask"),
            path("<uuid:conversation_id>/read/", view(pages.read), name="review_read"),
            *super().get_urls(),
        ]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fields if Reviewer.may_open(request.user.pk) else self.fields[:-1]

    @admin.display(description=gettext_lazy("conversation"), ordering="pk")
    def number(self, record: ConversationRecord) -> str:
        return str(record)

    @admin.display(description=gettext_lazy("messages"), ordering="said")
    def messages_count(self, record: Any) -> int:
        return int(record.said)

    @admin.display(description=gettext_lazy("content"))
    def door(self, record: ConversationRecord) -> SafeString | str:
        return format_html('<a href="open/">{}</a>', _("Open it, with a reason"))


@admin.register(Reviewer)
class ReviewerAdmin(ModelAdmin):
    """Who may open conversations, until when."""

    list_display = ("user", "until")
    list_select_related = ("user",)
    autocomplete_fields = ("user",)


@admin.register(Opening)
class OpeningAdmin(ReadOnlyAdmin):
    """Each time somebody opened what is somebody else's."""

    list_display = (
        "opened_at",
        "reviewer_name",
        "owner_id",
        "reason",
        "ends_at",
        "told_at",
        "seen_at",
    )
    search_fields = ("reviewer_name", "reason", "=owner_id", "=conversation_id")


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    """Who changed what, the old value and the new one; the list shows the first few of them."""

    list_display = ("at", "actor", "action", "kind", "object_text", "first_changes")
    list_filter = ("action",)
    search_fields = ("actor", "object_text", "model", "reason", "=object_id", "changes")
    search_help_text = gettext_lazy("Who, what, or a part of an old or new value.")
    fields = (
        "at",
        "actor",
        "place",
        "action",
        "kind",
        "object_id",
        "object_text",
        "shown_changes",
        "reason",
    )
    readonly_fields = ("kind", "shown_changes")

    @admin.display(description=gettext_lazy("kind"), ordering="model")
    def kind(self, entry: AuditEntry) -> str:
        return changes.kind(entry)

    @admin.display(description=gettext_lazy("changes"))
    def first_changes(self, entry: AuditEntry) -> SafeString:
        rows = changes.in_words(entry)
        context = {"rows": rows[:FIRST], "more": len(rows[FIRST:]), "action": entry.action}
        return render_to_string("review/changes.html", context)

    @admin.display(description=gettext_lazy("changes"))
    def shown_changes(self, entry: AuditEntry) -> SafeString:
        return render_to_string(
            "review/changes.html", {"rows": changes.in_words(entry), "action": entry.action}
        )
