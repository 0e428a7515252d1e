"""Signing in: the right words open a session; anything else gives the same answer after the same work."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.cast import BEGINNING, PASSWORD, PASSWORDS, Cast
from training.core.ids import digest_of
from training.core.roles import Role
from training.people.models import LoginSession, Person, PersonState
from training.people.passwords import Passwords
from training.people.queries import account_with, signed_in
from training.people.service import add_person, sign_in

NOW = BEGINNING + timedelta(days=1)


def test_the_right_password_opens_a_session(session: Session, cast: Cast) -> None:
    token = sign_in(
        session, PASSWORDS, account=account_with(session, "trainee@example.org"), password=PASSWORD, now=NOW
    )
    assert token is not None
    found = signed_in(session, token, NOW)
    assert found is not None
    assert (found.actor, found.email) == (cast.trainee, "trainee@example.org")


def test_the_secret_of_a_session_is_kept_only_as_a_digest(session: Session) -> None:
    token = sign_in(
        session, PASSWORDS, account=account_with(session, "trainee@example.org"), password=PASSWORD, now=NOW
    )
    assert token is not None
    assert session.scalars(select(LoginSession.token_digest)).all() == [digest_of(token)]


@pytest.mark.parametrize("email", ["TRAINEE@EXAMPLE.ORG", " trainee@example.org ", "Trainee@example.org\n"])
def test_an_address_is_read_whatever_its_case_and_spaces(session: Session, email: str) -> None:
    assert sign_in(session, PASSWORDS, account=account_with(session, email), password=PASSWORD, now=NOW) is not None


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("trainee@example.org", "a wrong password"),
        ("trainee@example.org", PASSWORD.upper()),
        ("trainee@example.org", f" {PASSWORD}"),
        ("trainee@example.org", ""),
        ("nobody@example.org", PASSWORD),
        ("", ""),
        ("trainee@example.org' --", PASSWORD),
    ],
)
def test_anything_else_opens_nothing(session: Session, email: str, password: str) -> None:
    assert sign_in(session, PASSWORDS, account=account_with(session, email), password=password, now=NOW) is None
    assert session.scalars(select(LoginSession)).all() == []


def test_somebody_who_left_does_not_sign_in(session: Session, cast: Cast) -> None:
    session.get_one(Person, cast.trainee.id).state = PersonState.LEFT
    assert (
        sign_in(session, PASSWORDS, account=account_with(session, "trainee@example.org"), password=PASSWORD, now=NOW)
        is None
    )


def test_somebody_who_is_away_signs_in(session: Session, cast: Cast) -> None:
    session.get_one(Person, cast.trainee.id).state = PersonState.AWAY
    assert (
        sign_in(session, PASSWORDS, account=account_with(session, "trainee@example.org"), password=PASSWORD, now=NOW)
        is not None
    )


@pytest.mark.parametrize("password", ["", "nobody has this password", PASSWORD])
def test_somebody_invited_who_chose_no_password_does_not_sign_in(session: Session, cast: Cast, password: str) -> None:
    add_person(session, name="New", email="new@example.org", roles=[Role.ADMIN], by=cast.admin, now=NOW)
    assert (
        sign_in(session, PASSWORDS, account=account_with(session, "new@example.org"), password=password, now=NOW)
        is None
    )


def test_a_password_hashed_with_older_settings_is_hashed_anew(session: Session, cast: Cast) -> None:
    before = session.get_one(Person, cast.trainee.id).password_hash
    stronger = Passwords(PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))
    assert (
        sign_in(session, stronger, account=account_with(session, "trainee@example.org"), password="wrong", now=NOW)
        is None
    )
    assert session.get_one(Person, cast.trainee.id).password_hash == before
    assert (
        sign_in(session, stronger, account=account_with(session, "trainee@example.org"), password=PASSWORD, now=NOW)
        is not None
    )
    after = session.get_one(Person, cast.trainee.id).password_hash
    assert after is not None
    assert after != before
    assert not stronger.outdated(after)


@dataclass
class Counting(PasswordHasher):
    """Hashes as ever, and remembers what it was asked to make and to check."""

    made: list[str] = field(default_factory=list)
    checked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        PasswordHasher.__init__(self, time_cost=1, memory_cost=8, parallelism=1)

    def hash(self, password: str | bytes, *, salt: bytes | None = None) -> str:
        self.made.append(str(password))
        return super().hash(password, salt=salt)

    def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:
        self.checked.append(str(hash))
        return super().verify(hash, password)


@pytest.mark.parametrize("who", ["trainee@example.org", "other-trainee@example.org", "nobody@example.org"])
def test_an_unknown_address_and_a_person_who_left_cost_as_much_as_a_wrong_password(
    session: Session, cast: Cast, who: str
) -> None:
    session.get_one(Person, cast.other_trainee.id).state = PersonState.LEFT
    hasher = Counting()
    sign_in(session, Passwords(hasher), account=account_with(session, who), password="a wrong password", now=NOW)
    assert len(hasher.checked) == 1
    assert len(hasher.made) == 1, "the first check of a process makes the stand-in, whoever it is about"


@pytest.mark.parametrize("meanwhile", ["changed", "left"])
def test_a_password_that_is_no_longer_theirs_opens_nothing(session: Session, cast: Cast, meanwhile: str) -> None:
    account = account_with(session, "trainee@example.org")
    person = session.get_one(Person, cast.trainee.id)
    if meanwhile == "left":
        person.state = PersonState.LEFT
    else:
        person.password_hash = PASSWORDS.hash("four quiet words here")
    session.flush()
    assert sign_in(session, PASSWORDS, account=account, password=PASSWORD, now=NOW) is None
    assert session.scalars(select(LoginSession)).all() == []
