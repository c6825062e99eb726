"""Money in the admin: thin. Rules live in `budgets`, `grants`, `alerts` and `price_csv`."""

from billing.admin import alerts, budgets, ledger, prices, requests

__all__ = ["alerts", "budgets", "ledger", "prices", "requests"]
