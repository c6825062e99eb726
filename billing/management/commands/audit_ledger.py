"""`manage.py audit_ledger`: exit 0 when the books are right, 1 when anything differs."""

import json
import sys
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from billing.audit import audit
from billing.money import format_usd


class Command(BaseCommand):
    help = "Recompute entries, receipts, windows and reports from the ledger; exit 1 on any drift."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args: Any, **options: Any) -> None:
        found = audit()
        if options["as_json"]:
            self.stdout.write(json.dumps(asdict(found), indent=2))
        else:
            self.stdout.write(
                f"{found.entries} entries of {found.calls} calls: {format_usd(found.total_nano)}, "
                f"{format_usd(found.estimated_nano)} of it estimated.\n"
                f"{found.windows} windows; {found.open_reservations} calls hold "
                f"{format_usd(found.reserved_nano)}; "
                f"{found.kept_on_disk} settlements wait on disk.\n"
                f"{found.breaches} calls cost more than was reserved, "
                f"by {format_usd(found.breach_nano)}."
            )
            for sentence in found.drift:
                self.stderr.write(sentence)
            self.stdout.write(
                f"{found.differences} differences." if found.differences else "Right."
            )
        if found.differences:
            sys.exit(1)
