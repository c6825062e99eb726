"""What a person or team is called whose opaque id a row holds."""

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from accounts.models import Team


def name_of_person(number: int | None) -> str:
    """The e-mail address; the number of somebody who was deleted, a dash for nobody. One query."""
    people = get_user_model()._default_manager.filter(pk=number or 0)
    return named(number, people.values_list("email", flat=True).first())


def name_of_team(number: int | None) -> str:
    """The name; the number of a team that was deleted, a dash for none. One query."""
    return named(number, Team.objects.filter(pk=number or 0).values_list("name", flat=True).first())


def named(number: int | None, found: str | None) -> str:
    """The name that was found; else a number, a dash for nobody."""
    if found:
        return found
    return _("deleted, no. %(id)s") % {"id": number} if number else "–"
