"""What runs by itself: jobs that were asked for, told to workers at once and swept up every minute.
May import: everything but web and commands.
Would change it: another kind of job, another store for what workers are told.
"""

from functools import partial

from flask import Flask

from training.extensions import queue
from training.jobs.commands import jobs
from training.jobs.runner import run_job, sweep


def register_jobs(app: Flask) -> None:
    """Let an application's workers run its jobs, and put the commands on it."""
    queue.serve(app, run=partial(run_job, app), sweep=partial(sweep, app))
    app.cli.add_command(jobs)
