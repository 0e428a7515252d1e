"""Whole databases, for tests of backups and upgrades: all that one holds, and databases of earlier revisions.

`landed/<revision>.backup` is what `flask --app wsgi backup` wrote at that revision of a database with a story in it: at
least one row in every table. When a revision has been released, put a file of it there; it is never made again.
"""

from pathlib import Path
from typing import Any

from sqlalchemy import Engine, inspect, select, text

from training.migrations.tables import metadata

LANDED = sorted((Path(__file__).parent / "landed").glob("*.backup"))


def everything(engine: Engine) -> dict[str, list[str]]:
    """Every row of every table as the models read it: the same on SQLite and on PostgreSQL."""
    with engine.connect() as connection:
        return {
            name: sorted(repr(tuple(row)) for row in connection.execute(select(table)))
            for name, table in metadata.tables.items()
        }


def raw_rows(engine: Engine) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table that there is, whatever the models say."""
    with engine.connect() as connection:
        return {
            table: [dict(row) for row in connection.execute(text(f'SELECT * FROM "{table}"')).mappings()]
            for table in inspect(engine).get_table_names()
            if table != "alembic_version"
        }
