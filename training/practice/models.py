"""Declarations, reflections and their reviews, observations, readiness. All but the draft are ledgers."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from training.core.base import Base, Digest, Id, Slug, ref, word


class ReviewOutcome(StrEnum):
    ACCEPTED = "accepted"
    NOT_YET = "not yet"


class ReadinessOutcome(StrEnum):
    READY = "ready"
    WITH_SUPPORT = "ready with support"
    NOT_YET = "not yet"
    PAUSED = "paused"


class Declaration(Base):
    """A person signed a statement: the digest is of the words that they saw."""

    __tablename__ = "declaration"

    id: Mapped[Id]
    person_id: Mapped[str] = ref("person.id")
    statement: Mapped[Slug]
    revision: Mapped[int]
    edition: Mapped[str] = mapped_column(String(64), ForeignKey("edition.digest"))
    words_digest: Mapped[Digest]
    at: Mapped[datetime]
    form_key: Mapped[str] = mapped_column(String(64))

    __table_args__ = (UniqueConstraint("person_id", "form_key"),)


class ReflectionDraft(Base):
    """What someone is still writing. Their own eyes only; gone once handed in."""

    __tablename__ = "reflection_draft"

    id: Mapped[Id]
    person_id: Mapped[str] = ref("person.id", index=False)
    activity: Mapped[Slug]
    texts: Mapped[str] = mapped_column(Text)
    """JSON: text by prompt."""
    saved_at: Mapped[datetime]
    page: Mapped[str | None] = mapped_column(String(64))
    """The page that wrote it, by the key of its form."""

    __table_args__ = (UniqueConstraint("person_id", "activity"),)


class Submission(Base):
    """A reflection handed in. Its words are personal text."""

    __tablename__ = "submission"

    id: Mapped[Id]
    person_id: Mapped[str] = ref("person.id")
    activity: Mapped[Slug]
    revision: Mapped[int]
    edition: Mapped[str] = mapped_column(String(64), ForeignKey("edition.digest"))
    text_id: Mapped[str] = ref("personal_text.id", index=False)
    at: Mapped[datetime]
    form_key: Mapped[str] = mapped_column(String(64))

    __table_args__ = (UniqueConstraint("person_id", "form_key"),)


class Review(Base):
    """What a trainer judged of a submission. One review a submission: another needs the reflection handed in again."""

    __tablename__ = "review"

    id: Mapped[Id]
    submission_id: Mapped[str] = mapped_column(String(26), ForeignKey("submission.id"), unique=True)
    edition: Mapped[str] = mapped_column(String(64), ForeignKey("edition.digest"))
    rubric: Mapped[Slug]
    lines: Mapped[dict[str, Any]]
    """Level by line."""
    outcome: Mapped[ReviewOutcome] = mapped_column(word(ReviewOutcome, "outcome"))
    feedback_id: Mapped[str] = ref("personal_text.id", index=False)
    by: Mapped[str] = ref("person.id")
    at: Mapped[datetime]
    form_key: Mapped[str] = mapped_column(String(64))

    __table_args__ = (UniqueConstraint("by", "form_key"),)


class Observation(Base):
    """A session in which a trainer watched someone facilitate."""

    __tablename__ = "observation"

    id: Mapped[Id]
    person_id: Mapped[str] = ref("person.id")
    held_on: Mapped[date]
    edition: Mapped[str] = mapped_column(String(64), ForeignKey("edition.digest"))
    rubric: Mapped[Slug]
    lines: Mapped[dict[str, Any]]
    """Level by line; 0 is not seen."""
    feedback_id: Mapped[str] = ref("personal_text.id", index=False)
    early_reason_id: Mapped[str | None] = ref("personal_text.id", index=False, nullable=True)
    """Why it was held before the modules that come first were passed; None: they were."""
    by: Mapped[str] = ref("person.id")
    at: Mapped[datetime]
    form_key: Mapped[str] = mapped_column(String(64))

    __table_args__ = (
        UniqueConstraint("by", "form_key"),
        UniqueConstraint("by", "person_id", "held_on"),
        CheckConstraint("by <> person_id", name="not_of_self"),
    )


class Readiness(Base):
    """The outcome of a readiness conversation and when to talk again. Nothing else is stored."""

    __tablename__ = "readiness"

    id: Mapped[Id]
    person_id: Mapped[str] = ref("person.id")
    outcome: Mapped[ReadinessOutcome] = mapped_column(word(ReadinessOutcome, "outcome"))
    review_on: Mapped[date]
    by: Mapped[str] = ref("person.id")
    at: Mapped[datetime]
    form_key: Mapped[str] = mapped_column(String(64))

    __table_args__ = (
        UniqueConstraint("by", "form_key"),
        CheckConstraint("by <> person_id", name="not_of_self"),
    )
