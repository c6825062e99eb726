"""What was used and what it cost: questions to the sums by day, as tables, files and statements.

Amounts come from `billing.DaySpend` alone, so that every figure of a report is one of the ledger.
"""
