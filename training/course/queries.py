"""Editions, held in memory by digest: a current one costs one indexed read a request."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from training.core.errors import NotFound
from training.course.content import Course
from training.course.models import Edition

_held: dict[str, Course] = {}


@dataclass(frozen=True)
class EditionView:
    digest: str
    course: Course


@cache
def current_digest() -> ColumnElement[str | None]:
    """The digest of the edition published last, to be read with something else in one statement."""
    return select(Edition.digest).order_by(Edition.number.desc()).limit(1).scalar_subquery()


_CURRENT = select(current_digest())


def current(session: Session) -> EditionView | None:
    """The edition published last, or None before the first."""
    digest = session.scalar(_CURRENT)
    return edition(session, digest) if digest else None


def require_current(session: Session) -> EditionView:
    """The edition published last.

    :raises NotFound: nothing has been published yet
    """
    found = current(session)
    if found is None:
        raise NotFound
    return found


def edition(session: Session, digest: str) -> EditionView:
    """An edition by its digest; read from the database only the first time in this process."""
    course = _held.get(digest)
    if course is None:
        content = session.execute(select(Edition.content).where(Edition.digest == digest)).scalar_one()
        course = _held.setdefault(digest, parsed(content))
    return EditionView(digest, course)


def parsed(content: str) -> Course:
    """A stored edition's content. Every landed format keeps its reader; there is one so far."""
    return Course.model_validate_json(content, by_name=True)


@dataclass(frozen=True)
class Publication:
    """One edition in the history of publications, newest first."""

    number: int
    digest: str
    published_at: datetime
    by: str | None
    """None: by command."""
    note: str


def publications(session: Session, *, limit: int = 20) -> tuple[Publication, ...]:
    """The latest publications, newest first."""
    rows = session.execute(
        select(Edition.number, Edition.digest, Edition.published_at, Edition.published_by, Edition.note)
        .order_by(Edition.number.desc())
        .limit(limit)
    )
    return tuple(Publication(*row) for row in rows)
