"""`manage.py grant ada@example.org 5 --reason "trade fair"`"""

from datetime import timedelta
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from accounts.audit.commands import AuditedCommand
from billing import grants, whom
from billing.models import Subject
from billing.money import BadAmountError, format_usd, parse_usd


class Command(AuditedCommand):
    help = "Give a person, a team or the organisation something extra, once, for this period."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("who", help="e-mail address, team:NAME or organisation")
        parser.add_argument("amount", help="US dollars, such as 5 or 0.50")
        parser.add_argument("--tokens", type=int, default=0, help="tokens, besides dollars")
        parser.add_argument("--days", type=int, help="expires after so many days")
        parser.add_argument("--reason", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            subject, subject_id = whom.scope_of(options["who"])
            if subject not in Subject.values:
                raise CommandError("A grant is for one person, one team or the organisation.")
            amount = parse_usd(options["amount"])
            days = options["days"]
            grants.grant(
                subject,
                subject_id,
                amount_nano=amount,
                tokens=options["tokens"],
                reason=options["reason"],
                expires_at=None if days is None else timezone.now() + timedelta(days=days),
            )
        except (whom.NobodyError, BadAmountError, grants.BadGrantError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{options['who']}: {format_usd(amount)} extra.")
