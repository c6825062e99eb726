"""Columns that people can read: dollars for nano-dollars, a name for an id."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db.models import Case, CharField, F, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy

from accounts.models import Team
from accounts.tables import column
from billing.models.subjects import named
from billing.money import format_usd


def dollars(name: str, title: Any, empty: str = "–") -> Callable[[Any, Any], str]:
    """A column of the field `name` (nano-dollars), in dollars."""
    return column(name, title, lambda nano: empty if nano is None else format_usd(nano))


def with_person(rows: "QuerySet[Any]", id_name: str = "user_id") -> Any:
    """Rows with `whose`: the e-mail address of the person with that id, in the same query."""
    return rows.annotate(whose=_address(id_name))


def with_subject(
    rows: "QuerySet[Any]", kind: str, id_name: str, personal: Any, of_teams: Any
) -> Any:
    """Rows with `whose`: the person's address or the team's name, by what `kind` says."""
    team = Team.objects.filter(pk=OuterRef(id_name)).values("name")
    return rows.annotate(
        whose=Case(
            When(**{f"{kind}__in": personal}, then=_address(id_name)),
            When(**{f"{kind}__in": of_teams}, then=Subquery(team)),
            default=None,
            output_field=CharField(),
        ),
        whose_id=Cast(F(id_name), CharField()),
    )


@admin.display(description=gettext_lazy("whose"), ordering="whose")
def whose(_model_admin: Any, row: Any) -> str:
    """The name that `with_person` or `with_subject` found; a number where nobody is left."""
    number = getattr(row, "user_id", None) or getattr(row, "whose_id", None)
    return named(int(number or 0), row.whose)


def _address(id_name: str) -> Subquery:
    people = get_user_model()._default_manager.filter(pk=OuterRef(id_name))
    return Subquery(people.values("email"))
