"""The ModelAdmins of chatting: metadata only, nobody's words."""

from functools import partial
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.tables import LongTableAdmin, column, value_filter
from billing.admin import columns
from billing.admin.columns import whose
from billing.models.subjects import name_of_team
from billing.words import purpose_words
from chatapp.claude.errors import sentence_of
from chatapp.console.templatetags.console import count, dollars, seconds, usd
from chatapp.models import ClaudeCall
from chatapp.monitoring.figures import ever


@admin.register(ClaudeCall)
class ClaudeCallAdmin(LongTableAdmin):
    """Calls as they went; nothing can be changed."""

    list_display = (
        "started", "whose", "shown_purpose", "asked", "tokens", "spent", "first", "whole",
        "outcome",
    )  # fmt: skip
    list_filter = (
        value_filter(_("purpose"), "purpose", partial(ever, "purpose"), purpose_words),
        value_filter(_("model"), "model", partial(ever, "model")),
        value_filter(_("error"), "error_code", partial(ever, "code")),
    )
    quick_filters = ("error_code", "user_id")
    ordering = ("-started_at",)
    sortable_by = ("started",)
    search_fields = ("id", "user_id", "request_id")
    search_help_text = _("A request id, the number of a person, or the id of a call.")
    fieldsets = (
        (None, {"fields": ("started", "whose", "team", "shown_purpose", "asked", "answered")}),
        (_("Outcome"), {"fields": ("outcome", "shown_sentence", "answer_status", "number")}),
        (_("Time"), {"fields": ("first", "whole", "waited", "shown_attempts")}),
        (
            _("Use"),
            {
                "fields": (
                    "input", "output", "thinking", "cache_read", "written_5m", "written_1h",
                    "cost", "saved",
                )
            },
        ),
    )  # fmt: skip
    whose = whose
    started = column("started_at", _("begun"))
    asked = column("model", _("model"))
    answered = column("answered_by", _("answered by"))
    answer_status = column("status", _("status of the answer"), count)
    number = column("request_id", _("request id"))
    first = column("first_token_ms", _("first token after"), seconds)
    whole = column("duration_ms", _("duration"), seconds)
    waited = column("waited_ms", _("of it waited"), seconds)
    input = column("input_tokens", _("input tokens"), count)
    output = column("output_tokens", _("output tokens"), count)
    thinking = column("thinking_tokens", _("of it thinking"), count)
    cache_read = column("cache_read_tokens", _("tokens read from Claude's cache"), count)
    written_5m = column("cache_write_5m_tokens", _("tokens cached for 5 minutes"), count)
    written_1h = column("cache_write_1h_tokens", _("tokens cached for 1 hour"), count)
    spent = column("cost_nano", _("cost"), dollars)
    cost = column("cost_nano", _("cost"), usd)
    saved = column("saved_nano", _("saved by a kept answer"), usd)

    def get_queryset(self, request: HttpRequest) -> Any:
        return columns.with_person(super().get_queryset(request))

    @admin.display(description=_("team"))
    def team(self, call: ClaudeCall) -> str:
        return name_of_team(call.team_id)

    @admin.display(description=_("purpose"))
    def shown_purpose(self, call: ClaudeCall) -> str:
        return purpose_words().get(call.purpose, call.purpose)

    @admin.display(description=_("tokens in → out"))
    def tokens(self, call: ClaudeCall) -> str:
        if call.from_cache:
            return "–"
        return f"{count(call.input_tokens)} → {count(call.output_tokens)}"

    @admin.display(description=_("outcome"))
    def outcome(self, call: ClaudeCall) -> str:
        """The code of the error; else in words how the reply ended."""
        if call.error_code:
            return call.error_code
        if call.from_cache:
            return gettext("from the cache")
        endings = {
            "end_turn": gettext("complete"),
            "max_tokens": gettext("cut off at its longest"),
            "refusal": gettext("refused by Claude"),
        }
        return endings.get(call.stop_reason, call.stop_reason)

    @admin.display(description=_("what the person was told"))
    def shown_sentence(self, call: ClaudeCall) -> str:
        return sentence_of(call.error_code)

    @admin.display(description=_("attempts"))
    def shown_attempts(self, call: ClaudeCall) -> SafeString:
        return render_to_string("console/attempts.html", {"attempts": call.attempts})
