"""Whom an operator means on the command line: an e-mail address, a team, everybody."""

from django.contrib.auth import get_user_model

from accounts.models import Team
from billing.models import Scope


class NobodyError(LookupError):
    """There is no such person or team. The message is a sentence."""

    code = "nobody"


def scope_of(text: str) -> tuple[str, int]:
    """Scope and id for `ada@example.org`, `team:NAME`, `members:NAME`, `everyone`, `organisation`.

    Raises NobodyError.
    """
    if text in (Scope.EVERYONE, Scope.ORGANISATION):
        return text, 0
    scope, colon, name = text.partition(":")
    if colon and scope in (Scope.TEAM, Scope.MEMBERS):
        team_id = Team.objects.filter(name=name).values_list("pk", flat=True).first()
        if team_id is None:
            raise NobodyError(f"There is no team “{name}”.")
        return scope, team_id
    return Scope.USER.value, person(text)[0]


def person(email: str) -> tuple[int, int | None]:
    """Id and team id of the person with this address. Raises NobodyError."""
    people = get_user_model()._default_manager.filter(email=email.strip().lower())
    found = people.values_list("pk", "team_id").first()
    if found is None:
        raise NobodyError(f"Nobody has the e-mail address “{email}”.")
    return found[0], found[1]
