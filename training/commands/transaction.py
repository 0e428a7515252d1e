"""The end of a command that wrote: what was done is appended to the audit chain, then all of it is committed."""

from datetime import datetime

from sqlalchemy.orm import Session

from training.audit.service import append_noted


def commit(session: Session, now: datetime) -> None:
    """Commit what a command did. Its events have no actor: whoever may run commands did it."""
    append_noted(session, actor_id=None, now=now)
    session.commit()
