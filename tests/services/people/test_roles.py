"""Roles are granted and ended by others, each with its moments; no grant is ever deleted."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.cast import BEGINNING, Cast
from training.core.errors import Refused
from training.core.roles import Role
from training.people.models import RoleGrant
from training.people.queries import roles_of
from training.people.service import set_roles

NOW = BEGINNING + timedelta(days=1)
LATER = BEGINNING + timedelta(days=2)


def grants(session: Session, person_id: str) -> list[RoleGrant]:
    session.expire_all()
    return list(session.scalars(select(RoleGrant).where(RoleGrant.person_id == person_id).order_by(RoleGrant.from_at)))


def test_a_role_is_granted_from_a_moment_by_somebody(session: Session, cast: Cast) -> None:
    set_roles(session, person_id=cast.trainee.id, roles=[Role.TRAINEE, Role.TRAINER], by=cast.admin, now=NOW)
    assert roles_of(session, cast.trainee.id) == {Role.TRAINEE, Role.TRAINER}
    first, second = grants(session, cast.trainee.id)
    assert (first.role, first.from_at, first.to_at) == (Role.TRAINEE, BEGINNING, None)
    assert (second.role, second.from_at, second.to_at, second.granted_by) == (Role.TRAINER, NOW, None, cast.admin.id)


def test_a_role_that_is_taken_away_ends_and_stays_on_record(session: Session, cast: Cast) -> None:
    set_roles(session, person_id=cast.trainee.id, roles=[], by=cast.admin, now=NOW)
    assert roles_of(session, cast.trainee.id) == frozenset()
    (grant,) = grants(session, cast.trainee.id)
    assert (grant.role, grant.from_at, grant.to_at, grant.ended_by) == (Role.TRAINEE, BEGINNING, NOW, cast.admin.id)


def test_a_role_given_back_is_a_grant_of_its_own(session: Session, cast: Cast) -> None:
    set_roles(session, person_id=cast.trainee.id, roles=[], by=cast.admin, now=NOW)
    set_roles(session, person_id=cast.trainee.id, roles=[Role.TRAINEE], by=cast.second_admin, now=LATER)
    first, second = grants(session, cast.trainee.id)
    assert (first.to_at, first.ended_by) == (NOW, cast.admin.id)
    assert (second.from_at, second.to_at, second.granted_by) == (LATER, None, cast.second_admin.id)


def test_the_same_roles_again_change_nothing(session: Session, cast: Cast) -> None:
    roles = [Role.TRAINEE, Role.TRAINEE]
    set_roles(session, person_id=cast.trainee.id, roles=roles, by=cast.admin, now=NOW)
    (grant,) = grants(session, cast.trainee.id)
    assert (grant.from_at, grant.to_at) == (BEGINNING, None)


def test_other_peoples_roles_stay(session: Session, cast: Cast) -> None:
    set_roles(session, person_id=cast.trainee.id, roles=[], by=cast.admin, now=NOW)
    assert roles_of(session, cast.other_trainee.id) == {Role.TRAINEE}


@pytest.mark.parametrize("roles", [[], [Role.ADMIN], list(Role)])
def test_nobody_changes_their_own_roles(session: Session, cast: Cast, roles: list[Role]) -> None:
    with pytest.raises(Refused) as refused:
        set_roles(session, person_id=cast.admin.id, roles=roles, by=cast.admin, now=NOW)
    assert refused.value.code == "self"
    assert roles_of(session, cast.admin.id) == {Role.ADMIN}
