"""`manage.py import_prices prices.csv`"""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from accounts.audit.commands import AuditedCommand
from billing.price_csv import BadPricesError, import_csv


class Command(AuditedCommand):
    help = "Add the model prices of a CSV file. Rows that are there already are left alone."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            done = import_csv(options["file"].read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, BadPricesError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{done.added} prices added, {done.unchanged} were there already.")
