"""Somebody is added: once, under one address, with roles that are on record from the start."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.support.cast import BEGINNING, Cast
from training.core.errors import Refused
from training.core.ids import new_token
from training.core.roles import Role
from training.people.models import Person, PersonState, RoleGrant
from training.people.queries import roles_of
from training.people.service import add_person

NOW = BEGINNING + timedelta(days=1)


def test_an_address_is_kept_in_lower_case(session: Session, cast: Cast) -> None:
    person = add_person(
        session, name="New Person", email="New.Person@Example.ORG", roles=[Role.TRAINEE], by=cast.admin, now=NOW
    )
    assert person.email == "new.person@example.org"


def test_a_new_person_is_invited_and_cannot_sign_in_yet(session: Session, cast: Cast) -> None:
    person = add_person(session, name="New", email="new@example.org", roles=[], by=cast.admin, now=NOW)
    assert (person.state, person.password_hash, person.created_at) == (PersonState.INVITED, None, NOW)


def test_roles_are_granted_by_the_one_who_added(session: Session, cast: Cast) -> None:
    roles = [Role.TRAINER, Role.TRAINEE, Role.TRAINER]
    person = add_person(session, name="New", email="new@example.org", roles=roles, by=cast.admin, now=NOW)
    grants = session.scalars(select(RoleGrant).where(RoleGrant.person_id == person.id)).all()
    assert {(grant.role, grant.granted_by, grant.from_at, grant.to_at) for grant in grants} == {
        (Role.TRAINER, cast.admin.id, NOW, None),
        (Role.TRAINEE, cast.admin.id, NOW, None),
    }
    assert len(grants) == 2
    assert roles_of(session, person.id) == {Role.TRAINER, Role.TRAINEE}


def test_somebody_added_by_command_was_granted_their_role_by_nobody(session: Session) -> None:
    person = add_person(session, name="New", email="new@example.org", roles=[Role.ADMIN], by=None, now=NOW)
    assert session.scalars(select(RoleGrant.granted_by).where(RoleGrant.person_id == person.id)).all() == [None]


@pytest.mark.parametrize("email", ["trainee@example.org", "TRAINEE@example.ORG"])
def test_an_address_that_is_taken_is_refused_whatever_its_case(session: Session, cast: Cast, email: str) -> None:
    people = session.scalar(select(func.count()).select_from(Person))
    with pytest.raises(Refused) as refused:
        add_person(session, name="Other", email=email, roles=[Role.ADMIN], by=cast.admin, now=NOW)
    assert refused.value.code == "email taken"
    assert session.scalar(select(func.count()).select_from(Person)) == people


def test_the_same_form_sent_twice_is_one_person(session: Session, cast: Cast) -> None:
    key = new_token()
    first, second = (
        add_person(
            session, name="New", email="new@example.org", roles=[Role.TRAINEE], by=cast.admin, now=NOW, form_key=key
        )
        for _ in range(2)
    )
    assert first.id == second.id
    assert len(session.scalars(select(RoleGrant).where(RoleGrant.person_id == first.id)).all()) == 1


def test_two_forms_for_one_address_are_not_one_person(session: Session, cast: Cast) -> None:
    add_person(session, name="New", email="new@example.org", roles=[], by=cast.admin, now=NOW, form_key=new_token())
    with pytest.raises(Refused, match="already here"):
        add_person(session, name="New", email="new@example.org", roles=[], by=cast.admin, now=NOW, form_key=new_token())


def test_a_name_stands_on_one_line(session: Session, cast: Cast) -> None:
    name = "  New\r\n\tPerson \u202e "
    person = add_person(session, name=name, email="new@example.org", roles=[], by=cast.admin, now=NOW)
    assert person.name == "New Person"
