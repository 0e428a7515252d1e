"""Changing one's own password needs the present one and ends the other sessions."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from tests.support.cast import BEGINNING, PASSWORD, PASSWORDS, Cast
from training.core.errors import Refused
from training.people.models import Person
from training.people.queries import account_with, signed_in, usable_link
from training.people.service import change_password, make_link, open_session, sign_in

NOW = BEGINNING + timedelta(days=1)
NEW = "quite another long password"
EMAIL = "trainee@example.org"


def change(session: Session, cast: Cast, token: str, current: str = PASSWORD, new: str = NEW) -> str:
    here = signed_in(session, token, NOW)
    assert here is not None
    changed = change_password(
        session, PASSWORDS, actor=cast.trainee, session_id=here.session_id, current=current, new=new, now=NOW
    )
    session.expire_all()
    return changed


def test_the_new_password_works_and_the_old_one_does_not(session: Session, cast: Cast) -> None:
    change(session, cast, open_session(session, person_id=cast.trainee.id, now=NOW))
    assert sign_in(session, PASSWORDS, account=account_with(session, EMAIL), password=PASSWORD, now=NOW) is None
    assert sign_in(session, PASSWORDS, account=account_with(session, EMAIL), password=NEW, now=NOW) is not None


def test_other_sessions_end_and_this_one_goes_on(session: Session, cast: Cast) -> None:
    here, elsewhere = (open_session(session, person_id=cast.trainee.id, now=NOW) for _ in range(2))
    theirs = open_session(session, person_id=cast.other_trainee.id, now=NOW)
    before = signed_in(session, here, NOW)
    after = change(session, cast, here)
    tokens = (after, here, elsewhere, theirs)
    assert [signed_in(session, token, NOW) is not None for token in tokens] == [True, False, False, True]
    assert before == signed_in(session, after, NOW)


def test_a_link_that_was_not_used_yet_opens_nothing_after_a_change(session: Session, cast: Cast) -> None:
    token, purpose = make_link(session, person_id=cast.trainee.id, by=cast.admin, now=NOW)
    other, _ = make_link(session, person_id=cast.other_trainee.id, by=cast.admin, now=NOW)
    change(session, cast, open_session(session, person_id=cast.trainee.id, now=NOW))
    assert usable_link(session, token, purpose, NOW) is None
    assert usable_link(session, other, purpose, NOW) is not None


@pytest.mark.parametrize(
    ("current", "new", "code"),
    [
        ("a wrong password", NEW, "current"),
        ("", NEW, "current"),
        ("a wrong password", "short", "current"),
        (PASSWORD, "short", "password"),
        (PASSWORD, EMAIL, "password"),
        (PASSWORD, "x" * 201, "password"),
    ],
)
def test_a_refused_change_changes_nothing(session: Session, cast: Cast, current: str, new: str, code: str) -> None:
    here, elsewhere = (open_session(session, person_id=cast.trainee.id, now=NOW) for _ in range(2))
    before = session.get_one(Person, cast.trainee.id).password_hash
    with pytest.raises(Refused) as refused:
        change(session, cast, here, current, new)
    assert refused.value.code == code
    session.flush()
    session.expire_all()
    assert session.get_one(Person, cast.trainee.id).password_hash == before
    assert signed_in(session, elsewhere, NOW) is not None
