"""Running migrations on an engine. Alembic directly; no file of settings."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

HERE = Path(__file__).resolve().parent


def config(engine: Engine | None = None) -> Config:
    """Alembic's configuration for our folder."""
    made = Config()
    made.set_main_option("script_location", str(HERE))
    made.attributes["engine"] = engine
    return made


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Run every migration that has not been run, up to a revision."""
    command.upgrade(config(engine), revision)


def is_current(engine: Engine) -> bool:
    """Whether every migration has been run."""
    with engine.connect() as connection:
        return revision_of(connection) == revisions()[0]


def revision_of(connection: Connection) -> str | None:
    """The last migration that was run on a database; None where none was."""
    return MigrationContext.configure(connection).get_current_revision()


@cache
def revisions() -> tuple[str, ...]:
    """Every revision that this program knows, the newest first."""
    return tuple(script.revision for script in ScriptDirectory.from_config(config()).walk_revisions())
