"""What the charity set."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import Session

from training.core.database import run
from training.core.models import PersonalText
from training.organisation.models import LocalFile, LocalValue
from training.organisation.rules import Key, Local, Value
from training.people.models import Person


@dataclass(frozen=True)
class Change:
    """One change of a value, for the page that tells who set what."""

    key: str
    text: str | None
    """None where it was erased."""
    checked_on: date | None
    by: str
    at: datetime


@dataclass(frozen=True)
class Picture:
    media_type: str
    content: bytes


@cache
def newest_sequence() -> ScalarSelect[int]:
    """The number of the newest local value, 0 while there is none: for use inside another statement."""
    return select(func.coalesce(func.max(LocalValue.sequence), 0)).scalar_subquery()


_NEWEST = select(newest_sequence())


def sequence(session: Session) -> int:
    """The number of the newest local value; 0 while there is none."""
    return run(session, _NEWEST, {}).scalar() or 0


def local_values(session: Session) -> Local:
    """Every local value that counts now: the newest of each key."""
    newest = select(func.max(LocalValue.sequence)).group_by(LocalValue.key)
    rows = session.execute(
        select(LocalValue, PersonalText.body, Person.name)
        .join(PersonalText, PersonalText.id == LocalValue.text_id)
        .join(Person, Person.id == LocalValue.by)
        .where(LocalValue.sequence.in_(newest))
    ).all()
    values = {
        row.key: Value(row.key, body or "", row.checked_on, name, row.at, row.sequence) for row, body, name in rows
    }
    return Local(max((row.sequence for row, _, _ in rows), default=0), values)


def changes(session: Session, *, offset: int = 0, limit: int = 50) -> tuple[Change, ...]:
    """A page of all that was ever set, newest first."""
    query = (
        select(LocalValue, PersonalText.body, Person.name)
        .join(PersonalText, PersonalText.id == LocalValue.text_id)
        .join(Person, Person.id == LocalValue.by)
        .order_by(LocalValue.sequence.desc())
        .offset(offset)
        .limit(limit)
    )
    return tuple(Change(row.key, body, row.checked_on, name, row.at) for row, body, name in session.execute(query))


def count_changes(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(LocalValue)) or 0


def zone(session: Session, default: ZoneInfo) -> ZoneInfo:
    """The charity's time zone: its own, or that of the settings."""
    own = local_values(session).text(Key.ZONE)
    return ZoneInfo(own) if own else default


def picture(session: Session, file_id: str) -> Picture | None:
    """A picture that the charity gave."""
    row = session.get(LocalFile, file_id)
    return Picture(row.media_type, row.content) if row else None
