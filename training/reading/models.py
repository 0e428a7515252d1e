"""Readings."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from training.core.base import Base, Id, Slug, ref


class LessonRead(Base):
    """A person said that they have read a lesson: a row for each reading."""

    __tablename__ = "lesson_read"

    id: Mapped[Id]
    person_id: Mapped[str] = ref("person.id", index=False)
    module: Mapped[Slug]
    lesson: Mapped[Slug]
    edition: Mapped[str] = mapped_column(String(64), ForeignKey("edition.digest"))
    at: Mapped[datetime]
    form_key: Mapped[str] = mapped_column(String(64))

    __table_args__ = (
        Index("ix_lesson_read_person_id_module", "person_id", "module"),
        UniqueConstraint("person_id", "form_key"),
    )
