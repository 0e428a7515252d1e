"""The doctor tells whether jobs are done."""

from datetime import timedelta

from sqlalchemy.orm import Session

from tests.support.looks import Look, levels, works
from training.core.models import JobState
from training.upkeep.rules import Level


def test_workers_that_did_something_lately_are_well(look: Look, session: Session) -> None:
    works(session)
    assert levels(look("jobs")) == {Level.WELL}


def test_workers_that_do_nothing_are_a_problem(look: Look, session: Session) -> None:
    session.commit()
    assert levels(look("jobs")) == {Level.PROBLEM}
    works(session, ago=timedelta(days=3))
    assert levels(look("jobs")) == {Level.PROBLEM}


def test_work_that_waits_for_nobody_is_a_problem(look: Look, session: Session) -> None:
    works(session)
    works(session, state=JobState.WAITING, ago=timedelta(hours=1))
    assert levels(look("jobs")) == {Level.PROBLEM}


def test_work_that_was_given_up_is_told(look: Look, session: Session) -> None:
    works(session)
    works(session, state=JobState.GIVEN_UP)
    found = look("jobs")
    assert levels(found) == {Level.WELL, Level.WARNING}
    assert "certificate" in found[1].says
