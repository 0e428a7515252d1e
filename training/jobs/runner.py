"""Runs jobs, at the edge: it asks the clock, opens transactions and commits them."""

import logging
from collections.abc import Callable
from functools import partial

from flask import Flask
from sqlalchemy.orm import Session

from config import Settings
from training.audit.queries import head
from training.audit.rules import HEAD_SAYS, head_facts
from training.core import clock
from training.core.database import begin_writing
from training.core.jobs import take_asked
from training.core.models import JobState
from training.documents.rules import PRINT
from training.documents.service import make_certificate
from training.extensions import queue, session
from training.jobs.rules import AUDIT_HEAD, fault_of
from training.jobs.service import ask_for_missing, ask_for_today, claim, due_jobs, fail, finish
from training.line import Work

log = logging.getLogger("training.jobs")
AUDIT = logging.getLogger("alongside.audit")
AUDIT.setLevel(logging.INFO)


def work_of(app: Flask) -> Work:
    """What an application's workers do."""
    return Work(run=partial(run_job, app), sweep=partial(sweep, app))


def run_job(app: Flask, job_id: str) -> None:
    """Try a job once, if it is to be tried. A fault is written down with the job and never raised."""
    with app.app_context():
        settings: Settings = app.settings  # type: ignore[attr-defined]
        own = session()
        begin_writing(own)
        held = claim(own, job_id, clock.now())
        own.commit()
        if held is None:
            return
        begin_writing(own)
        try:
            WORK[held.kind](own, held.subject, settings)
            finish(own, held, clock.now())
            own.commit()
        except Exception as error:
            own.rollback()
            fault = fault_of(error, app.root_path)
            begin_writing(own)
            state = fail(own, held, fault, clock.now())
            own.commit()
            tell = log.error if state == JobState.GIVEN_UP else log.warning
            tell("job %s (%s) failed at try %d and is now %s: %s", job_id, held.kind, held.number, state, fault)


def sweep(app: Flask) -> None:
    """Ask for what nobody asked for, and tell the workers of every job that may start."""
    with app.app_context():
        own = session()
        begin_writing(own)
        ask_for_missing(own, clock.now())
        ask_for_today(own, clock.now())
        own.commit()
        take_asked(own)
        for job_id in due_jobs(own, clock.now()):
            queue.tell(job_id)
        own.rollback()


def _print(own: Session, number: str, settings: Settings) -> None:
    make_certificate(own, number=number, folder=settings.certificate, public_url=settings.public_url, now=clock.now())


def _write_head(own: Session, _day: str, _settings: Settings) -> None:
    AUDIT.info(HEAD_SAYS, extra={"facts": head_facts(head(own))})


WORK: dict[str, Callable[[Session, str, Settings], None]] = {PRINT: _print, AUDIT_HEAD: _write_head}
"""What each kind of job does, given its subject."""
