"""Marks."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from training.core.base import Base, Id, ref


class Mark(Base):
    """An attempt marked by the key of an edition. A ledger: marking again adds a mark and keeps the old one."""

    __tablename__ = "mark"

    id: Mapped[Id]
    attempt_id: Mapped[str] = ref("attempt.id")
    key_edition: Mapped[str] = mapped_column(String(64), ForeignKey("edition.digest"))
    score: Mapped[int]
    maximum: Mapped[int]
    passed: Mapped[bool]
    critical_misses: Mapped[list[Any]]
    """Ids of items."""
    detail: Mapped[list[Any]]
    """Per item in order: [item, answer or null, points]."""
    at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint("score >= 0 AND score <= maximum", name="score_in_range"),
        CheckConstraint("maximum > 0", name="maximum_positive"),
    )
