"""A session counts until it is ended, idles too long or gets too old; a copied cookie gains nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session

from tests.support.cast import BEGINNING, Cast
from training.core.roles import Role
from training.people.models import LoginSession, Person, PersonState
from training.people.queries import SignedIn, signed_in
from training.people.rules import SEEN_EVERY, SESSION_IDLES, SESSION_LASTS
from training.people.service import add_person, end_session, end_sessions, note_seen, open_session, set_roles

NOW = BEGINNING + timedelta(days=1)
SECOND = timedelta(seconds=1)


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """The statements executed meanwhile."""
    seen: list[str] = []

    def note(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


def found(session: Session, token: str, after: timedelta = timedelta()) -> SignedIn | None:
    session.expire_all()
    return signed_in(session, token, NOW + after)


def opened(session: Session, cast: Cast) -> tuple[str, str]:
    """The secret and the id of a new session of the trainee."""
    token = open_session(session, person_id=cast.trainee.id, now=NOW)
    here = found(session, token)
    assert here is not None
    return token, here.session_id


def test_a_session_its_person_and_roles_are_one_statement(session: Session, engine: Engine, cast: Cast) -> None:
    token, _ = opened(session, cast)
    with counted(engine) as statements:
        assert signed_in(session, token, NOW) is not None
    assert len(statements) == 1


def test_a_person_with_no_role_is_signed_in_with_none(session: Session, cast: Cast) -> None:
    person = add_person(session, name="New", email="new@example.org", roles=[], by=cast.admin, now=NOW)
    here = found(session, open_session(session, person_id=person.id, now=NOW))
    assert here is not None
    assert here.actor.roles == frozenset()


def test_roles_are_those_of_now(session: Session, cast: Cast) -> None:
    token, _ = opened(session, cast)
    set_roles(session, person_id=cast.trainee.id, roles=[Role.TRAINER, Role.TRAINEE], by=cast.admin, now=NOW)
    set_roles(session, person_id=cast.trainee.id, roles=[Role.TRAINER], by=cast.admin, now=NOW)
    here = found(session, token)
    assert here is not None
    assert here.actor.roles == {Role.TRAINER}


def test_signing_out_ends_this_session_for_every_copy_of_its_cookie(session: Session, cast: Cast) -> None:
    (token, session_id), (other, _) = opened(session, cast), opened(session, cast)
    end_session(session, session_id=session_id, now=NOW)
    assert found(session, token) is None
    assert found(session, other) is not None


def test_ending_a_session_twice_keeps_the_first_moment(session: Session, cast: Cast) -> None:
    _, session_id = opened(session, cast)
    end_session(session, session_id=session_id, now=NOW)
    end_session(session, session_id=session_id, now=NOW + SECOND)
    session.expire_all()
    assert session.get_one(LoginSession, session_id).ended_at == NOW


def test_all_sessions_but_one_are_ended(session: Session, cast: Cast) -> None:
    (kept, kept_id), (first, _), (second, _) = (opened(session, cast) for _ in range(3))
    theirs = open_session(session, person_id=cast.other_trainee.id, now=NOW)
    assert end_sessions(session, person_id=cast.trainee.id, now=NOW, but=kept_id) == 2
    assert [found(session, token) is not None for token in (kept, first, second, theirs)] == [True, False, False, True]


def test_all_sessions_are_ended(session: Session, cast: Cast) -> None:
    tokens = [opened(session, cast)[0] for _ in range(2)]
    assert end_sessions(session, person_id=cast.trainee.id, now=NOW) == 2
    assert [found(session, token) for token in tokens] == [None, None]
    assert end_sessions(session, person_id=cast.trainee.id, now=NOW) == 0


def test_an_ended_session_is_kept_on_record(session: Session, cast: Cast) -> None:
    opened(session, cast)
    end_sessions(session, person_id=cast.trainee.id, now=NOW)
    session.expire_all()
    assert session.scalars(select(LoginSession.ended_at)).all() == [NOW]


def test_a_session_idles_out(session: Session, cast: Cast) -> None:
    token, session_id = opened(session, cast)
    assert found(session, token, SESSION_IDLES - SECOND) is not None
    assert found(session, token, SESSION_IDLES) is None
    note_seen(session, session_id=session_id, now=NOW + timedelta(days=2))
    assert found(session, token, SESSION_IDLES + timedelta(days=1)) is not None


def test_a_session_in_daily_use_ends_all_the_same(session: Session, cast: Cast) -> None:
    token, session_id = opened(session, cast)
    for day in range(1, SESSION_LASTS.days):
        note_seen(session, session_id=session_id, now=NOW + timedelta(days=day))
    assert found(session, token, SESSION_LASTS - SECOND) is not None
    assert found(session, token, SESSION_LASTS) is None


@pytest.mark.parametrize(("after", "is_noted"), [(SEEN_EVERY, False), (SEEN_EVERY + SECOND, True)])
def test_last_seen_is_noted_at_most_every_five_minutes(
    session: Session, cast: Cast, after: timedelta, is_noted: bool
) -> None:
    _, session_id = opened(session, cast)
    note_seen(session, session_id=session_id, now=NOW + after)
    session.expire_all()
    assert session.get_one(LoginSession, session_id).last_seen_at == (NOW + after if is_noted else NOW)


def test_the_session_of_somebody_who_left_does_not_count(session: Session, cast: Cast) -> None:
    token, _ = opened(session, cast)
    session.get_one(Person, cast.trainee.id).state = PersonState.LEFT
    session.flush()
    assert found(session, token) is None


@pytest.mark.parametrize("token", ["", "guess", "' OR ''='"])
def test_a_guessed_secret_is_no_session(session: Session, cast: Cast, token: str) -> None:
    opened(session, cast)
    assert found(session, token) is None


def test_the_stored_digest_is_not_a_secret(session: Session, cast: Cast) -> None:
    opened(session, cast)
    digest = session.scalars(select(LoginSession.token_digest)).one()
    assert found(session, digest) is None
