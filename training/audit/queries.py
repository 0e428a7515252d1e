"""Reading the chain."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.exc import DataError
from sqlalchemy.orm import Session

from training.audit.models import AuditEvent, AuditHead
from training.audit.rules import Head, Link, first_fault

RECORD_VIEWED = "record viewed"
REFLECTION_READ = "reflection read"
TRAIL_READ = "audit trail read"
LOOKS = (RECORD_VIEWED, REFLECTION_READ, TRAIL_READ)
"""What people are told of who looked at what is kept about them."""
SIGN_IN_FAILED = "sign-in failed"
PRESENT_PASSWORD_WRONG = "present password wrong"
UNREADABLE = (ValueError, TypeError, RecursionError, DataError)
"""What reading a row ends in that holds what no event of ours can: a moment that is none, detail that is no JSON."""


SHOWN = (AuditEvent.at, AuditEvent.actor_id, AuditEvent.action, AuditEvent.subject_id, AuditEvent.detail)


@dataclass(frozen=True)
class Look:
    """Somebody looked at a person's record, at a reflection, or at what is noted about them."""

    actor_id: str
    action: str
    at: datetime


@dataclass(frozen=True)
class WrongPasswords:
    """How often somebody tried to sign in as a person and had the password wrong, and when last."""

    times: int
    last: datetime


@dataclass(frozen=True)
class Entry:
    """An event, as people read it."""

    at: datetime | None
    """None: the row was changed into one that cannot be read, and `audit verify` says so."""
    actor_id: str | None
    """None: a command, or somebody who was not signed in."""
    action: str
    subject_id: str | None
    detail: Mapping[str, Any]


def fault(session: Session, heads: Iterable[Head] = ()) -> str | None:
    """The first fault of the stored chain, or None.

    :param heads: ends of the chain that were written down elsewhere
    """
    row = session.get(AuditHead, 1)
    if row is None:
        return "the chain's head is missing"
    ends = [*heads, (row.sequence, row.hash)]
    every = select(AuditEvent).order_by(AuditEvent.sequence).execution_options(yield_per=500)
    try:
        with session.scalars(every) as events:
            return first_fault(map(_link, events), end=row.sequence, heads=ends)
    except UNREADABLE:
        return first_fault(_one_by_one(session), end=row.sequence, heads=ends)


def head(session: Session) -> Head:
    """Where the chain ends, to be written down elsewhere."""
    row = session.get_one(AuditHead, 1)
    return row.sequence, row.hash


def looks_at(session: Session, person_id: str, *, limit: int = 50) -> tuple[Look, ...]:
    """Who looked at somebody's record, newest first; their own looks are not noted."""
    rows = session.execute(
        select(AuditEvent.actor_id, AuditEvent.action, AuditEvent.at)
        .where(AuditEvent.subject_id == person_id, AuditEvent.action.in_(LOOKS))
        .order_by(AuditEvent.sequence.desc())
        .limit(limit)
    )
    return tuple(Look(actor_id, action, at) for actor_id, action, at in rows if actor_id is not None)


def wrong_passwords(session: Session, person_id: str, *, since: datetime) -> WrongPasswords | None:
    """Sign-ins as a person that failed since a moment; None where there were none."""
    times, last = session.execute(
        select(func.count(), func.max(AuditEvent.at)).where(
            AuditEvent.subject_id == person_id, AuditEvent.action == SIGN_IN_FAILED, AuditEvent.at >= since
        )
    ).one()
    return WrongPasswords(times, last) if last is not None else None


def trail(session: Session, person_id: str | None = None, *, offset: int, limit: int) -> tuple[Entry, ...]:
    """What was noted, newest first.

    :param person_id: only what this person did and what was about them
    """
    wanted = select(AuditEvent.sequence).where(*_of(person_id)).order_by(AuditEvent.sequence.desc())
    places = wanted.offset(offset).limit(limit)
    shown = select(*SHOWN).where(AuditEvent.sequence.in_(places)).order_by(AuditEvent.sequence.desc())
    try:
        return tuple(_entry(*row) for row in session.execute(shown))
    except UNREADABLE:
        return tuple(_alone(session, sequence) for sequence in session.scalars(places).all())


def count_events(session: Session, person_id: str | None = None) -> int:
    """How many events there are, or how many of this person."""
    return session.scalar(select(func.count()).select_from(AuditEvent).where(*_of(person_id))) or 0


def _of(person_id: str | None) -> list[ColumnElement[bool]]:
    return [or_(AuditEvent.actor_id == person_id, AuditEvent.subject_id == person_id)] if person_id else []


def _entry(at: datetime, actor_id: str | None, action: str, subject_id: str | None, detail: object) -> Entry:
    if not isinstance(detail, dict):
        raise TypeError
    return Entry(at, actor_id, action, subject_id, detail)


def _alone(session: Session, sequence: int) -> Entry:
    try:
        return _entry(*session.execute(select(*SHOWN).where(AuditEvent.sequence == sequence)).one())
    except UNREADABLE:
        return Entry(None, None, "", None, {})


def _one_by_one(session: Session) -> Iterator[Link]:
    """Every event, read alone. One that cannot be read stands there without a hash of its own."""
    places = select(AuditEvent.sequence, AuditEvent.previous_hash).order_by(AuditEvent.sequence)
    for sequence, previous in session.execute(places).all():
        try:
            yield _link(session.scalars(select(AuditEvent).where(AuditEvent.sequence == sequence)).one())
        except UNREADABLE:
            yield Link(sequence, datetime.min.replace(tzinfo=UTC), None, "", None, {}, previous, "")


def _link(row: AuditEvent) -> Link:
    return Link(
        row.sequence,
        row.at,
        row.actor_id,
        row.action,
        row.subject_id,
        row.detail,
        row.previous_hash,
        row.hash,
    )
