"""What the charity set on its screens, when, and by whom."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from training.core.base import Base, Digest, Id, ref


class LocalValue(Base):
    """One value as it was set. A ledger: the newest row of a key counts, and the others stay."""

    __tablename__ = "local_value"

    sequence: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(120))
    text_id: Mapped[str] = ref("personal_text.id", index=False)
    """The value: it may be somebody's name or number."""
    checked_on: Mapped[date | None]
    """The day on which somebody made sure of it."""
    by: Mapped[str] = ref("person.id")
    at: Mapped[datetime]

    __table_args__ = (
        Index("ix_local_value_key_sequence", "key", "sequence"),
        CheckConstraint("length(key) > 0", name="key_given"),
    )


class LocalFile(Base):
    """A picture that the charity gave, as we encoded it anew. A ledger."""

    __tablename__ = "local_file"

    id: Mapped[Id]
    media_type: Mapped[str] = mapped_column(String(40))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    digest: Mapped[Digest]
    by: Mapped[str] = ref("person.id")
    at: Mapped[datetime]
