import re
from collections.abc import Callable
from html import unescape

from tests.support.browser import Browser
from tests.support.cast import PASSWORD, Cast
from tests.support.page import Page

Open = Callable[..., Browser]

NEW = "four quiet words here"


def blamed(page: Page, field: str) -> str:
    """What stands beside a field."""
    found = re.search(rf'id="{field}-error">([^<]*)<', page.html)
    return unescape(found[1]) if found else ""


def test_the_account_page_says_who_one_is(browser: Open, cast: Cast) -> None:
    page = browser(cast.second_trainer).get("/account")
    for words in ("Second Trainer", "second-trainer@example.org", "Ask an admin to put it right."):
        assert words in page.text


def test_a_new_password_replaces_the_old(browser: Open, cast: Cast) -> None:
    someone = browser(cast.trainee)
    page = someone.post("/account", {"current": PASSWORD, "password": NEW, "again": NEW})
    assert page.location == "/account"
    assert "Your password is changed. Other devices are signed out." in someone.get("/account").text
    browser().post("/sign-in", {"email": cast.email("trainee"), "password": PASSWORD}, status=422)
    browser().post("/sign-in", {"email": cast.email("trainee"), "password": NEW})


def test_other_sessions_of_the_same_person_end_and_this_one_stays(browser: Open, cast: Cast) -> None:
    here, elsewhere, other = browser(cast.trainee), browser(cast.trainee), browser(cast.trainer)
    here.post("/account", {"current": PASSWORD, "password": NEW, "again": NEW})
    here.get("/learn")
    elsewhere.get("/learn", status=303)
    other.get("/cohorts")


def test_a_copied_cookie_of_this_session_stops_working_too(browser: Open, cast: Cast) -> None:
    here, copied = browser(cast.trainee), browser()
    held = here.client.get_cookie("alongside")
    assert held is not None
    copied.client.set_cookie("alongside", held.value)
    token = copied.get("/account").value("csrf_token")
    here.post("/account", {"current": PASSWORD, "password": NEW, "again": NEW})
    here.get("/learn")
    copied.get("/learn", status=303)
    here.post("/account/nation", {"csrf_token": token, "nation": "wales"}, status=400)


WILL_NOT_DO = [
    ("not my password", NEW, NEW, "current", "That is not your present password."),
    (PASSWORD + " ", NEW, NEW, "current", "That is not your present password."),
    ("", NEW, NEW, "current", "Type your present password."),
    (PASSWORD, NEW, NEW + "x", "again", "The two are not the same."),
    (PASSWORD, NEW, "", "again", "Type the new password once more."),
    (PASSWORD, "", NEW, "password", "Choose a new password."),
    (PASSWORD, "short", "short", "password", "Choose a longer password"),
    (PASSWORD, "passwordpassword", "passwordpassword", "password", "That password is too easy to guess."),
    (PASSWORD, "long enough " * 17, "long enough " * 17, "password", "That is longer than we can keep."),
]


def test_what_will_not_do_is_blamed_and_nothing_changes(browser: Open, cast: Cast) -> None:
    here, elsewhere = browser(cast.trainee), browser(cast.trainee)
    for current, password, again, field, sentence in WILL_NOT_DO:
        page = here.post("/account", {"current": current, "password": password, "again": again}, status=422)
        assert blamed(page, field).startswith(sentence)
        assert page.html.count('aria-invalid="true"') == 1
        for typed in {current, password, again} - {""}:
            assert f'value="{typed}"' not in page.html
        elsewhere.get("/learn")
    browser().post("/sign-in", {"email": cast.email("trainee"), "password": PASSWORD})


def test_one_that_is_too_short_and_two_that_differ_are_told_at_once(browser: Open, cast: Cast) -> None:
    data = {"current": PASSWORD, "password": "short", "again": "other"}
    page = browser(cast.trainee).post("/account", data, status=422)
    assert blamed(page, "password").startswith("Choose a longer password")
    assert blamed(page, "again").startswith("The two are not the same.")


def test_a_password_with_spaces_around_it_is_kept_exactly(browser: Open, cast: Cast) -> None:
    spaced = "  four quiet words  "
    browser(cast.trainee).post("/account", {"current": PASSWORD, "password": spaced, "again": spaced})
    browser().post("/sign-in", {"email": cast.email("trainee"), "password": spaced.strip()}, status=422)
    browser().post("/sign-in", {"email": cast.email("trainee"), "password": spaced})


def test_nobody_changes_the_password_of_somebody_else(browser: Open, cast: Cast) -> None:
    browser(cast.admin).post(
        "/account",
        {
            "current": PASSWORD,
            "password": NEW,
            "again": NEW,
            "person_id": cast.trainee.id,
            "id": cast.trainee.id,
            "email": cast.email("trainee"),
        },
    )
    browser().post("/sign-in", {"email": cast.email("trainee"), "password": PASSWORD})
    browser().post("/sign-in", {"email": cast.email("admin"), "password": NEW})


def test_nobody_changes_their_own_name_address_or_roles_here(browser: Open, cast: Cast) -> None:
    someone = browser(cast.trainee)
    someone.post(
        "/account",
        {"current": PASSWORD, "password": NEW, "again": NEW, "name": "Queen", "roles": "admin", "role": "admin"},
    )
    assert "Queen" not in someone.get("/account").text
    someone.get("/admin", status=404)


def test_the_present_password_cannot_be_guessed_for_ever(browser: Open, cast: Cast) -> None:
    someone = browser(cast.trainee)
    guess = {"current": "a wrong guess of mine", "password": NEW, "again": NEW}
    for _ in range(10):
        someone.post("/account", guess, status=422)
    page = someone.post("/account", {**guess, "current": PASSWORD}, status=429)
    assert page.response.headers["Retry-After"]
    assert browser(cast.other_trainee).post("/account", {**guess, "current": PASSWORD}).location == "/account"
