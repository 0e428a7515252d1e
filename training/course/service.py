"""Publishing."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from training.audit import service as audit
from training.core.actors import Actor
from training.core.ids import digest_of
from training.course.content import FORMAT, Course
from training.course.models import Edition


def publish(session: Session, course: Course, *, by: Actor | None, note: str, now: datetime) -> Edition | None:
    """Make a course the current edition.

    Its digest covers its number, so that a return to old words is an edition of its own.

    :param course: as `loader.load` gave it, so checked
    :param by: None when published by command
    :returns: the new edition, or None when the current one is the same to the letter
    """
    content = course.model_dump_json(by_alias=False)
    latest = session.scalar(select(Edition).order_by(Edition.number.desc()).limit(1))
    if latest is not None and latest.content == content:
        return None
    number = latest.number + 1 if latest else 1
    edition = Edition(
        digest=digest_of(f"{number}\n{content}"),
        number=number,
        format=FORMAT,
        content=content,
        published_at=now,
        published_by=by.id if by else None,
        note=note,
    )
    session.add(edition)
    session.flush()
    audit.note(session, "edition published", edition.digest, number=number)
    return edition
