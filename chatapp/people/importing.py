"""People from a list: read whole, shown first, then taken in all or none.

A line names an e-mail address, and optionally a name, a team, a role and a monthly budget in US
dollars. Nobody gets a password: they come in by the provider or by "Forgot your password?".
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Team, User
from accounts.roles import Role
from billing import budgets
from billing.models import Period, Scope
from billing.money import BadAmountError, parse_usd

MOST_PEOPLE = 2000
HEADINGS = {
    "email": ("email", "e-mail", "e-mail address", "邮箱", "电子邮件"),
    "name": ("name", "姓名", "名称"),
    "team": ("team", "团队"),
    "role": ("role", "角色"),
    "budget": ("budget", "预算"),
}


class BadListError(ValueError):
    """The list as a whole cannot be read. The message is a sentence."""

    code = "bad_list"


@dataclass(slots=True)
class Newcomer:
    """One line of the list, with what is wrong about it."""

    line: int
    email: str
    name: str = ""
    team: str = ""
    role: Role = Role.USER
    budget_nano: int | None = None
    problems: list[str] = field(default_factory=list)


def read(text: str) -> list[Newcomer]:
    """Every line with its problems. Changes nothing. Raises BadListError."""
    rows = _rows(text)
    columns = _columns(next(rows, (1, []))[1])
    found = [_newcomer(line, cells, columns) for line, cells in rows if any(cells)]
    if not found:
        raise BadListError(_("There is nobody in the list: only a line of headings."))
    if len(found) > MOST_PEOPLE:
        raise BadListError(_("At most %(most)s people at a time.") % {"most": MOST_PEOPLE})
    taken = set(
        User.objects.filter(email__in=[one.email for one in found]).values_list("email", flat=True)
    )
    seen: set[str] = set()
    for one in found:
        if one.email in taken:
            one.problems.append(_("There is already an account with this e-mail address."))
        if one.email in seen:
            one.problems.append(_("This address is in the list twice."))
        seen.add(one.email)
    return found


def take_in(people: list[Newcomer], by: int | None) -> int:
    """Makes all the accounts, their teams and budgets, or none; returns how many.

    Raises BadListError when somebody signed up meanwhile or a line has a problem.
    """
    if any(one.problems for one in people):
        raise BadListError(_("Some lines have problems. Nobody was added."))
    with transaction.atomic():
        teams = {team.name: team for team in Team.objects.all()}
        for one in people:
            if User.objects.filter(email=one.email).exists():
                raise BadListError(
                    _("%(email)s has an account by now. Nobody was added.") % {"email": one.email}
                )
            if one.team and one.team not in teams:
                teams[one.team] = Team.objects.create(name=one.team)
            team = teams.get(one.team)
            user = User.objects.create_user(
                one.email, role=one.role, display_name=one.name, team=team
            )
            if one.budget_nano is not None:
                budgets.set_dollars(user.pk, one.budget_nano, by=by)
    return len(people)


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    first = text.lstrip("\ufeff").partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text.lstrip("\ufeff")), delimiter=delimiter)
    try:
        for row in reader:
            yield reader.line_num, [cell.strip() for cell in row]
    except csv.Error as error:
        raise BadListError(
            _("Line %(line)s cannot be read: %(error)s.")
            % {"line": reader.line_num, "error": error}
        ) from error


def _columns(heading: list[str]) -> dict[str, int]:
    names = [cell.lower() for cell in heading]
    columns = {
        column: names.index(word)
        for column, words in HEADINGS.items()
        for word in words
        if word in names
    }
    if "email" not in columns:
        raise BadListError(
            _(
                "The first line must name the columns: email, and if you like name, team, role "
                "and budget."
            )
        )
    return columns


def _newcomer(line: int, cells: list[str], columns: dict[str, int]) -> Newcomer:
    given = {name: cells[at] if at < len(cells) else "" for name, at in columns.items()}
    one = Newcomer(line, given["email"].lower(), given.get("name", ""), given.get("team", ""))
    try:
        validate_email(one.email)
    except ValidationError:
        one.problems.append(_("“%(text)s” is no e-mail address.") % {"text": one.email})
    for text, model in (
        (one.name, User._meta.get_field("display_name")),
        (one.team, Team._meta.get_field("name")),
    ):
        if len(text) > (model.max_length or 0):
            one.problems.append(_("“%(text)s…” is too long.") % {"text": text[:40]})
    if role := given.get("role", "").lower():
        known = {str(label).lower(): value for value, label in Role.choices} | {
            value: value for value in Role.values
        }
        if role in known:
            one.role = Role(known[role])
        else:
            one.problems.append(
                _("“%(text)s” is no role: user, staff or administrator.") % {"text": role}
            )
    if amount := given.get("budget", ""):
        try:
            one.budget_nano = parse_usd(amount)
            budgets.check(Scope.USER, 1, Period.MONTH, limits=[one.budget_nano], thresholds=[])
        except (BadAmountError, budgets.BadBudgetError) as error:
            one.problems.append(str(error))
    return one
