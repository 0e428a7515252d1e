"""A backup is whole, of one moment, readable by its owner only, and never over another."""

import os
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.orm import Session

from tests.support.browser import SECRET
from tests.support.cast import BEGINNING
from tests.support.databases import Maker
from tests.support.installations import everything
from tests.support.story import Story
from training.core.database import begin_writing, prepare
from training.core.errors import Refused
from training.core.roles import Role
from training.migrations.tables import metadata
from training.people.service import add_person
from training.upkeep.backup import back_up, make_tables, read_facts
from training.upkeep.tables import CARRIED, contents_of

NOW = datetime(2026, 11, 23, 3, 15, tzinfo=UTC)


def made(engine: Engine, path: Path) -> Path:
    back_up(engine, path, version="9.9", now=NOW)
    return path


def test_a_backup_says_what_it_holds(story: Story, engine: Engine, tmp_path: Path) -> None:
    story.meets_all(story.cast.trainee)
    story.session.commit()
    written = back_up(engine, tmp_path / "a.backup", version="9.9", now=NOW)
    read = read_facts(tmp_path / "a.backup")
    assert read == written
    assert (read.made_at, read.version, read.database) == (NOW, "9.9", engine.dialect.name)
    assert set(read.tables) == set(metadata.tables)
    counted = {name: len(rows) for name, rows in everything(engine).items()}
    assert {name: content.rows for name, content in read.tables.items()} == counted
    assert read.rows == sum(counted.values()) > 50


