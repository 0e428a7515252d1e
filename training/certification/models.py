"""Decisions, certificates and changes of their status."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from training.certification.rules import DecisionKind, Status
from training.core.base import Base, Id, ref, word


class Decision(Base):
    """A named person decided, with a reason, on a frozen snapshot. A ledger. Names and words are personal text."""

    __tablename__ = "decision"

    id: Mapped[Id]
    person_id: Mapped[str] = ref("person.id", index=False)
    sequence: Mapped[int]
    """1, 2, 3 … for each person: two who decide at once cannot both take the next."""
    kind: Mapped[DecisionKind] = mapped_column(word(DecisionKind, "kind"))
    by: Mapped[str] = ref("person.id")
    at: Mapped[datetime]
    edition: Mapped[str] = mapped_column(String(64), ForeignKey("edition.digest"))
    snapshot: Mapped[dict[str, Any]]
    """Verdicts, evidence with versions, policy digest: ids, numbers and dates."""
    reason_id: Mapped[str] = ref("personal_text.id", index=False)
    printed_id: Mapped[str | None] = ref("personal_text.id", index=False, nullable=True)
    """All that a certificate prints, as JSON; with an issue."""
    form_key: Mapped[str] = mapped_column(String(64))

    __table_args__ = (
        UniqueConstraint("person_id", "sequence"),
        UniqueConstraint("by", "form_key"),
        CheckConstraint("by <> person_id", name="not_of_self"),
        CheckConstraint("(kind = 'issue') = (printed_id IS NOT NULL)", name="issue_prints"),
    )


class Certificate(Base):
    """One period of one person's certificate, with its own number."""

    __tablename__ = "certificate"

    number: Mapped[str] = mapped_column(String(14), primary_key=True)
    person_id: Mapped[str] = ref("person.id", index=False)
    period: Mapped[int]
    decision_id: Mapped[str] = mapped_column(String(26), ForeignKey("decision.id"), unique=True)
    award: Mapped[str] = mapped_column(String(200))
    organisation: Mapped[str] = mapped_column(String(200))
    issued_on: Mapped[date]
    valid_until: Mapped[date]
    window_days: Mapped[int]

    __table_args__ = (
        UniqueConstraint("person_id", "period"),
        CheckConstraint("valid_until >= issued_on", name="period_forward"),
        CheckConstraint("length(number) = 14", name="number_length"),
    )


class StatusEntry(Base):
    """A certificate's status changed. A ledger."""

    __tablename__ = "status_entry"

    id: Mapped[Id]
    certificate: Mapped[str] = mapped_column(String(14), ForeignKey("certificate.number"), index=True)
    decision_id: Mapped[str] = ref("decision.id", index=False)
    status: Mapped[Status] = mapped_column(word(Status, "status"))
    starts_on: Mapped[date]
    at: Mapped[datetime]
