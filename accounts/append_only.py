"""Tables that the database itself refuses to change: triggers, on SQLite and PostgreSQL.

Django remakes a table on SQLite to alter it and drops its triggers silently, so they are set anew
after every migrate and looked for at start.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.core import checks
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

SENTENCE = "is append-only: add a row instead of changing or deleting one"


@dataclass(frozen=True)
class AppendOnly:
    """`refused` maps each table to the statements it refuses: UPDATE, DELETE, TRUNCATE.

    TRUNCATE exists on PostgreSQL only. `function` is the name of the function that refuses there.
    `all` lists those that there are.
    """

    all: ClassVar[list["AppendOnly"]] = []

    refused: Mapping[str, Sequence[str]]
    function: str

    def __post_init__(self) -> None:
        self.all.append(self)

    def triggers(self, vendor: str) -> dict[str, str]:
        """Name to the SQL that makes it.

        None of them reads another table: SQLite could not remake a table that a trigger names.
        """
        pairs = [(table, event) for table, events in self.refused.items() for event in events]
        if vendor != "postgresql":
            return {
                _name(table, event): (
                    f"CREATE TRIGGER {_name(table, event)} BEFORE {event} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} {SENTENCE}'); END"
                )
                for table, event in pairs
                if event != "TRUNCATE"
            }
        return {
            _name(table, event): (
                f"CREATE TRIGGER {_name(table, event)} BEFORE {event} ON {table} "
                f"FOR EACH {'STATEMENT' if event == 'TRUNCATE' else 'ROW'} "
                f"EXECUTE FUNCTION {self.function}()"
            )
            for table, event in pairs
        }

    def install(self, connection: BaseDatabaseWrapper) -> None:
        """Make the triggers, anew where they are there already."""
        self.remove(connection)
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute(FUNCTION.format(name=self.function))
            for sql in self.triggers(connection.vendor).values():
                cursor.execute(sql)

    def remove(self, connection: BaseDatabaseWrapper) -> None:
        """Drop the triggers: tests empty their tables, which these would refuse."""
        with connection.cursor() as cursor:
            for name in self.triggers(connection.vendor):
                table = name.rsplit("_no_", 1)[0]
                on = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")

    def missing(self, connection: BaseDatabaseWrapper) -> list[str]:
        """The triggers that should be there and are not."""
        catalogue = (
            "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
            if connection.vendor == "postgresql"
            else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        )
        with connection.cursor() as cursor:
            cursor.execute(catalogue)
            present = {name for (name,) in cursor.fetchall()}
        return sorted(self.triggers(connection.vendor).keys() - present)

    def is_there(self, connection: BaseDatabaseWrapper) -> bool:
        """Whether the tables exist yet: a first migrate comes by before they do."""
        return self.refused.keys() <= set(connection.introspection.table_names())

    def problems(
        self, databases: Sequence[str] | None, what: str, check_id: str
    ) -> list[checks.CheckMessage]:
        """A system check's errors: somebody or something dropped the triggers."""
        return [
            checks.Error(
                f"{what} is not protected: {', '.join(gone)} missing in database “{alias}”.",
                hint="Run `manage.py migrate`: it sets the triggers anew.",
                id=check_id,
            )
            for alias in databases or ()
            if self.is_there(connections[alias]) and (gone := self.missing(connections[alias]))
        ]


FUNCTION = f"""
CREATE OR REPLACE FUNCTION {{name}}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% {SENTENCE}', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$
"""


def _name(table: str, event: str) -> str:
    return f"{table}_no_{event.lower()}"
