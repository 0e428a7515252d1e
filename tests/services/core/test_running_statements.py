"""Statements of columns, run in the session's transaction without the ORM's bookkeeping."""

import pytest
from sqlalchemy import bindparam, insert, select
from sqlalchemy.orm import Session

from tests.support.cast import Cast
from training.core import clock
from training.core.database import people_in, run, whose
from training.people.models import Cohort, Person

_NAMES = select(Cohort.name).where(Cohort.name == bindparam("name"))


def test_it_sees_what_the_session_still_has_to_write(session: Session) -> None:
    session.add(Cohort(name="Another", created_at=clock.now()))
    assert run(session, _NAMES, {"name": "Another"}).scalars().all() == ["Another"]


def test_what_it_does_goes_with_the_transaction(session: Session) -> None:
    session.commit()
    run(session, insert(Cohort), [{"id": "a" * 26, "name": "Another", "created_at": clock.now()}])
    session.rollback()
    assert run(session, _NAMES, {"name": "Another"}).all() == []


@pytest.mark.parametrize("number", [0, 1, 2])
def test_one_person_or_several_are_asked_about_with_the_same_answer(session: Session, cast: Cast, number: int) -> None:
    ids = [cast.trainee.id, cast.trainer.id][:number]
    one, people = people_in(ids)
    found = run(session, select(Person.id).where(whose(Person.id, one=one)), people).scalars().all()
    assert sorted(found) == sorted(ids)
