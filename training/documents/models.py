"""Documents as they were made."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from training.core.base import Base, Digest, Id, Slug, word
from training.documents.rules import DocumentKind


class Document(Base):
    """The bytes of one document. A ledger: what was handed out is never made anew."""

    __tablename__ = "document"

    id: Mapped[Id]
    certificate: Mapped[str] = mapped_column(String(14), ForeignKey("certificate.number"))
    kind: Mapped[DocumentKind] = mapped_column(word(DocumentKind, "kind"))
    content_type: Mapped[Slug]
    content: Mapped[bytes] = mapped_column(LargeBinary)
    """Holds names, so an erasure removes the row."""
    digest: Mapped[Digest]
    made_at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("certificate", "kind"),
        CheckConstraint("length(content) > 0", name="content_given"),
        CheckConstraint("length(digest) = 64", name="digest_length"),
    )
