"""A command whose database is away, cannot be written or lacks tables says so in a sentence."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskCliRunner
from sqlalchemy import Engine, text

from config import Settings
from tests.support.databases import Maker
from training import create_app
from training.extensions import db
from training.web.application import Alongside

WRITING = ["people", "invite", "new@example.org", "--name", "New Person", "--role", "trainer"]
READING = ["audit", "verify"]


RunnerOf = Callable[[str], FlaskCliRunner]


@pytest.fixture
def runner_of(settings: Settings) -> Iterator[RunnerOf]:
    """Makes the commands of an installation on another database."""
    apps: list[Alongside] = []

    def make(address: str) -> FlaskCliRunner:
        apps.append(create_app(replace(settings, database_url=address)))
        return apps[-1].test_cli_runner()

    yield make
    for each in apps:
        with each.app_context():
            db.engine.dispose()


@pytest.mark.parametrize("command", [WRITING, READING])
def test_a_database_without_tables_leads_to_db_upgrade(runner_of: RunnerOf, maker: Maker, command: list[str]) -> None:
    result = runner_of(maker.empty()).invoke(args=command)
    assert result.exit_code == 1
    assert "db upgrade" in result.output
    assert "Traceback" not in result.output
    assert "SELECT" not in result.output


@pytest.mark.parametrize("command", [WRITING, READING])
def test_a_database_that_is_not_there_leads_to_doctor(runner_of: RunnerOf, tmp_path: Path, command: list[str]) -> None:
    result = runner_of(f"sqlite:///{tmp_path}/no-folder/none.sqlite").invoke(args=command)
    assert result.exit_code == 1
    assert "does not answer" in result.output
    assert "doctor" in result.output
    assert "Traceback" not in result.output


@pytest.mark.parametrize("command", [WRITING, READING, ["db", "check"]])
def test_a_file_that_is_not_there_is_not_made_by_a_command_that_asks_it(
    runner_of: RunnerOf, tmp_path: Path, command: list[str]
) -> None:
    runner = runner_of(f"sqlite:///{tmp_path / 'none.sqlite'}")
    result = runner.invoke(args=command)
    assert (result.exit_code, "does not answer" in result.output) == (1, True)
    assert list(tmp_path.glob("none*")) == []
    assert runner.invoke(args=["db", "upgrade"]).exit_code == 0
    assert runner.invoke(args=["db", "check"]).exit_code == 0


@pytest.mark.parametrize("command", [WRITING, READING, ["db", "check"], ["db", "upgrade"]])
def test_a_damaged_database_leads_to_the_newest_backup(runner_of: RunnerOf, tmp_path: Path, command: list[str]) -> None:
    (tmp_path / "damaged.sqlite").write_bytes(b"no database " * 1000)
    done = runner_of(f"sqlite:///{tmp_path / 'damaged.sqlite'}").invoke(args=command)
    assert (done.exit_code, "restore the newest backup" in done.stderr) == (1, True)
    assert "own the folder" not in done.stderr


def test_a_database_that_another_writer_holds_is_told_and_nothing_is_kept(
    app: Alongside, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    if engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL lets several write")
    monkeypatch.setattr("training.core.database.BUSY_TIMEOUT_MS", 50)
    people = "SELECT count(*) FROM person"
    with engine.connect() as connection:
        before = connection.execute(text(people)).scalar()
    assert engine.url.database is not None
    with closing(sqlite3.connect(engine.url.database, isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        result = app.test_cli_runner().invoke(args=WRITING)
    assert result.exit_code == 1
    assert "SQLITE_BUSY" in result.output
    with engine.connect() as connection:
        assert connection.execute(text(people)).scalar() == before


def test_a_fault_of_ours_stays_a_fault(app: Alongside, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("ours")

    monkeypatch.setattr("training.commands.people.add_person", broken)
    result = app.test_cli_runner().invoke(args=WRITING)
    assert isinstance(result.exception, RuntimeError)
