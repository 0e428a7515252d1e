"""A backup comes back whole into an empty place, from either database into either, or not at all."""

import json
import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, inspect, text
from sqlalchemy.orm import Session

from tests.support.databases import Maker
from tests.support.installations import LANDED, everything, raw_rows
from tests.support.story import Story
from training.certification.queries import latest_certificate
from training.certification.rules import DecisionKind, Status
from training.core.database import prepare
from training.core.errors import Refused
from training.core.ids import digest_of
from training.migrations.revisions import is_current
from training.practice.service import save_draft
from training.upkeep import restore as restoring
from training.upkeep.backup import Facts, back_up, read_facts
from training.upkeep.queries import missing_triggers, yielding_ledgers
from training.upkeep.restore import Restored, restore
from training.upkeep.rules import Level
from training.upkeep.tables import contents_of
from training.verification.queries import Finding, look_up

NOW = datetime(2026, 11, 23, 3, 15, tzinfo=UTC)
Places = Callable[[str], str]


@pytest.fixture
def full(story: Story) -> Story:
    """A database with two certificates, one revoked, and words that are hard to carry."""
    story.meets_all(story.cast.trainee)
    story.decides(story.cast.admin, story.cast.trainee)
    story.decides(story.cast.second_admin, story.cast.trainee, DecisionKind.REVOKE, seen=1, day=11)
    story.meets_all(story.cast.other_trainee)
    story.decides(story.cast.admin, story.cast.other_trainee)
    save_draft(
        story.session,
        actor=story.cast.elsewhere,
        edition=story.edition,
        activity="first/looking-back",
        texts={"what": "Tŷ, Ελλάδα, 山 🙂 'quoted' \"twice\" \\ {{x}} %s :name", "now-what": ""},
        page="a-page",
        seen="",
        now=story.at(4),
    )
    story.session.commit()
    return story


@pytest.fixture
def backup(full: Story, engine: Engine, tmp_path: Path) -> Path:
    path = tmp_path / "a.backup"
    back_up(engine, path, version="9.9", now=NOW)
    return path


@pytest.fixture
def places(maker: Maker, tmp_path: Path) -> Places:
    """Empty places: of the kind that this run tests, or SQLite whatever the run."""

    def empty(kind: str) -> str:
        return maker.empty() if kind == "same" else f"sqlite:///{tmp_path / 'restored.sqlite'}"

    return empty


@pytest.fixture
def opened() -> Iterator[Callable[[str], Engine]]:
    """Opens databases as the program does."""
    engines: list[Engine] = []

    def open_one(address: str) -> Engine:
        engines.append(prepare(create_engine(address)))
        return engines[-1]

    yield open_one
    for engine in engines:
        engine.dispose()


def worst(restored: Restored) -> set[Level]:
    return {finding.level for finding in restored.findings}


@pytest.mark.parametrize("kind", ["same", "sqlite"])
def test_every_row_of_every_table_comes_back(
    backup: Path, engine: Engine, places: Places, opened: Callable[[str], Engine], kind: str
) -> None:
    address = places(kind)
    assert worst(restore(backup, address)) == {Level.WELL}
    there = opened(address)
    assert everything(there) == everything(engine)
    assert is_current(there)
    with there.connect() as connection:
        assert missing_triggers(connection) == []
        assert yielding_ledgers(connection, truncate=True) == []


def test_from_one_database_into_the_other_and_back(
    backup: Path, engine: Engine, places: Places, opened: Callable[[str], Engine], tmp_path: Path
) -> None:
    """On a run with PostgreSQL: PostgreSQL to SQLite, and SQLite to PostgreSQL."""
    first = places("sqlite")
    restore(backup, first)
    again = tmp_path / "again.backup"
    facts = back_up(opened(first), again, version="9.9", now=NOW)
    assert facts.tables == read_facts(backup).tables
    second = places("same")
    restore(again, second)
    assert opened(second).dialect.name == engine.dialect.name
    assert everything(opened(second)) == everything(engine)


@pytest.mark.parametrize("kind", ["same", "sqlite"])
def test_an_old_certificate_verifies_after_a_restore(
    full: Story, backup: Path, places: Places, opened: Callable[[str], Engine], kind: str
) -> None:
    address = places(kind)
    restore(backup, address)
    with Session(opened(address)) as session:
        for who, status in ((full.cast.other_trainee, Status.VALID), (full.cast.trainee, Status.REVOKED)):
            held = latest_certificate(full.session, who.id, full.day(12))
            assert held is not None
            answer = look_up(session.connection(), held[0]).on(full.day(12))
            assert (answer.finding, answer.status) == (Finding.GENUINE, status)


