"""Lists of people and teams: what stands beside each name is asked for the whole page at once."""

from typing import Any

from django.http import HttpRequest
from unfold.views import ChangeList

from billing import months
from chatapp.people import standing


class PeopleList(ChangeList):
    """Rows with `month`: how the running month of each person stands."""

    def get_results(self, request: HttpRequest) -> Any:
        super().get_results(request)
        people: list[Any] = list(self.result_list)  # type: ignore[has-type] # Django's own
        months = standing.of_people(people)
        for person in people:
            person.month = months[person.pk]
        self.result_list = people


class TeamList(ChangeList):
    """Rows with `month`: how the running month of each team stands."""

    def get_results(self, request: HttpRequest) -> Any:
        super().get_results(request)
        teams: list[Any] = list(self.result_list)  # type: ignore[has-type] # Django's own
        found = months.of_teams(team.pk for team in teams)
        for team in teams:
            team.month = found[team.pk]
        self.result_list = teams
