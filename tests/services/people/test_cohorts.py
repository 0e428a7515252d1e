"""Cohorts: who is in them now, and who was."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.cast import BEGINNING, Cast
from training.core.errors import NotFound, Refused
from training.core.ids import new_token
from training.people.cohorts import cohort_ids_of, cohorts, trainees_of_cohort
from training.people.models import Cohort, CohortMember, CohortPart
from training.people.service import add_cohort, set_cohorts

NOW = BEGINNING + timedelta(days=1)
LATER = BEGINNING + timedelta(days=2)


def put(session: Session, who: str, *cohort_ids: str, part: CohortPart = CohortPart.TRAINEE) -> None:
    set_cohorts(session, person_id=who, part=part, cohort_ids=cohort_ids, now=NOW)


def history(session: Session, person_id: str) -> list[tuple[str, str, bool]]:
    """Where a person was and is: cohort, part, and whether it goes on."""
    session.expire_all()
    rows = session.scalars(
        select(CohortMember).where(CohortMember.person_id == person_id).order_by(CohortMember.from_at, CohortMember.id)
    )
    return [(row.cohort_id, row.part.value, row.to_at is None) for row in rows]


def test_moving_to_another_cohort_keeps_the_history(session: Session, cast: Cast) -> None:
    put(session, cast.trainee.id, cast.other_cohort_id)
    assert cohort_ids_of(session, cast.trainee.id, CohortPart.TRAINEE) == {cast.other_cohort_id}
    assert history(session, cast.trainee.id) == [
        (cast.cohort_id, "trainee", False),
        (cast.other_cohort_id, "trainee", True),
    ]
    ended = session.scalars(select(CohortMember.to_at).where(CohortMember.person_id == cast.trainee.id)).all()
    assert NOW in ended


def test_coming_back_is_a_new_row(session: Session, cast: Cast) -> None:
    put(session, cast.trainee.id)
    put(session, cast.trainee.id, cast.cohort_id)
    assert sorted(history(session, cast.trainee.id)) == [
        (cast.cohort_id, "trainee", False),
        (cast.cohort_id, "trainee", True),
    ]


def test_the_same_cohorts_again_change_nothing(session: Session, cast: Cast) -> None:
    put(session, cast.trainee.id, cast.cohort_id, cast.cohort_id)
    assert history(session, cast.trainee.id) == [(cast.cohort_id, "trainee", True)]


def test_the_parts_in_a_cohort_are_apart(session: Session, cast: Cast) -> None:
    put(session, cast.trainer.id, cast.other_cohort_id)
    assert cohort_ids_of(session, cast.trainer.id, CohortPart.TRAINER) == {cast.cohort_id}
    assert cohort_ids_of(session, cast.trainer.id, CohortPart.TRAINEE) == {cast.other_cohort_id}
    put(session, cast.trainer.id, part=CohortPart.TRAINER)
    assert cohort_ids_of(session, cast.trainer.id, CohortPart.TRAINER) == frozenset()
    assert cohort_ids_of(session, cast.trainer.id, CohortPart.TRAINEE) == {cast.other_cohort_id}


@pytest.mark.parametrize("unknown", ["none", "", "' OR 1=1 --"])
def test_an_unknown_cohort_changes_nothing(session: Session, cast: Cast, unknown: str) -> None:
    with pytest.raises(NotFound):
        put(session, cast.trainee.id, cast.other_cohort_id, unknown)
    assert history(session, cast.trainee.id) == [(cast.cohort_id, "trainee", True)]


def test_a_cohort_is_added_with_a_tidy_name(session: Session) -> None:
    assert add_cohort(session, name="  Spring \n group ", now=NOW).name == "Spring group"


@pytest.mark.parametrize("name", ["Autumn", " Autumn\t"])
def test_a_name_that_is_taken_is_refused(session: Session, cast: Cast, name: str) -> None:
    with pytest.raises(Refused) as refused:
        add_cohort(session, name=name, now=NOW)
    assert refused.value.code == "name taken"


def test_the_same_form_sent_twice_is_one_cohort(session: Session) -> None:
    key = new_token()
    first, second = (add_cohort(session, name="Spring", now=NOW, form_key=key) for _ in range(2))
    assert first.id == second.id
    assert len(session.scalars(select(Cohort).where(Cohort.name == "Spring")).all()) == 1


def test_cohorts_are_listed_with_those_who_are_in_them_now(session: Session, cast: Cast) -> None:
    put(session, cast.other_trainee.id, cast.other_cohort_id)
    put(session, cast.second_trainer.id, part=CohortPart.TRAINER)
    add_cohort(session, name="Spring", now=LATER)
    assert [(each.name, each.trainees, each.trainers) for each in cohorts(session)] == [
        ("Autumn", 1, ("Trainer",)),
        ("Spring", 0, ()),
        ("Winter", 2, ("Other Trainer",)),
    ]


def test_the_trainees_of_a_cohort_come_by_name_and_page(session: Session, cast: Cast) -> None:
    assert [each.name for each in trainees_of_cohort(session, cast.cohort_id)] == ["Other Trainee", "Trainee"]
    assert [each.name for each in trainees_of_cohort(session, cast.cohort_id, offset=1, limit=1)] == ["Trainee"]
    put(session, cast.trainee.id)
    assert [each.name for each in trainees_of_cohort(session, cast.cohort_id)] == ["Other Trainee"]
