"""`manage.py set_budget ada@example.org 25 --period month`"""

from typing import Any

from django.core.management.base import CommandError, CommandParser

from accounts.audit.commands import AuditedCommand
from billing import budgets, whom
from billing.models import Period
from billing.money import BadAmountError, format_usd, parse_usd


class Command(AuditedCommand):
    help = "Set how much a person, a team, everyone or the organisation may spend in a period."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "who", help="e-mail address, team:NAME, members:NAME, everyone or organisation"
        )
        parser.add_argument("amount", help="US dollars, such as 25 or 0.50; “none” for no limit")
        parser.add_argument("--period", choices=Period.values, default=Period.MONTH)
        parser.add_argument("--tokens", type=int, help="limit in tokens, besides dollars")
        parser.add_argument("--soft", action="store_true", help="only alert, never refuse")
        parser.add_argument("--reply-output", type=int, help="most output tokens per reply")
        parser.add_argument("--day-output", type=int, help="most output tokens per day")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            scope, scope_id = whom.scope_of(options["who"])
            amount = None if options["amount"] == "none" else parse_usd(options["amount"])
            budgets.set_budget(
                scope,
                scope_id,
                options["period"],
                limit_nano=amount,
                limit_tokens=options["tokens"],
                hard=not options["soft"],
                reply_output=options["reply_output"],
                day_output=options["day_output"],
            )
        except (whom.NobodyError, BadAmountError, budgets.BadBudgetError) as error:
            raise CommandError(str(error)) from error
        limit = "no limit in dollars" if amount is None else format_usd(amount)
        self.stdout.write(f"{options['who']}: {limit} per {options['period']}.")
