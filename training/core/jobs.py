"""Asking for work that runs apart from the request. The edge tells the workers after its one commit."""

from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from training.core.models import Job, JobState

_KEY = "asked jobs"


def ask(session: Session, *, kind: str, subject: str, now: datetime) -> Job:
    """Ask for a job, in the transaction of the fact that calls for it. One that is live already is the one.

    :param subject: an id, never a name
    """
    found = live(session, kind, subject)
    if found is None:
        found = Job(kind=kind, subject=subject, state=JobState.WAITING, tries=0, asked_at=now, due_at=now)
        try:
            with session.begin_nested():
                session.add(found)
        except IntegrityError:
            found = session.scalars(_live(kind, subject)).one()
    session.info.setdefault(_KEY, {})[found.id] = None
    return found


def live(session: Session, kind: str, subject: str) -> Job | None:
    """The live job of this kind about this subject."""
    return session.scalar(_live(kind, subject))


def take_asked(session: Session) -> tuple[str, ...]:
    """The jobs asked for since the last call, oldest first; the note is emptied."""
    return tuple(session.info.pop(_KEY, {}))


def _live(kind: str, subject: str) -> Select[Job]:
    return select(Job).where(Job.kind == kind, Job.subject == subject, Job.finished_at.is_(None))
