"""Names for the ids that sums carry; whoever is gone stays in the sums under a pseudonym."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from accounts.models import Team, User
from chatapp.assistants.models import Assistant

MOST_NAMED = 5000
"""Beyond this many ids it is quicker to read everybody, and databases limit such lists."""


def of_people(ids: Iterable[int]) -> Mapping[int, str]:
    """Name and address of each; a deleted person is a number. One query."""
    wanted = set(ids)
    everybody = User.objects.all()
    asked = everybody if len(wanted) > MOST_NAMED else everybody.filter(pk__in=wanted)
    people = asked.values_list("pk", "display_name", "email")
    found = {pk: f"{name} ({email})" if name else email for pk, name, email in people}
    return {
        pk: found.get(pk) or (_("Deleted person %(id)s") % {"id": pk} if pk else _("Nobody"))
        for pk in wanted
    }


def of_teams(ids: Iterable[int]) -> Mapping[int, str]:
    """The name of each team. One query."""
    wanted = set(ids)
    found = dict(Team.objects.filter(pk__in=wanted).values_list("pk", "name"))
    return {
        pk: found.get(pk) or (_("Deleted team %(id)s") % {"id": pk} if pk else _("Without a team"))
        for pk in wanted
    }


def of_assistants(ids: Iterable[int]) -> Mapping[int, str]:
    """The name of each assistant. One query."""
    wanted = set(ids)
    found = dict(Assistant.objects.filter(pk__in=wanted).values_list("pk", "name"))
    return {
        pk: found.get(pk)
        or (_("Deleted assistant %(id)s") % {"id": pk} if pk else _("Without an assistant"))
        for pk in wanted
    }
