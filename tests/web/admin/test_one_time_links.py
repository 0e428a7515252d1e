import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from tests.support.browser import Browser
from tests.support.cast import BEGINNING, PASSWORD, Cast
from tests.support.page import Page
from training.core.roles import Role
from training.people.models import Person, PersonState
from training.people.service import add_person

Open = Callable[..., Browser]
Stop = Callable[..., None]

NEW = "four quiet words here"


def link(page: Page) -> str:
    """The one-time link of a page, as a path."""
    found = re.search(r'id="link">([^<]*)<', page.html)
    assert found is not None
    return found[1].strip().removeprefix("http://localhost")


def makes_link(admin: Browser, person_id: str) -> str:
    return link(admin.post(f"/admin/people/{person_id}/link", status=200))


def test_someone_who_forgot_their_password_gets_a_reset(browser: Open, cast: Cast) -> None:
    path = makes_link(browser(cast.admin), cast.trainee.id)
    assert path.startswith("/reset/")
    browser().post(path, {"password": NEW, "again": NEW})
    browser().post("/sign-in", {"email": cast.email("trainee"), "password": NEW})


def test_someone_who_never_came_gets_an_invitation(browser: Open, cast: Cast, session: Session) -> None:
    person = add_person(session, name="Ina", email="ina@example.org", roles=[Role.TRAINEE], by=None, now=BEGINNING)
    session.commit()
    admin = browser(cast.admin)
    assert "A new invitation" in admin.get(f"/admin/people/{person.id}").text
    assert makes_link(admin, person.id).startswith("/invitation/")


def test_a_new_link_stops_the_old_one(browser: Open, cast: Cast) -> None:
    admin = browser(cast.admin)
    old, new = makes_link(admin, cast.trainee.id), makes_link(admin, cast.trainee.id)
    browser().get(old, status=404)
    browser().post(old, {"password": NEW, "again": NEW}, status=404)
    browser().get(new)


def test_another_persons_link_goes_on_working(browser: Open, cast: Cast) -> None:
    admin = browser(cast.admin)
    theirs = makes_link(admin, cast.trainee.id)
    makes_link(admin, cast.trainer.id)
    browser().get(theirs)


def test_until_it_is_used_the_old_password_and_sessions_go_on(browser: Open, cast: Cast) -> None:
    someone = browser(cast.trainee)
    makes_link(browser(cast.admin), cast.trainee.id)
    someone.get("/learn")
    browser().post("/sign-in", {"email": cast.email("trainee"), "password": PASSWORD})


def test_looking_makes_no_link(browser: Open, cast: Cast) -> None:
    admin = browser(cast.admin)
    path = makes_link(admin, cast.trainee.id)
    admin.get(f"/admin/people/{cast.trainee.id}")
    admin.get(f"/admin/people/{cast.trainee.id}/link", status=405)
    browser().get(path)


def test_a_link_begins_with_the_address_of_this_site_whatever_host_was_asked_for(browser: Open, cast: Cast) -> None:
    admin = browser(cast.admin)
    page = admin.client.post(
        f"/admin/people/{cast.trainee.id}/link",
        data={"csrf_token": admin.token()},
        headers={"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https", "Forwarded": "host=evil.example"},
    ).get_data(as_text=True)
    assert 'id="link">http://localhost/reset/' in page
    assert "evil" not in page


def test_for_someone_who_left_there_is_no_link(browser: Open, cast: Cast, session: Session) -> None:
    session.get_one(Person, cast.trainee.id).state = PersonState.LEFT
    session.commit()
    page = browser(cast.admin).post(f"/admin/people/{cast.trainee.id}/link", status=409)
    assert "Trainee has left, so there is no link to give." in page.text


@pytest.mark.parametrize("name", ["trainee", "trainer"])
def test_nobody_but_an_admin_makes_links(browser: Open, cast: Cast, name: str) -> None:
    browser(getattr(cast, name)).post(f"/admin/people/{cast.other_trainee.id}/link", status=404)


def test_a_link_made_for_an_admin_by_another_works_once_and_for_seven_days(
    browser: Open, cast: Cast, on_day: Stop, session: Session
) -> None:
    session.commit()
    on_day(BEGINNING + timedelta(days=1))
    path = makes_link(browser(cast.admin), cast.second_admin.id)
    on_day(BEGINNING + timedelta(days=8, minutes=1))
    browser().get(path, status=404)
