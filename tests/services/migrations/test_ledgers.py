"""Rows that must never change: the database itself refuses, whoever asks."""

import pytest
from sqlalchemy import JSON, Engine, Enum, String, Table, Text, inspect, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from tests.support.story import Story
from training.audit.service import append_noted
from training.certification.rules import DecisionKind
from training.core.ledgers import GUARDED, LEDGERS
from training.core.models import PersonalText
from training.migrations.tables import metadata
from training.organisation.logo import Logo
from training.organisation.rules import Key
from training.organisation.service import set_details, set_logo

REFUSED = "is a ledger: rows are added, never changed"
ID, NUMBER, DIGEST, SLUG = 26, 14, 64, 120
WIDTHS = (ID, NUMBER, DIGEST, SLUG, 40, 60)
"""40 and 60: kinds of file and acts, words of ours."""
LISTS_AND_LEVELS = {
    ("mark", "critical_misses"),
    ("mark", "detail"),
    ("review", "lines"),
    ("observation", "lines"),
    ("decision", "snapshot"),
    ("audit_event", "detail"),
}
"""Columns of JSON, each looked at: ids of items, options, lines and people, numbers and dates."""
WITH_NAMES = {"document"}
"""A certificate on paper names its holder: an erasure removes the whole row."""
ON_SQLITE = (
    "REPLACE INTO {table} SELECT * FROM {table}",
    "INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
    "UPDATE OR REPLACE {table} SET {key} = {key}",
    "UPDATE OR IGNORE {table} SET {key} = {key}",
)
ON_POSTGRESQL = (
    "TRUNCATE {table}",
    "TRUNCATE {table} CASCADE",
    "TRUNCATE ONLY {table} CASCADE",
    "MERGE INTO {table} USING {table} AS again ON {table}.{key} = again.{key} "
    "WHEN MATCHED THEN UPDATE SET {key} = again.{key}",
    "MERGE INTO {table} USING {table} AS again ON {table}.{key} = again.{key} WHEN MATCHED THEN DELETE",
)
ON_BOTH = (
    "UPDATE {table} SET {key} = {key}",
    "DELETE FROM {table}",
    "DELETE FROM {table} WHERE {key} = (SELECT min({key}) FROM {table})",
    "INSERT INTO {table} SELECT * FROM {table} WHERE true ON CONFLICT ({key}) DO UPDATE SET {key} = excluded.{key}",
)


@pytest.fixture
def filled(story: Story) -> Session:
    """A database with a real row in every ledger."""
    story.meets_all(story.cast.trainee)
    story.decides(story.cast.admin, story.cast.trainee)
    story.prints(story.cast.trainee)
    story.decides(story.cast.second_admin, story.cast.trainee, DecisionKind.REVOKE, seen=1, day=11)
    set_details(story.session, actor=story.cast.admin, values={Key.NAME: "Harbour"}, now=story.at(12))
    logo = Logo("image/png", b"a picture", 1, 1)
    set_logo(story.session, actor=story.cast.admin, logo=logo, now=story.at(12))
    append_noted(story.session, actor_id=story.cast.admin.id, now=story.at(12))
    story.session.commit()
    return story.session


def is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def rows(session: Session, table: str) -> list[str]:
    return sorted(repr(tuple(row)) for row in session.execute(text(f"SELECT * FROM {table}")))


@pytest.mark.parametrize("table", GUARDED)
def test_a_ledger_keeps_every_row_as_it_is(filled: Session, table: str) -> None:
    before = rows(filled, table)
    key = metadata.tables[table].primary_key.columns[0].name
    assert before, f"no row in {table}, so nothing would be tested"
    for statement in (*ON_BOTH, *(ON_SQLITE if is_sqlite(filled) else ON_POSTGRESQL)):
        bare = "TRUNCATE" in statement and "CASCADE" not in statement
        with pytest.raises(DBAPIError, match=None if bare else REFUSED), filled.begin_nested():
            filled.execute(text(statement.format(table=table, key=key)))
        assert rows(filled, table) == before, statement


@pytest.mark.parametrize("table", GUARDED)
def test_no_column_of_a_ledger_can_be_changed_alone(filled: Session, table: str) -> None:
    for column in metadata.tables[table].columns:
        with pytest.raises(IntegrityError, match=REFUSED), filled.begin_nested():
            filled.execute(text(f'UPDATE {table} SET "{column.name}" = "{column.name}"'))


@pytest.mark.parametrize("parent", ["person", "edition", "attempt", "certificate"])
def test_a_ledger_is_not_emptied_through_its_parent(filled: Session, parent: str) -> None:
    before = {table: rows(filled, table) for table in LEDGERS}
    truncating = [] if is_sqlite(filled) else [f"TRUNCATE {parent}", f"TRUNCATE {parent} CASCADE"]
    for act in [f"DELETE FROM {parent}", *truncating]:
        with pytest.raises(DBAPIError), filled.begin_nested():
            filled.execute(text(act))
    if is_sqlite(filled) and parent not in GUARDED:
        filled.execute(text(f"REPLACE INTO {parent} SELECT * FROM {parent}"))
    assert {table: rows(filled, table) for table in LEDGERS} == before


