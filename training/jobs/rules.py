"""When a job is tried, tried again, and given up. Pure."""

from datetime import datetime, timedelta

TRIES_MAX = 8
AUDIT_HEAD = "audit head"
"""Once a day the end of the audit chain is written to the log: its subject is the day, in UTC."""
LOST_AFTER = timedelta(minutes=5)
"""A try that has said nothing for so long was killed with its worker."""


def pause_after(tries: int) -> timedelta:
    """How long to wait after so many failed tries: 1, 2, 4 … 64 minutes, a little over two hours in all."""
    return timedelta(minutes=2 ** (tries - 1))


def may_start(*, due_at: datetime, started_at: datetime | None, is_running: bool, now: datetime) -> bool:
    """Whether a live job may be started now: it is due, or the try that runs was lost."""
    if is_running:
        return started_at is not None and now - started_at >= LOST_AFTER
    return due_at <= now


def fault_of(error: BaseException, package: str) -> str:
    """What went wrong and where, without the error's own message, which may hold a name.

    :param package: the folder whose files are named; what lies outside is not
    """
    place, trace = "", error.__traceback__
    while trace is not None:
        path = trace.tb_frame.f_code.co_filename
        if path.startswith(package):
            place = f" at {path.removeprefix(package).lstrip('/')}:{trace.tb_lineno}"
        trace = trace.tb_next
    return f"{type(error).__name__}{place}"[:200]
