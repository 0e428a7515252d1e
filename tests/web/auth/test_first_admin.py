import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.browser import Browser
from tests.support.cast import BEGINNING
from tests.support.page import Page
from training.core.roles import Role
from training.people.models import Person
from training.people.rules import PLACEHOLDER_EMAIL
from training.people.service import add_person, make_link

Open = Callable[..., Browser]
Stop = Callable[..., None]

GOOD = "four quiet words here"


@pytest.fixture
def link(session: Session, on_day: Stop) -> str:
    """The link that `make run` prints."""
    on_day(BEGINNING + timedelta(hours=1))
    person = add_person(
        session, name="First admin", email=PLACEHOLDER_EMAIL, roles=[Role.ADMIN], by=None, now=BEGINNING
    )
    token, _ = make_link(session, person_id=person.id, by=None, now=BEGINNING)
    session.commit()
    return f"/invitation/{token}"


def blamed(page: Page, field: str) -> str:
    """What stands beside a field."""
    found = re.search(rf'id="{field}-error">([^<]*)<', page.html)
    return unescape(found[1]) if found else ""


def form(**instead: str) -> dict[str, str]:
    return {"name": "Ada Lovelace", "email": "Ada@Example.org", "password": GOOD, "again": GOOD, **instead}


def test_the_first_admin_says_who_they_are_and_is_signed_in(link: str, browser: Open) -> None:
    visitor = browser()
    page = visitor.get(link)
    assert PLACEHOLDER_EMAIL not in page.html
    assert visitor.post(link, form()).location == "/admin"
    assert "Hello, Ada" in visitor.get("/admin").text
    browser().post("/sign-in", {"email": "ada@example.org", "password": GOOD})
    browser().get(link, status=404)


WILL_NOT_DO = [
    ("name", "", "Type your name."),
    ("name", "   ", "Type your name."),
    ("name", "\u200b\u200b", "Type your name."),
    ("name", "x" * 121, "Use at most 120 characters."),
    ("name", "Ada\x00", "This has characters that cannot be used."),
    ("email", "", "Type your e-mail address."),
    ("email", "ada at example.org", "That does not look like an e-mail address"),
    ("email", "TRAINEE@example.org", "Somebody with this e-mail address is already here."),
    ("password", "ada@example.org", "That password is too easy to guess."),
]


def test_what_will_not_do_is_blamed_the_rest_is_kept_and_the_link_goes_on_working(link: str, browser: Open) -> None:
    visitor = browser()
    for field, typed, sentence in WILL_NOT_DO:
        again = {"again": typed} if field == "password" else {}
        page = visitor.post(link, form(**{field: typed}, **again), status=422)
        assert blamed(page, field).startswith(sentence), (field, typed)
        if field != "name":
            assert page.value("name") == "Ada Lovelace"
        visitor.get(link)
    assert visitor.post(link, form()).location == "/admin"


def test_a_name_full_of_html_is_shown_as_text(link: str, browser: Open) -> None:
    visitor = browser()
    visitor.post(link, form(name="<script>alert(1)</script>"))
    assert "<script>alert" not in visitor.get("/admin").html
    assert "<script>alert(1)</script>" in visitor.get("/account").text


def test_the_placeholder_stays_until_the_link_is_used(link: str, browser: Open, session: Session) -> None:
    browser().post(link, form(again="something else"), status=422)
    assert session.scalar(select(Person.name).where(Person.email == PLACEHOLDER_EMAIL)) == "First admin"
    session.rollback()
