"""What a page is narrowed to: model, purpose, team, person, read from the address."""

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from accounts.models import Team, User
from chatapp.assistants.models import Assistant

NOBODY = -1
"""A person who isn't there: matches nothing."""
MOST_CHOICES = 500


@dataclass(frozen=True, slots=True)
class Filters:
    """`person` is what was typed, `problem` a sentence about it if nobody is called that."""

    model: str = ""
    purpose: str = ""
    team_id: int | None = None
    assistant_id: int | None = None
    user_id: int | None = None
    person: str = ""
    problem: str = ""

    @property
    def is_set(self) -> bool:
        ids = (self.team_id, self.assistant_id, self.user_id)
        return bool(self.model or self.purpose) or any(one is not None for one in ids)


def chosen(query: QueryDict) -> Filters:
    """The filters that the address asks for. One query at most."""
    person = query.get("person", "").strip()[:254]
    user_id, problem = _person(person) if person else (None, "")
    return Filters(
        model=query.get("model", "")[:100],
        purpose=query.get("purpose", "")[:20],
        team_id=_number(query.get("team", "")),
        assistant_id=_number(query.get("assistant", "")),
        user_id=user_id,
        person=person,
        problem=problem,
    )


def choices(*, assistants: bool = False) -> dict[str, Any]:
    """Teams, and assistants if wanted, for the form."""
    found: dict[str, Any] = {"teams": Team.objects.values_list("pk", "name")[:MOST_CHOICES]}
    if assistants:
        found["assistants"] = Assistant.objects.values_list("pk", "name")[:MOST_CHOICES]
    return found


def _person(text: str) -> tuple[int, str]:
    """Somebody by e-mail address, or by number: those who were deleted have nothing else."""
    if (number := _number(text)) is not None:
        return number, ""
    found = User.objects.filter(email=text.lower()).values_list("pk", flat=True).first()
    if found is None:
        return NOBODY, _("Nobody has the e-mail address “%(text)s”.") % {"text": text}
    return found, ""


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