def test_the_constraints_come_back_too(
    backup: Path, engine: Engine, places: Places, opened: Callable[[str], Engine]
) -> None:
    address = places("same")
    restore(backup, address)
    for table in inspect(engine).get_table_names():
        for told in ("get_foreign_keys", "get_unique_constraints", "get_check_constraints", "get_indexes"):
            there, here = (getattr(inspect(each), told)(table) for each in (opened(address), engine))
            assert sorted(map(as_text, there)) == sorted(map(as_text, here)), (table, told)


def as_text(told: dict[str, Any]) -> str:
    return json.dumps(told, default=str, sort_keys=True)


@pytest.mark.parametrize("landed", LANDED, ids=lambda path: path.stem)
@pytest.mark.parametrize("kind", ["same", "sqlite"])
def test_a_backup_of_a_released_revision_comes_up_to_todays(
    landed: Path, places: Places, opened: Callable[[str], Engine], kind: str
) -> None:
    address = places(kind)
    restored = restore(landed, address)
    assert worst(restored) == {Level.WELL}
    there = opened(address)
    assert is_current(there)
    after = raw_rows(there)
    assert all(len(after[name]) >= content.rows for name, content in restored.facts.tables.items())
    with there.connect() as connection:
        assert missing_triggers(connection) == []


def test_a_place_that_is_not_empty_is_left_as_it_is(backup: Path, database: str, engine: Engine) -> None:
    before = everything(engine)
    with pytest.raises(Refused, match=r"not empty: it holds .*Nothing was restored"):
        restore(backup, database)
    assert everything(engine) == before


