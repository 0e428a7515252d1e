"""`people invite` adds somebody and prints a link to hand over; the first start makes the first admin's link."""

import re
from datetime import datetime

import pytest
from flask.testing import FlaskCliRunner
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from tests.support.cast import PASSWORDS, ZONE
from tests.support.databases import Maker, migrated
from training.commands.people import first_admin_link
from training.core.database import begin_writing
from training.core.roles import Role
from training.people.models import LinkPurpose, Person, PersonState
from training.people.queries import roles_of, usable_link
from training.people.rules import PLACEHOLDER_EMAIL
from training.people.service import choose_password
from training.web.application import Alongside

LINK = re.compile(r"^http://localhost/invitation/([\w-]{40,})$")
INVITE = ["people", "invite"]


@pytest.fixture
def runner(app: Alongside) -> FlaskCliRunner:
    return app.test_cli_runner()


def person(engine: Engine, email: str) -> Person | None:
    with Session(engine) as session:
        return session.scalar(select(Person).where(Person.email == email))


def test_an_invited_person_gets_a_link_that_works(runner: FlaskCliRunner, engine: Engine) -> None:
    result = runner.invoke(args=[*INVITE, "New@Example.org", "--name", "New Person", "--role", "trainer"])
    assert result.exit_code == 0
    found = LINK.match(result.output.strip())
    assert found is not None
    with Session(engine) as session:
        link = usable_link(session, found[1], LinkPurpose.INVITATION, datetime.now(ZONE))
        assert link is not None
        assert (link.name, link.email) == ("New Person", "new@example.org")
        assert roles_of(session, link.person_id) == {Role.TRAINER}


def test_several_roles_may_be_given(runner: FlaskCliRunner, engine: Engine) -> None:
    runner.invoke(args=[*INVITE, "new@example.org", "--name", "New", "--role", "trainer", "--role", "admin"])
    made = person(engine, "new@example.org")
    assert made is not None
    with Session(engine) as session:
        assert roles_of(session, made.id) == {Role.TRAINER, Role.ADMIN}


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["trainee@example.org", "--name", "New", "--role", "trainee"], 1),
        (["TRAINEE@example.org", "--name", "New", "--role", "trainee"], 1),
        (["no address", "--name", "New", "--role", "trainee"], 1),
        (["new@", "--name", "New", "--role", "trainee"], 1),
        (["new@example.org", "--name", "", "--role", "trainee"], 1),
        (["new@example.org", "--name", " \t ", "--role", "trainee"], 1),
        (["new@example.org", "--name", "x" * 121, "--role", "trainee"], 1),
        (["new@example.org", "--name", "New", "--role", "owner"], 2),
        (["new@example.org", "--name", "New"], 2),
        (["new@example.org", "--role", "trainee"], 2),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(
    runner: FlaskCliRunner, engine: Engine, arguments: list[str], status: int
) -> None:
    result = runner.invoke(args=[*INVITE, *arguments])
    assert isinstance(result.exception, SystemExit), f"it broke off with {result.exception!r}"
    assert result.exit_code == status
    assert result.stdout == ""
    assert result.stderr
    assert person(engine, "new@example.org") is None


def test_where_there_is_an_admin_there_is_no_first_admins_link(engine: Engine) -> None:
    with Session(engine) as session:
        assert first_admin_link(session, "http://localhost") is None


def test_the_first_admins_link_is_made_anew_at_each_start_until_it_is_used(maker: Maker) -> None:
    empty = migrated(maker.empty())
    with Session(empty) as session:
        begin_writing(session)
        links = [first_admin_link(session, "http://localhost") for _ in range(2)]
        found = [LINK.match(link) for link in links if link]
        tokens = [match[1] for match in found if match]
        assert len(tokens) == 2
        now = datetime.now(ZONE)
        assert usable_link(session, tokens[0], LinkPurpose.INVITATION, now) is None
        link = usable_link(session, tokens[1], LinkPurpose.INVITATION, now)
        assert link is not None
        assert link.asks_who
        assert [each.email for each in session.scalars(select(Person))] == [PLACEHOLDER_EMAIL]
        admin = choose_password(
            session,
            PASSWORDS,
            token=tokens[1],
            purpose=LinkPurpose.INVITATION,
            password="a password of the first admin",
            now=now,
            who=("First Person", "first@example.org"),
        )
        assert admin.state == PersonState.ACTIVE
        assert roles_of(session, admin.id) == {Role.ADMIN}
        assert first_admin_link(session, "http://localhost") is None
    empty.dispose()
