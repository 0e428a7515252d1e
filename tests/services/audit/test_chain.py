"""The stored chain: appended to by many at once, whole, and found out when somebody went round the triggers."""

import json
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from threading import Barrier

import pytest
from flask.testing import FlaskCliRunner
from sqlalchemy import Engine, func, select, text
from sqlalchemy.orm import Session

from tests.support.cast import Cast
from training.audit.models import AuditEvent
from training.audit.queries import fault, head, looks_at
from training.audit.rules import Event
from training.audit.service import append, append_noted, forget, note
from training.core.database import begin_writing
from training.web.application import Alongside

NOON = datetime(2026, 3, 2, 12, 0, 0, 123456, tzinfo=UTC)
Tamper = Callable[[str], None]


@pytest.fixture
def five(session: Session) -> Session:
    """Five events, committed."""
    for number in range(5):
        note(session, "record viewed", f"c{number}", number=number, roles=["trainee"], ok=True)
        append_noted(session, actor_id="a", now=NOON)
    session.commit()
    begin_writing(session)
    return session


@pytest.fixture
def tamper(five: Session) -> Tamper:
    """Does to the tables what only someone with the database's own rights can: the triggers are gone."""
    if five.get_bind().dialect.name == "sqlite":
        for act in ("update", "delete"):
            five.execute(text(f"DROP TRIGGER audit_event_refuses_{act}"))
    else:
        five.execute(text("DROP TRIGGER audit_event_refuses_change ON audit_event"))

    def run(statement: str) -> None:
        five.execute(text(statement))
        five.expire_all()

    return run


def test_what_is_noted_is_appended_in_order_with_actor_time_and_detail(five: Session) -> None:
    rows = five.scalars(select(AuditEvent).order_by(AuditEvent.sequence)).all()
    assert [(row.sequence, row.subject_id) for row in rows] == [(n + 1, f"c{n}") for n in range(5)]
    assert {(row.actor_id, row.action, row.at) for row in rows} == {("a", "record viewed", NOON)}
    assert rows[3].detail == {"number": 3, "roles": ["trainee"], "ok": True}
    assert head(five) == (5, rows[4].hash)
    assert fault(five) is None


def test_the_chain_of_an_empty_database_is_whole(session: Session) -> None:
    if session.scalar(select(func.count()).select_from(AuditEvent)) == 0:
        assert head(session)[0] == 0
    assert fault(session) is None


def test_what_is_forgotten_or_rolled_back_is_not_in_the_chain(session: Session) -> None:
    before = head(session)
    note(session, "cohort added", "x")
    forget(session)
    append_noted(session, actor_id="a", now=NOON)
    note(session, "cohort added", "x")
    append_noted(session, actor_id="a", now=NOON)
    session.rollback()
    assert head(session) == before
    assert fault(session) is None


def test_many_at_once_make_one_chain(session: Session, engine: Engine) -> None:
    session.commit()
    barrier = Barrier(6, timeout=20)

    def one(number: int) -> None:
        barrier.wait()
        for _ in range(4):
            with Session(engine) as own:
                begin_writing(own)
                append(own, [Event("did", f"s{number}"), Event("saw", f"s{number}")], actor_id="a", now=NOON)
                own.commit()

    with ThreadPoolExecutor(6) as pool:
        for running in [pool.submit(one, number) for number in range(6)]:
            running.result(60)
    with Session(engine) as own:
        assert head(own)[0] == 48
        assert fault(own) is None


CHANGED = "UPDATE audit_event SET {} WHERE sequence = 3"
TAMPERINGS = {
    CHANGED.format("actor_id = 'z'"): "event 3 was changed",
    CHANGED.format("actor_id = NULL"): "event 3 was changed",
    CHANGED.format("action = 'nothing'"): "event 3 was changed",
    CHANGED.format("subject_id = NULL"): "event 3 was changed",
    CHANGED.format("detail = '{}'"): "event 3 was changed",
    CHANGED.format("at = '2026-03-02 12:00:00.123457+00:00'"): "event 3 was changed",
    CHANGED.format("hash = 'f'"): "event 3 was changed",
    CHANGED.format("previous_hash = 'f'"): "event 3 does not follow from the one before it",
    CHANGED.format("sequence = 9"): "event 3 is missing",
    "DELETE FROM audit_event WHERE sequence = 1": "event 1 is missing",
    "DELETE FROM audit_event WHERE sequence = 5": "event 5 is missing: the chain once reached 5",
    "DELETE FROM audit_event": "event 1 is missing: the chain once reached 5",
    "INSERT INTO audit_event SELECT 6, at, actor_id, action, subject_id, detail, hash, 'f' FROM audit_event "
    "WHERE sequence = 5": "event 6 was changed",
    "UPDATE audit_head SET sequence = 4, hash = (SELECT hash FROM audit_event WHERE sequence = 4)": (
        "event 5 stands after the chain's end"
    ),
    "UPDATE audit_head SET hash = 'f'": "event 5 is not the one that was written down as the chain's end",
    "DELETE FROM audit_head": "the chain's head is missing",
}


