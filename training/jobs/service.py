"""A job's life: claimed, done, failed. Each step is a transaction of its own, which the runner commits."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from training.core.jobs import ask
from training.core.models import Job, JobState
from training.documents.queries import unprinted
from training.documents.rules import PRINT
from training.jobs.rules import AUDIT_HEAD, LOST_AFTER, TRIES_MAX, may_start, pause_after

BATCH = 200


@dataclass(frozen=True)
class Claim:
    """One try at a job, by the worker that holds it."""

    job_id: str
    kind: str
    subject: str
    number: int
    """1 for the first try."""


def claim(session: Session, job_id: str, now: datetime) -> Claim | None:
    """Take a job for one try, or None: it is finished, not due, or another worker has it."""
    job = session.scalar(select(Job).where(Job.id == job_id).with_for_update(skip_locked=True))
    if job is None or job.finished_at is not None:
        return None
    is_running = job.state == JobState.RUNNING
    if not may_start(due_at=job.due_at, started_at=job.started_at, is_running=is_running, now=now):
        return None
    if job.tries >= TRIES_MAX:
        job.state, job.finished_at = JobState.GIVEN_UP, now
        job.last_error = job.last_error or "every try was lost with its worker"
        session.flush()
        return None
    job.state, job.started_at, job.tries = JobState.RUNNING, now, job.tries + 1
    session.flush()
    return Claim(job.id, job.kind, job.subject, job.tries)


def finish(session: Session, held: Claim, now: datetime) -> None:
    """The job is done."""
    job = _held(session, held)
    if job is not None:
        job.state, job.finished_at, job.last_error = JobState.DONE, now, None
        session.flush()


def fail(session: Session, held: Claim, fault: str, now: datetime) -> JobState | None:
    """This try failed: the job waits for the next, or is given up.

    :param fault: what kind and where, never a name
    :returns: what the job is now; None when it is no longer this worker's
    """
    job = _held(session, held)
    if job is None:
        return None
    job.last_error = fault
    if job.tries >= TRIES_MAX:
        job.state, job.finished_at = JobState.GIVEN_UP, now
    else:
        job.state, job.due_at = JobState.WAITING, now + pause_after(job.tries)
    session.flush()
    return job.state


def ask_for_missing(session: Session, now: datetime) -> None:
    """Ask for what should be there and is not: certificates that nobody asked to print. Twice is as good as once."""
    for number in unprinted(session, BATCH):
        ask(session, kind=PRINT, subject=number, now=now)


def due_jobs(session: Session, now: datetime) -> tuple[str, ...]:
    """Jobs that may start now, the longest due first."""
    return tuple(
        session.scalars(
            select(Job.id)
            .where(
                Job.finished_at.is_(None),
                or_(
                    and_(Job.state == JobState.WAITING, Job.due_at <= now),
                    and_(Job.state == JobState.RUNNING, Job.started_at <= now - LOST_AFTER),
                ),
            )
            .order_by(Job.due_at, Job.id)
            .limit(BATCH)
        )
    )


def ask_again(session: Session, now: datetime) -> int:
    """Ask anew for every job whose latest row was given up.

    :returns: how many
    """
    given_up = session.execute(
        select(Job.kind, Job.subject).where(Job.state == JobState.GIVEN_UP).distinct().order_by(Job.kind, Job.subject)
    ).all()
    wanted = [each for each in given_up if not _came_right(session, *each)]
    for kind, subject in wanted:
        ask(session, kind=kind, subject=subject, now=now)
    return len(wanted)


def _came_right(session: Session, kind: str, subject: str) -> bool:
    """Whether a job about this was done, or is live."""
    return (
        session.scalar(
            select(Job.id).where(Job.kind == kind, Job.subject == subject, Job.state != JobState.GIVEN_UP).limit(1)
        )
        is not None
    )


def _held(session: Session, held: Claim) -> Job | None:
    """The job, if this try is still the latest: a worker that was thought lost has no say any more."""
    return session.scalar(
        select(Job).where(Job.id == held.job_id, Job.tries == held.number, Job.finished_at.is_(None)).with_for_update()
    )


def ask_for_today(session: Session, now: datetime) -> None:
    """Ask for what is done once a day, unless it was asked for today."""
    day = now.date().isoformat()
    if session.scalar(select(Job.id).where(Job.kind == AUDIT_HEAD, Job.subject == day).limit(1)) is None:
        ask(session, kind=AUDIT_HEAD, subject=day, now=now)
