"""What an operator types: backup, restore, doctor; words and exit statuses."""

import json
import os
import signal
from collections.abc import Callable, Iterator
from dataclasses import replace
from errno import ENOSPC
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask.testing import FlaskCliRunner
from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session

from config import Mode, Settings
from tests.support.databases import Maker
from tests.support.installations import everything
from training import create_app
from training.commands import upkeep
from training.core import clock
from training.core.database import prepare
from training.core.jobs import ask
from training.extensions import db
from training.upkeep import backup

Type = Callable[..., Result]


@pytest.fixture
def typed(settings: Settings) -> Iterator[Type]:
    """The outcome of a command, typed with other settings where they are given."""
    made = []

    def run(*arguments: object, **changed: Any) -> Result:
        app = create_app(replace(settings, **changed))
        made.append(app)
        runner: FlaskCliRunner = app.test_cli_runner()
        return runner.invoke(args=[str(each) for each in arguments])

    yield run
    for app in made:
        with app.app_context():
            db.engine.dispose()


def test_a_backup_goes_where_it_is_told(typed: Type, tmp_path: Path) -> None:
    done = typed("backup", tmp_path / "a.backup")
    assert (done.exit_code, (tmp_path / "a.backup").is_file()) == (0, True)
    assert f"{tmp_path / 'a.backup'} holds " in done.output
    again = typed("backup", tmp_path / "a.backup")
    assert (again.exit_code, again.output) == (1, again.stderr)
    assert "exists already" in again.stderr


def test_a_backup_into_a_folder_is_named_after_the_moment(typed: Type, tmp_path: Path) -> None:
    assert typed("backup", tmp_path).exit_code == 0
    refused = typed("backup", backups=tmp_path / "none")
    assert (refused.exit_code, "which is not a folder" in refused.stderr) == (1, True)
    assert not (tmp_path / "none").exists()
    (tmp_path / "set").mkdir()
    assert typed("backup", backups=tmp_path / "set").exit_code == 0
    for folder in (tmp_path, tmp_path / "set"):
        (made,) = folder.glob("alongside-*Z.backup")
        assert made.stat().st_size > 0


def test_a_backup_without_a_place_asks_for_one(typed: Type) -> None:
    done = typed("backup")
    assert done.exit_code == 1
    assert "Say which FILE to write, or set BACKUPS" in done.stderr


def test_a_backup_of_a_server_that_does_not_answer_says_so(typed: Type, tmp_path: Path) -> None:
    done = typed("backup", tmp_path / "a.backup", database_url="postgresql://a:hush@/b?host=/nowhere/at/all")
    assert done.exit_code == 1
    assert done.stderr.startswith("Nothing was backed up: ")
    assert "hush" not in done.stderr
    assert list(tmp_path.glob("*.backup")) == []