def test_the_parent_of_all_cannot_be_truncated_with_its_ledgers(filled: Session) -> None:
    if is_sqlite(filled):
        pytest.skip("SQLite has no TRUNCATE")
    with pytest.raises(DBAPIError, match=REFUSED):
        filled.execute(text("TRUNCATE person CASCADE"))


def test_the_tables_with_triggers_are_exactly_those_that_must_never_change(engine: Engine) -> None:
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            found = set(connection.execute(text("SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'")))
            words = ("update", "delete")
        else:
            found = set(
                connection.execute(
                    text(
                        "SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
                        "WHERE NOT t.tgisinternal AND t.tgenabled = 'O'"
                    )
                )
            )
            words = ("change", "truncate")
    assert {tuple(row) for row in found} == {(table, f"{table}_refuses_{word}") for table in GUARDED for word in words}


def test_every_room_names_its_ledgers_once() -> None:
    assert len(set(GUARDED)) == len(GUARDED)
    assert set(GUARDED) <= set(metadata.tables)


@pytest.mark.parametrize("table", LEDGERS)
def test_a_ledger_has_no_place_for_a_name_or_free_text(engine: Engine, table: str) -> None:
    declared: Table = metadata.tables[table]
    for column in declared.columns:
        assert not isinstance(column.type, Text), f"{table}.{column.name} is text"
        if isinstance(column.type, JSON):
            assert (table, column.name) in LISTS_AND_LEVELS, f"{table}.{column.name} is JSON that nobody looked at"
        elif isinstance(column.type, String) and not isinstance(column.type, Enum):
            assert column.type.length in WIDTHS, f"{table}.{column.name} could hold a sentence"
    stored = {column["name"]: column["type"] for column in inspect(engine).get_columns(table)}
    assert stored.keys() == {column.name for column in declared.columns}
    for name, kind in stored.items():
        assert not isinstance(kind, Text), f"{table}.{name} is stored as text"
        assert not isinstance(kind, String) or (kind.length or 10_000) <= SLUG, f"{table}.{name} is stored too wide"


def test_a_ledger_with_everything_in_it_holds_no_name_and_no_written_word(filled: Session, story: Story) -> None:
    said = ["Something happened", "listen more", "You were honest", "left silence", "All four criteria", "Test charity"]
    names = [name for person in vars(story.cast).values() if (name := getattr(person, "name", ""))]
    assert len(names) == 8
    for table in set(LEDGERS) - WITH_NAMES:
        kept = "\n".join(rows(filled, table))
        assert [each for each in (*names, *said) if each in kept] == []


ERASED = "body = NULL, erased_at = '2027-01-01 00:00:00+00:00'"


def test_the_text_that_a_ledger_points_to_can_be_erased_and_the_fact_stays(filled: Session) -> None:
    before = {table: rows(filled, table) for table in LEDGERS}
    filled.execute(text(f"UPDATE personal_text SET {ERASED}"))
    assert {table: rows(filled, table) for table in LEDGERS} == before
    assert set(filled.scalars(select(PersonalText.body))) == {None}


@pytest.mark.parametrize(
    "change",
    [
        "body = 'Another name'",
        "body = ''",
        "body = body",
        "about_id = 'somebody-else'",
        f"{ERASED}, about_id = 'somebody-else'",
        f"{ERASED}, id = 'another-place'",
    ],
)
def test_the_text_that_a_ledger_points_to_is_never_rewritten(filled: Session, change: str) -> None:
    before = rows(filled, "personal_text")
    one = "WHERE id = (SELECT printed_id FROM decision WHERE printed_id IS NOT NULL LIMIT 1)"
    with pytest.raises(IntegrityError, match=REFUSED), filled.begin_nested():
        filled.execute(text(f"UPDATE personal_text SET {change} {one}"))
    assert rows(filled, "personal_text") == before


@pytest.mark.parametrize("change", ["body = 'A word', erased_at = NULL", "erased_at = '2027-02-01 00:00:00+00:00'"])
def test_an_erased_text_is_not_written_again(filled: Session, change: str) -> None:
    filled.execute(text(f"UPDATE personal_text SET {ERASED}"))
    before = rows(filled, "personal_text")
    with pytest.raises(IntegrityError, match=REFUSED), filled.begin_nested():
        filled.execute(text(f"UPDATE personal_text SET {change}"))
    assert rows(filled, "personal_text") == before


def test_the_place_of_an_erased_text_stays(filled: Session) -> None:
    filled.execute(text(f"UPDATE personal_text SET {ERASED}"))
    with pytest.raises(IntegrityError, match=REFUSED):
        filled.execute(text("DELETE FROM personal_text"))
