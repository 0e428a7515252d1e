"""One file that holds everything: made while people work, whole or not there at all.

The file is a SQLite database, whatever it was made of: the tables as their schema revision says, and one row of facts
by which a restore proves that it got everything.
"""

import json
import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine
from sqlalchemy.exc import SQLAlchemyError

from training.core.database import PASSING, prepare
from training.core.errors import Refused
from training.core.ids import digest_of, new_id
from training.migrations.revisions import revision_of, revisions
from training.migrations.runner import upgrade
from training.upkeep.tables import Content, carry, contents_of

FORMAT = 1
SUFFIX = ".backup"
SQLITE_HEADER = b"SQLite format 3\x00"
SIDECARS = ("", "-wal", "-shm", "-journal")


@dataclass(frozen=True)
class Facts:
    """What a backup says of itself."""

    made_at: datetime
    revision: str
    """Of the schema."""
    version: str
    """Of the program that made it."""
    database: str
    """What it was made of: "sqlite" or "postgresql"."""
    tables: Mapping[str, Content]

    @property
    def rows(self) -> int:
        return sum(content.rows for content in self.tables.values())


def back_up(engine: Engine, path: Path, *, version: str, now: datetime) -> Facts:
    """Copy the whole database as of one moment into a new file that only its owner can read.

    It is written beside its place under another name and takes its own name when it is whole and on the disk.

    :returns: the facts written into it
    :raises Refused: "exists", "no folder"; "no database": there is none to copy; "revision": a newer program's;
        "no room", "not now", "damaged": SQLite could not copy it
    """
    _refuse_place(path)
    partial = path.with_name(f".{path.name}.{new_id()}.partial")
    os.close(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        if engine.dialect.name == "sqlite":
            _copy_pages(engine, partial)
        else:
            _copy_rows(engine, partial)
        facts = _seal(partial, version=version, database=engine.dialect.name, now=now)
        to_disk(partial)
        _take_name(partial, path)
        to_disk(path.parent)
    finally:
        for sidecar in SIDECARS:
            partial.with_name(partial.name + sidecar).unlink(missing_ok=True)
    return facts


def read_facts(path: Path) -> Facts:
    """What a file says of itself, after looking whether all of it is there and as it was written.

    :raises Refused: "no file"; "not a backup"; "damaged"; "newer": only a newer program can read it
    """
    if not path.is_file():
        raise Refused(
            "no file", f"{path} is a folder: name a file in it." if path.is_dir() else f"There is no file {path}."
        )
    damaged = Refused("damaged", f"{path} is damaged or not all of it is there. Use another backup.")
    with path.open("rb") as file:
        if file.read(len(SQLITE_HEADER)) != SQLITE_HEADER:
            raise Refused("not a backup", f"{path} is not a backup of Alongside, or its beginning is damaged.")
    try:
        with reading(path) as connection:
            facts = _facts(connection, path)
            if connection.exec_driver_sql("PRAGMA integrity_check").scalars().all() != ["ok"]:
                raise damaged
            found = {name: each for name, each in contents_of(connection).items() if name in facts.tables}
            if found != facts.tables or revision_of(connection) != facts.revision:
                raise damaged
    except (SQLAlchemyError, ValueError, KeyError, TypeError) as error:
        raise damaged from error
    return facts


@contextmanager
def reading(path: Path) -> Iterator[Connection]:
    """A connection to a backup that can only read, and leaves nothing beside it."""
    address = f"file:{quote(str(path.resolve()))}?mode=ro&immutable=1"
    engine = create_engine("sqlite://", creator=lambda: sqlite3.connect(address, uri=True), poolclass=NullPool)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def make_tables(path: Path, revision: str) -> None:
    """A SQLite file with the empty tables of a schema revision."""
    engine = prepare(create_engine(URL.create("sqlite", database=str(path)), poolclass=NullPool))
    upgrade(engine, revision)
    engine.dispose()


@contextmanager
def loading(path: Path) -> Iterator[Connection]:
    """A transaction on a SQLite file, with foreign keys unasked."""
    engine = create_engine(URL.create("sqlite", database=str(path)), poolclass=NullPool)
    with engine.begin() as connection:
        yield connection


def _refuse_place(path: Path) -> None:
    if os.path.lexists(path):
        raise Refused("exists", f"{path} exists already, and a backup never writes over anything. Choose another name.")
    if not path.parent.is_dir():
        raise Refused("no folder", f"There is no folder {path.parent}. Make it first.")


def _copy_pages(engine: Engine, partial: Path) -> None:
    """SQLite's own online backup: one read of the whole, beside which others go on writing."""
    if not Path(engine.url.database or "").is_file():
        raise Refused("no database", f"There is no database at {engine.url.database}.")
    source = engine.raw_connection()
    try:
        with closing(sqlite3.connect(partial)) as target:
            driver: sqlite3.Connection = source.driver_connection  # type: ignore[assignment]
            driver.backup(target)
            target.execute("PRAGMA journal_mode=DELETE")
            if target.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
                raise sqlite3.DatabaseError("its integrity check does not pass")
    except sqlite3.DatabaseError as error:
        raise _not_copied(error, partial.parent) from error
    finally:
        source.close()
    _refuse_revision(partial)


def _copy_rows(engine: Engine, partial: Path) -> None:
    """Every row of PostgreSQL as of one moment, into tables of the same revision."""
    options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with engine.connect().execution_options(**options) as source:
        make_tables(partial, _known(revision_of(source)))
        with loading(partial) as target:
            carry(source, target)
    with closing(sqlite3.connect(partial)) as file:
        file.execute("PRAGMA journal_mode=DELETE")


def _not_copied(error: sqlite3.DatabaseError, folder: Path) -> Refused:
    """Why there is no copy. Only what does not pass by itself speaks for restoring: a full disk harmed nothing."""
    word = getattr(error, "sqlite_errorname", None) or ""
    if word == "SQLITE_FULL":
        return Refused("no room", f"There is no room for a copy in {folder}. Make room there, or choose another place.")
    if word.startswith(PASSING):
        return Refused(
            "not now",
            f"The database could not be copied now: {error}. Look at the disk, and at what else has the file open; "
            "then try again.",
        )
    return Refused(
        "damaged",
        f"SQLite could not copy the database: {error}. Keep what there is, and restore the newest backup.",
    )


def _refuse_revision(partial: Path) -> None:
    with reading(partial) as connection:
        _known(revision_of(connection))


def _known(revision: str | None) -> str:
    if revision is None:
        raise Refused("no database", "The database holds no tables of Alongside, so there is nothing to back up.")
    if revision not in revisions():
        raise Refused(
            "revision",
            f"The database is at schema revision {revision}, which this version does not know: "
            "a newer version of Alongside has been here. Back up with that version.",
        )
    return revision


def _seal(partial: Path, *, version: str, database: str, now: datetime) -> Facts:
    """Write into the copy what it holds."""
    with reading(partial) as connection:
        facts = Facts(now, _known(revision_of(connection)), version, database, contents_of(connection))
    told = json.dumps(
        {
            "format": FORMAT,
            "made_at": facts.made_at.isoformat(),
            "revision": facts.revision,
            "version": facts.version,
            "database": facts.database,
            "tables": {name: {"rows": each.rows, "digest": each.digest} for name, each in facts.tables.items()},
        }
    )
    with closing(sqlite3.connect(partial)) as file, file:
        file.execute("CREATE TABLE backup_facts (facts TEXT NOT NULL, digest TEXT NOT NULL)")
        file.execute("INSERT INTO backup_facts VALUES (?, ?)", (told, digest_of(told)))
    return facts


def _facts(connection: Connection, path: Path) -> Facts:
    tables = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE name = 'backup_facts'").all()
    if not tables:
        raise Refused("not a backup", f"{path} is a SQLite database, but not a backup of Alongside.")
    told, digest = connection.exec_driver_sql("SELECT facts, digest FROM backup_facts").one()
    if digest_of(told) != digest:
        raise Refused("damaged", f"{path} is damaged: what it says of itself was changed. Use another backup.")
    read = json.loads(told)
    if read["format"] > FORMAT or read["revision"] not in revisions():
        raise Refused(
            "newer",
            f"{path} was made by Alongside {read['version']}, at schema revision {read['revision']}, which this "
            "version does not know. Install that version or a newer one, then restore.",
        )
    return Facts(
        datetime.fromisoformat(read["made_at"]),
        read["revision"],
        read["version"],
        read["database"],
        {name: Content(each["rows"], each["digest"]) for name, each in read["tables"].items()},
    )


def to_disk(path: Path) -> None:
    """Wait until a file, or a folder's list of names, is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _take_name(partial: Path, path: Path) -> None:
    """Give the file its own name, never another's: a link is refused where a name is taken. Some disks know none."""
    try:
        os.link(partial, path)
    except FileExistsError:
        raise Refused("exists", f"{path} was made by somebody else meanwhile. Choose another name.") from None
    except OSError:
        _refuse_place(path)
        partial.rename(path)
