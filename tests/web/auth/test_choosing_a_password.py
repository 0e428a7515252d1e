import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy.orm import Session

from tests.support.browser import Browser
from tests.support.cast import BEGINNING, Cast
from tests.support.page import Page
from training.people.models import Person
from training.people.service import make_link

Open = Callable[..., Browser]
Stop = Callable[..., None]

GOOD = "four quiet words here"
SHORT = "Choose a longer password: at least 12 characters."
LONG = "That is longer than we can keep. Use at most 200 characters."
EASY = "That password is too easy to guess."


@pytest.fixture
def link(session: Session, cast: Cast, on_day: Stop) -> str:
    """A reset link of the trainee."""
    on_day(BEGINNING + timedelta(hours=1))
    token, _ = make_link(session, person_id=cast.trainee.id, by=cast.admin, now=BEGINNING)
    session.commit()
    return f"/reset/{token}"


def blamed(page: Page, field: str) -> str:
    """What stands beside a field."""
    found = re.search(rf'id="{field}-error">([^<]*)<', page.html)
    return unescape(found[1]) if found else ""


WILL_NOT_DO = {
    "": "Choose a password.",
    "eleven char": SHORT,
    "    ": SHORT,
    "passwordpassword": EASY,
    "PasswordPassword": EASY,
    "peersupport123": EASY,
    "trainee@example.org": EASY,
    "TRAINEE@EXAMPLE.ORG": EASY,
    "aaaaaaaaaaaaaaaa": EASY,
    "abababababababab": EASY,
    "long enough " * 17: LONG,
    "x1 " * 40_000: LONG,
}


def test_a_password_that_will_not_do_is_blamed_and_the_link_goes_on_working(browser: Open, link: str) -> None:
    visitor = browser()
    for password, sentence in WILL_NOT_DO.items():
        page = visitor.post(link, {"password": password, "again": password}, status=422)
        assert blamed(page, "password").startswith(sentence), password
        assert "#password" in page.links
        visitor.get("/learn", status=303)
        visitor.get(link)
    assert visitor.post(link, {"password": GOOD, "again": GOOD}).location == "/learn"


def test_two_that_differ_are_blamed_and_neither_is_shown(browser: Open, link: str) -> None:
    page = browser().post(link, {"password": GOOD, "again": GOOD + "!"}, status=422)
    assert blamed(page, "again") == "The two are not the same. Type your password once more."
    assert GOOD not in page.html
    browser().post(link, {"password": GOOD, "again": GOOD})


def test_one_that_is_too_short_and_two_that_differ_are_told_at_once(browser: Open, link: str) -> None:
    page = browser().post(link, {"password": "short", "again": "other"}, status=422)
    assert blamed(page, "password").startswith("Choose a longer password")
    assert blamed(page, "again").startswith("The two are not the same.")


def test_the_second_must_be_typed_too(browser: Open, link: str) -> None:
    page = browser().post(link, {"password": GOOD}, status=422)
    assert blamed(page, "again") == "Type the password once more."


def test_a_password_that_is_refused_is_not_shown_again(browser: Open, link: str) -> None:
    page = browser().post(link, {"password": "peersupport123", "again": "peersupport123"}, status=422)
    assert "peersupport123" not in page.html


@pytest.mark.parametrize(
    "password",
    [
        "twelve chars",
        "x" * 100 + " y z " + "w" * 95,
        "  spaces around it stay  ",
        "tabs\tand more",
        "пароль из четырёх слов",
        "🦉🦔🐢🦋 four of them",
        "<b>&amp;'\"%00 + four",
        "ALL IN CAPITALS",
    ],
)
def test_a_password_is_kept_exactly_as_typed(browser: Open, link: str, password: str) -> None:
    browser().post(link, {"password": password, "again": password})
    browser().post("/sign-in", {"email": "trainee@example.org", "password": password})
    for other in {password.strip(), password.lower(), password + " ", password[:-1]} - {password}:
        browser().post("/sign-in", {"email": "trainee@example.org", "password": other}, status=422)


def test_a_password_is_stored_only_as_an_argon2id_hash(browser: Open, link: str, session: Session, cast: Cast) -> None:
    browser().post(link, {"password": GOOD, "again": GOOD})
    session.expire_all()
    stored = session.get_one(Person, cast.trainee.id).password_hash or ""
    session.rollback()
    assert stored.startswith("$argon2id$")
    assert GOOD not in stored
