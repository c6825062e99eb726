"""The two facts about people and their organisation that every call asks for."""

from zoneinfo import ZoneInfo

from accounts import rows

TEAM = "SELECT team_id FROM accounts_user WHERE id = %s"
TIME_ZONE = "SELECT time_zone FROM accounts_organisation WHERE id = 1"


def team_of(user_id: int | None) -> int | None:
    """The team of this person; None without one, and for somebody who is gone."""
    found = rows.values(TEAM, user_id) if user_id is not None else []
    return found[0][0] if found else None


def time_zone() -> ZoneInfo:
    """Where the organisation is: its days and hours begin there."""
    ((name,),) = rows.values(TIME_ZONE) or [("UTC",)]
    return ZoneInfo(name)
