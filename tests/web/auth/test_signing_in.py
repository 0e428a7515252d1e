import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import pytest
from argon2 import PasswordHasher
from markupsafe import escape
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests.support.browser import Browser
from tests.support.cast import PASSWORD, Cast
from training.core import clock
from training.core.database import begin_writing
from training.core.roles import Role
from training.people.models import LoginSession, Person, PersonState
from training.people.passwords import Passwords
from training.people.service import add_person, open_session
from training.web import limits
from training.web.application import Alongside

Open = Callable[..., Browser]

UNKNOWN = "nobody-here@example.org"
TOKEN = re.compile(r'(name="csrf_token"[^>]*value=")[^"]+')


def answer(visitor: Browser, email: str, password: str) -> TestResponse:
    return visitor.raw("POST", "/sign-in", data={"csrf_token": visitor.token(), "email": email, "password": password})


def masked(response: TestResponse, email: str) -> str:
    """The page without what must differ: the form's token and the address that was typed."""
    return TOKEN.sub(r"\1", response.get_data(as_text=True)).replace(str(escape(email)), "(the address)")


def sessions_of(engine_of: Browser, person_id: str) -> list[LoginSession]:
    with Session(engine_of.engine) as session:
        return list(session.scalars(select(LoginSession).where(LoginSession.person_id == person_id)))


@pytest.mark.parametrize(("name", "home"), [("trainee", "/learn"), ("trainer", "/cohorts"), ("admin", "/admin")])
def test_the_right_password_leads_to_the_first_page_of_ones_role(
    browser: Open, cast: Cast, name: str, home: str
) -> None:
    visitor = browser()
    page = visitor.post("/sign-in", {"email": cast.email(name), "password": PASSWORD})
    assert page.location == home
    visitor.get(home)


def test_capitals_and_spaces_around_the_address_do_not_matter(browser: Open, cast: Cast) -> None:
    page = browser().post("/sign-in", {"email": "  Trainee@Example.ORG ", "password": PASSWORD})
    assert page.location == "/learn"


@pytest.mark.parametrize("typed", [PASSWORD.upper(), PASSWORD + " ", " " + PASSWORD, PASSWORD[:-1]])
def test_a_password_counts_exactly_as_typed(browser: Open, cast: Cast, typed: str) -> None:
    visitor = browser()
    visitor.post("/sign-in", {"email": cast.email("trainee"), "password": typed}, status=422)
    visitor.get("/learn", status=303)


def test_a_wrong_password_and_an_unknown_address_are_told_by_exactly_the_same_page(browser: Open, cast: Cast) -> None:
    known, unknown = browser(), browser()
    wrong = answer(known, cast.email("trainee"), "not the password at all")
    nobody = answer(unknown, UNKNOWN, "not the password at all")
    assert wrong.status_code == nobody.status_code == 422
    assert masked(wrong, cast.email("trainee")) == masked(nobody, UNKNOWN)
    assert set(wrong.headers.keys()) == set(nobody.headers.keys())


def test_someone_who_left_and_someone_who_never_came_are_told_the_same_as_a_stranger(
    browser: Open, cast: Cast, session: Session
) -> None:
    session.get_one(Person, cast.trainee.id).state = PersonState.LEFT
    add_person(
        session,
        name="Ina Invited",
        email="ina@example.org",
        roles=[Role.TRAINEE],
        by=cast.admin,
        now=session.get_one(Person, cast.trainee.id).created_at,
    )
    session.commit()
    stranger = masked(answer(browser(), UNKNOWN, PASSWORD), UNKNOWN)
    for email in (cast.email("trainee"), "ina@example.org"):
        told = answer(browser(), email, PASSWORD)
        assert told.status_code == 422
        assert masked(told, email) == stranger


@pytest.mark.parametrize("noted", [True, False])
def test_a_refused_sign_in_costs_the_same_statements_whoever_it_is(
    browser: Open, cast: Cast, session: Session, monkeypatch: pytest.MonkeyPatch, noted: bool
) -> None:
    session.get_one(Person, cast.other_trainee.id).state = PersonState.LEFT
    session.commit()
    monkeypatch.setattr(limits, "WRONG_PASSWORDS_NOTED", replace(limits.WRONG_PASSWORDS_NOTED, tries=9 if noted else 1))
    visitor = browser()
    answer(visitor, "somebody-else@example.org", "not the password at all")
    costs = [
        visitor.counted(lambda typed=email: answer(visitor, typed, "not the password at all"))  # type: ignore[misc]
        for email in (cast.email("trainee"), cast.email("other_trainee"), UNKNOWN)
    ]
    assert costs[0] == costs[1] == costs[2]
    assert any("INSERT INTO audit_event" in statement for statement in costs[0]) == noted


@dataclass
class Meanwhile(PasswordHasher):
    """Hashes as ever; while it checks a password, somebody else does something."""

    does: Callable[[], object] = lambda: None

    def __post_init__(self) -> None:
        PasswordHasher.__init__(self, time_cost=1, memory_cost=8, parallelism=1)

    def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:
        self.does()
        return super().verify(hash, password)


