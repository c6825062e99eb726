"""The ModelAdmins of chatting: metadata only, nobody's words."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import display_for_value
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.tables import LongTableAdmin, value_filter
from billing.admin import columns
from billing.admin.columns import whose
from billing.models.subjects import name_of_team
from billing.words import purpose_words
from chatapp.claude.errors import sentence_of
from chatapp.console.templatetags.console import count, dollars, seconds, usd
from chatapp.models import ClaudeCall
from chatapp.monitoring.figures import ever


def figure(name: str, title: Any, write: Callable[[int | None], str]) -> Any:
    """A column of the field `name`, written as people read it."""

    @admin.display(description=title)
    def shown(_model_admin: Any, call: ClaudeCall) -> str:
        return write(getattr(call, name))

    return shown


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
    first = figure("first_token_ms", _("first token after"), seconds)
    whole = figure("duration_ms", _("duration"), seconds)
    waited = figure("waited_ms", _("of it waited"), seconds)
    input = figure("input_tokens", _("input tokens"), count)
    output = figure("output_tokens", _("output tokens"), count)
    thinking = figure("thinking_tokens", _("of it thinking"), count)
    cache_read = figure("cache_read_tokens", _("tokens read from Claude's cache"), count)
    written_5m = figure("cache_write_5m_tokens", _("tokens cached for 5 minutes"), count)
    written_1h = figure("cache_write_1h_tokens", _("tokens cached for 1 hour"), count)
    spent = figure("cost_nano", _("cost"), dollars)
    cost = figure("cost_nano", _("cost"), usd)
    saved = figure("saved_nano", _("saved by a kept answer"), usd)

    def get_queryset(self, request: HttpRequest) -> Any:
        return columns.with_person(super().get_queryset(request))

    @admin.display(description=_("begun"), ordering="started_at")
    def started(self, call: ClaudeCall) -> str:
        return display_for_value(call.started_at, "–")

    @admin.display(description=_("team"))
    def team(self, call: ClaudeCall) -> str:
        return name_of_team(call.team_id)

    @admin.display(description=_("purpose"))
    def shown_purpose(self, call: ClaudeCall) -> str:
        return purpose_words().get(call.purpose, call.purpose)

    @admin.display(description=_("model"))
    def asked(self, call: ClaudeCall) -> str:
        return call.model

    @admin.display(description=_("tokens in → out"))
    def tokens(self, call: ClaudeCall) -> str:
        if call.from_cache:
            return "–"
        return f"{count(call.input_tokens)} → {count(call.output_tokens)}"

    @admin.display(description=_("answered by"))
    def answered(self, call: ClaudeCall) -> str:
        return call.answered_by

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

    @admin.display(description=_("status of the answer"))
    def answer_status(self, call: ClaudeCall) -> int | None:
        return call.status

    @admin.display(description=_("request id"))
    def number(self, call: ClaudeCall) -> str:
        return call.request_id

    @admin.display(description=_("attempts"))
    def shown_attempts(self, call: ClaudeCall) -> SafeString:
        return render_to_string("console/attempts.html", {"attempts": call.attempts})
