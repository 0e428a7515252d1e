"""Editions."""

from datetime import datetime

from sqlalchemy import CheckConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from training.core.base import Base, ref


class Edition(Base):
    """One published, checked, immutable copy of all content and policy. The highest number is the current one."""

    __tablename__ = "edition"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    format: Mapped[int]
    content: Mapped[str] = mapped_column(Text)
    published_at: Mapped[datetime]
    published_by: Mapped[str | None] = ref("person.id", index=False, nullable=True)
    """None: published by command."""
    note: Mapped[str] = mapped_column(String(500))

    __table_args__ = (CheckConstraint("number > 0", name="number_positive"),)
