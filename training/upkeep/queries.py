"""What a database tells of its own state."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, func, inspect, select, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.orm import Session

from training.core.ledgers import GUARDED, protect
from training.core.models import Installation, Job, JobState
from training.core.roles import Role
from training.course.queries import current_digest
from training.migrations.revisions import revision_of, revisions
from training.migrations.tables import metadata
from training.people.models import Person, PersonState, RoleGrant

TRIGGER = re.compile(r"CREATE TRIGGER (?:IF NOT EXISTS )?(\w+)")
REFUSED = "is a ledger"


def unreadiness(session: Session) -> str | None:
    """Why this process cannot serve yet, in plain words; None when it can."""
    try:
        if revision_of(session.connection()) != revisions()[0]:
            return "the database's tables are not those of this version"
        if session.scalar(select(current_digest())) is None:
            return "no course has been published"
    except SQLAlchemyError:
        return "the database does not answer"
    return None


def purpose(session: Session) -> str | None:
    """What the database was made for: "demo" or "real"; None while it is empty."""
    return session.scalar(select(Installation.purpose))


def has_file(engine: Engine) -> bool:
    """Whether SQLite's file is there, as far as this program may look; PostgreSQL has none of ours."""
    try:
        return engine.dialect.name != "sqlite" or Path(engine.url.database or "").is_file()
    except PermissionError:
        return False


def is_closed(engine: Engine) -> bool:
    """Whether a folder above SQLite's file is closed to the user that this program runs as."""
    if engine.dialect.name == "sqlite":
        try:
            Path(engine.url.database or "").is_file()
        except PermissionError:
            return True
    return False


def made_for(engine: Engine) -> str | None:
    """What a database was made for, "demo" or "real". None for one that does not answer: others tell that.

    A file that is not there is not made by looking: it would be taken for a database that waits for its tables.
    """
    if not has_file(engine):
        return None
    try:
        if not inspect(engine).has_table(Installation.__tablename__):
            return None
        with Session(engine) as session:
            return purpose(session)
    except SQLAlchemyError:
        return None


@dataclass(frozen=True)
class JobsView:
    """How the jobs stand.

    :param latest: when one was last begun; None: never
    :param late: how many wait that were due before a moment
    :param given_up: kinds of those that failed at every try
    """

    latest: datetime | None
    late: int
    given_up: tuple[str, ...]


def jobs(session: Session, due_before: datetime) -> JobsView:
    """How the jobs stand."""
    late = select(func.count()).where(Job.state == JobState.WAITING, Job.due_at < due_before)
    given_up = select(Job.kind).where(Job.state == JobState.GIVEN_UP).order_by(Job.kind)
    return JobsView(
        session.scalar(select(func.max(Job.started_at))), session.scalar(late) or 0, tuple(session.scalars(given_up))
    )


def database_time(connection: Connection) -> datetime:
    """What time the database says it is."""
    if connection.dialect.name == "sqlite":
        said = connection.exec_driver_sql("SELECT datetime('now')").scalar_one()
        return datetime.fromisoformat(said).replace(tzinfo=UTC)
    moment: datetime = connection.exec_driver_sql("SELECT clock_timestamp()").scalar_one()
    return moment.astimezone(UTC)


def missing_triggers(connection: Connection) -> list[str]:
    """Ledgers that lack a trigger, or whose trigger is switched off."""
    if connection.dialect.name == "sqlite":
        query = "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'"
    else:
        query = (
            "SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A') "
            "AND c.relnamespace = current_schema()::regnamespace"
        )
    there = {(table, name) for table, name in connection.exec_driver_sql(query)}
    return [
        table
        for table in GUARDED
        if not all(
            (table, name) in there for name in TRIGGER.findall("\n".join(protect(connection.dialect.name, table)))
        )
    ]


def yielding_ledgers(connection: Connection, *, truncate: bool) -> list[str]:
    """Ledgers with rows of which one could be changed or deleted. Each try is taken back.

    :param truncate: try that too on PostgreSQL, where it locks the table for everyone: only where nobody works
    """
    return [
        table
        for table in GUARDED
        if any(not _refuses(connection, statement) for statement in _attacks(connection, table, truncate))
    ]


def row_counts(connection: Connection) -> Mapping[str, int]:
    """How many rows each table holds that the program knows."""
    there = set(inspect(connection).get_table_names())
    return {
        name: connection.execute(select(func.count()).select_from(table)).scalar_one()
        for name, table in metadata.tables.items()
        if name in there
    }


def holders(session: Session, role: Role) -> dict[str, str]:
    """Active people who hold a role now: id to name."""
    rows = session.execute(
        select(Person.id, Person.name)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .where(RoleGrant.role == role, RoleGrant.to_at.is_(None), Person.state == PersonState.ACTIVE)
        .order_by(Person.name, Person.id)
    )
    return {row.id: row.name for row in rows}


def _attacks(connection: Connection, table: str, truncate: bool) -> list[str]:
    key = next(column.name for column in metadata.tables[table].primary_key)
    if connection.execute(text(f'SELECT "{key}" FROM "{table}" LIMIT 1')).first() is None:  # noqa: S608
        return []
    one = f'WHERE "{key}" = (SELECT "{key}" FROM "{table}" LIMIT 1)'  # noqa: S608
    attacks = [f'UPDATE "{table}" SET "{key}" = "{key}" {one}', f'DELETE FROM "{table}" {one}']  # noqa: S608
    if connection.dialect.name == "postgresql" and truncate:
        attacks.append(f'TRUNCATE "{table}" CASCADE')
    if connection.dialect.name == "sqlite":
        attacks.append(f'REPLACE INTO "{table}" SELECT * FROM "{table}" {one}')  # noqa: S608
    return attacks


def _refuses(connection: Connection, statement: str) -> bool:
    nested = connection.begin_nested()
    try:
        connection.execute(text(statement))
    except DBAPIError as error:
        return REFUSED in str(error.orig)
    finally:
        nested.rollback()
    return False
