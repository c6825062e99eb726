"""`manage.py apply_retention` says what would be deleted, `--delete` deletes it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from chatapp.retention import keeping


class Command(BaseCommand):
    help = "Show what the retention rules no longer keep; with --delete, delete it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--delete", action="store_true", help="not only show")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        found = keeping.outcomes(now)
        for outcome in found:
            scope = outcome.rule.team.name if outcome.rule.team else "everybody else"
            self.stdout.write(
                f"{scope}, {outcome.rule.days} days: {outcome.conversations} conversations"
                f" of {outcome.people} people"
            )
        if not found:
            self.stdout.write("There are no rules: everything is kept.")
        elif options["delete"]:
            self.stdout.write(f"Deleted: {keeping.delete(now)} conversations.")
        else:
            self.stdout.write("Nothing was deleted. --delete does it.")
