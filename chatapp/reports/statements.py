"""The monthly statement of a person or a team: what was used, at which price, and the sum.

Made of the same sums as the reports; the receipts below the replies add up to it exactly.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext as _

from billing.words import kind_words
from chatapp.reports import names, usage
from chatapp.reports.usage import Question, Row, Sums


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of one model. Amount in nano-dollars."""

    model: str
    kind: str
    quantity: int
    amount: int
    estimated: int


@dataclass(frozen=True, slots=True)
class Statement:
    """What one person or team used from `first` to `last`, a whole month."""

    name: str
    title: str
    first: date
    last: date
    total: Sums
    lines: list[Line]
    days: list[Row]
    purposes: list[Row]
    people: list[Row]

    @property
    def month_before(self) -> date:
        return (self.first - timedelta(days=1)).replace(day=1)

    @property
    def month_after(self) -> date:
        return self.last + timedelta(days=1)


def of_month(month: date, *, user_id: int | None = None, team_id: int | None = None) -> Statement:
    """The statement of the month that holds this day. Seven queries, whatever the size."""
    first = month.replace(day=1)
    last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    question = Question(first, last, user_id=user_id, team_id=team_id)
    if user_id is not None:
        name, title = names.of_people([user_id])[user_id], _("Statement for a person")
    elif team_id is not None:
        name, title = names.of_teams([team_id])[team_id], _("Statement for a team")
    else:
        name, title = _("Everybody"), _("Statement for the organisation")
    return Statement(
        name,
        title,
        first,
        last,
        usage.total(question),
        _lines(question),
        _rows(question, "day", sort="name", down=False),
        _rows(question, "purpose"),
        [] if user_id is not None else _rows(question, "user"),
    )


def _rows(question: Question, group: str, **order: Any) -> list[Row]:
    return usage.rows(replace(question, group=group), **order)


def _lines(question: Question) -> list[Line]:
    found = question.rows("model").order_by().values("model", "kind")
    sums = found.annotate(
        of_quantity=Sum("quantity"), of_amount=Sum("amount_nano"), guessed=Sum("estimated_nano")
    ).order_by("model", "kind")
    words = kind_words()
    return [
        Line(
            row["model"],
            words.get(row["kind"], row["kind"]),
            row["of_quantity"],
            row["of_amount"],
            row["guessed"],
        )
        for row in sums
    ]
