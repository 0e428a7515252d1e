"""Tables as they stand in a database, whatever the models say today: read, carried across, fingerprinted.

A backup may be older than the program, so nothing here asks the models.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Date,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    cast,
    delete,
    func,
    insert,
    inspect,
    select,
    text,
)
from sqlalchemy.types import JSON, TypeEngine, UserDefinedType

from training.core.base import Moment
from training.core.errors import Refused

BATCH = 500
NOT_OURS = frozenset({"alembic_version", "backup_facts"})
QUEUE = "huey_"
"""How the tables of the queue of jobs begin, where it shares PostgreSQL: the rows of `job` fill it again."""


class JsonAsWritten(UserDefinedType[str]):
    """JSON as the text that stands in the database: carried to the letter, never read and written again."""

    cache_ok = True

    def get_col_spec(self, **_options: Any) -> str:
        return "JSON"

    def column_expression(self, column: ColumnElement[Any]) -> ColumnElement[Any]:
        return cast(column, Text)


CARRIED: tuple[tuple[type[TypeEngine[Any]], TypeEngine[Any]], ...] = (
    (DateTime, Moment()),
    (Date, Date()),
    (Boolean, Boolean()),
    (JSON, JsonAsWritten()),
    (Integer, BigInteger()),
    (Float, Float()),
    (LargeBinary, LargeBinary()),
    (String, Text()),
)
"""How a column of each kind is read and written, the same from and to either database."""


@dataclass(frozen=True)
class Content:
    """How many rows a table holds, and their fingerprint, which does not depend on their order."""

    rows: int
    digest: str


@dataclass(frozen=True)
class Carried:
    contents: Mapping[str, Content]
    left_out: tuple[str, ...]
    """Tables of the source that the program does not know."""


def tables_of(connection: Connection) -> dict[str, Table]:
    """The tables of a database by name, without the migrations' own."""
    inspector = inspect(connection)
    metadata = MetaData()
    return {
        name: Table(
            name,
            metadata,
            *(Column(column["name"], _carried(name, column)) for column in inspector.get_columns(name)),
        )
        for name in sorted(inspector.get_table_names())
        if name not in NOT_OURS and not name.startswith(QUEUE)
    }


def content_of(connection: Connection, table: Table) -> Content:
    """A table's number of rows and fingerprint."""
    return _content(fingerprint(row) for batch in _batches(connection, table) for row in batch)


def contents_of(connection: Connection) -> dict[str, Content]:
    """The same for every table."""
    return {name: content_of(connection, table) for name, table in tables_of(connection).items()}


def carry(source: Connection, target: Connection) -> Carried:
    """Copy every row of one database into another that has the same tables. The caller commits.

    The target's foreign keys are not asked meanwhile: PostgreSQL checks them all at the end; SQLite's connection must
    have been opened without them.

    :returns: what was read
    :raises Refused: "tables": the two do not have the same tables or columns
    """
    theirs, ours = tables_of(source), tables_of(target)
    for name, table in ours.items():
        if name not in theirs or set(theirs[name].columns.keys()) != set(table.columns.keys()):
            raise Refused("tables", f"The table {name} is not what its schema revision says. Nothing was copied.")
    contents = {}
    with _without_foreign_keys(target):
        for name, table in ours.items():
            target.execute(delete(table))
            digests: list[bytes] = []
            for batch in _batches(source, theirs[name]):
                target.execute(insert(table), batch)
                digests.extend(fingerprint(row) for row in batch)
            contents[name] = _content(digests)
    _follow_numbers(target, ours)
    return Carried(contents, tuple(sorted(theirs.keys() - ours.keys())))


def fingerprint(row: Mapping[str, Any]) -> bytes:
    """SHA-256 of one row, the same on either database and in whatever order its columns stand."""
    told = [[name, _told(row[name])] for name in sorted(row)]
    return hashlib.sha256(json.dumps(told, ensure_ascii=True, separators=(",", ":")).encode()).digest()


def _carried(table: str, column: Mapping[str, Any]) -> TypeEngine[Any]:
    for kind, carried in CARRIED:
        if isinstance(column["type"], kind):
            return carried
    raise Refused("column", f"The column {table}.{column['name']} is of a kind that backups do not carry yet.")


def _batches(connection: Connection, table: Table) -> Iterator[list[dict[str, Any]]]:
    result = connection.execute(select(table), execution_options={"yield_per": BATCH})
    for part in result.mappings().partitions():
        yield [dict(row) for row in part]


def _content(digests: Iterable[bytes]) -> Content:
    ordered = sorted(digests)
    return Content(len(ordered), hashlib.sha256(b"".join(ordered)).hexdigest())


def _told(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.hex()
    return value


@contextmanager
def _without_foreign_keys(connection: Connection) -> Iterator[None]:
    """Rows may come in any order and point at one another in rings."""
    if connection.dialect.name == "sqlite":
        yield
        return
    keys = connection.execute(
        text(
            "SELECT conrelid::regclass::text AS of_table, quote_ident(conname) AS name, "
            "pg_get_constraintdef(oid) AS words FROM pg_constraint "
            "WHERE contype = 'f' AND connamespace = current_schema()::regnamespace"
        )
    ).all()
    for key in keys:
        connection.exec_driver_sql(f"ALTER TABLE {key.of_table} DROP CONSTRAINT {key.name}")
    yield
    for key in keys:
        connection.exec_driver_sql(f"ALTER TABLE {key.of_table} ADD CONSTRAINT {key.name} {key.words}")


def _follow_numbers(connection: Connection, tables: Mapping[str, Table]) -> None:
    """Let PostgreSQL's own counters go on after the highest number that came in."""
    if connection.dialect.name == "sqlite":
        return
    for table in tables.values():
        for column in table.columns:
            if not isinstance(column.type, BigInteger):
                continue
            counter = connection.scalar(
                text("SELECT pg_get_serial_sequence(quote_ident(:table), :column)"),
                {"table": table.name, "column": column.name},
            )
            highest = connection.scalar(select(func.max(column)))
            if counter is not None and highest is not None:
                connection.execute(
                    text("SELECT setval(CAST(:counter AS regclass), :highest)"),
                    {"counter": counter, "highest": highest},
                )
