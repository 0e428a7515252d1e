"""Attempts as the screens see them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, select
from sqlalchemy.orm import Session

from training.attempts.models import Attempt, Response
from training.attempts.rules import Saved, answers_that_count
from training.core.actors import Actor
from training.core.database import run
from training.core.errors import NotFound
from training.core.roles import Permission, may


@dataclass(frozen=True)
class AttemptView:
    id: str
    person_id: str
    activity: str
    revision: int
    number: int
    edition: str
    items: tuple[str, ...]
    opened_at: datetime
    handed_in_at: datetime | None


VIEWED = (
    Attempt.id,
    Attempt.person_id,
    Attempt.activity,
    Attempt.revision,
    Attempt.number,
    Attempt.edition,
    Attempt.items,
    Attempt.opened_at,
    Attempt.handed_in_at,
)
"""The columns of a view."""
_OWN = select(*VIEWED).where(
    Attempt.id == bindparam("attempt"), Attempt.person_id == bindparam("person"), Attempt.voided_at.is_(None)
)
_OWN_LOCKED = _OWN.with_for_update()


def attempt_for(session: Session, actor: Actor, attempt_id: str, *, lock: bool = False) -> AttemptView:
    """One's own attempt.

    :param lock: make others who lock it wait, for a save or a hand-in
    :raises NotFound: there is none, it is someone else's, or it was made void
    """
    if not may(actor.roles, Permission.LEARN):
        raise NotFound
    row = run(session, _OWN_LOCKED if lock else _OWN, {"attempt": attempt_id, "person": actor.id}).one_or_none()
    if row is None:
        raise NotFound
    return view_of_columns(row)


def attempts_of(session: Session, person_id: str, activity: str | None = None) -> tuple[AttemptView, ...]:
    """A person's attempts that were not made void, oldest first; of one activity, or of all."""
    wanted = select(Attempt).where(Attempt.person_id == person_id, Attempt.voided_at.is_(None))
    if activity is not None:
        wanted = wanted.where(Attempt.activity == activity)
    return tuple(view_of(row) for row in session.scalars(wanted.order_by(Attempt.activity, Attempt.number)))


def answers(session: Session, attempt_id: str) -> dict[str, str]:
    """The answer that counts for each item that has one."""
    return answers_that_count(saves(session, attempt_id))


def saves(session: Session, attempt_id: str, items: Collection[str] | None = None) -> list[Saved]:
    """Every save of an attempt, or of some of its items."""
    wanted = select(Response).where(Response.attempt_id == attempt_id)
    if items is not None:
        wanted = wanted.where(Response.item.in_(items))
    return [Saved(row.item, row.answer, row.revision, row.page_id, row.sequence) for row in session.scalars(wanted)]


def view_of_columns(row: Row[*tuple[Any, ...]]) -> AttemptView:
    """A view of the columns that `VIEWED` names."""
    row_id, person_id, activity, revision, number, edition, items, opened_at, handed_in_at = row
    return AttemptView(row_id, person_id, activity, revision, number, edition, tuple(items), opened_at, handed_in_at)


def view_of(row: Attempt) -> AttemptView:
    """A view of an attempt."""
    return AttemptView(
        row.id,
        row.person_id,
        row.activity,
        row.revision,
        row.number,
        row.edition,
        tuple(row.items),
        row.opened_at,
        row.handed_in_at,
    )
