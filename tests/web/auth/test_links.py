"""The pages of one-time links, and the links that no longer work."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.browser import Browser
from tests.support.cast import BEGINNING, PASSWORD, Cast
from training.core.roles import Role
from training.people.models import Person, PersonState
from training.people.service import add_person, make_link

Open = Callable[..., Browser]
Stop = Callable[..., None]

NEW = "four quiet words here"
TOKEN = re.compile(r'(name="csrf_token"[^>]*value=")[^"]+')


@dataclass
class Links:
    """Hands out links at the beginning of the story."""

    session: Session
    cast: Cast

    def invited(self, name: str = "Ina Invited") -> Person:
        person = add_person(
            self.session,
            name=name,
            email=f"{name.split()[0].lower()}@example.org",
            roles=[Role.TRAINEE],
            by=self.cast.admin,
            now=BEGINNING,
        )
        self.session.commit()
        return person

    def to(self, person_id: str) -> str:
        token, purpose = make_link(self.session, person_id=person_id, by=self.cast.admin, now=BEGINNING)
        self.session.commit()
        return f"/{purpose.value}/{token}"


@pytest.fixture
def links(session: Session, cast: Cast, on_day: Stop) -> Links:
    on_day(BEGINNING + timedelta(hours=1))
    return Links(session, cast)


def state_of(links: Links, person_id: str) -> tuple[PersonState, str | None]:
    links.session.expire_all()
    person = links.session.get_one(Person, person_id)
    found = (person.state, person.password_hash)
    links.session.commit()
    return found


def test_an_invitation_welcomes_by_first_name_and_says_with_which_address_one_signs_in(
    links: Links, browser: Open
) -> None:
    page = browser().get(links.to(links.invited().id))
    assert page.heading == "Welcome, Ina"
    assert "ina@example.org" in page.text


def test_an_invitation_makes_one_active_and_signs_one_in(links: Links, browser: Open) -> None:
    person, visitor = links.invited(), browser()
    page = visitor.post(links.to(person.id), {"password": NEW, "again": NEW})
    assert page.location == "/learn"
    assert "Your password is set and you are signed in." in visitor.get("/learn").text
    assert state_of(links, person.id)[0] == PersonState.ACTIVE
    assert browser().post("/sign-in", {"email": "ina@example.org", "password": NEW}).location == "/learn"


def test_a_reset_says_for_whom_it_is_and_replaces_the_password(links: Links, browser: Open) -> None:
    path, visitor = links.to(links.cast.trainer.id), browser()
    assert path.startswith("/reset/")
    page = visitor.get(path)
    assert page.heading == "Choose a new password"
    assert "trainer@example.org" in page.text
    assert visitor.post(path, {"password": NEW, "again": NEW}).location == "/cohorts"
    browser().post("/sign-in", {"email": "trainer@example.org", "password": PASSWORD}, status=422)
    browser().post("/sign-in", {"email": "trainer@example.org", "password": NEW})


def test_a_link_works_once(links: Links, browser: Open) -> None:
    path = links.to(links.cast.trainee.id)
    browser().post(path, {"password": NEW, "again": NEW})
    page = browser().get(path, status=404)
    assert page.heading == "This link does not work any more"
    browser().post(path, {"password": "another four words", "again": "another four words"}, status=404)
    browser().post("/sign-in", {"email": "trainee@example.org", "password": "another four words"}, status=422)
    browser().post("/sign-in", {"email": "trainee@example.org", "password": NEW})


def dead_links(links: Links) -> dict[str, str]:
    """Links of every kind that do not work, by what is wrong with them."""
    replaced, alive = links.to(links.cast.trainee.id), links.to(links.cast.trainee.id)
    invitation = links.to(links.invited().id)
    left = links.invited("Lea Left")
    gone = links.to(left.id)
    links.session.get_one(Person, left.id).state = PersonState.LEFT
    links.session.commit()
    return {
        "replaced": replaced,
        "a reset as an invitation": alive.replace("/reset/", "/invitation/"),
        "an invitation as a reset": invitation.replace("/invitation/", "/reset/"),
        "of someone who left": gone,
        "unknown": "/invitation/" + "A" * 43,
        "cut short": alive[:-1],
        "in capitals": "/reset/" + alive.removeprefix("/reset/").swapcase(),
        "with a character too many": alive + "A",
        "no token at all": "/reset/%20",
    }


def test_a_link_that_does_not_work_is_told_kindly_and_alike_whatever_is_wrong(links: Links, browser: Open) -> None:
    visitor = browser()
    pages = set()
    for wrong, path in dead_links(links).items():
        page = visitor.get(path, status=404)
        assert page.heading == "This link does not work any more", wrong
        assert "/sign-in" in page.links
        pages.add(TOKEN.sub(r"\1", page.html))
    assert len(pages) == 1


def test_a_link_that_does_not_work_sets_no_password(links: Links, browser: Open) -> None:
    visitor = browser()
    for wrong, path in dead_links(links).items():
        page = visitor.post(path, {"password": NEW, "again": NEW}, status=404)
        assert page.heading == "This link does not work any more", wrong
    browser().post("/sign-in", {"email": "trainee@example.org", "password": NEW}, status=422)


@pytest.mark.parametrize(("days", "status"), [(6.9, 200), (7.1, 404)])
def test_a_link_lasts_seven_days(links: Links, browser: Open, on_day: Stop, days: float, status: int) -> None:
    path = links.to(links.cast.trainee.id)
    on_day(BEGINNING + timedelta(days=days))
    browser().get(path, status=status)


def test_looking_at_a_link_does_not_use_it_up(links: Links, browser: Open) -> None:
    path, visitor = links.to(links.cast.trainee.id), browser()
    for _ in range(3):
        visitor.get(path)
    visitor.raw("HEAD", path)
    visitor.post(path, {"password": NEW, "again": NEW})


def test_what_the_page_of_a_link_loads_is_not_told_the_link(links: Links, browser: Open) -> None:
    """A browser names the page that asks for a style sheet, and a proxy writes that into its log."""
    path = links.to(links.invited().id)
    visitor = browser()
    for address, status in ((path, 200), ("/reset/not-a-link", 404)):
        assert visitor.get(address, status=status).response.headers.getlist("Referrer-Policy") == ["strict-origin"]
    answered = visitor.post(path, {"password": NEW, "again": "another"}, status=422).response
    assert answered.headers.getlist("Referrer-Policy") == ["strict-origin"]


def test_choosing_a_password_ends_every_other_session(links: Links, browser: Open) -> None:
    path = links.to(links.cast.trainee.id)
    stolen, other = browser(links.cast.trainee), browser(links.cast.trainer)
    visitor = browser()
    visitor.post(path, {"password": NEW, "again": NEW})
    visitor.get("/learn")
    stolen.get("/learn", status=303)
    other.get("/cohorts")


def test_in_a_browser_where_somebody_is_signed_in_the_link_signs_in_the_one_it_is_for(
    links: Links, browser: Open
) -> None:
    path, shared = links.to(links.invited().id), browser(links.cast.admin)
    shared.post(path, {"password": NEW, "again": NEW})
    assert "ina@example.org" in shared.get("/account").text
    shared.get("/admin", status=404)


def test_fields_that_the_form_does_not_have_change_nothing(links: Links, browser: Open) -> None:
    person = links.invited()
    browser().post(
        links.to(person.id),
        {
            "password": NEW,
            "again": NEW,
            "name": "Somebody Else",
            "email": "else@example.org",
            "role": "admin",
            "roles": "admin",
            "purpose": "reset",
            "person_id": links.cast.admin.id,
        },
    )
    links.session.expire_all()
    kept = links.session.scalars(select(Person).where(Person.id == person.id)).one()
    assert (kept.name, kept.email) == ("Ina Invited", "ina@example.org")
    links.session.commit()
    ina = browser()
    assert ina.post("/sign-in", {"email": "ina@example.org", "password": NEW}).location == "/learn"
    ina.get("/admin", status=404)


def test_the_reset_page_says_whom_to_ask(browser: Open) -> None:
    page = browser().get("/reset")
    assert "Ask your trainer or an admin of Test charity for a new link." in page.text
