"""The current edition is held in memory: asking for it costs one indexed read, and a publication is noticed."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from tests.support.cast import BEGINNING, SMALL_COURSE
from training.core.database import begin_writing
from training.core.ids import new_token
from training.course.loader import load
from training.course.queries import current, edition, require_current
from training.course.service import publish

NOW = BEGINNING + timedelta(days=1)


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """The statements executed meanwhile."""
    seen: list[str] = []

    def note(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


def publish_something_new(session: Session) -> str:
    """A course that no test has published before, so that nothing holds it."""
    course = load(SMALL_COURSE)
    title = new_token()
    publish(
        session,
        course.model_copy(update={"programme": course.programme.model_copy(update={"title": title})}),
        by=None,
        note="",
        now=NOW,
    )
    return title


def test_the_current_edition_costs_one_statement_once_it_is_held(session: Session, engine: Engine) -> None:
    title = publish_something_new(session)
    with counted(engine) as first:
        found = require_current(session)
    with counted(engine) as later:
        assert require_current(session) == found
    assert found.course.programme.title == title
    assert (len(first), len(later)) == (2, 1)
    assert "content" not in later[0]


def test_an_edition_that_is_held_costs_no_statement(session: Session, engine: Engine) -> None:
    held = require_current(session)
    with counted(engine) as statements:
        assert edition(session, held.digest).course is held.course
    assert statements == []


def test_another_process_s_publication_is_noticed_without_a_restart(session: Session, engine: Engine) -> None:
    before = require_current(session)
    session.commit()
    with Session(engine) as other:
        begin_writing(other)
        title = publish_something_new(other)
        other.commit()
    now = current(session)
    assert now is not None
    assert now.digest != before.digest
    assert now.course.programme.title == title


def test_a_publication_that_was_not_committed_is_not_current(session: Session, engine: Engine) -> None:
    before = require_current(session).digest
    session.commit()
    with Session(engine) as other:
        begin_writing(other)
        publish_something_new(other)
        other.rollback()
    assert require_current(session).digest == before