def test_a_place_that_is_not_the_programs_is_told_in_a_sentence(
    typed: Type, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def closed(*_arguments: object, **_more: object) -> None:
        raise PermissionError(13, "Permission denied", str(tmp_path / ".a.backup.x.partial"))

    monkeypatch.setattr(upkeep, "back_up", closed)
    done = typed("backup", tmp_path / "a.backup")
    assert (done.exit_code, done.stdout) == (1, "")
    assert f"may not use {tmp_path}. Let it own that" in done.stderr


def test_a_place_that_cannot_be_looked_at_is_told_in_a_sentence(
    typed: Type, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, looks = tmp_path / "theirs" / "a.backup", Path.is_dir

    def closed(path: Path) -> bool:
        if path == place:
            raise PermissionError(13, "Permission denied", str(path))
        return looks(path)

    monkeypatch.setattr(Path, "is_dir", closed)
    done = typed("backup", place)
    assert (done.exit_code, f"may not use {place}. Let it own that" in done.stderr) == (1, True)


@pytest.mark.parametrize("how", [[], ["--check"]])
def test_a_full_disk_is_told_and_a_drill_says_where_it_is_made(
    typed: Type, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: list[str]
) -> None:
    def full(*_arguments: object) -> None:
        raise OSError(ENOSPC, "No space left on device")

    monkeypatch.setattr(upkeep, "restore", full)
    done = typed("restore", *how, tmp_path / "a.backup")
    assert done.exit_code == 1
    assert "no room on the disk" in done.stderr
    assert ("TMPDIR" in done.stderr) == bool(how)


def test_a_backup_of_a_damaged_database_leads_to_the_newest_one(typed: Type, tmp_path: Path) -> None:
    (tmp_path / "damaged.sqlite").write_bytes(b"no database " * 1000)
    done = typed("backup", tmp_path / "a.backup", database_url=f"sqlite:///{tmp_path / 'damaged.sqlite'}")
    assert (done.exit_code, "restore the newest backup" in done.stderr) == (1, True)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_backup_that_is_told_to_end_leaves_nothing(
    typed: Type, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    """A shutdown in the night would leave half a copy of everything, under a name that nobody looks for."""
    before = signal.getsignal(number)

    def shutdown(*_arguments: object, **_more: object) -> None:
        assert list(tmp_path.glob(".*.partial"))
        os.kill(os.getpid(), number)

    monkeypatch.setattr(backup, "_seal", shutdown)
    done = typed("backup", tmp_path / "a.backup")
    assert (done.exit_code, "Nothing is left of it" in done.stderr) == (128 + number, True)
    assert list(tmp_path.glob("*a.backup*")) == []
    assert list(tmp_path.glob(".a.backup*")) == []
    assert signal.getsignal(number) is before


def test_a_restore_fills_the_empty_place_that_the_settings_name(
    typed: Type, engine: Engine, maker: Maker, tmp_path: Path
) -> None:
    typed("backup", tmp_path / "a.backup")
    address = maker.empty()
    done = typed("restore", tmp_path / "a.backup", database_url=address)
    assert done.exit_code == 0, done.output
    assert "are as the backup says, to the letter" in done.output
    assert "Next: flask --app wsgi doctor" in done.output
    restored = prepare(create_engine(address))
    assert everything(restored) == everything(engine)
    restored.dispose()


def test_a_restore_into_a_place_in_use_is_refused(typed: Type, engine: Engine, tmp_path: Path) -> None:
    typed("backup", tmp_path / "a.backup")
    before = everything(engine)
    done = typed("restore", tmp_path / "a.backup")
    assert (done.exit_code, "is not empty" in done.stderr, done.stdout) == (1, True, "")
    assert everything(engine) == before


def test_a_drill_needs_no_empty_place_and_leaves_none(
    typed: Type, engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed("backup", tmp_path / "a.backup")
    before = everything(engine)
    (tmp_path / "drills").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "drills"))
    done = typed("restore", "--check", tmp_path / "a.backup")
    assert done.exit_code == 0, done.output
    assert "The backup is whole" in done.output
    assert everything(engine) == before
    assert list((tmp_path / "drills").iterdir()) == []


@pytest.mark.parametrize("how", [[], ["--check"]])
def test_a_damaged_backup_is_refused_in_a_sentence(typed: Type, maker: Maker, tmp_path: Path, how: list[str]) -> None:
    typed("backup", tmp_path / "a.backup")
    content = (tmp_path / "a.backup").read_bytes()
    (tmp_path / "a.backup").write_bytes(content[: len(content) // 2])
    done = typed("restore", *how, tmp_path / "a.backup", database_url=maker.empty())
    assert done.exit_code == 1
    assert "is damaged or not all of it is there" in done.stderr
    assert "Traceback" not in done.output


def test_the_doctors_status_says_whether_there_is_a_problem(typed: Type, engine: Engine, session: Session) -> None:
    ask(session, kind="certificate", subject="x", now=clock.now()).started_at = clock.now()
    session.commit()
    ill = typed("doctor", database_url="sqlite:////nowhere/at/all.sqlite")
    assert ill.exit_code == 1
    assert "problem  database" in ill.output
    assert "→ " in ill.output
    good = typed("doctor", secret_key="q7Zt0mVx2Lr9Wc4Yb6Nf1Hs8Kd3Jg5Pa-EuTiOo_RyQn", mode=Mode.LOCAL)
    assert good.exit_code == (1 if engine.dialect.name == "postgresql" else 0), good.output
    assert "warning  settings" in good.output
    assert good.output.splitlines()[-1].startswith(("0 problems, ", "1 problem, "))


def test_the_doctor_speaks_to_programs_too(typed: Type) -> None:
    done = typed("doctor", "--json", database_url="sqlite:////nowhere/at/all.sqlite")
    told = json.loads(done.output)
    assert (done.exit_code, told["well"]) == (1, False)
    assert {"level": "problem", "about": "database"}.items() <= told["findings"][-1].items()
    assert {frozenset(finding) for finding in told["findings"]} == {frozenset({"level", "about", "says", "do"})}
