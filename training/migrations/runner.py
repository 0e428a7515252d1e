"""Running migrations on an engine. Alembic directly; no file of settings."""

from contextlib import suppress
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine

HERE = Path(__file__).resolve().parent


def config(engine: Engine | None = None) -> Config:
    """Alembic's configuration for our folder."""
    made = Config()
    made.set_main_option("script_location", str(HERE))
    made.attributes["engine"] = engine
    return made


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Run every migration that has not been run, up to a revision. This alone begins a new SQLite file."""
    if engine.dialect.name == "sqlite":
        with suppress(OSError):
            Path(engine.url.database or "").touch()
    command.upgrade(config(engine), revision)
