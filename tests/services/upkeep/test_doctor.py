"""The doctor looks at everything, changes nothing, and says what to do."""

import os
import sqlite3
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.orm import Session

from config import Mode
from tests.support.cast import Cast
from tests.support.databases import Maker, migrated
from tests.support.installations import everything
from tests.support.looks import GOOD_SECRET, NOW, Look, levels, works
from tests.support.story import Story
from training.core import clock
from training.core.database import prepare
from training.organisation.rules import Key
from training.organisation.service import set_details
from training.upkeep import checks
from training.upkeep.checks import CHECKS, Patient
from training.upkeep.queries import made_for
from training.upkeep.rules import Finding, Level


def test_a_well_kept_installation_has_no_problem(look: Look, engine: Engine, session: Session) -> None:
    """Save that the tests' own PostgreSQL is quick and forgetful."""
    works(session)
    problems = [finding for finding in look() if finding.level == Level.PROBLEM]
    assert [finding.about for finding in problems] == (["database"] if engine.dialect.name == "postgresql" else [])
    abouts = {finding.about for finding in look()}
    assert abouts >= {"settings", "backups", "database", "migrations", "ledgers", "disk", "clock", "course", "people"}


def test_what_is_not_well_says_what_to_do(look: Look, session: Session) -> None:
    session.execute(text("UPDATE role_grant SET to_at = from_at WHERE role = 'admin'"))
    session.commit()
    found = look(mode=Mode.LOCAL, public_url="http://localhost", backups=None, secret_key="change-me" * 5)
    assert len([finding for finding in found if finding.level != Level.WELL]) >= 5
    assert [finding for finding in found if finding.level != Level.WELL and not finding.do] == []


def test_looking_changes_nothing(look: Look, story: Story, engine: Engine) -> None:
    story.meets_all(story.cast.trainee)
    story.decides(story.cast.admin, story.cast.trainee)
    story.session.commit()
    before = everything(engine)
    look()
    assert everything(engine) == before


@pytest.mark.parametrize(
    ("changed", "level", "word"),
    [
        ({"mode": Mode.LOCAL}, Level.WARNING, "for trying only"),
        ({"mode": Mode.DEMO}, Level.WARNING, "for trying only"),
        ({"public_url": "http://10.0.0.1"}, Level.WARNING, "not encrypted"),
        ({"public_url": "https://training.example.org"}, Level.PROBLEM, "still the sample"),
        ({"public_url": "https://example.org"}, Level.PROBLEM, "still the sample"),
        ({"proxies": 0}, Level.WARNING, "count as one address"),
        ({"secret_key": "please-change-me-please-change-me-1234"}, Level.PROBLEM, "as samples do"),
    ],
)
def test_settings_that_are_for_trying_are_told(look: Look, changed: dict[str, object], level: Level, word: str) -> None:
    assert [finding.level for finding in look("settings", **changed) if word in finding.says] == [level]
    assert [finding for finding in look("settings") if word in finding.says] == []


def test_the_secret_is_never_told(look: Look) -> None:
    assert [finding for finding in look() if GOOD_SECRET in finding.says + finding.do] == []


def test_the_newest_backup_counts(look: Look, tmp_path: Path) -> None:
    assert levels(look("backups")) == {Level.WELL}
    assert levels(look("backups", now=NOW + timedelta(days=3))) == {Level.WARNING}
    (tmp_path / "new.backup").unlink()
    (tmp_path / "notes.txt").touch()
    assert "no backup" in look("backups")[0].says
    assert levels(look("backups", backups=None)) == {Level.WARNING}
    assert levels(look("backups", backups=tmp_path / "gone")) == {Level.WARNING}
    assert "cannot be looked into" in look("backups", backups=tmp_path / "gone")[0].says


def test_a_database_that_is_not_there_is_a_problem_and_is_not_made(look: Look, tmp_path: Path) -> None:
    gone = prepare(create_engine(f"sqlite:///{tmp_path / 'gone.sqlite'}"))
    found = look("database", on=gone)
    assert levels(found) == {Level.PROBLEM}
    assert not (tmp_path / "gone.sqlite").exists()


