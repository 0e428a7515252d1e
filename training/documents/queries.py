"""Documents that are there, and certificates that have none yet."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from training.certification.models import Certificate, Decision
from training.core.actors import Actor
from training.core.errors import NotFound
from training.core.models import Job, JobState, PersonalText
from training.core.roles import Permission, may_to
from training.documents.models import Document
from training.documents.rules import PRINT, DocumentKind


@dataclass(frozen=True)
class Paper:
    """A certificate on paper. Without content it is still to be printed; `stuck` says that nobody tries any more."""

    number: str
    content: bytes | None
    content_type: str | None
    stuck: bool


def paper_for(session: Session, actor: Actor, number: str) -> Paper:
    """A certificate's document: the holder's own, or any for an admin.

    :raises NotFound: there is no such certificate, or not for this actor
    """
    row = session.execute(
        select(Certificate.person_id, Document)
        .outerjoin(Document, _of_certificate())
        .where(Certificate.number == number)
    ).one_or_none()
    if row is None or not may_to(
        actor.roles, Permission.SEE_CERTIFICATE, is_self=row[0] == actor.id, in_own_cohort=False
    ):
        raise NotFound
    document = row[1]
    if document is None:
        return Paper(number, None, None, _is_stuck(session, number))
    return Paper(number, document.content, document.content_type, stuck=False)


def unprinted(session: Session, limit: int) -> list[str]:
    """Numbers of certificates without a document that no job is about; none whose words were erased."""
    return list(
        session.scalars(
            select(Certificate.number)
            .join(Decision, Decision.id == Certificate.decision_id)
            .join(PersonalText, PersonalText.id == Decision.printed_id)
            .outerjoin(Document, _of_certificate())
            .where(
                Document.id.is_(None),
                PersonalText.body.is_not(None),
                ~select(Job.id)
                .where(Job.kind == PRINT, Job.subject == Certificate.number, Job.state != JobState.DONE)
                .exists(),
            )
            .order_by(Certificate.number)
            .limit(limit)
        )
    )


def _of_certificate() -> ColumnElement[bool]:
    return and_(Document.certificate == Certificate.number, Document.kind == DocumentKind.CERTIFICATE)


def _is_stuck(session: Session, number: str) -> bool:
    """Whether the latest job that was to print it gave up."""
    latest = session.scalar(
        select(Job.state).where(Job.kind == PRINT, Job.subject == number).order_by(Job.asked_at.desc()).limit(1)
    )
    return latest == JobState.GIVEN_UP
