"""Two people with one link, and two admins who make links, at the same moment."""

from datetime import timedelta

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from tests.support.at_once import SessionAct, both_at_once
from tests.support.cast import BEGINNING, PASSWORDS, Cast
from training.people.models import LinkPurpose
from training.people.queries import usable_link
from training.people.service import choose_password, make_link, sign_in

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
        sign_in(session, PASSWORDS, email=EMAIL, password=f"the password of the {which}", now=NOW) is not None
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
    assert sign_in(session, PASSWORDS, email=EMAIL, password="a password by the old link", now=NOW) is None
