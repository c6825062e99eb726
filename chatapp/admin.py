"""The ModelAdmins of chatting: metadata only, nobody's words."""

from functools import partial

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.tables import LongTableAdmin, value_filter
from billing.words import purpose_words
from chatapp.claude.errors import sentence_of
from chatapp.models import ClaudeCall
from chatapp.monitoring.figures import ever


@admin.register(ClaudeCall)
class ClaudeCallAdmin(LongTableAdmin):
    """Calls as they went; nothing can be changed."""

    list_display = (
        "started_at", "shown_purpose", "model", "input_tokens", "output_tokens",
        "first_token_ms", "duration_ms", "stop_reason", "error_code",
    )  # fmt: skip
    list_filter = (
        value_filter(_("purpose"), "purpose", partial(ever, "purpose"), purpose_words),
        value_filter(_("model"), "model", partial(ever, "model")),
        value_filter(_("error"), "error_code", partial(ever, "code")),
    )
    ordering = ("-started_at",)
    sortable_by = ("started_at",)
    search_fields = ("id", "user_id", "request_id")
    search_help_text = _("A request id, the number of a person, or the id of a call.")
    fieldsets = (
        (None, {"fields": ("started_at", "user_id", "team_id", "purpose", "model", "answered_by")}),
        (
            _("Outcome"),
            {"fields": ("error_code", "shown_sentence", "status", "stop_reason", "request_id")},
        ),
        (_("Time"), {"fields": ("first_token_ms", "duration_ms", "waited_ms", "shown_attempts")}),
        (
            _("Use"),
            {
                "fields": (
                    "input_tokens", "output_tokens", "thinking_tokens", "cache_read_tokens",
                    "cache_write_5m_tokens", "cache_write_1h_tokens", "cost_nano", "from_cache",
                    "saved_nano",
                )
            },
        ),
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[ClaudeCall]:
        return ClaudeCall.objects.all()

    @admin.display(description=_("purpose"))
    def shown_purpose(self, call: ClaudeCall) -> str:
        return purpose_words().get(call.purpose, call.purpose)

    @admin.display(description=_("what the person was told"))
    def shown_sentence(self, call: ClaudeCall) -> str:
        return sentence_of(call.error_code)

    @admin.display(description=_("attempts"))
    def shown_attempts(self, call: ClaudeCall) -> SafeString:
        return render_to_string("console/attempts.html", {"attempts": call.attempts})
