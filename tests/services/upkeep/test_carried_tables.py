"""Rows come across in any order, and what counts by itself goes on after them."""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Engine, create_engine, text

from tests.support.databases import Maker
from training.core.errors import Refused
from training.upkeep.tables import carry, contents_of, fingerprint


@pytest.fixture
def having(maker: Maker) -> Iterator[Callable[..., Engine]]:
    """Databases in which these statements were run."""
    made: list[Engine] = []

    def one(*statements: str) -> Engine:
        made.append(create_engine(maker.empty()))
        with made[-1].begin() as connection:
            for statement in statements:
                connection.execute(text(statement))
        return made[-1]

    yield one
    for engine in made:
        engine.dispose()


def test_rows_that_point_at_later_rows_and_in_rings_come_across(having: Callable[..., Engine]) -> None:
    table = "CREATE TABLE ring (id VARCHAR(1) PRIMARY KEY, next VARCHAR(1) CONSTRAINT fk_ring REFERENCES ring (id))"
    rows = (
        "INSERT INTO ring VALUES ('c', NULL)",
        "INSERT INTO ring VALUES ('a', 'c'), ('b', 'a')",
        "UPDATE ring SET next = 'b' WHERE id = 'c'",
    )
    source, target = having(table, *rows), having(table)
    with source.connect() as reading, target.begin() as writing:
        contents = carry(reading, writing).contents
    with target.connect() as connection:
        assert contents_of(connection) == contents
        assert contents["ring"].rows == 3
    if target.dialect.name == "postgresql":
        with pytest.raises(Exception, match="fk_ring"), target.begin() as connection:
            connection.execute(text("INSERT INTO ring VALUES ('d', 'x')"))


def test_a_counter_goes_on_after_the_highest_number(having: Callable[..., Engine]) -> None:
    source = having("CREATE TABLE line (number INTEGER PRIMARY KEY)", "INSERT INTO line VALUES (7), (41)")
    is_postgresql = source.dialect.name == "postgresql"
    target = having(f"CREATE TABLE line (number {'SERIAL' if is_postgresql else 'INTEGER'} PRIMARY KEY)")
    with source.connect() as reading, target.begin() as writing:
        carry(reading, writing)
    with target.begin() as connection:
        connection.execute(text("INSERT INTO line DEFAULT VALUES"))
        assert connection.execute(text("SELECT max(number) FROM line")).scalar_one() == 42


@pytest.mark.parametrize("table", ["CREATE TABLE line (number INTEGER, word TEXT)", "CREATE TABLE other (a INTEGER)"])
def test_tables_that_are_not_the_same_are_refused(having: Callable[..., Engine], table: str) -> None:
    source, target = having(table), having("CREATE TABLE line (number INTEGER)")
    with source.connect() as reading, target.begin() as writing, pytest.raises(Refused, match="The table line"):
        carry(reading, writing)


def test_a_kind_of_column_that_nobody_thought_of_is_refused_not_guessed(having: Callable[..., Engine]) -> None:
    engine = having("CREATE TABLE line (price NUMERIC(5, 2))")
    with engine.connect() as connection, pytest.raises(Refused, match=r"line\.price"):
        contents_of(connection)


def test_a_fingerprint_is_of_the_values_and_not_of_their_order() -> None:
    assert fingerprint({"a": 1, "b": None}) == fingerprint({"b": None, "a": 1})
    different: list[dict[str, object]] = [{"a": 1}, {"a": "1"}, {"a": None}, {"a": ""}, {"b": 1}, {"a": 1, "b": None}]
    assert len({fingerprint(row) for row in different}) == len(different)