def test_somebody_elses_file_is_left_as_it_is(backup: Path, tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear Sir or Madam, " * 100)
    before = letter.read_text()
    with pytest.raises(Refused, match="not empty"):
        restore(backup, f"sqlite:///{letter}")
    assert letter.read_text() == before


def test_a_file_that_a_program_has_open_is_left_to_it(backup: Path, tmp_path: Path) -> None:
    (tmp_path / "open.sqlite").touch()
    (tmp_path / "open.sqlite-wal").touch()
    with pytest.raises(Refused, match="has it open"):
        restore(backup, f"sqlite:///{tmp_path / 'open.sqlite'}")


def test_an_empty_file_is_an_empty_place(backup: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.sqlite").touch()
    assert worst(restore(backup, f"sqlite:///{tmp_path / 'empty.sqlite'}")) == {Level.WELL}


def test_a_restore_into_no_folder_is_told(backup: Path, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="There is no folder"):
        restore(backup, f"sqlite:///{tmp_path / 'none' / 'a.sqlite'}")


@pytest.mark.parametrize("share", [0.0, 0.01, 0.3, 0.7, 0.999])
def test_a_truncated_backup_is_refused(backup: Path, places: Places, share: float) -> None:
    content = backup.read_bytes()
    backup.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(Refused) as refused:
        restore(backup, places("sqlite"))
    assert refused.value.code in ("damaged", "not a backup")


def test_no_flipped_byte_changes_what_comes_back(backup: Path) -> None:
    """Where a byte is of no consequence, all is as it was; anywhere else the file is refused."""
    content, facts = backup.read_bytes(), read_facts(backup)
    chance = random.Random(7)
    refused = 0
    for _ in range(40):
        damaged = bytearray(content)
        damaged[chance.randrange(len(content))] ^= 0xFF
        backup.write_bytes(damaged)
        found = facts_or_refusal(backup)
        assert found in (facts, "damaged", "not a backup")
        refused += found != facts
    assert refused > 2


def facts_or_refusal(path: Path) -> Facts | str:
    try:
        return read_facts(path)
    except Refused as refused:
        return refused.code


@pytest.mark.parametrize(
    "tamper",
    [
        "UPDATE person SET name = 'Somebody Else' WHERE name = 'Trainee'",
        "DELETE FROM standing",
        "INSERT INTO cohort (id, name, created_at) VALUES ('x', 'New', '2026-01-01 00:00:00.000000')",
        "UPDATE backup_facts SET facts = replace(facts, '\"rows\": 8', '\"rows\": 9')",
        "UPDATE alembic_version SET version_num = 'other'",
        "DELETE FROM backup_facts",
        "DROP TABLE standing",
    ],
)
def test_a_backup_that_was_changed_is_refused(backup: Path, places: Places, tamper: str) -> None:
    with closing(sqlite3.connect(backup)) as file, file:
        file.execute(tamper)
    with pytest.raises(Refused, match="damaged"):
        restore(backup, places("sqlite"))


@pytest.mark.parametrize("what", ["nothing", "text", "another database"])
def test_what_is_no_backup_is_refused(database: str, places: Places, tmp_path: Path, what: str) -> None:
    path = tmp_path / "other.backup"
    if what == "text":
        path.write_text("This is not a backup. " * 500)
    elif what == "another database":
        with closing(sqlite3.connect(path)) as file, file:
            file.execute("CREATE TABLE person (id TEXT)")
    with pytest.raises(Refused, match=r"There is no file|not a backup"):
        restore(path, places("sqlite"))


@pytest.mark.parametrize(("name", "value"), [("revision", "9999"), ("format", 2)])
def test_a_backup_of_a_newer_version_names_what_to_install(
    backup: Path, places: Places, name: str, value: object
) -> None:
    with closing(sqlite3.connect(backup)) as file, file:
        told = file.execute("SELECT facts FROM backup_facts").fetchone()[0]
        newer = with_another(told, name, value)
        file.execute("UPDATE backup_facts SET facts = ?, digest = ?", newer)
    with pytest.raises(Refused, match=r"made by Alongside 9\.9.*Install that version or a newer one"):
        restore(backup, places("sqlite"))


def with_another(told: str, name: str, value: object) -> tuple[str, str]:
    """Facts with one of them changed, and their digest."""
    changed = json.dumps({**json.loads(told), name: value})
    return changed, digest_of(changed)


@pytest.mark.parametrize("kind", ["same", "sqlite"])
def test_a_restore_that_breaks_off_leaves_the_place_empty(
    backup: Path, places: Places, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    address = places(kind)

    def unplugged(*_arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(restoring, "_protect", unplugged)
    with pytest.raises(KeyboardInterrupt):
        restore(backup, address)
    monkeypatch.undo()
    assert worst(restore(backup, address)) == {Level.WELL}


def test_rows_that_come_out_otherwise_are_not_passed_off(
    backup: Path, places: Places, opened: Callable[[str], Engine], monkeypatch: pytest.MonkeyPatch
) -> None:
    address = places("same")
    filled = restoring.fill

    def careless(path: Path, engine: Engine, revision: str) -> tuple[str, ...]:
        left_out = filled(path, engine, revision)
        with engine.begin() as connection:
            connection.execute(text("UPDATE person SET name = 'Somebody Else' WHERE name = 'Trainee'"))
        return left_out

    monkeypatch.setattr(restoring, "fill", careless)
    with pytest.raises(Refused, match="not what the backup says of person"):
        restore(backup, address)
    assert inspect(opened(address)).get_table_names() == []


def test_a_table_of_somebody_else_is_left_out_and_told(full: Story, database: str, tmp_path: Path) -> None:
    if not database.startswith("sqlite"):
        pytest.skip("only SQLite's backups hold what we do not know")
    copy = tmp_path / "copy.sqlite"
    shutil.copy(database.removeprefix("sqlite:///"), copy)
    engine = prepare(create_engine(f"sqlite:///{copy}"))
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE shopping (what TEXT)"))
        connection.execute(text("INSERT INTO shopping VALUES ('milk')"))
    back_up(engine, tmp_path / "b.backup", version="9.9", now=NOW)
    engine.dispose()
    restored = restore(tmp_path / "b.backup", f"sqlite:///{tmp_path / 'c.sqlite'}")
    assert any("shopping" in finding.says for finding in restored.findings if finding.level == Level.WARNING)


def test_a_restored_database_goes_on(
    full: Story, backup: Path, places: Places, opened: Callable[[str], Engine]
) -> None:
    """Counters of the database's own, unique keys and triggers let the next fact in."""
    address = places("same")
    restore(backup, address)
    with Session(opened(address)) as session:
        after = Story(session, full.cast, full.edition)
        after.decides(full.cast.admin, full.cast.trainee, seen=2, day=12)
        session.commit()
        held = latest_certificate(session, full.cast.trainee.id, after.day(12))
        assert held is not None
        assert held[1] == Status.VALID


def test_a_backup_can_be_read_from_where_nothing_can_be_written(backup: Path, engine: Engine) -> None:
    backup.chmod(0o400)
    backup.parent.chmod(0o500)
    try:
        facts = read_facts(backup)
    finally:
        backup.parent.chmod(0o700)
    with engine.connect() as connection:
        assert facts.tables == contents_of(connection)
    assert [path.name for path in backup.parent.glob("a.backup*")] == ["a.backup"]
