"""A copy of a PostgreSQL database that a test has used is made as it was: some ten times sooner than a new copy.

The copy holds every row of its beginning once more, in a schema of its own. A copy whose tables, triggers or settings a
test has changed is not used again.
"""

from dataclasses import dataclass

from sqlalchemy import Connection, text

KEPT = "kept"
OTHERS_LEAVE = text(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
TABLES = text("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
SEQUENCES = text(
    "SELECT format('SELECT setval(%L, %s, %L);', 'public.' || sequencename, coalesce(last_value, start_value),"
    " last_value IS NOT NULL) FROM pg_sequences WHERE schemaname = 'public'"
)
"""Statements that set every sequence to what it is now."""
CATALOGUES = (
    "pg_class",
    "pg_attribute",
    "pg_constraint",
    "pg_index",
    "pg_trigger",
    "pg_proc",
    "pg_type",
    "pg_namespace",
)
SHAPE = text(
    " UNION ALL ".join(f"SELECT count(*), max(xmin::text::bigint) FROM {each}" for each in CATALOGUES)
    + " UNION ALL SELECT count(*), 0 FROM pg_db_role_setting, pg_database"
    " WHERE setdatabase = pg_database.oid AND datname = current_database()"
)
"""Counts the rows of PostgreSQL's own catalogues and names the last transaction that wrote one of them.
Whatever changes a table or a trigger changes these."""


@dataclass(frozen=True)
class Beginning:
    """What a copy was when it was made."""

    shape: list[tuple[int, int]]
    restore: str


def keep(connection: Connection) -> Beginning:
    """Lay the rows of every table aside in the database that will be copied."""
    tables = list(connection.scalars(TABLES))
    connection.execute(text(f"CREATE SCHEMA {KEPT}"))
    for each in tables:
        connection.execute(text(f"CREATE TABLE {KEPT}.{each} AS TABLE public.{each}"))
    anew = [
        "BEGIN; SET LOCAL session_replication_role = replica;",
        *(f"DELETE FROM public.{each}; INSERT INTO public.{each} TABLE {KEPT}.{each};" for each in tables),
        *connection.scalars(SEQUENCES),
        "COMMIT",
    ]
    return Beginning(_shape(connection), " ".join(anew))


def is_as_it_was(connection: Connection, beginning: Beginning) -> bool:
    """Put every row and sequence back, past triggers and foreign keys; False where a test changed more."""
    connection.execute(OTHERS_LEAVE)
    if _shape(connection) != beginning.shape:
        return False
    connection.exec_driver_sql(beginning.restore)
    return True


def _shape(connection: Connection) -> list[tuple[int, int]]:
    return [(rows, last) for rows, last in connection.execute(SHAPE)]
