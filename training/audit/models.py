"""The chain and its head."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from training.core.base import Base, Digest


class AuditEvent(Base):
    """One thing that somebody did, saw or was refused. A ledger; ids and numbers only."""

    __tablename__ = "audit_event"

    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor_id: Mapped[str | None] = mapped_column(String(26), index=True)
    """None: a visitor, or a command."""
    action: Mapped[str] = mapped_column(String(60))
    subject_id: Mapped[str | None] = mapped_column(String(64), index=True)
    detail: Mapped[dict[str, Any]]
    previous_hash: Mapped[Digest]
    hash: Mapped[Digest] = mapped_column(unique=True)

    __table_args__ = (CheckConstraint("sequence > 0", name="sequence_positive"),)


class AuditHead(Base):
    """Where the chain ends. Its one row is the lock under which events are appended."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sequence: Mapped[int]
    hash: Mapped[Digest]

    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)
