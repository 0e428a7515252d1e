"""Who may do what about whom: loaded and decided in one call, for everyone in the cast and for a stranger."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from tests.support.cast import BEGINNING, PEOPLE, Cast
from training.core.actors import Actor
from training.core.errors import NotFound
from training.core.roles import Permission, Role
from training.people.cohorts import cohort_for, cohorts_of_trainer, trainees_of_trainer, trainers_of
from training.people.models import CohortPart
from training.people.queries import names_of, person_for
from training.people.service import set_cohorts

NOW = BEGINNING + timedelta(days=1)
EVERYONE = frozenset(PEOPLE)
STRANGER = Actor("0" * 26, "Stranger", frozenset(Role))
"""Claims every role, and nobody knows them."""
OWN = {
    "trainer": frozenset({"trainee", "other_trainee"}),
    "second_trainer": frozenset({"trainee", "other_trainee"}),
    "other_trainer": frozenset({"elsewhere"}),
}
ADMINS = frozenset({"admin", "second_admin"})


def themself(name: str) -> frozenset[str]:
    return frozenset({name})


def allowed(permission: Permission, name: str) -> frozenset[str]:
    """About whom a member of the cast may do this: the table of the design, written out."""
    match permission:
        case Permission.LEARN | Permission.OWN_ACCOUNT:
            return themself(name)
        case Permission.SEE_CERTIFICATE:
            return EVERYONE if name in ADMINS else themself(name)
        case Permission.SEE_RECORD:
            return EVERYONE if name in ADMINS else OWN.get(name, frozenset())
        case Permission.SEE_COHORTS | Permission.JUDGE:
            return OWN.get(name, frozenset())
        case Permission.SEE_COMPONENTS:
            return themself(name) if name in ADMINS or name in OWN else frozenset()
        case Permission.PREVIEW:
            return EVERYONE if name in ADMINS or name in OWN else frozenset()
        case (
            Permission.MANAGE_PEOPLE
            | Permission.SEE_CERTIFICATION
            | Permission.PUBLISH
            | Permission.SET_ORGANISATION
            | Permission.SEE_AUDIT
        ):
            return EVERYONE if name in ADMINS else frozenset()
        case Permission.DECIDE:
            return EVERYONE - {name} if name in ADMINS else frozenset()


def reached(session: Session, cast: Cast, actor: Actor, permission: Permission) -> frozenset[str]:
    found = set()
    for name in EVERYONE:
        try:
            view = person_for(session, actor, permission, getattr(cast, name).id)
        except NotFound:
            continue
        assert (view.id, view.email) == (getattr(cast, name).id, cast.email(name))
        found.add(name)
    return frozenset(found)


@pytest.mark.parametrize("permission", list(Permission))
def test_everyone_reaches_exactly_whom_the_table_says(session: Session, cast: Cast, permission: Permission) -> None:
    for name in EVERYONE:
        assert reached(session, cast, getattr(cast, name), permission) == allowed(permission, name), name


@pytest.mark.parametrize("permission", list(Permission))
def test_somebody_without_a_role_reaches_nobody_not_even_themself(
    session: Session, cast: Cast, permission: Permission
) -> None:
    bare = Actor(cast.trainee.id, cast.trainee.name, frozenset())
    assert reached(session, cast, bare, permission) == frozenset()


@pytest.mark.parametrize("permission", [Permission.SEE_RECORD, Permission.JUDGE, Permission.SEE_COHORTS])
def test_a_trainer_of_no_cohort_reaches_nobody(session: Session, cast: Cast, permission: Permission) -> None:
    stranger = Actor(STRANGER.id, STRANGER.name, frozenset({Role.TRAINER}))
    assert reached(session, cast, stranger, permission) == frozenset()


@pytest.mark.parametrize("permission", list(Permission))
@pytest.mark.parametrize("person_id", ["", "nobody", "' OR 1=1 --"])
def test_nobody_reaches_somebody_who_is_not_there(
    session: Session, cast: Cast, permission: Permission, person_id: str
) -> None:
    every_role = Actor(cast.admin.id, cast.admin.name, frozenset(Role))
    with pytest.raises(NotFound):
        person_for(session, every_role, permission, person_id)


def test_a_former_member_of_a_cohort_is_out_of_reach(session: Session, cast: Cast) -> None:
    person_for(session, cast.trainer, Permission.JUDGE, cast.trainee.id)
    set_cohorts(session, person_id=cast.trainee.id, part=CohortPart.TRAINEE, cohort_ids=[], now=NOW)
    for permission in (Permission.JUDGE, Permission.SEE_RECORD):
        with pytest.raises(NotFound):
            person_for(session, cast.trainer, permission, cast.trainee.id)


def test_a_former_trainer_of_a_cohort_reaches_nobody_there(session: Session, cast: Cast) -> None:
    set_cohorts(session, person_id=cast.trainer.id, part=CohortPart.TRAINER, cohort_ids=[], now=NOW)
    assert reached(session, cast, cast.trainer, Permission.JUDGE) == frozenset()


def test_two_trainers_of_a_cohort_do_not_reach_each_other(session: Session, cast: Cast) -> None:
    with pytest.raises(NotFound):
        person_for(session, cast.trainer, Permission.JUDGE, cast.second_trainer.id)


def test_a_trainer_who_learns_in_their_own_cohort_does_not_judge_themself(session: Session, cast: Cast) -> None:
    set_cohorts(session, person_id=cast.trainer.id, part=CohortPart.TRAINEE, cohort_ids=[cast.cohort_id], now=NOW)
    both = Actor(cast.trainer.id, cast.trainer.name, frozenset({Role.TRAINER, Role.TRAINEE}))
    with pytest.raises(NotFound):
        person_for(session, both, Permission.JUDGE, both.id)
    assert person_for(session, cast.second_trainer, Permission.JUDGE, both.id).id == both.id
    assert both.id not in {each.id for each in trainees_of_trainer(session, both.id)}
    assert both.id not in {each.id for each in trainers_of(session, both.id)}


def test_an_admin_without_the_trainers_role_does_not_judge_though_a_cohort_lists_them(
    session: Session, cast: Cast
) -> None:
    set_cohorts(session, person_id=cast.admin.id, part=CohortPart.TRAINER, cohort_ids=[cast.cohort_id], now=NOW)
    with pytest.raises(NotFound):
        person_for(session, cast.admin, Permission.JUDGE, cast.trainee.id)


def test_a_trainer_opens_their_own_cohort_and_no_other(session: Session, cast: Cast) -> None:
    own = cohort_for(session, cast.trainer, cast.cohort_id)
    assert (own.name, own.trainees, own.trainers) == ("Autumn", 2, ("Second Trainer", "Trainer"))
    for cohort_id in (cast.other_cohort_id, "none", ""):
        with pytest.raises(NotFound):
            cohort_for(session, cast.trainer, cohort_id)


@pytest.mark.parametrize("name", sorted(EVERYONE - {"trainer", "second_trainer"}))
def test_nobody_else_opens_a_cohort(session: Session, cast: Cast, name: str) -> None:
    with pytest.raises(NotFound):
        cohort_for(session, getattr(cast, name), cast.cohort_id)


def test_a_stranger_opens_no_cohort(session: Session, cast: Cast) -> None:
    with pytest.raises(NotFound):
        cohort_for(session, STRANGER, cast.cohort_id)


def test_a_former_trainer_opens_the_cohort_no_more(session: Session, cast: Cast) -> None:
    set_cohorts(session, person_id=cast.trainer.id, part=CohortPart.TRAINER, cohort_ids=[], now=NOW)
    with pytest.raises(NotFound):
        cohort_for(session, cast.trainer, cast.cohort_id)
    assert cohorts_of_trainer(session, cast.trainer.id) == ()


def test_a_trainee_has_the_trainers_of_their_cohorts(session: Session, cast: Cast) -> None:
    assert [each.name for each in trainers_of(session, cast.trainee.id)] == ["Second Trainer", "Trainer"]
    assert [each.name for each in trainers_of(session, cast.elsewhere.id)] == ["Other Trainer"]
    assert trainers_of(session, cast.trainer.id) == ()
    assert trainers_of(session, STRANGER.id) == ()


def test_a_trainer_of_two_of_ones_cohorts_is_named_once(session: Session, cast: Cast) -> None:
    both = [cast.cohort_id, cast.other_cohort_id]
    set_cohorts(session, person_id=cast.trainee.id, part=CohortPart.TRAINEE, cohort_ids=both, now=NOW)
    set_cohorts(session, person_id=cast.trainer.id, part=CohortPart.TRAINER, cohort_ids=both, now=NOW)
    assert [each.name for each in trainers_of(session, cast.trainee.id)] == [
        "Other Trainer",
        "Second Trainer",
        "Trainer",
    ]
    assert [each.name for each in trainees_of_trainer(session, cast.trainer.id)] == [
        "Elsewhere",
        "Other Trainee",
        "Trainee",
    ]


def test_a_trainer_has_the_present_trainees_of_their_cohorts(session: Session, cast: Cast) -> None:
    set_cohorts(session, person_id=cast.other_trainee.id, part=CohortPart.TRAINEE, cohort_ids=[], now=NOW)
    assert [each.name for each in trainees_of_trainer(session, cast.trainer.id)] == ["Trainee"]
    assert trainees_of_trainer(session, cast.trainee.id) == ()
    assert trainees_of_trainer(session, STRANGER.id) == ()


def test_names_are_found_by_id_and_none_for_a_stranger(session: Session, cast: Cast) -> None:
    assert names_of(session, [cast.trainee.id, STRANGER.id]) == {cast.trainee.id: "Trainee"}
    assert names_of(session, []) == {}
