"""A lesson is read when the reader says so: a row for each reading."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.cast import BEGINNING, Cast
from training.core.actors import Actor
from training.core.errors import NotFound
from training.core.ids import new_token
from training.core.touch import take_touched
from training.course.queries import EditionView
from training.reading.models import LessonRead
from training.reading.queries import last_read, last_read_by
from training.reading.service import record_reading

NOW = BEGINNING + timedelta(days=1)
LATER = BEGINNING + timedelta(days=2)


def read(
    session: Session,
    edition: EditionView,
    who: Actor,
    lesson_id: str = "one",
    *,
    module_id: str = "first",
    form_key: str | None = None,
    later: bool = False,
) -> None:
    record_reading(
        session,
        actor=who,
        edition=edition,
        module_id=module_id,
        lesson_id=lesson_id,
        form_key=form_key or new_token(),
        now=LATER if later else NOW,
    )


def rows(session: Session) -> list[LessonRead]:
    return list(session.scalars(select(LessonRead).order_by(LessonRead.at)))


def test_a_reading_says_who_read_what_of_which_edition_and_when(
    session: Session, cast: Cast, edition: EditionView
) -> None:
    read(session, edition, cast.trainee)
    (row,) = rows(session)
    assert (row.person_id, row.module, row.lesson) == (cast.trainee.id, "first", "one")
    assert (row.edition, row.at) == (edition.digest, NOW)
    assert take_touched(session) == {cast.trainee.id}


def test_reading_again_is_a_row_of_its_own_and_the_last_one_speaks(
    session: Session, cast: Cast, edition: EditionView
) -> None:
    read(session, edition, cast.trainee)
    read(session, edition, cast.trainee, later=True)
    assert [row.at for row in rows(session)] == [NOW, LATER]
    assert last_read_by(session, [cast.trainee.id])[cast.trainee.id] == {("first", "one"): LATER}


def test_the_same_form_sent_twice_is_one_reading(session: Session, cast: Cast, edition: EditionView) -> None:
    key = new_token()
    read(session, edition, cast.trainee, form_key=key)
    take_touched(session)
    read(session, edition, cast.trainee, form_key=key, later=True)
    assert [row.at for row in rows(session)] == [NOW]
    assert take_touched(session) == frozenset()


def test_the_same_key_of_two_people_is_two_readings(session: Session, cast: Cast, edition: EditionView) -> None:
    key = new_token()
    for who in (cast.trainee, cast.other_trainee):
        read(session, edition, who, form_key=key)
    assert {row.person_id for row in rows(session)} == {cast.trainee.id, cast.other_trainee.id}


@pytest.mark.parametrize(
    ("module_id", "lesson_id"),
    [("first", "none"), ("none", "one"), ("first", "limits"), ("first", "quiz"), ("first", ""), ("", "one")],
)
def test_an_unknown_lesson_is_not_found_and_not_noted(
    session: Session, cast: Cast, edition: EditionView, module_id: str, lesson_id: str
) -> None:
    with pytest.raises(NotFound):
        read(session, edition, cast.trainee, lesson_id, module_id=module_id)
    assert rows(session) == []
    assert take_touched(session) == frozenset()


def test_a_stranger_reads_nothing(session: Session, edition: EditionView) -> None:
    with pytest.raises(NotFound):
        read(session, edition, Actor("0" * 26, "Stranger", frozenset()))
    assert rows(session) == []


def test_what_was_read_is_told_by_person_and_module(session: Session, cast: Cast, edition: EditionView) -> None:
    read(session, edition, cast.trainee)
    read(session, edition, cast.trainee, "limits", module_id="safety")
    read(session, edition, cast.other_trainee, "two")
    assert last_read_by(session, [cast.trainee.id])[cast.trainee.id] == {
        ("first", "one"): NOW,
        ("safety", "limits"): NOW,
    }
    assert last_read(session, cast.trainee.id, "safety") == {("safety", "limits"): NOW}
    assert last_read_by(session, [cast.elsewhere.id])[cast.elsewhere.id] == {}
