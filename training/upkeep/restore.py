"""A backup brought back into an empty place, and proof that all of it is there."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, MetaData, NullPool, create_engine, inspect, make_url
from sqlalchemy.exc import DBAPIError

from training.core.database import prepare
from training.core.errors import Refused
from training.core.ids import new_id
from training.core.ledgers import GUARDED, protect
from training.migrations.revisions import is_current
from training.migrations.runner import upgrade
from training.upkeep.backup import SIDECARS, Facts, loading, read_facts, reading, to_disk
from training.upkeep.queries import missing_triggers, row_counts, yielding_ledgers
from training.upkeep.rules import Finding, some, warning, well
from training.upkeep.tables import carry, contents_of


@dataclass(frozen=True)
class Restored:
    """What a backup said of itself, and what was found when it had been brought back."""

    facts: Facts
    findings: tuple[Finding, ...]


def restore(path: Path, address: str) -> Restored:
    """Bring a backup back into an empty database, up to this version's schema, and prove it.

    Whole or not at all: a place that could not be filled is empty again, or told not to be.

    :param address: SQLAlchemy's address of the database
    :raises Refused: as `read_facts`; "not empty"; "not whole": what came out is not what the file says
    """
    facts = read_facts(path)
    url = make_url(address)
    if url.get_backend_name() == "sqlite":
        return Restored(facts, _sqlite(path, facts, Path(url.database or "")))
    return Restored(facts, _postgresql(path, facts, url))


def fill(path: Path, engine: Engine, revision: str) -> tuple[str, ...]:
    """Make the tables of a backup's schema revision in an empty database, with all its rows, and go no further.

    :returns: tables of the backup that the program does not know
    """
    upgrade(engine, revision)
    is_file = engine.dialect.name == "sqlite"
    with reading(path) as source, loading(Path(engine.url.database or "")) if is_file else engine.begin() as target:
        return carry(source, target).left_out


def _sqlite(path: Path, facts: Facts, place: Path) -> tuple[Finding, ...]:
    """Filled beside its place under another name; it takes its own when all is proven."""
    _refuse_full_file(place)
    partial = place.with_name(f".{place.name}.{new_id()}.partial")
    os.close(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    engine = prepare(create_engine(URL.create("sqlite", database=str(partial)), poolclass=NullPool))
    try:
        left_out = fill(path, engine, facts.revision)
        findings = _proven(engine, facts, left_out)
        engine.dispose()
        _refuse_full_file(place)
        to_disk(partial)
        partial.replace(place)
        to_disk(place.parent)
    finally:
        engine.dispose()
        for sidecar in SIDECARS:
            partial.with_name(partial.name + sidecar).unlink(missing_ok=True)
    return findings


def _postgresql(path: Path, facts: Facts, url: URL) -> tuple[Finding, ...]:
    engine = create_engine(url, poolclass=NullPool)
    there = inspect(engine).get_table_names()
    if there:
        raise _not_empty(url.render_as_string(), there)
    with _emptied_on_failure(engine):
        left_out = fill(path, engine, facts.revision)
        return _proven(engine, facts, left_out)


def _refuse_full_file(place: Path) -> None:
    if not place.parent.is_dir():
        raise Refused("no folder", f"There is no folder {place.parent}. Make it first.")
    if not place.exists():
        return
    engine = create_engine(URL.create("sqlite", database=str(place)), poolclass=NullPool)
    try:
        there = inspect(engine).get_table_names()
    except DBAPIError:
        there = ["something that is no database"]
    engine.dispose()
    if there or any(place.with_name(place.name + sidecar).exists() for sidecar in SIDECARS[1:]):
        raise _not_empty(str(place), there)


def _not_empty(place: str, there: list[str]) -> Refused:
    return Refused(
        "not empty",
        f"{place} is not empty: it holds {some(sorted(there)) or 'the traces of a program that has it open'}. Nothing "
        "was restored, and nothing there was changed. Let DATABASE_URL name a new, empty database.",
    )


@contextmanager
def _emptied_on_failure(engine: Engine) -> Iterator[None]:
    """PostgreSQL was empty before; after a failure it is again."""
    try:
        yield
    except BaseException:
        made = MetaData()
        made.reflect(engine)
        made.drop_all(engine)
        raise


def _proven(engine: Engine, facts: Facts, left_out: tuple[str, ...]) -> tuple[Finding, ...]:
    """Everything that can be asked of a restored database. What fails here is a refusal, not a finding."""
    with engine.connect() as connection:
        found = contents_of(connection)
    different = sorted(
        name
        for name in facts.tables.keys() | found.keys()
        if name not in left_out and facts.tables.get(name) != found.get(name)
    )
    if different:
        raise Refused("not whole", f"What came out is not what the backup says of {some(different)}.")
    upgraded = not is_current(engine)
    upgrade(engine)
    _protect(engine)
    with engine.connect() as connection:
        _sound(connection)
        counts = row_counts(connection)
    fewer = sorted(name for name, each in facts.tables.items() if counts.get(name, each.rows) < each.rows)
    told = [
        well("tables", f"All {facts.rows} rows of {len(facts.tables)} tables are as the backup says, to the letter."),
        well("links", "Every row that points at another finds it."),
        well(
            "ledgers",
            f"All {len(GUARDED)} tables of what must never change refuse to have a row changed, deleted or replaced.",
        ),
    ]
    if upgraded:
        told.append(well("migrations", f"The tables were brought up to date from revision {facts.revision}."))
    if fewer:
        told.append(
            warning(
                "migrations", f"There are fewer rows than before in {some(fewer)}.", "Read the notes of the release."
            )
        )
    if left_out:
        told.append(
            warning(
                "tables",
                f"The backup holds tables that are not of Alongside: {some(list(left_out))}. They were left out.",
                "Nothing, unless you made them yourself and need them.",
            )
        )
    return tuple(told)


def _protect(engine: Engine) -> None:
    with engine.begin() as connection:
        for table in GUARDED:
            for statement in protect(engine.dialect.name, table):
                connection.exec_driver_sql(statement)


def _sound(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        if connection.exec_driver_sql("PRAGMA integrity_check").scalars().all() != ["ok"]:
            raise Refused("not whole", "SQLite's integrity check does not pass on what was restored.")
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").scalars().all()
        if broken:
            raise Refused("not whole", f"Rows point at nothing in {some(sorted(set(map(str, broken))))}.")
    soft = sorted({*missing_triggers(connection), *yielding_ledgers(connection, truncate=True)})
    connection.rollback()
    if soft:
        raise Refused("not whole", f"The database would let rows be changed that must not be: {some(soft)}.")