@pytest.mark.parametrize(("email", "password"), [("trainee", PASSWORD), ("trainee", "wrong"), (None, PASSWORD)])
def test_others_write_while_a_password_is_checked_which_takes_long(
    app: Alongside, browser: Open, cast: Cast, email: str | None, password: str
) -> None:
    visitor, others = browser(), []

    def somebody_writes() -> None:
        with Session(visitor.engine) as other:
            begin_writing(other)
            others.append(open_session(other, person_id=cast.trainer.id, now=clock.now()))
            other.commit()

    app.passwords = Passwords(Meanwhile(somebody_writes))
    answer(visitor, cast.email(email) if email else UNKNOWN, password)
    assert len(others) == 1


def test_the_address_is_kept_and_the_password_is_not(browser: Open, cast: Cast) -> None:
    page = browser().post("/sign-in", {"email": cast.email("trainee"), "password": "what I typed wrongly"}, status=422)
    assert page.value("email") == cast.email("trainee")
    assert "what I typed wrongly" not in page.html
    assert page.value("password") == ""


def test_an_address_full_of_html_is_kept_as_text(browser: Open) -> None:
    hostile = '"><script>alert(1)</script>'
    page = browser().post("/sign-in", {"email": hostile, "password": PASSWORD}, status=422)
    assert page.value("email") == hostile
    assert "<script>alert" not in page.html


@pytest.mark.parametrize(
    ("email", "password", "sentence"),
    [
        ("", PASSWORD, "Type your e-mail address."),
        ("trainee@example.org", "", "Type your password."),
        ("x" * 255, PASSWORD, "254"),
        ("trainee@example.org", "x" * 1001, "1000"),
    ],
)
def test_an_empty_or_endless_field_is_blamed(browser: Open, email: str, password: str, sentence: str) -> None:
    page = browser().post("/sign-in", {"email": email, "password": password}, status=422)
    assert sentence in page.text
    assert page.html.count('aria-invalid="true"') == 1


def test_signing_in_gives_a_new_session_and_keeps_nothing_of_the_old_cookie(browser: Open, cast: Cast) -> None:
    someone = browser(cast.trainee)
    with someone.client.session_transaction() as cookie:
        before = cookie["_user_id"]
        cookie["planted"] = "by somebody else"
    token = someone.get("/account").value("csrf_token")
    someone.post("/sign-in", {"csrf_token": token, "email": cast.email("trainer"), "password": PASSWORD})
    with someone.client.session_transaction() as cookie:
        assert cookie["_user_id"] != before
        assert "planted" not in cookie
        assert len(cookie["_user_id"]) >= 43
    someone.get("/cohorts")


def test_a_cookie_planted_before_sign_in_does_not_become_the_session(browser: Open, cast: Cast) -> None:
    victim, attacker = browser(), browser()
    victim.token()
    planted = victim.client.get_cookie("alongside")
    assert planted is not None
    attacker.client.set_cookie("alongside", planted.value)
    victim.post("/sign-in", {"email": cast.email("trainee"), "password": PASSWORD})
    attacker.get("/learn", status=303)


def test_a_session_is_kept_on_the_server_and_only_its_digest(browser: Open, cast: Cast) -> None:
    visitor = browser()
    visitor.post("/sign-in", {"email": cast.email("trainee"), "password": PASSWORD})
    with visitor.client.session_transaction() as cookie:
        secret = cookie["_user_id"]
    (kept,) = sessions_of(visitor, cast.trainee.id)
    assert kept.ended_at is None
    assert secret not in (kept.id, kept.token_digest)


@pytest.mark.parametrize("second", ["trainee", "admin"])
def test_signing_in_again_in_the_same_browser_ends_the_session_that_was_there(
    browser: Open, cast: Cast, second: str
) -> None:
    visitor, copied, elsewhere = browser(), browser(), browser()
    for each in (visitor, elsewhere):
        each.post("/sign-in", {"email": cast.email("trainee"), "password": PASSWORD})
    before = visitor.client.get_cookie("alongside")
    assert before is not None
    copied.client.set_cookie("alongside", before.value)
    copied.get("/learn")
    found = re.search(r'name="csrf_token" value="([^"]+)"', visitor.get("/account").html)
    assert found is not None
    visitor.post("/sign-in", {"csrf_token": found[1], "email": cast.email(second), "password": PASSWORD})
    copied.get("/learn", status=303)
    elsewhere.get("/learn")
    visitor.get("/account")


def test_a_refused_sign_in_opens_no_session(browser: Open, cast: Cast) -> None:
    visitor = browser()
    answer(visitor, cast.email("trainee"), "not the password at all")
    assert sessions_of(visitor, cast.trainee.id) == []


def test_the_sign_in_page_sends_someone_who_is_signed_in_on(browser: Open, cast: Cast) -> None:
    assert browser(cast.admin).get("/sign-in", status=303).location == "/admin"
