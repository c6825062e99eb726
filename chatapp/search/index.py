"""The full-text index in the database: FTS5 on SQLite, a GIN index on PostgreSQL.

SQLite's index is a virtual table kept in step by triggers. Django remakes a table when a
migration alters it and drops its triggers silently, so they are put back after every migrate.
"""

from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_ADD = "INSERT INTO search_index(rowid, terms) VALUES (new.message_id, new.terms);"
_DROP = (
    "INSERT INTO search_index(search_index, rowid, terms)"
    " VALUES ('delete', old.message_id, old.terms);"
)

SQLITE = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS search_index USING fts5("
    "terms, content='search_terms', content_rowid='message_id')",
    f"CREATE TRIGGER IF NOT EXISTS search_added AFTER INSERT ON search_terms BEGIN {_ADD} END",
    f"CREATE TRIGGER IF NOT EXISTS search_removed AFTER DELETE ON search_terms BEGIN {_DROP} END",
    "CREATE TRIGGER IF NOT EXISTS search_changed AFTER UPDATE ON search_terms"
    f" BEGIN {_DROP} {_ADD} END",
)

POSTGRESQL = (
    "CREATE INDEX IF NOT EXISTS search_terms_index ON search_terms"
    " USING gin (to_tsvector('simple', terms))",
)


def create(connection: BaseDatabaseWrapper) -> None:
    """Makes whatever of the index is missing; costs nothing when all of it is there."""
    statements = SQLITE if connection.vendor == "sqlite" else POSTGRESQL
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def create_in_migration(apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    """For the migration that makes the table."""
    create(editor.connection)


def after_migrate(using: str, **_: Any) -> None:
    """Puts back what a migration may have dropped."""
    connection = connections[using]
    if "search_terms" in connection.introspection.table_names():
        create(connection)
