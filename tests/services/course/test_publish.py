"""Editions: numbered, immutable, and each still readable when others have come after it."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from tests.support.cast import BEGINNING, SMALL_COURSE, Cast
from tests.support.databases import Maker, migrated
from tests.support.story import Story
from training.core.database import begin_writing
from training.core.errors import NotFound
from training.core.ids import digest_of, new_token
from training.course.content import Course
from training.course.loader import load
from training.course.models import Edition
from training.course.queries import current, edition, require_current
from training.course.service import publish

NOW = BEGINNING + timedelta(days=1)


@pytest.fixture
def course() -> Course:
    return load(SMALL_COURSE)


def titled(course: Course, title: str) -> Course:
    return course.model_copy(update={"programme": course.programme.model_copy(update={"title": title})})


def published(session: Session, course: Course, cast: Cast) -> Edition | None:
    return publish(session, course, by=cast.admin, note="A note", now=NOW)


def count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Edition)) or 0


def test_the_first_edition_has_number_one(session: Session) -> None:
    first = session.scalars(select(Edition)).one()
    assert (first.number, first.format, first.published_by, first.note) == (1, 1, None, "small")
    assert first.digest == digest_of(f"1\n{first.content}")


def test_the_same_course_again_is_no_new_edition(session: Session, cast: Cast, course: Course) -> None:
    assert published(session, course, cast) is None
    assert count(session) == 1


def test_a_changed_course_is_the_next_edition(session: Session, cast: Cast, course: Course) -> None:
    made = published(session, titled(course, "Changed"), cast)
    assert made is not None
    assert (made.number, made.published_by, made.note, made.published_at) == (2, cast.admin.id, "A note", NOW)
    assert require_current(session).course.programme.title == "Changed"
    assert require_current(session).digest == made.digest


def test_one_changed_letter_is_a_change(session: Session, cast: Cast, course: Course) -> None:
    made = published(session, titled(course, "Small programmf"), cast)
    assert made is not None


def test_going_back_to_old_words_is_an_edition_of_its_own(session: Session, cast: Cast, course: Course) -> None:
    first = require_current(session)
    published(session, titled(course, "Changed"), cast)
    back = published(session, course, cast)
    assert back is not None
    assert back.number == 3
    assert back.digest != first.digest
    assert require_current(session).digest == back.digest
    assert require_current(session).course == first.course


def test_old_editions_stay_readable_as_they_were(session: Session, cast: Cast, course: Course) -> None:
    first = require_current(session).digest
    published(session, titled(course, "Changed"), cast)
    assert edition(session, first).course.programme.title == "Small programme"
    content = session.scalar(select(Edition.content).where(Edition.digest == first))
    assert content is not None
    assert Course.model_validate_json(content, by_name=True) == course


def test_a_stored_edition_is_the_course_that_was_published(session: Session, cast: Cast, course: Course) -> None:
    made = published(session, titled(course, "Changed"), cast)
    assert made is not None
    assert edition(session, made.digest).course == titled(course, "Changed")


def test_an_attempt_keeps_the_edition_it_was_begun_under(story: Story, course: Course) -> None:
    story.reads(story.cast.trainee, "first")
    attempt = story.begins(story.cast.trainee, "first")
    published(story.session, titled(course, "Changed"), story.cast)
    later = Story(story.session, story.cast, require_current(story.session))
    assert later.begins(story.cast.trainee, "first").id == attempt.id
    assert [each.edition for each in later.attempts(story.cast.trainee)] == [story.edition.digest]


def test_before_the_first_publication_there_is_nothing_to_learn(maker: Maker) -> None:
    empty = migrated(maker.empty())
    with Session(empty) as session:
        assert current(session) is None
        with pytest.raises(NotFound):
            require_current(session)
    empty.dispose()


def test_the_first_publication_of_all_is_edition_one(maker: Maker, course: Course) -> None:
    empty = migrated(maker.empty())
    with Session(empty) as session:
        begin_writing(session)
        made = publish(session, course, by=None, note="", now=NOW)
        assert made is not None
        assert made.number == 1
        assert require_current(session).digest == made.digest
    empty.dispose()


def test_an_edition_that_was_never_published_is_not_read(session: Session) -> None:
    with pytest.raises(NoResultFound):
        edition(session, digest_of(new_token()))
