"""What need not be asked twice: hit rate, saved money, kept answers, similar questions, purge."""

from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from billing.spared import spared_now
from billing.tokens import Tokens
from chatapp.assistants.models import Assistant
from chatapp.caching import entries, rules
from chatapp.caching import figures as caching
from chatapp.caching.figures import Spared
from chatapp.caching.models import CacheRule
from chatapp.caching.similar import feedback
from chatapp.caching.similar.learning import Standing
from chatapp.console.pages import frame
from chatapp.monitoring import figures
from chatapp.monitoring.figures import Figures, Span

CHANGE = "caching.change_cacherule"


@dataclass(frozen=True, slots=True)
class Row:
    """One assistant's answers. `kept` is None where the store can't be counted."""

    name: str
    rule: CacheRule | None
    spared: Spared
    kept: int | None
    standing: Standing | None


@dataclass(frozen=True, slots=True)
class Prompts:
    """What Claude's own cache did for one model. `saved_nano` at today's price."""

    figures: Figures
    saved_nano: int

    @property
    def read_share(self) -> float | None:
        """Share of the tokens of all prompts that were read from Claude's cache."""
        found = self.figures
        prompt = found.input_tokens + found.cache_read_tokens + found.cache_write_tokens
        return found.cache_read_tokens / prompt if prompt else None


def page(request: HttpRequest) -> HttpResponse:
    """Figures of a period; rules and kept answers as of now. A POST purges one rule's answers."""
    frame.need(request, "caching.view_hit")
    if request.method == "POST":
        return _purge(request)
    asked = frame.asked(request)
    span = Span(asked.period.first, asked.period.last, asked.period.zone)
    spared = caching.overall(span.since, span.until)
    chats = figures.overall(replace(span, purpose="chat")).calls
    models = _prompts(span)
    whole = Prompts(figures.overall(span), sum(one.saved_nano for one in models.values()))
    return frame.shown(
        request,
        "cache",
        _("Cache"),
        [],
        asked,
        spared=spared,
        hit_rate=spared.hits / chats if chats else None,
        chats=chats,
        rows=_rows(span),
        models=models,
        prompts=whole,
        may_purge=request.user.has_perm(CHANGE),
    )


def _purge(request: HttpRequest) -> HttpResponse:
    frame.need(request, CHANGE)
    number = request.POST.get("rule", "")
    rule = CacheRule.objects.filter(pk=number).first() if number.isdecimal() else None
    if rule is None:
        messages.error(request, _("That rule is not there any more."))
    else:
        rules.purge(rule)
        said = _("The kept answers of “%(name)s” are not given again.")
        messages.success(request, said % {"name": str(rule)})
    return redirect(request.get_full_path())


def _rows(span: Span) -> list[Row]:
    """Every assistant that has a rule, hits or kept answers; conversations without one first."""
    found = caching.by_assistant(span.since, span.until)
    kept = entries.count()
    known = {r.assistant_id: r for r in CacheRule.objects.select_related("assistant")}
    numbers = {None, *found, *known, *(number or None for number in kept or ())}
    names: dict[Any, str] = dict(Assistant.objects.values_list("pk", "name"))
    names[None] = _("Without an assistant")
    rows = [
        Row(
            names.get(number, _("Deleted assistant %(number)s") % {"number": number}),
            known.get(number),
            found.get(number, Spared()),
            None if kept is None else kept.get(number or 0, 0),
            feedback.standing_of(known[number]) if number in known else None,
        )
        for number in numbers
    ]
    return sorted(rows, key=lambda row: (-row.spared.hits, row.name))


def _prompts(span: Span) -> dict[str, Prompts]:
    now = timezone.now()
    return {
        model: Prompts(
            found,
            spared_now(
                model,
                now,
                Tokens(cache_read=found.cache_read_tokens, cache_write_5m=found.cache_write_tokens),
            ),
        )
        for model, found in figures.by("model", span).items()
    }
