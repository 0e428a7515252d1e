"""Rows that must never change. The database itself refuses update and delete, on SQLite and PostgreSQL.

Migrations call `protect`; a rebuilt SQLite table loses its triggers, so each migration that touches a guarded table
calls it again.
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
FROZEN = ("edition", "certificate")
"""Rows that stand as they were made, though they hold words: what was published, and what a certificate says."""
WORDS = "personal_text"
"""The words that ledgers point to. An erasure may blank them, once; else they stand as they were written."""
GUARDED = (*LEDGERS, *FROZEN, WORDS)
ERASES = "OLD.body IS NOT NULL AND NEW.body IS NULL AND NEW.id = OLD.id AND NEW.about_id = OLD.about_id"


def protect(dialect: str, table: str) -> list[str]:
    """The statements that make the database refuse to change a table's rows.

    :param dialect: "sqlite" or "postgresql"
    :param table: one of `GUARDED`
    """
    why = f"{table} is a ledger: rows are added, never changed"
    if dialect == "sqlite":
        unless = {"update": f"WHEN NOT ({ERASES}) "} if table == WORDS else {}
        return [
            f"CREATE TRIGGER IF NOT EXISTS {table}_refuses_{act} BEFORE {act.upper()} ON {table} "
            f"{unless.get(act, '')}BEGIN SELECT RAISE(ABORT, '{why}'); END"
            for act in ("update", "delete")
        ]
    unless_erased = f"IF TG_OP = 'UPDATE' THEN IF {ERASES} THEN RETURN NEW; END IF; END IF;" if table == WORDS else ""
    return [
        f"""CREATE OR REPLACE FUNCTION refuse_{table}_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            {unless_erased}
            RAISE EXCEPTION '{why}' USING ERRCODE = 'restrict_violation';
        END $$""",
        f"DROP TRIGGER IF EXISTS {table}_refuses_change ON {table}",
        f"CREATE TRIGGER {table}_refuses_change BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION refuse_{table}_change()",
        f"DROP TRIGGER IF EXISTS {table}_refuses_truncate ON {table}",
        f"CREATE TRIGGER {table}_refuses_truncate BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION refuse_{table}_change()",
    ]
