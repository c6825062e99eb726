"""Rows read and written by SQL that is composed once: for the statements that every turn makes.

The ORM composes each statement anew, which takes five to ten times as long as the database takes
to run it (of a turn's 29 ms in the database's thread, composing was 24). Everything rare belongs to
the ORM: it says what is meant. Values pass through the models' fields, so types, converters and
errors are the ORM's, on both databases; signals are not sent.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, Literal, TypeVar
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, Model

Lock = Literal["", "UPDATE", "NO KEY UPDATE"]
_Row = TypeVar("_Row", bound=Model)
_Fields = list["Field[Any, Any]"]


def find(model: type[_Row], where: str, *values: Any, lock: Lock = "") -> list[_Row]:
    """The rows of which `where` holds; it may end with ORDER BY and LIMIT. One statement.

    `lock` holds them until the transaction ends, on databases that lock rows.
    """
    db = _database()
    names, select, converters = _reading(model, db.vendor)
    held = f" FOR {lock}" if lock and db.features.has_select_for_update else ""
    with db.cursor() as cursor:
        cursor.execute(select + where + held, _plain(values, db))
        found = [list(row) for row in cursor.fetchall()]
    for row in found:
        for index, expression, convert in converters:
            row[index] = convert(row[index], expression, db)
    return [model.from_db(db.alias, names, row) for row in found]


def first(model: type[_Row], where: str, *values: Any, lock: Lock = "") -> _Row | None:
    """The first of the rows of which `where` holds."""
    found = find(model, where, *values, lock=lock)
    return found[0] if found else None


def values(sql: str, *given: Any) -> list[tuple[Any, ...]]:
    """What a SELECT of numbers and texts finds; other types come as the database has them."""
    db = _database()
    with db.cursor() as cursor:
        cursor.execute(sql, _plain(given, db))
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def execute(sql: str, *given: Any) -> int:
    """Runs a statement; returns how many rows it touched."""
    db = _database()
    with db.cursor() as cursor:
        cursor.execute(sql, _plain(given, db))
        return int(cursor.rowcount)


def insert(row: Model) -> None:
    """Writes a new row and gives it the key that the database made. Raises IntegrityError."""
    db, made = _database(), row.pk is None
    fields, sql = _inserting(type(row), with_key=not made)
    with db.cursor() as cursor:
        cursor.execute(
            f"{sql} RETURNING {row._meta.pk.column}" if made else sql,
            _saved(row, fields, db, add=True),
        )
        if made:
            (row.pk,) = cursor.fetchone()
    row._state.adding, row._state.db = False, db.alias


def insert_all(rows: Sequence[Model]) -> None:
    """Writes new rows of one model in one statement; they learn no keys. Raises IntegrityError."""
    if not rows:
        return
    fields, sql = _inserting(type(rows[0]), with_key=rows[0].pk is not None)
    more = f", ({', '.join(['%s'] * len(fields))})" * (len(rows) - 1)
    db = _database()
    execute(sql + more, *[value for row in rows for value in _saved(row, fields, db, add=True)])


def update(row: Model, *names: str, only: str = "TRUE") -> int:
    """Writes these attributes of a row if `only` holds for it; returns 0 if there is none."""
    fields, sql = _updating(type(row), names)
    return execute(sql + only, *_saved(row, fields, _database(), add=False), row.pk)


def _database() -> BaseDatabaseWrapper:
    """The connection itself: each look through Django's stand-in for it costs microseconds."""
    return connections[DEFAULT_DB_ALIAS]


def _saved(row: Model, fields: _Fields, db: BaseDatabaseWrapper, *, add: bool) -> list[Any]:
    return [field.get_db_prep_save(field.pre_save(row, add), db) for field in fields]


def _plain(given: Sequence[Any], db: BaseDatabaseWrapper) -> list[Any]:
    """The values as this database's driver takes them."""
    plain = list(given)
    for at, value in enumerate(plain):
        if isinstance(value, UUID):
            plain[at] = value if db.features.has_native_uuid_field else value.hex
        elif isinstance(value, datetime):
            plain[at] = db.ops.adapt_datetimefield_value(value)
        elif isinstance(value, date):
            plain[at] = db.ops.adapt_datefield_value(value)
    return plain


@cache
def _reading(
    model: type[Model], vendor: str
) -> tuple[list[str], str, list[tuple[int, Any, Callable[..., Any]]]]:
    """Attributes, SELECT, and what turns the driver's values into the fields'."""
    db, meta, converters = _database(), model._meta, []
    for index, field in enumerate(meta.concrete_fields):
        expression = field.get_col(meta.db_table)
        for convert in (
            *db.ops.get_db_converters(expression),
            *expression.get_db_converters(db),
        ):
            converters.append((index, expression, convert))
    columns = ", ".join(f'"{field.column}"' for field in meta.concrete_fields)
    select = f"SELECT {columns} FROM {meta.db_table} WHERE "  # noqa: S608 (names of the model)
    return [field.attname for field in meta.concrete_fields], select, converters


@cache
def _inserting(model: type[Model], *, with_key: bool) -> tuple[_Fields, str]:
    meta = model._meta
    fields = [field for field in meta.concrete_fields if with_key or field is not meta.pk]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    places = ", ".join(["%s"] * len(fields))
    return fields, f"INSERT INTO {meta.db_table} ({columns}) VALUES ({places})"  # noqa: S608


@cache
def _updating(model: type[Model], names: tuple[str, ...]) -> tuple[_Fields, str]:
    meta = model._meta
    known = {name: field for field in meta.concrete_fields for name in (field.name, field.attname)}
    fields = [known[name] for name in names]
    changes = ", ".join(f'"{field.column}" = %s' for field in fields)
    return fields, f'UPDATE {meta.db_table} SET {changes} WHERE "{meta.pk.column}" = %s AND '  # noqa: S608
