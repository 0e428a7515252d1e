"""Events gather in the session; the edge appends them last, under the head's lock."""

from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, insert, select, update
from sqlalchemy.orm import Session

from training.audit.models import AuditEvent, AuditHead
from training.audit.rules import Event, hash_of
from training.core.database import run

_KEY = "audit events"
_APPEND = insert(cast(Table, AuditEvent.__table__))
"""Of the table and not of the class, which leaves out what an event has none of: every event costs the same."""


def note(session: Session, action: str, subject: str | None = None, *, actor: str | None = None, **detail: Any) -> None:
    """Note that something is being done in this transaction.

    :param actor: who does it, where that is not the person who asks
    :param detail: ids, numbers, words of ours; never a name or free text
    """
    session.info.setdefault(_KEY, []).append(Event(action, subject, detail, actor))


def forget(session: Session) -> None:
    """Drop what was noted: the transaction came to nothing."""
    session.info.pop(_KEY, None)


def append_noted(session: Session, *, actor_id: str | None, now: datetime) -> None:
    """Append everything that was noted. The last thing before a commit: the head stays locked until then."""
    events: list[Event] = session.info.pop(_KEY, [])
    if events:
        append(session, events, actor_id=actor_id, now=now)


def in_order(session: Session) -> None:
    """Take the head's lock now and not only at the end: what is numbered after it is numbered in the order of commits.

    On SQLite the one writer has everything.
    """
    session.execute(select(AuditHead.sequence).where(AuditHead.id == 1).with_for_update())


def append(session: Session, events: list[Event], *, actor_id: str | None, now: datetime) -> None:
    """Append events to the chain."""
    sequence, previous = session.execute(
        update(AuditHead)
        .where(AuditHead.id == 1)
        .values(sequence=AuditHead.sequence + len(events))
        .returning(AuditHead.sequence, AuditHead.hash)
    ).one()
    rows = []
    for number, event in enumerate(events, start=sequence - len(events) + 1):
        detail = dict(event.detail or {})
        actor = event.actor or actor_id
        this = hash_of(
            sequence=number,
            at=now,
            actor=actor,
            action=event.action,
            subject=event.subject,
            detail=detail,
            previous_hash=previous,
        )
        rows.append(
            {
                "sequence": number,
                "at": now,
                "actor_id": actor,
                "action": event.action,
                "subject_id": event.subject,
                "detail": detail,
                "previous_hash": previous,
                "hash": this,
            }
        )
        previous = this
    run(session, _APPEND, rows)
    session.execute(update(AuditHead).where(AuditHead.id == 1).values(hash=previous))
