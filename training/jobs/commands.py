"""`flask --app wsgi jobs run|again`"""

import logging
import os
import signal
import sys
import threading

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from log_lines import JsonLines
from training.core import clock
from training.core.database import begin_writing
from training.core.jobs import take_asked
from training.extensions import db, queue, session
from training.jobs.runner import work_of
from training.jobs.service import ask_again

WORKERS = 2
LOOK_EVERY = 1.0
"""Seconds between two looks for work, or for the parent."""

log = logging.getLogger("alongside.jobs")
jobs = AppGroup("jobs", help="Work that runs apart from any request.")


@jobs.command("run")
@click.option("--parent", type=int, help="End when this process is no longer the parent.")
def run_jobs(parent: int | None) -> None:
    """Run jobs as they are asked for, and sweep every minute. Run one of these, beside the server."""
    log_faults()
    db.engine.dispose()
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    consumer = queue.serve(work_of(app)).create_consumer(
        workers=WORKERS, periodic=True, max_delay=LOOK_EVERY, graceful_signal="TERM", shutdown_timeout=20
    )
    if parent is None:
        log.info("jobs are running")
    else:
        threading.Thread(target=_end_without, args=(parent,), daemon=True).start()
    consumer.run()


@jobs.command("again")
def again() -> None:
    """Ask anew for every job that was given up, after its cause was put right."""
    begin_writing(session())
    number = ask_again(session(), clock.now())
    session().commit()
    for job_id in take_asked(session()):
        queue.tell(job_id)
    click.echo(f"{number} asked for again.")


def log_faults() -> None:
    """Let what jobs and huey warn of stand in lines like the program's own, without what a fault quotes (16.2.5)."""
    lines = logging.StreamHandler(sys.stderr)
    lines.setFormatter(JsonLines())
    logging.basicConfig(level=logging.WARNING, handlers=[lines])


def _end_without(parent: int) -> None:
    """Stop this process, gently, once its parent is gone, however it went."""
    waiting = threading.Event()
    while os.getppid() == parent:
        waiting.wait(LOOK_EVERY)
    os.kill(os.getpid(), signal.SIGTERM)
