"""Attempts and their responses."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from training.core.base import Base, Id, Slug, ref


class Attempt(Base):
    """One sitting of a quiz, tied to the edition it was opened under."""

    __tablename__ = "attempt"

    id: Mapped[Id]
    person_id: Mapped[str] = ref("person.id")
    activity: Mapped[Slug]
    revision: Mapped[int]
    number: Mapped[int]
    edition: Mapped[str] = mapped_column(String(64), ForeignKey("edition.digest"))
    items: Mapped[list[Any]]
    """Ids of the items, in drawn order."""
    opened_at: Mapped[datetime]
    handed_in_at: Mapped[datetime | None]
    voided_at: Mapped[datetime | None]

    __table_args__ = (
        UniqueConstraint("person_id", "activity", "number"),
        Index(
            "uq_attempt_open",
            "person_id",
            "activity",
            unique=True,
            sqlite_where=text("handed_in_at IS NULL AND voided_at IS NULL"),
            postgresql_where=text("handed_in_at IS NULL AND voided_at IS NULL"),
        ),
        CheckConstraint("number > 0", name="number_positive"),
    )


class Response(Base):
    """One saved answer. A ledger: what counts is decided by `rules.answers_that_count`."""

    __tablename__ = "response"

    id: Mapped[Id]
    save_id: Mapped[str] = mapped_column(String(64))
    attempt_id: Mapped[str] = ref("attempt.id", index=False)
    item: Mapped[Slug]
    page_id: Mapped[str] = mapped_column(String(64))
    sequence: Mapped[int]
    revision: Mapped[int]
    answer: Mapped[Slug]
    saved_at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("attempt_id", "save_id"),
        UniqueConstraint("attempt_id", "item", "revision"),
        CheckConstraint("revision > 0", name="revision_positive"),
    )
