"""`manage.py show_budget ada@example.org --json`"""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from billing import budgets, whom
from billing.budgets import Standing
from billing.models import Period, Subject
from billing.money import format_usd


class Command(BaseCommand):
    help = "Show what a person may spend and has spent. JSON amounts are nano-dollars (1e-9 USD)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            user_id, team_id = whom.person(options["email"])
        except whom.NobodyError as error:
            raise CommandError(str(error)) from error
        standings = budgets.standings(user_id, team_id)
        summary = {"email": options["email"], **_summary(user_id, standings)}
        if options["as_json"]:
            summary["budgets"] = [_facts(standing) for standing in standings]
            self.stdout.write(json.dumps(summary, indent=2))
            return
        if not standings:
            self.stdout.write(f"{options['email']}: no budget holds.")
        for standing in standings:
            self.stdout.write(_line(standing))


def _summary(user_id: int, standings: list[Standing]) -> dict[str, int | None]:
    """The person's own tightest dollar budget; without one, what this month has cost so far."""
    own = [s for s in standings if s.limit.key[0] == Subject.USER and s.limit_nano is not None]
    if own:
        tightest = min(own, key=lambda standing: standing.remaining_nano or 0)
        return {
            "limit": tightest.limit_nano,
            "spent": tightest.spent_nano,
            "reserved": tightest.reserved_nano,
            "remaining": tightest.remaining_nano,
        }
    month = budgets.peek((Subject.USER.value, user_id, Period.MONTH.value), timezone.now())
    return {
        "limit": None,
        "spent": month.spent_nano,
        "reserved": month.reserved_nano,
        "remaining": None,
    }


def _facts(standing: Standing) -> dict[str, Any]:
    return {
        "scope": standing.limit.scope,
        "subject": standing.limit.key[0],
        "period": standing.limit.period,
        "hard": standing.limit.hard,
        "limit": standing.limit_nano,
        "spent": standing.spent_nano,
        "reserved": standing.reserved_nano,
        "remaining": standing.remaining_nano,
        "limit_tokens": standing.limit_tokens,
        "spent_tokens": standing.spent_tokens,
        "reserved_tokens": standing.reserved_tokens,
        "limit_output": standing.limit_output,
        "spent_output": standing.spent_output,
        "percent": standing.percent,
        "renews_at": standing.renews_at.isoformat() if standing.renews_at else None,
    }


def _line(standing: Standing) -> str:
    parts = []
    if standing.limit_nano is not None:
        spent, limit = format_usd(standing.spent_nano), format_usd(standing.limit_nano)
        parts.append(f"{spent} of {limit}, {format_usd(standing.reserved_nano)} reserved")
    if standing.limit_tokens is not None:
        parts.append(f"{standing.spent_tokens} of {standing.limit_tokens} tokens")
    if standing.limit_output is not None:
        parts.append(f"{standing.spent_output} of {standing.limit_output} output tokens")
    renews = f", renews {standing.renews_at:%Y-%m-%d %H:%M} UTC" if standing.renews_at else ""
    kind = "" if standing.limit.hard else " (soft)"
    return f"{standing.limit.scope} / {standing.limit.period}{kind}: {'; '.join(parts)}{renews}"
