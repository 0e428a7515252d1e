"""From nothing to all tables, and the same tables as the models say."""

from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, Inspector, create_engine, inspect, text

from tests.support.databases import Maker, migrated
from training.core.database import prepare
from training.migrations.revisions import is_current, revision_of, revisions
from training.migrations.runner import config, upgrade
from training.migrations.tables import metadata


@pytest.fixture
def fresh(maker: Maker) -> Engine:
    """A database that migrations made from empty."""
    return migrated(maker.empty())


@pytest.fixture
def by_models(maker: Maker) -> Engine:
    """A database that the models made from empty."""
    made = prepare(create_engine(maker.empty()))
    metadata.create_all(made)
    return made


def test_migrations_make_every_table_from_empty(fresh: Engine) -> None:
    assert set(inspect(fresh).get_table_names()) == {*metadata.tables, "alembic_version"}
    assert is_current(fresh)
    fresh.dispose()


def test_an_empty_database_is_not_current(maker: Maker) -> None:
    empty = prepare(create_engine(maker.empty()))
    assert not is_current(empty)
    empty.dispose()


def test_the_names_of_the_files_say_what_alembic_says() -> None:
    walked = ScriptDirectory.from_config(config()).walk_revisions()
    assert revisions() == tuple(script.revision for script in walked)


def test_the_revision_of_a_database_is_what_alembic_says(maker: Maker, engine: Engine) -> None:
    empty = prepare(create_engine(maker.empty()))
    for each, known in ((empty, None), (engine, revisions()[0])):
        with each.connect() as connection:
            assert revision_of(connection) == MigrationContext.configure(connection).get_current_revision() == known
    empty.dispose()


def test_upgrading_again_changes_nothing(engine: Engine) -> None:
    before = _everything(engine)
    upgrade(engine)
    upgrade(engine)
    assert _everything(engine) == before
    assert is_current(engine)


def test_models_and_migrations_agree_to_the_letter(fresh: Engine) -> None:
    with fresh.connect() as connection:
        options = {"compare_type": True, "compare_server_default": True}
        assert compare_metadata(MigrationContext.configure(connection, opts=options), metadata) == []
    fresh.dispose()


def test_migrations_make_the_same_constraints_as_the_models(fresh: Engine, by_models: Engine) -> None:
    """What autogeneration does not look at: checks, names of keys, conditions of indexes."""
    migrated_to, declared = inspect(fresh), inspect(by_models)
    for table in sorted(metadata.tables):
        assert _described(migrated_to, table) == _described(declared, table), table
    fresh.dispose()
    by_models.dispose()


def test_the_description_of_a_table_is_not_empty(by_models: Engine) -> None:
    """Else two databases would agree about nothing."""
    described = _described(inspect(by_models), "decision")
    assert all(described.values())
    assert "ck_decision_not_of_self" in {name for name, _ in described["checks"]}
    open_attempts = next(each for each in _described(inspect(by_models), "attempt")["indexes"] if "open" in each[0])
    assert "handed_in_at IS NULL" in open_attempts[3]
    by_models.dispose()


def test_a_row_that_points_at_nothing_stops_an_upgrade(engine: Engine) -> None:
    if engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL never lets go of its foreign keys")
    _point_at_nothing(engine)
    with pytest.raises(RuntimeError, match="point at nothing"):
        upgrade(engine)


def test_foreign_keys_hold_again_after_an_upgrade_that_was_stopped(engine: Engine) -> None:
    if engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL never lets go of its foreign keys")
    _point_at_nothing(engine)
    with pytest.raises(RuntimeError):
        upgrade(engine)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1


def test_foreign_keys_hold_again_after_an_upgrade(engine: Engine) -> None:
    upgrade(engine)
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1
            assert connection.exec_driver_sql("PRAGMA recursive_triggers").scalar_one() == 1


def _point_at_nothing(engine: Engine) -> None:
    """Somebody with a tool of their own put a row in that belongs to nobody."""
    raw = engine.raw_connection()
    raw.execute("PRAGMA foreign_keys=OFF")
    raw.execute("INSERT INTO role_grant (id, person_id, role, from_at) VALUES ('g', 'nobody', 'admin', '2026-01-01')")
    raw.execute("PRAGMA foreign_keys=ON")
    raw.close()


def _described(inspector: Inspector, table: str) -> dict[str, Any]:
    """All that the database says of a table, in an order of our own."""
    return {
        "columns": {
            column["name"]: (str(column["type"]), column["nullable"], column.get("default"))
            for column in inspector.get_columns(table)
        },
        "primary key": inspector.get_pk_constraint(table)["constrained_columns"],
        "foreign keys": sorted(
            (_name(inspector, key["name"]), key["constrained_columns"], key["referred_table"], key["referred_columns"])
            for key in inspector.get_foreign_keys(table)
        ),
        "unique": sorted((str(each["name"]), each["column_names"]) for each in inspector.get_unique_constraints(table)),
        "checks": sorted((str(each["name"]), each["sqltext"]) for each in inspector.get_check_constraints(table)),
        "indexes": sorted(
            (
                str(each["name"]),
                each["column_names"],
                bool(each["unique"]),
                ", ".join(f"{key} {value}" for key, value in sorted(each["dialect_options"].items())),
            )
            for each in inspector.get_indexes(table)
        ),
    }


def _everything(engine: Engine) -> dict[str, list[str]]:
    """Every row of every table."""
    with engine.connect() as connection:
        return {
            table: sorted(repr(tuple(row)) for row in connection.execute(text(f'SELECT * FROM "{table}"')))
            for table in inspect(engine).get_table_names()
        }


def _name(inspector: Inspector, name: str | None) -> str:
    """A foreign key's name; SQLite does not tell that of one whose column was added later."""
    return "" if inspector.dialect.name == "sqlite" else str(name)
