"""Printing a certificate once, from what its decision froze."""

import hashlib
import json
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from training.certification.models import Certificate, Decision
from training.core.errors import NotFound
from training.core.jobs import ask
from training.core.models import Installation, PersonalText
from training.documents.models import Document
from training.documents.printing import print_certificate
from training.documents.rules import PDF, PRINT, DocumentKind, Facts


def order_certificate(session: Session, *, decision_id: str, now: datetime) -> None:
    """Ask for the certificate that a decision issued to be printed; nothing for a decision that issued none."""
    number = session.scalar(select(Certificate.number).where(Certificate.decision_id == decision_id))
    if number is not None:
        ask(session, kind=PRINT, subject=number, now=now)


def make_certificate(session: Session, *, number: str, folder: Path, public_url: str, now: datetime) -> Document:
    """The certificate's document: the one that is there, or a new one. Of two workers at once one makes it.

    :param folder: where the layout is
    :raises NotFound: no such certificate, or its words were erased
    :raises training.certification.typesetting.NotPrinted: the layout is broken
    """
    found = _document(session, number)
    if found is not None:
        return found
    content = print_certificate(folder, _facts(session, number, public_url))
    made = Document(
        certificate=number,
        kind=DocumentKind.CERTIFICATE,
        content_type=PDF,
        content=content,
        digest=hashlib.sha256(content).hexdigest(),
        made_at=now,
    )
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:
        other = _document(session, number)
        if other is None:
            raise
        return other
    return made


def _document(session: Session, number: str) -> Document | None:
    return session.scalar(
        select(Document).where(Document.certificate == number, Document.kind == DocumentKind.CERTIFICATE)
    )


def _facts(session: Session, number: str, public_url: str) -> Facts:
    row = session.execute(
        select(PersonalText.body, Decision.at)
        .select_from(Certificate)
        .join(Decision, Decision.id == Certificate.decision_id)
        .join(PersonalText, PersonalText.id == Decision.printed_id)
        .where(Certificate.number == number)
    ).one_or_none()
    if row is None or row[0] is None:
        raise NotFound
    purpose = session.scalar(select(Installation.purpose))
    return Facts(number, json.loads(row[0]), row[1], public_url, is_example=purpose == "demo")
