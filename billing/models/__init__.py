"""What is kept about money: prices, the ledger, budgets and their windows, alerts."""

from billing.models.alerts import Alert, AlertChannel, AlertDelivery
from billing.models.budgets import Budget, BudgetRequest, Grant, Period, Scope, Subject
from billing.models.ledger import LedgerEntry, Reservation, Window
from billing.models.prices import ModelPrice, Speed, ToolPrice
from billing.models.spending import DaySpend

__all__ = [
    "Alert",
    "AlertChannel",
    "AlertDelivery",
    "Budget",
    "BudgetRequest",
    "DaySpend",
    "Grant",
    "LedgerEntry",
    "ModelPrice",
    "Period",
    "Reservation",
    "Scope",
    "Speed",
    "Subject",
    "ToolPrice",
    "Window",
]
