"""Tables that belong to no one room."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, String, Text, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from training.core.base import Base, Digest, Id, Slug, word


class PersonalText(Base):
    """Names and free text that a ledger row points to, so that erasure can remove the text and keep the fact."""

    __tablename__ = "personal_text"

    id: Mapped[Id]
    about_id: Mapped[str] = mapped_column(String(26), index=True)
    """The person whose erasure removes this text."""
    body: Mapped[str | None] = mapped_column(Text)
    """None once erased."""
    erased_at: Mapped[datetime | None]

    __table_args__ = (CheckConstraint("(body IS NULL) = (erased_at IS NOT NULL)", name="erased_or_kept"),)


class Installation(Base):
    """One row: what this database was made for. Demo commands refuse any that is not a demo."""

    __tablename__ = "installation"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    purpose: Mapped[str] = mapped_column(String(10))
    made_at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint("id = 1", name="one_row"),
        CheckConstraint("purpose IN ('demo', 'real')", name="purpose"),
    )


class JobState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    GIVEN_UP = "given up"


class Job(Base):
    """Work that runs apart from any request. Live until it is finished: done, or given up."""

    __tablename__ = "job"

    id: Mapped[Id]
    kind: Mapped[Slug]
    subject: Mapped[Slug]
    """What it is about, as an id: never a name."""
    state: Mapped[JobState] = mapped_column(word(JobState, "state"))
    tries: Mapped[int]
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    """Of the latest try."""
    finished_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(String(200))
    """What kind of fault and where in the program: never its message, which may hold a name."""

    __table_args__ = (
        Index(
            "uq_job_live",
            "kind",
            "subject",
            unique=True,
            sqlite_where=text("finished_at IS NULL"),
            postgresql_where=text("finished_at IS NULL"),
        ),
        Index("ix_job_due", "finished_at", "due_at"),
        CheckConstraint("tries >= 0", name="tries_counted"),
        CheckConstraint("(state IN ('done', 'given up')) = (finished_at IS NOT NULL)", name="finished_or_live"),
    )


def keep_text(session: Session, *, about_id: str, body: str) -> str:
    """Store free text about a person.

    :returns: the id for a ledger row to point to
    """
    row = PersonalText(about_id=about_id, body=body)
    session.add(row)
    session.flush()
    return row.id


class Tries(Base):
    """How often something was tried within a window: failed sign-ins, unknown certificate numbers."""

    __tablename__ = "tries"

    key: Mapped[Digest] = mapped_column(primary_key=True)
    """Of what was tried and by whom or for whom: neither can be read from it."""
    count: Mapped[int]
    ends_at: Mapped[datetime] = mapped_column(index=True)

    __table_args__ = (CheckConstraint("count > 0", name="count_positive"),)
