from collections.abc import Callable

import pytest

from tests.support.browser import Browser
from tests.support.cast import Cast

Open = Callable[..., Browser]


def test_the_front_page_leads_to_support_to_checking_and_to_sign_in(browser: Open) -> None:
    page = browser().get("/")
    for link in ("/support", "/verify", "/sign-in", "/about", "/about/privacy", "/about/accessibility"):
        assert link in page.links
    assert "Test charity" in page.text


@pytest.mark.parametrize(("name", "home"), [("trainee", "/learn"), ("trainer", "/cohorts"), ("admin", "/admin")])
def test_the_front_page_leads_someone_signed_in_to_their_own(browser: Open, cast: Cast, name: str, home: str) -> None:
    assert browser(getattr(cast, name)).get("/", status=303).location == home


def test_about_says_what_stands_behind_a_certificate_and_who_decides(browser: Open) -> None:
    text = browser().get("/about").text
    for words in ("Ready:", "Trained:", "Signposting:", "Values:", "Nobody decides about themself."):
        assert words in text


def test_privacy_says_who_can_see_what(browser: Open) -> None:
    text = browser().get("/about/privacy").text
    for words in (
        "A draft is for your eyes only.",
        "Admins see how it was judged, and not your words.",
        "They do not see your name.",
        "We ask for no diagnosis",
    ):
        assert words in text


def test_public_pages_are_the_same_for_everyone_but_for_the_way_in_and_out(browser: Open, cast: Cast) -> None:
    assert "Sign out Trainee" in browser(cast.trainee).get("/about").text
    page = browser().get("/about")
    assert "Sign out" not in page.text
    assert "/sign-in" in page.links


def test_a_slash_at_the_end_is_not_another_page(browser: Open) -> None:
    browser().get("/about/", status=404)
