"""Standing."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from training.core.base import Base, Slug, word


class StandingKind(StrEnum):
    MODULE = "module"
    CRITERION = "criterion"


class Standing(Base):
    """Where someone stands with a module or a criterion: a summary for lists. Only `service` writes it."""

    __tablename__ = "standing"

    person_id: Mapped[str] = mapped_column(String(26), ForeignKey("person.id"), primary_key=True)
    kind: Mapped[StandingKind] = mapped_column(word(StandingKind, "kind"), primary_key=True)
    key: Mapped[Slug] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(String(20))
    because: Mapped[list[Any]]
    """What is missing: [lack, who, detail]."""
    edition: Mapped[str] = mapped_column(String(64), ForeignKey("edition.digest"))
    next_change_on: Mapped[date | None]
    at: Mapped[datetime]

    __table_args__ = (Index("ix_standing_kind_state", "kind", "key", "state"),)
