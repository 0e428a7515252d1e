"""Which migrations there are, and which one a database has had. Without Alembic: a server only asks.

Migrations stand in one line and begin with their number, so the names of the files tell all of it; a test compares
this with what Alembic says.
"""

from functools import cache
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

VERSIONS = Path(__file__).resolve().parent / "versions"
TABLE = "alembic_version"


@cache
def revisions() -> tuple[str, ...]:
    """Every revision that this program knows, the newest first."""
    return tuple(sorted((path.name.split("_")[0] for path in VERSIONS.glob("[0-9]*_*.py")), reverse=True))


def revision_of(connection: Connection) -> str | None:
    """The last migration that was run on a database; None where none was."""
    if not inspect(connection).has_table(TABLE):
        return None
    found: str | None = connection.execute(text(f"SELECT version_num FROM {TABLE}")).scalar()
    return found


def is_current(engine: Engine) -> bool:
    """Whether every migration has been run."""
    with engine.connect() as connection:
        return revision_of(connection) == revisions()[0]
