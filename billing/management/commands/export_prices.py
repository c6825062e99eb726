"""`manage.py export_prices > prices.csv`"""

from typing import Any

from django.core.management.base import BaseCommand

from billing.price_csv import export_csv


class Command(BaseCommand):
    help = "Write all model prices as CSV, in US dollars per million tokens."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(export_csv(), ending="")
