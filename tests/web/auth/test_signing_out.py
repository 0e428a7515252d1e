from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.browser import Browser
from tests.support.cast import BEGINNING, PASSWORD, Cast
from training.people.models import LoginSession

Open = Callable[..., Browser]
Stop = Callable[..., None]


def cookie_of(someone: Browser) -> str:
    cookie = someone.client.get_cookie("alongside")
    assert cookie is not None
    return cookie.value


def test_signing_out_leads_to_the_front_page_and_says_that_all_is_saved(browser: Open, cast: Cast) -> None:
    someone = browser(cast.trainee)
    page = someone.post("/sign-out")
    assert page.location == "/"
    assert page.response.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert "You are signed out. Everything is saved." in someone.get("/").text
    someone.get("/learn", status=303)


def test_a_copied_cookie_stops_working_when_its_owner_signs_out(browser: Open, cast: Cast) -> None:
    owner, thief = browser(cast.trainee), browser()
    thief.client.set_cookie("alongside", cookie_of(owner))
    thief.get("/learn")
    owner.post("/sign-out")
    thief.get("/learn", status=303)
    thief.get("/account", status=303)
    with Session(owner.engine) as session:
        assert session.scalars(select(LoginSession.ended_at)).one() is not None


def test_signing_out_ends_this_session_and_no_other(browser: Open, cast: Cast) -> None:
    phone, laptop, other = browser(cast.trainee), browser(cast.trainee), browser(cast.trainer)
    phone.post("/sign-out")
    laptop.get("/learn")
    other.get("/cohorts")


def test_signing_out_without_a_token_does_nothing(browser: Open, cast: Cast) -> None:
    someone = browser(cast.trainee)
    assert someone.raw("POST", "/sign-out").status_code == 400
    someone.get("/learn")


def test_a_link_cannot_sign_anyone_out(browser: Open, cast: Cast) -> None:
    someone = browser(cast.trainee)
    someone.get("/sign-out", status=405)
    someone.get("/learn")


def test_a_visitor_who_signs_out_is_simply_led_to_the_front_page(browser: Open) -> None:
    assert browser().post("/sign-out").location == "/"


def test_after_signing_out_one_can_sign_in_again(browser: Open, cast: Cast) -> None:
    someone = browser(cast.trainee)
    someone.post("/sign-out")
    token = someone.get("/sign-in").value("csrf_token")
    page = someone.post("/sign-in", {"csrf_token": token, "email": cast.email("trainee"), "password": PASSWORD})
    assert page.location == "/learn"


def test_a_token_from_before_signing_out_does_not_serve_the_next_person(browser: Open, cast: Cast) -> None:
    someone = browser(cast.trainee)
    old = someone.token()
    someone.post("/sign-out")
    someone.post("/sign-in", {"csrf_token": old, "email": cast.email("trainer"), "password": PASSWORD}, status=400)


@pytest.mark.parametrize(("days", "status"), [(2.9, 200), (3.1, 303)])
def test_a_session_unused_for_three_days_has_ended(
    browser: Open, cast: Cast, on_day: Stop, days: float, status: int
) -> None:
    on_day(BEGINNING)
    someone = browser(cast.trainee)
    on_day(BEGINNING + timedelta(days=days))
    someone.get("/learn", status=status)


def test_a_session_that_is_used_lasts_and_ends_after_fourteen_days_all_the_same(
    browser: Open, cast: Cast, on_day: Stop
) -> None:
    on_day(BEGINNING)
    someone = browser(cast.trainee)
    for day in (2, 4, 6, 8, 10, 12, 13.9):
        on_day(BEGINNING + timedelta(days=day))
        someone.get("/learn")
    on_day(BEGINNING + timedelta(days=14.1))
    someone.get("/learn", status=303)
