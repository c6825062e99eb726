"""People: the user who signs in by e-mail, the team, and the one organisation they belong to."""

from accounts.models.organisation import Organisation
from accounts.models.team import Team
from accounts.models.user import LastAdministratorError, User, UserManager

__all__ = ["LastAdministratorError", "Organisation", "Team", "User", "UserManager"]
