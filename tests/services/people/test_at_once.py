"""Two people with one link, and two admins who make links, at the same moment."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from tests.support.at_once import SessionAct, both_at_once
from tests.support.cast import BEGINNING, PASSWORD, PASSWORDS, Cast
from training.core.actors import Actor
from training.core.roles import Role
from training.people.models import LinkPurpose, LoginSession
from training.people.queries import account_with, roles_of, usable_link
from training.people.service import choose_password, make_link, set_roles, sign_in

NOW = BEGINNING + timedelta(days=1)
EMAIL = "trainee@example.org"


def test_of_two_who_choose_a_password_with_one_link_one_wins(session: Session, engine: Engine, cast: Cast) -> None:
    token, _ = make_link(session, person_id=cast.trainee.id, by=cast.admin, now=NOW)
    session.commit()

    def chooses(password: str) -> SessionAct:
        return lambda own: (
            choose_password(own, PASSWORDS, token=token, purpose=LinkPurpose.RESET, password=password, now=NOW).id
        )

    said = both_at_once(engine, chooses("the password of the first"), chooses("the password of the second"))
    assert said == [cast.trainee.id, "not found"]
    works = [
        sign_in(
            session, PASSWORDS, account=account_with(session, EMAIL), password=f"the password of the {which}", now=NOW
        )
        is not None
        for which in ("first", "second")
    ]
    assert works == [True, False]


def test_of_two_links_made_at_once_one_works(session: Session, engine: Engine, cast: Cast) -> None:
    session.commit()

    def makes(own: Session) -> str:
        return make_link(own, person_id=cast.trainee.id, by=cast.admin, now=NOW)[0]

    tokens = both_at_once(engine, makes, makes)
    usable = [usable_link(session, token, LinkPurpose.RESET, NOW) is not None for token in tokens]
    assert usable == [False, True]


def test_a_link_that_is_replaced_meanwhile_sets_no_password(session: Session, engine: Engine, cast: Cast) -> None:
    token, _ = make_link(session, person_id=cast.trainee.id, by=cast.admin, now=NOW)
    session.commit()

    def replaces(own: Session) -> str:
        make_link(own, person_id=cast.trainee.id, by=cast.admin, now=NOW)
        return "replaced"

    def chooses(own: Session) -> str:
        return choose_password(
            own, PASSWORDS, token=token, purpose=LinkPurpose.RESET, password="a password by the old link", now=NOW
        ).id

    assert both_at_once(engine, replaces, chooses) == ["replaced", "not found"]
    assert (
        sign_in(
            session, PASSWORDS, account=account_with(session, EMAIL), password="a password by the old link", now=NOW
        )
        is None
    )


@pytest.mark.parametrize("reset_first", [True, False])
def test_no_session_that_the_old_password_opened_outlives_a_new_password(
    session: Session, engine: Engine, cast: Cast, reset_first: bool
) -> None:
    token, _ = make_link(session, person_id=cast.trainee.id, by=cast.admin, now=NOW)
    session.commit()

    def signs_in(own: Session) -> str:
        account = account_with(own, EMAIL)
        return "in" if sign_in(own, PASSWORDS, account=account, password=PASSWORD, now=NOW) else "not in"

    def chooses(own: Session) -> str:
        choose_password(
            own, PASSWORDS, token=token, purpose=LinkPurpose.RESET, password="four quiet words here", now=NOW
        )
        return "chosen"

    acts = (chooses, signs_in) if reset_first else (signs_in, chooses)
    assert both_at_once(engine, *acts) == (["chosen", "not in"] if reset_first else ["in", "chosen"])
    assert session.scalars(select(LoginSession.id).where(LoginSession.ended_at.is_(None))).all() == []


def test_of_two_admins_who_take_each_others_role_at_once_one_keeps_it(
    session: Session, engine: Engine, cast: Cast
) -> None:
    session.commit()

    def takes(person: Actor, by: Actor) -> SessionAct:
        def act(own: Session) -> str:
            set_roles(own, person_id=person.id, roles=[], by=by, now=NOW)
            return "taken"

        return act

    said = both_at_once(engine, takes(cast.second_admin, cast.admin), takes(cast.admin, cast.second_admin))
    assert said == ["taken", "not found"]
    assert roles_of(session, cast.admin.id) == {Role.ADMIN}
    assert roles_of(session, cast.second_admin.id) == frozenset()


def test_of_two_admins_who_give_somebody_the_same_role_at_once_both_succeed(
    session: Session, engine: Engine, cast: Cast
) -> None:
    session.commit()

    def gives(by: Actor) -> SessionAct:
        def act(own: Session) -> str:
            set_roles(own, person_id=cast.trainee.id, roles=[Role.TRAINEE, Role.TRAINER], by=by, now=NOW)
            return "given"

        return act

    assert both_at_once(engine, gives(cast.admin), gives(cast.second_admin)) == ["given", "given"]
    assert roles_of(session, cast.trainee.id) == {Role.TRAINEE, Role.TRAINER}
