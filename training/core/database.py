"""How a connection behaves, whoever opens it: the server, a command, a test."""

import sqlite3
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVarTuple, overload

from sqlalchemy import ColumnElement, Connection, CursorResult, Engine, Executable, bindparam, event
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.sql.selectable import TypedReturnsRows

Columns = TypeVarTuple("Columns")

BUSY_TIMEOUT_MS = 10_000
WRITES = "writes"
PASSING = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_FULL", "SQLITE_IOERR", "SQLITE_CANTOPEN", "SQLITE_READONLY")
"""What SQLite says of states that pass: another writer, a full disk, a file that is away."""


DAMAGED = ("SQLITE_CORRUPT", "SQLITE_NOTADB")


def prepare(engine: Engine) -> Engine:
    """Give an engine our settings. PostgreSQL needs none; SQLite does.

    A SQLite read that turns into a write fails at once when another writer came between, whatever the busy timeout, so
    transactions that may write begin with BEGIN IMMEDIATE (`begin_writing`).
    """
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _on_connect)
        event.listen(engine, "begin", _on_begin)
    return engine


def open_only(engine: Engine) -> None:
    """Let an engine open SQLite's file and never make one.

    Otherwise the first look at a mistyped address, or at a disk that is not mounted, makes an empty database, which is
    then taken for one that waits for its tables.
    """
    place = Path(engine.url.database or "")

    def refuse(*_connecting: Any) -> None:
        with suppress(PermissionError):
            if not place.exists():
                raise sqlite3.OperationalError("there is no such file")

    if engine.dialect.name == "sqlite":
        event.listen(engine, "do_connect", refuse)


def begin_writing(session: Session) -> None:
    """Begin a transaction that may write. Call it before the session's first statement."""
    session.connection(execution_options={WRITES: True})


@overload
def run(
    session: Session, statement: TypedReturnsRows[*Columns], values: Mapping[str, Any]
) -> CursorResult[*Columns]: ...
@overload
def run(
    session: Session, statement: Executable, values: Mapping[str, Any] | Sequence[Mapping[str, Any]]
) -> CursorResult[*tuple[Any, ...]]: ...
def run(
    session: Session, statement: Executable, values: Mapping[str, Any] | Sequence[Mapping[str, Any]]
) -> CursorResult[*tuple[Any, ...]]:
    """Run a statement of columns in the session's transaction, after what the session still has to write.

    It does what `session.execute` does, without what that does for objects: on pages that are asked for all the time
    this is a third of a statement's cost (docs/decisions/0020). It gives rows, never objects.
    """
    session.flush()
    return session.connection().execute(statement, values)


def whose(column: ColumnElement[str] | InstrumentedAttribute[str], *, one: bool) -> ColumnElement[bool]:
    """The condition that a row is of the people that `people_in` names.

    :param one: of one person only: such a statement is ready as it is, while a list makes it anew for its length
    """
    return column == bindparam("people") if one else column.in_(bindparam("people", expanding=True))


def people_in(person_ids: Collection[str]) -> tuple[bool, dict[str, Any]]:
    """Whether these are one person, and the values for a statement made with `whose`."""
    one = len(person_ids) == 1
    return one, {"people": next(iter(person_ids)) if one else list(person_ids)}


def is_away(error: BaseException | None) -> bool:
    """Whether a fault is that the database does not answer or cannot write now, rather than a fault of ours."""
    if isinstance(error, InterfaceError | PoolTimeout):
        return True
    if isinstance(error, OperationalError):
        name: str | None = getattr(error.orig, "sqlite_errorname", None)
        return name is None or name.startswith(PASSING)
    return isinstance(error, DBAPIError) and error.connection_invalidated


def is_damaged(error: BaseException | None) -> bool:
    """Whether SQLite says that its file is broken, or none of its own: nothing that passes, and nobody's rights."""
    return (word_of(error) or "").startswith(DAMAGED)


def word_of(error: BaseException | None) -> str | None:
    """The database's own word for a fault: `SQLITE_FULL`, or a code of PostgreSQL's; None where it gave none."""
    said = getattr(error, "orig", None) or error
    word = getattr(said, "sqlite_errorname", None) or getattr(said, "sqlstate", None)
    return str(word) if word else None


def _on_connect(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for setting in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "recursive_triggers=ON",
        f"busy_timeout={BUSY_TIMEOUT_MS}",
    ):
        cursor.execute(f"PRAGMA {setting}")
    cursor.close()


def _on_begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
