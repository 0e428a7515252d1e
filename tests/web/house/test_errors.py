from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from config import Settings
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.page import Page
from tests.web.house.test_headers import POLICY, WANTED
from training import create_app
from training.certification.numbers import new_number
from training.extensions import db
from training.web.application import LARGEST_REQUEST, Alongside
from training.web.limits import LINKS_FROM

Open = Callable[..., Browser]


def test_an_address_of_no_kind_is_told_in_the_house_style(browser: Open, cast: Cast) -> None:
    for who in (None, cast.trainee, cast.trainer, cast.admin):
        page = browser(who).get("/no-such-address", status=404)
        assert page.heading == "We cannot find that page"
        assert "/" in page.links
        assert "/support" in page.links


def test_what_is_not_there_for_someone_looks_the_same_as_what_is_nowhere(browser: Open, cast: Cast) -> None:
    someone = browser(cast.trainee)
    nowhere = someone.get("/no-such-address", status=404)
    for path in ("/admin", "/cohorts", f"/people/{cast.trainee.id}", "/learn/no-such-module"):
        page = someone.get(path, status=404)
        assert (page.heading, page.text) == (nowhere.heading, nowhere.text), path


def test_a_wrong_method_is_told_in_the_house_style(browser: Open, cast: Cast) -> None:
    page = browser(cast.trainee).post("/learn", {}, status=405)
    assert page.heading == "That cannot be done here"


def test_a_wrong_method_is_told_which_ones_there_are(browser: Open) -> None:
    response = browser().raw("POST", "/about")
    assert response.status_code == 405
    assert set(response.headers.get("Allow", "").replace(" ", "").split(",")) == {"GET", "HEAD", "OPTIONS"}


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain"])
def test_more_than_the_limit_is_refused_in_the_house_style(browser: Open, cast: Cast, kind: str) -> None:
    someone = browser(cast.trainee)
    response = someone.raw(
        "POST",
        "/learn/first/looking-back/draft",
        data=b"a=" + b"x" * LARGEST_REQUEST,
        content_type=kind,
        headers={"X-CSRFToken": someone.token()},
    )
    page = Page("/learn/first/looking-back/draft", response)
    page.check()
    assert (page.status, page.heading) == (413, "That is too much at once")


def test_a_form_of_endless_many_parts_is_refused(browser: Open, cast: Cast) -> None:
    someone = browser(cast.trainee)
    parts = b"".join(b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n' for _ in range(400)) + b"--x--\r\n"
    response = someone.raw(
        "POST",
        "/learn/first/looking-back/draft",
        data=parts,
        content_type="multipart/form-data; boundary=x",
        headers={"X-CSRFToken": someone.token()},
    )
    assert response.status_code == 413


def test_what_fits_the_limit_is_taken(browser: Open, cast: Cast) -> None:
    someone = browser(cast.trainee)
    page = someone.post(
        "/learn/first/looking-back/draft",
        {"form_key": "a-key-of-ours", "prompt_what": "x" * 6000, "prompt_now_what": "y" * 6000, "more": "z" * 150_000},
    )
    assert page.location == "/learn/first/looking-back"


def test_scripts_are_told_of_errors_in_json(browser: Open, cast: Cast) -> None:
    someone = browser(cast.trainee)
    for method, path, status in (("GET", "/no-such-address", 404), ("POST", "/learn", 405), ("GET", "/admin", 404)):
        response = someone.raw(method, path, headers={"Accept": "application/json"})
        assert response.status_code == status
        assert set(response.get_json()) == {"error"}


def test_someone_who_would_take_anything_gets_a_page(browser: Open) -> None:
    for accept in ("*/*", "text/html,application/xhtml+xml,application/json;q=0.9", "", "junk;;q=x,/"):
        response = browser().raw("GET", "/no-such-address", headers={"Accept": accept})
        assert response.mimetype == "text/html", accept


@pytest.fixture
def broken(settings: Settings, tmp_path: Path) -> Iterator[Alongside]:
    """An installation whose database has no tables: every page that asks it goes wrong."""
    (tmp_path / "empty.sqlite").touch()
    made = create_app(replace(settings, database_url=f"sqlite:///{tmp_path / 'empty.sqlite'}"))
    yield made
    with made.app_context():
        db.session.remove()
        db.engine.dispose()


def test_what_goes_wrong_on_our_side_is_told_without_any_internals(broken: Alongside) -> None:
    page = Page("/verify", broken.test_client().get(f"/verify/{new_number()}"))
    page.check()
    assert (page.status, page.heading) == (500, "Something went wrong on our side")
    for internal in ("Traceback", "sqlalchemy", "sqlite", "certificate.number", "OperationalError", ".py"):
        assert internal not in page.html


def test_a_script_is_told_in_json_when_something_goes_wrong(broken: Alongside) -> None:
    response = broken.test_client().get(f"/verify/{new_number()}", headers={"Accept": "application/json"})
    assert response.status_code == 500
    assert set(response.get_json()) == {"error"}


def test_every_kind_of_error_is_a_page_of_the_house_with_every_header(
    app: Alongside, browser: Open, cast: Cast, broken: Alongside
) -> None:
    visitor, someone = browser(), browser(cast.trainee)
    for number in range(LINKS_FROM.tries):
        visitor.get(f"/reset/guessed-{number}", status=404)
    at_a_link = "Please wait a little"
    told = {
        "We could not read that": someone.raw(
            "POST", "/attempts/none/responses/none", data={"csrf_token": someone.token()}
        ),
        "This page was open for a long time": visitor.raw("POST", "/sign-in"),
        "We cannot find that page": visitor.raw("GET", "/no-such-address"),
        "That cannot be done here": visitor.raw("POST", "/about"),
        "That is too much at once": visitor.raw("POST", "/sign-in", data={"a": "x" * (LARGEST_REQUEST + 1)}),
        at_a_link: visitor.raw("GET", "/reset/guessed-again"),
        "Something went wrong on our side": broken.test_client().get(f"/verify/{new_number()}"),
    }
    assert {heading: each.status_code for heading, each in told.items()} == dict(
        zip(told, (400, 400, 404, 405, 413, 429, 500), strict=True)
    )
    for heading, response in told.items():
        page = Page(heading, response)
        page.check()
        assert page.heading == heading
        for name, value in (WANTED | ({"Referrer-Policy": "strict-origin"} if heading == at_a_link else {})).items():
            assert response.headers.get(name) == value, (heading, name)
        policy = dict(part.strip().split(" ", 1) for part in response.headers["Content-Security-Policy"].split(";"))
        assert policy == POLICY, heading
        assert response.headers["X-Request-ID"], heading


def test_pages_that_ask_nothing_go_on_working_without_a_database(broken: Alongside) -> None:
    visitor = broken.test_client()
    for path in ("/", "/support", "/verify", "/sign-in", "/about"):
        assert visitor.get(path).status_code == 200, path


def test_someone_signed_in_is_told_too_when_the_database_is_gone(broken: Alongside) -> None:
    someone = broken.test_client()
    with someone.session_transaction() as cookie:
        cookie["_user_id"] = "a token that was good before"
    page = Page("/learn", someone.get("/learn"))
    page.check()
    assert (page.status, page.heading) == (500, "Something went wrong on our side")


def test_someone_signed_in_finds_support_when_the_database_is_gone(broken: Alongside) -> None:
    someone = broken.test_client()
    with someone.session_transaction() as cookie:
        cookie["_user_id"] = "a token that was good before"
    page = Page("/support", someone.get("/support"))
    assert page.status == 200
    assert "tel:999" in page.links