def test_a_backup_is_one_file_for_its_owner_only(engine: Engine, tmp_path: Path) -> None:
    before = os.umask(0o000)
    try:
        path = made(engine, tmp_path / "a.backup")
    finally:
        os.umask(before)
    read_facts(path)
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith(("a.", "."))] == ["a.backup"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_secret_is_not_in_it(engine: Engine, tmp_path: Path) -> None:
    content = made(engine, tmp_path / "a.backup").read_bytes()
    assert b"other-trainee@example.org" in content
    assert SECRET.encode() not in content


def test_a_backup_leaves_the_database_as_it_was(engine: Engine, tmp_path: Path) -> None:
    before = everything(engine)
    made(engine, tmp_path / "a.backup")
    assert everything(engine) == before
    with engine.connect() as connection:
        assert "backup_facts" not in contents_of(connection)
        if engine.dialect.name == "sqlite":
            assert connection.exec_driver_sql("PRAGMA journal_mode").scalar_one() == "wal"


def test_nothing_is_ever_written_over(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "a.backup"
    path.write_text("precious")
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    for place in (path, tmp_path / "dangling"):
        with pytest.raises(Refused, match="exists already"):
            made(engine, place)
    assert path.read_text() == "precious"
    assert sorted(each.name for each in tmp_path.glob("*")) == ["a.backup", "dangling"]


def test_a_name_taken_while_the_backup_is_made_is_left_to_the_other(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.backup"
    link = os.link

    def slower(source: Path, target: Path) -> None:
        target.write_text("another's")
        link(source, target)

    monkeypatch.setattr(os, "link", slower)
    with pytest.raises(Refused, match="meanwhile"):
        made(engine, path)
    assert path.read_text() == "another's"
    assert list(tmp_path.glob(".*")) == []


def test_a_disk_without_links_gets_its_backup_too(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(_source: Path, _target: Path) -> None:
        raise PermissionError("Operation not permitted")

    monkeypatch.setattr(os, "link", refused)
    assert read_facts(made(engine, tmp_path / "a.backup")).rows > 0
    assert list(tmp_path.glob(".*")) == []


def test_a_folder_that_is_not_there_is_told(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="There is no folder"):
        made(engine, tmp_path / "none" / "a.backup")


def test_an_empty_database_has_nothing_to_back_up(maker: Maker, tmp_path: Path) -> None:
    empty = prepare(create_engine(maker.empty()))
    with pytest.raises(Refused, match=r"no database|no tables"):
        made(empty, tmp_path / "a.backup")
    empty.dispose()
    assert list(tmp_path.glob("*.backup")) == []


def test_a_mistyped_address_makes_no_database(tmp_path: Path) -> None:
    engine = prepare(create_engine(f"sqlite:///{tmp_path / 'mistyped.sqlite'}"))
    with pytest.raises(Refused, match="There is no database"):
        made(engine, tmp_path / "a.backup")
    assert list(tmp_path.iterdir()) == []


def test_a_newer_programs_database_is_left_to_it(engine: Engine, tmp_path: Path) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(Refused, match="9999, which this version does not know"):
        made(engine, tmp_path / "a.backup")
    assert list(tmp_path.glob("*.backup")) == []


def test_a_damaged_database_is_not_passed_off_as_a_backup(database: str, tmp_path: Path) -> None:
    if not database.startswith("sqlite"):
        pytest.skip("PostgreSQL looks after its own pages")
    path = Path(database.removeprefix("sqlite:///"))
    content = bytearray(path.read_bytes())
    content[8192:12288] = os.urandom(4096)
    path.write_bytes(content)
    engine = prepare(create_engine(database))
    with pytest.raises(Refused, match=r"damaged|could not copy"):
        made(engine, tmp_path / "a.backup")
    engine.dispose()
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_told_and_nobody_is_sent_to_restore(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if engine.dialect.name != "sqlite":
        pytest.skip("rows go into a file that is made otherwise")
    connect: Callable[..., sqlite3.Connection] = sqlite3.connect

    def small(place: Path | str, **given: bool) -> sqlite3.Connection:
        connection = connect(place, **given)
        if str(place).endswith(".partial"):
            connection.execute("PRAGMA max_page_count=20")
        return connection

    monkeypatch.setattr(sqlite3, "connect", small)
    with pytest.raises(Refused, match="no room") as refused:
        made(engine, tmp_path / "a.backup")
    assert str(tmp_path) in refused.value.message
    assert "restore" not in refused.value.message
    assert list(tmp_path.glob("*.backup*")) == []


def test_five_write_while_backups_are_made_and_each_backup_is_of_one_moment(
    engine: Engine, story: Story, tmp_path: Path
) -> None:
    """Each writer adds a person with a role in one commit, so that a moment with one and not the other shows."""
    story.session.commit()
    stop, acknowledged, broken = Event(), [0] * 5, []

    def write(number: int) -> None:
        try:
            with Session(engine) as own:
                while not stop.is_set():
                    begin_writing(own)
                    name = f"w{number}-{acknowledged[number]}"
                    add_person(
                        own, name=name, email=f"{name}@example.org", roles=[Role.TRAINEE], by=None, now=BEGINNING
                    )
                    own.commit()
                    acknowledged[number] += 1
        except Exception as error:
            broken.append(error)

    writers = [Thread(target=write, args=(number,)) for number in range(5)]
    for writer in writers:
        writer.start()
    grown = []
    try:
        for number in range(4):
            while sum(acknowledged) < 10 * (number + 1) and not broken:
                stop.wait(0.01)
            before = list(acknowledged)
            path = made(engine, tmp_path / f"{number}.backup")
            read_facts(path)
            grown.append(sum(acknowledged) - sum(before))
            with closing(sqlite3.connect(path)) as file:
                names = {row[0] for row in file.execute("SELECT name FROM person")}
                without = file.execute(
                    "SELECT count(*) FROM person WHERE id NOT IN (SELECT person_id FROM role_grant)"
                ).fetchone()
                assert file.execute("PRAGMA foreign_key_check").fetchall() == []
            assert without == (0,)
            assert {f"w{who}-{count - 1}" for who, count in enumerate(before) if count} <= names
    finally:
        stop.set()
        for writer in writers:
            writer.join(30)
    assert broken == []
    assert max(grown) > 0, "nobody wrote while a backup was made"


def test_every_kind_of_column_that_the_models_use_is_carried(tmp_path: Path) -> None:
    kinds = tuple(kind for kind, _ in CARRIED)
    for table in metadata.tables.values():
        for column in table.columns:
            told = getattr(column.type, "impl", column.type)
            assert isinstance(told, kinds), f"{table.name}.{column.name} would not be carried"


def test_a_file_of_any_known_revision_can_be_made(tmp_path: Path) -> None:
    make_tables(tmp_path / "old.sqlite", "0001")
    assert (tmp_path / "old.sqlite").stat().st_size > 0
