"""The databases of tests: each begins as every other, whatever an earlier test did to its own."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import NullPool, create_engine, inspect, text

from tests.support.cast import Ready
from tests.support.databases import Maker

ROWS = (
    "INSERT INTO job (id, kind, subject, state, tries, asked_at, due_at)"
    " VALUES ('a', 'b', 'c', 'waiting', 0, '2026-03-02', '2026-03-02')",
    "UPDATE person SET name = 'Somebody Else'",
    "DELETE FROM cohort_member",
)
"""Rows that come, change and go."""
DROPPED = {"sqlite": "DROP TRIGGER review_refuses_update", "postgresql": "DROP TRIGGER review_refuses_change ON review"}
TRIGGERS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' ORDER BY name",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal ORDER BY tgname",
}


def all_rows(address: str) -> dict[str, Sequence[Any]]:
    """Every row of every table."""
    engine = create_engine(address)
    with engine.connect() as connection:
        tables = inspect(connection).get_table_names()
        found: dict[str, Sequence[Any]] = {
            each: sorted(map(repr, connection.execute(text(f"SELECT * FROM {each}")))) for each in tables
        }
    engine.dispose()
    return found


def kind_of(address: str) -> str:
    return address.split(":")[0].split("+")[0]


def triggers(address: str) -> list[str]:
    """The names of a database's triggers."""
    engine = create_engine(address)
    with engine.connect() as connection:
        found = list(connection.scalars(text(TRIGGERS[kind_of(address)])))
    engine.dispose()
    return found


def change(address: str, *statements: str) -> None:
    """Run these, each of which must change something, and commit."""
    engine = create_engine(address)
    with engine.begin() as connection:
        for each in statements:
            assert connection.execute(text(each)).rowcount != 0
    engine.dispose()


def test_a_copy_that_was_used_gives_the_next_test_none_of_its_rows(maker: Maker, ready: Ready) -> None:
    before = all_rows(ready.address)
    for _ in range(3):
        copy = maker.copy(ready.address)
        assert all_rows(copy) == before
        change(copy, *ROWS)
        assert all_rows(copy) != before
        maker.give_back(copy)


def test_a_copy_that_lost_a_trigger_gives_the_next_test_a_database_that_has_it(maker: Maker, ready: Ready) -> None:
    before = triggers(ready.address)
    copy = maker.copy(ready.address)
    change(copy, DROPPED[kind_of(copy)])
    assert triggers(copy) != before
    maker.give_back(copy)
    again = maker.copy(ready.address)
    assert triggers(again) == before
    maker.give_back(again)


def test_a_connection_that_a_test_left_open_holds_up_nobody(maker: Maker, ready: Ready) -> None:
    copy = maker.copy(ready.address)
    engine = create_engine(copy, poolclass=NullPool)
    with engine.connect() as left_open:
        left_open.execute(text(ROWS[1]))
        maker.give_back(copy)
        again = maker.copy(ready.address)
        assert all_rows(again) == all_rows(ready.address)
        maker.give_back(again)
        left_open.invalidate()
