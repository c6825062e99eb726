"""`manage.py seed_demo`: a small company to try the product with."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from chatapp.demo import history
from chatapp.demo.fill import PASSWORD, fill
from chatapp.demo.people import PEOPLE


class Command(BaseCommand):
    """Fills in demo people and their conversations, and weeks of history if asked to."""

    help = (
        "Adds demo users with conversations in English and Chinese, nothing twice. "
        "With --entries, adds that many ledger entries of the last weeks and their calls."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seed", type=int, default=1, help="what the chances depend on")
        parser.add_argument("--entries", type=int, default=0, help="ledger entries of history")
        parser.add_argument("--days", type=int, default=62, help="how far the history goes back")
        parser.add_argument("--people", type=int, default=0, help="that many further users")
        parser.add_argument("--anyway", action="store_true", help="also in the production profile")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PROFILE == "production" and not options["anyway"]:
            raise CommandError(
                "Demo users have a known password. Use --anyway to add them in production."
            )
        people, conversations = fill(options["seed"])
        self.stdout.write(f"Added {people} people and {conversations} conversations.")
        for person in PEOPLE:
            self.stdout.write(f"  {person.email:<24} {PASSWORD:<14} {person.role}")
        if options["entries"] < 0 or options["days"] < 1 or options["people"] < 0:
            raise CommandError("--entries and --people can't be negative, --days is at least 1.")
        if options["entries"] or options["people"]:
            entries, calls = history.write(
                options["entries"],
                days=options["days"],
                people=options["people"],
                seed=options["seed"],
            )
            self.stdout.write(f"Added {entries:,} ledger entries and {calls:,} calls.")