@pytest.mark.parametrize(("statement", "wanted"), TAMPERINGS.items())
def test_the_first_event_that_was_tampered_with_is_named(
    five: Session, tamper: Tamper, statement: str, wanted: str
) -> None:
    tamper(statement)
    assert fault(five) == wanted


UNREADABLE = {
    "sqlite": ("detail = 'x'", "detail = ''", "at = 'soon'", f"detail = '{'[' * 100_000}'"),
    "postgresql": ("at = 'infinity'",),
}
"""What no event of ours can hold, so that reading it is itself a fault."""


def test_an_event_that_can_no_longer_be_read_is_named_unless_an_earlier_one_was_changed(
    five: Session, tamper: Tamper
) -> None:
    for said in UNREADABLE[five.get_bind().dialect.name]:
        tamper(CHANGED.format(said))
        assert fault(five) == "event 3 was changed"
    tamper("UPDATE audit_event SET action = 'nothing' WHERE sequence = 2")
    assert fault(five) == "event 2 was changed"
    tamper("DELETE FROM audit_event WHERE sequence = 1")
    assert fault(five) == "event 1 is missing"


def test_two_events_that_changed_places_are_noticed(five: Session, tamper: Tamper) -> None:
    for old, new in ((2, 90), (3, 2), (90, 3)):
        tamper(f"UPDATE audit_event SET sequence = {new} WHERE sequence = {old}")
    assert fault(five) == "event 2 does not follow from the one before it"


def test_a_tail_that_was_cut_off_with_its_head_is_noticed_by_a_head_kept_elsewhere(
    five: Session, tamper: Tamper
) -> None:
    kept = head(five)
    tamper("DELETE FROM audit_event WHERE sequence > 2")
    tamper("UPDATE audit_head SET sequence = 2, hash = (SELECT hash FROM audit_event WHERE sequence = 2)")
    assert fault(five) is None
    assert fault(five, [kept]) == "event 3 is missing: the chain once reached 5"


def test_looks_are_told_newest_first_and_no_more_than_asked(five: Session, cast: Cast) -> None:
    for number in range(4):
        append(five, [Event("record viewed", "t"), Event("cohort added", "t")], actor_id=f"v{number}", now=NOON)
    append(five, [Event("reflection read", "t"), Event("record viewed", "other")], actor_id="w", now=NOON)
    assert [(look.actor_id, look.action) for look in looks_at(five, "t", limit=3)] == [
        ("w", "reflection read"),
        ("v3", "record viewed"),
        ("v2", "record viewed"),
    ]


@pytest.fixture
def runner(app: Alongside) -> FlaskCliRunner:
    return app.test_cli_runner()


def test_the_command_says_that_a_chain_is_whole(runner: FlaskCliRunner, five: Session) -> None:
    five.commit()
    result = runner.invoke(args=["audit", "verify"])
    assert (result.exit_code, result.output) == (0, "The audit chain is whole: 5 events.\n")


def test_the_command_names_the_first_fault_and_fails(runner: FlaskCliRunner, five: Session, tamper: Tamper) -> None:
    tamper(CHANGED.format("actor_id = 'z'"))
    five.commit()
    result = runner.invoke(args=["audit", "verify"])
    assert (result.exit_code, result.output) == (1, "The audit chain is broken: event 3 was changed.\n")


def test_the_head_is_printed_and_logged_and_a_log_proves_the_chain_later(
    runner: FlaskCliRunner, five: Session, tamper: Tamper, app: Alongside, tmp_path: Path
) -> None:
    five.commit()
    log = tmp_path / "log"
    handler = logging.getLogger("alongside").handlers[0]
    assert isinstance(handler, logging.StreamHandler)
    with log.open("w") as written:
        written.write("a line of something else\n")
        before = handler.setStream(written)
        result = runner.invoke(args=["audit", "head"])
        handler.setStream(before)
    sequence, digest = head(five)
    assert result.output == f"{sequence} {digest}\n"
    line = json.loads(log.read_text().splitlines()[1])
    assert (line["says"], line["sequence"], line["hash"]) == ("audit head", sequence, digest)
    five.rollback()

    result = runner.invoke(args=["audit", "verify", "--heads", str(log)])
    assert result.output == "The audit chain is whole: 5 events, and so is every end that was written down: 1.\n"
    begin_writing(five)
    tamper("DELETE FROM audit_event WHERE sequence > 2")
    tamper("UPDATE audit_head SET sequence = 2, hash = (SELECT hash FROM audit_event WHERE sequence = 2)")
    five.commit()
    assert runner.invoke(args=["audit", "verify"]).exit_code == 0
    result = runner.invoke(args=["audit", "verify", "--heads", str(log)])
    assert result.exit_code == 1
    assert result.output == "The audit chain is broken: event 3 is missing: the chain once reached 5.\n"


def test_a_file_without_a_head_proves_nothing_and_says_so(runner: FlaskCliRunner, tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text("nothing of ours\n")
    result = runner.invoke(args=["audit", "verify", "--heads", str(log)])
    assert result.exit_code == 1
    assert "No end of the chain is written down in that file" in result.output
    assert runner.invoke(args=["audit", "verify", "--heads", str(tmp_path / "none")]).exit_code == 2
