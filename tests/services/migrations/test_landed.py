"""A charity's database of each released revision comes up to today's: every row survives, ledgers stay ledgers."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, inspect, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from tests.support.cast import ZONE
from tests.support.databases import Maker
from tests.support.installations import LANDED, raw_rows
from training.certification.models import Certificate, StatusEntry
from training.certification.rules import Status
from training.core.clock import local_date
from training.core.database import prepare
from training.core.ledgers import GUARDED
from training.course.queries import require_current
from training.criteria.queries import assessment
from training.migrations.revisions import is_current
from training.migrations.runner import upgrade
from training.migrations.tables import metadata
from training.upkeep.backup import read_facts
from training.upkeep.queries import missing_triggers, yielding_ledgers
from training.upkeep.restore import fill
from training.verification.queries import Finding, look_up

ON_BOTH = ("UPDATE {table} SET {key} = {key}", "DELETE FROM {table}")
ON_SQLITE = ("REPLACE INTO {table} SELECT * FROM {table}", "UPDATE OR REPLACE {table} SET {key} = {key}")
ON_POSTGRESQL = ("TRUNCATE {table} CASCADE", "TRUNCATE ONLY {table} CASCADE")


@pytest.fixture(params=LANDED, ids=lambda path: path.stem)
def released(request: pytest.FixtureRequest) -> Path:
    """What `backup` wrote at a released revision."""
    found: Path = request.param
    return found


@pytest.fixture
def old(maker: Maker, released: Path) -> Iterator[Engine]:
    """A database that is still at the released revision, with a story in it."""
    engine = prepare(create_engine(maker.empty()))
    assert fill(released, engine, released.stem) == ()
    yield engine
    engine.dispose()


def test_stories_were_kept_of_the_first_revision_and_of_the_last_released() -> None:
    assert {"0001", "0004"} <= {path.stem for path in LANDED}


def test_the_story_has_a_row_in_every_table(released: Path) -> None:
    """Else nothing would be proven of the empty ones."""
    facts = read_facts(released)
    assert facts.revision == released.stem
    assert [name for name, content in facts.tables.items() if not content.rows] == []


def test_every_row_survives_the_upgrade(old: Engine) -> None:
    before = raw_rows(old)
    upgrade(old)
    assert is_current(old)
    after = raw_rows(old)
    for table, rows in before.items():
        kept = set(rows[0]) & {column["name"] for column in inspect(old).get_columns(table)}
        assert kept >= {column.name for column in metadata.tables[table].primary_key}
        then = sorted(repr([(name, row[name]) for name in sorted(kept)]) for row in rows)
        now = [repr([(name, row[name]) for name in sorted(kept)]) for row in after[table]]
        assert [row for row in then if row not in now] == [], table
        assert len(after[table]) >= len(rows), table


def test_every_ledger_refuses_after_the_upgrade(old: Engine, released: Path) -> None:
    upgrade(old)
    tried = [table for table in GUARDED if table in read_facts(released).tables]
    assert len(tried) >= 9
    attacks = (*ON_BOTH, *(ON_SQLITE if old.dialect.name == "sqlite" else ON_POSTGRESQL))
    before = raw_rows(old)
    with old.connect() as connection:
        for table in tried:
            key = next(column.name for column in metadata.tables[table].primary_key)
            for attack in attacks:
                with pytest.raises((IntegrityError, DBAPIError), match="is a ledger"):
                    connection.execute(text(attack.format(table=table, key=key)))
                connection.rollback()
        assert missing_triggers(connection) == []
        assert yielding_ledgers(connection, truncate=True) == []
    assert raw_rows(old) == before


def test_an_old_certificate_is_still_genuine_and_an_old_revocation_still_holds(old: Engine) -> None:
    upgrade(old)
    with Session(old) as session:
        found = {
            look_up(session.connection(), certificate.number).on(certificate.issued_on).status
            for certificate in session.query(Certificate)
        }
        revoked = session.query(StatusEntry).filter_by(status=Status.REVOKED).one()
        answer = look_up(session.connection(), revoked.certificate).on(revoked.starts_on)
        assert found == {Status.VALID}
        assert (answer.finding, answer.status) == (Finding.GENUINE, Status.REVOKED)


def test_what_old_facts_come_to_is_computed_as_before(old: Engine) -> None:
    """The holder of a valid certificate met every criterion on the day that it was issued, and is found to still."""
    upgrade(old)
    with Session(old) as session:
        revoked = {entry.certificate for entry in session.query(StatusEntry).filter_by(status=Status.REVOKED)}
        for certificate in session.query(Certificate):
            if certificate.number not in revoked:
                edition = require_current(session)
                assert assessment(session, certificate.person_id, edition, ZONE, certificate.issued_on).met
                entry = session.query(StatusEntry).filter_by(certificate=certificate.number).one()
                assert local_date(entry.at, ZONE) == certificate.issued_on