def test_a_folder_that_is_closed_to_the_program_is_a_problem_and_no_missing_file(
    look: Look, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever is told that there is no file might begin anew, beside the people's work."""
    place = tmp_path / "theirs" / "alongside.sqlite"
    looks = Path.is_file

    def closed(path: Path) -> bool:
        if path == place:
            raise PermissionError(13, "Permission denied", str(path))
        return looks(path)

    monkeypatch.setattr(Path, "is_file", closed)
    theirs = prepare(create_engine(f"sqlite:///{place}"))
    (told,) = look("database", on=theirs)
    assert (told.level, "may not look at" in told.says, "own the folder" in told.do) == (Level.PROBLEM, True, True)
    assert made_for(theirs) is None


def test_a_damaged_database_leads_to_the_newest_backup_and_not_to_rights(look: Look, tmp_path: Path) -> None:
    (tmp_path / "damaged.sqlite").write_bytes(b"no database " * 1000)
    (told,) = look("database", on=prepare(create_engine(f"sqlite:///{tmp_path / 'damaged.sqlite'}")))
    assert (told.level, "restore the newest backup" in told.do, "own" in told.do) == (Level.PROBLEM, True, False)


def test_a_database_without_tables_may_be_the_wrong_one(look: Look, maker: Maker) -> None:
    empty = prepare(create_engine(maker.empty()))
    with empty.connect() as connection:
        connection.exec_driver_sql("SELECT 1")
    (told,) = look("migrations", on=empty)
    empty.dispose()
    assert told.level == Level.PROBLEM
    assert all(word in told.do for word in ("db upgrade", "DATABASE_URL", "newest backup"))


def test_a_database_that_can_only_be_read_is_a_problem_and_no_ledger_is_blamed(
    look: Look, database: str, session: Session
) -> None:
    session.commit()
    place = make_url(database)
    if place.get_backend_name() == "sqlite":
        only = create_engine(database, creator=lambda: sqlite3.connect(f"file:{place.database}?mode=ro", uri=True))
    else:
        only = create_engine(database, connect_args={"options": "-c default_transaction_read_only=on"})
    found = look(on=prepare(only))
    only.dispose()
    (told,) = (finding for finding in found if finding.level == Level.PROBLEM)
    assert "cannot be written" in told.says
    assert ("own the folder" in told.do) == (place.get_backend_name() == "sqlite")
    assert ("PostgreSQL" in told.do) == (place.get_backend_name() == "postgresql")


def test_a_server_that_does_not_answer_is_a_problem_without_its_password(look: Look) -> None:
    found = look("database", on=create_engine("postgresql://alongside:hush@/alongside?host=/nowhere/at/all"))
    assert levels(found) == {Level.PROBLEM}
    assert "does not answer" in found[0].says
    assert "hush" not in found[0].says


def test_tables_that_are_not_this_versions_are_a_problem(look: Look, maker: Maker, session: Session) -> None:
    empty = prepare(create_engine(maker.empty()))
    with empty.connect() as connection:
        connection.execute(text("SELECT 1"))
    if empty.dialect.name == "sqlite":
        Path(empty.url.database or "").touch()
    assert "db upgrade" in look("migrations", on=empty)[0].do
    empty.dispose()
    session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    session.commit()
    assert "newer version" in look("migrations")[0].says


def test_settings_that_could_lose_an_answer_are_a_problem(look: Look, engine: Engine, database: str) -> None:
    if engine.dialect.name == "postgresql":
        assert "fsync" in next(finding.says for finding in look("database") if finding.level == Level.PROBLEM)
        return
    assert levels(look("database")) == {Level.WELL}
    unprepared = create_engine(database)
    told = " ".join(finding.says for finding in look("database", on=unprepared))
    unprepared.dispose()
    assert "foreign_keys" in told


def test_a_demo_in_production_is_a_problem(look: Look, session: Session) -> None:
    session.execute(text("UPDATE installation SET purpose = 'demo'"))
    session.commit()
    assert any("sample people" in finding.says for finding in look("database") if finding.level == Level.PROBLEM)
    assert not any("sample people" in finding.says for finding in look("database", mode=Mode.DEMO))


@pytest.mark.parametrize("table", ["response", "decision"])
def test_a_ledger_without_its_trigger_is_a_problem(look: Look, engine: Engine, table: str) -> None:
    assert levels(look("ledgers")) == {Level.WELL}
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql(f"DROP TRIGGER {table}_refuses_delete")
        else:
            connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER {table}_refuses_truncate")
    found = look("ledgers")
    assert levels(found) == {Level.PROBLEM}
    assert f": {table}." in found[0].says


def test_a_trigger_that_no_longer_refuses_is_a_problem(look: Look, story: Story, engine: Engine) -> None:
    """Its name is there; only trying shows that it does nothing."""
    story.meets_all(story.cast.trainee)
    story.session.commit()
    before = everything(engine)
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("DROP TRIGGER mark_refuses_update")
            connection.exec_driver_sql("CREATE TRIGGER mark_refuses_update BEFORE UPDATE ON mark BEGIN SELECT 1; END")
        else:
            connection.exec_driver_sql(
                "CREATE OR REPLACE FUNCTION refuse_mark_change() RETURNS trigger LANGUAGE plpgsql "
                "AS $$ BEGIN RETURN OLD; END $$"
            )
    found = look("ledgers")
    assert levels(found) == {Level.PROBLEM}
    assert ": mark." in found[0].says
    assert everything(engine) == before


def test_a_clock_that_went_back_is_a_problem(look: Look) -> None:
    assert levels(look("clock")) == {Level.WELL}
    assert levels(look("clock", now=NOW - timedelta(days=2))) == {Level.PROBLEM}
    assert "1970" in look("clock", now=datetime(1970, 1, 1, tzinfo=NOW.tzinfo))[0].says


def test_without_a_course_there_is_a_problem(look: Look, maker: Maker) -> None:
    engine = migrated(maker.empty())
    found = look("course", on=engine)
    engine.dispose()
    assert levels(found) == {Level.PROBLEM}
    assert "course publish" in found[0].do


def test_an_old_directory_and_old_modules_are_warned_of(look: Look) -> None:
    found = look("course", now=NOW + timedelta(days=800))
    assert [finding.level for finding in found] == [Level.WARNING, Level.WARNING]
    assert "services in the directory" in found[0].says
    assert "2 of 2 modules" in found[1].says


def test_a_directory_with_mistakes_is_a_problem(look: Look, tmp_path: Path) -> None:
    (tmp_path / "directory.yaml").write_text("services: 3\n")
    assert Level.PROBLEM in levels(look("course", modules=tmp_path))


def test_standing_that_is_out_of_date_is_warned_of(look: Look, story: Story, session: Session) -> None:
    now = story.at(9)
    story.meets_all(story.cast.trainee)
    session.commit()
    assert levels(look("standing", now=now)) == {Level.WELL}
    session.execute(text("UPDATE standing SET state = 'not yet' WHERE kind = 'criterion'"))
    session.commit()
    found = look("standing", now=now)
    assert levels(found) == {Level.WARNING}
    assert "standing recheck --repair" in found[0].do


def test_a_check_that_breaks_is_told_and_the_others_go_on(look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_patient: Patient, _session: Session) -> list[Finding]:
        raise OSError("the cable is out")

    monkeypatch.setattr(checks, "CHECKS", (broken, *CHECKS))
    found = look()
    told = [finding for finding in found if finding.about == "broken"]
    assert [(finding.level, "the cable is out" in finding.says) for finding in told] == [(Level.PROBLEM, True)]
    assert {finding.about for finding in found} >= {"ledgers", "standing"}


def test_another_check_is_another_function_in_the_list(look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    def another(_patient: Patient, _session: Session) -> list[Finding]:
        return [Finding(Level.WELL, "backlog", "All jobs are done.")]

    monkeypatch.setattr(checks, "CHECKS", (*CHECKS, another))
    assert [finding.says for finding in look("backlog")] == ["All jobs are done."]


def test_the_disk_of_the_database_is_looked_at(look: Look, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[Path] = []

    def full(path: Path) -> os.statvfs_result | object:
        looked.append(path)
        return type("usage", (), {"total": 100_000_000_000, "used": 0, "free": 500_000_000})

    monkeypatch.setattr(checks, "disk_usage", full)
    found = look("disk")
    if engine.dialect.name == "postgresql":
        assert (levels(found), looked) == ({Level.WELL}, [])
    else:
        assert levels(found) == {Level.WARNING}
        assert looked == [Path(engine.url.database or "").parent]


def test_a_full_disk_is_told_though_the_database_does_not_answer_for_it(
    look: Look, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checks, "disk_usage", lambda _: type("usage", (), {"total": 10**10, "free": 0}))
    (tmp_path / "damaged.sqlite").write_bytes(b"no database " * 1000)
    found = look(on=prepare(create_engine(f"sqlite:///{tmp_path / 'damaged.sqlite'}")))
    assert {finding.about for finding in found if finding.level == Level.PROBLEM} == {"disk", "database"}


def test_a_charity_without_a_name_is_told_until_its_page_or_its_settings_say_it(
    look: Look, session: Session, cast: Cast
) -> None:
    session.commit()
    assert levels(look("organisation")) == {Level.WELL}
    assert levels(look("organisation", organisation="Our charity")) == {Level.WARNING}
    set_details(session, actor=cast.admin, values={Key.NAME: "Harbour"}, seen=0, now=clock.now())
    session.commit()
    assert levels(look("organisation", organisation="Our charity")) == {Level.WELL}
