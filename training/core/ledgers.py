"""Rows that must never change. The database itself refuses update and delete, on SQLite and PostgreSQL.

Migrations call `protect`; a rebuilt SQLite table loses its triggers, so each migration that touches a ledger calls it
again.
"""

LEDGERS = (
    "response",
    "mark",
    "declaration",
    "submission",
    "review",
    "observation",
    "readiness",
    "decision",
    "status_entry",
    "local_value",
    "local_file",
    "audit_event",
    "document",
)


def protect(dialect: str, table: str) -> list[str]:
    """The statements that make a table a ledger.

    :param dialect: "sqlite" or "postgresql"
    """
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER IF NOT EXISTS {table}_refuses_{act} BEFORE {act.upper()} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is a ledger: rows are added, never changed'); END"
            for act in ("update", "delete")
        ]
    return [
        f"""CREATE OR REPLACE FUNCTION refuse_{table}_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION '{table} is a ledger: rows are added, never changed' USING ERRCODE = 'restrict_violation';
        END $$""",
        f"DROP TRIGGER IF EXISTS {table}_refuses_change ON {table}",
        f"CREATE TRIGGER {table}_refuses_change BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION refuse_{table}_change()",
        f"DROP TRIGGER IF EXISTS {table}_refuses_truncate ON {table}",
        f"CREATE TRIGGER {table}_refuses_truncate BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION refuse_{table}_change()",
    ]
