"""Tables that belong to no one room."""

from datetime import datetime

from sqlalchemy import CheckConstraint, String, Text
from sqlalchemy.orm import Mapped, Session, mapped_column

from training.core.base import Base, Digest, Id


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
