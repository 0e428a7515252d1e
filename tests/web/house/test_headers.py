"""Security headers stand on every kind of response."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from config import Settings
from tests.support.browser import Browser
from tests.support.cast import Cast
from training import create_app
from training.extensions import db
from training.web.application import LARGEST_REQUEST, Alongside

Open = Callable[..., Browser]

WANTED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
POLICY = {
    "default-src": "'none'",
    "style-src": "'self'",
    "script-src": "'self'",
    "img-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "object-src": "'none'",
}


def style_sheet(app: Alongside) -> str:
    return str(app.jinja_env.globals["static"]("css/house.css"))  # type: ignore[operator]


def of_every_kind(app: Alongside, browser: Open, cast: Cast) -> dict[str, tuple[int, dict[str, str]]]:
    """Status and headers of one response of each kind."""
    visitor, someone = browser(), browser(cast.trainee)
    kinds = {
        "page": visitor.raw("GET", "/"),
        "private page": someone.raw("GET", "/learn"),
        "redirect to sign-in": visitor.raw("GET", "/learn"),
        "redirect after a form": someone.raw("POST", "/learn/first/one/break", data={"csrf_token": someone.token()}),
        "redirect by the router": visitor.raw("GET", "//support"),
        "no such address": visitor.raw("GET", "/no-such-address"),
        "not for this person": someone.raw("GET", "/admin"),
        "wrong method": visitor.raw("POST", "/about"),
        "no token": visitor.raw("POST", "/sign-in"),
        "wrong form": visitor.raw("POST", "/sign-in", data={"csrf_token": visitor.token()}),
        "too large": visitor.raw("POST", "/sign-in", data={"a": "x" * (LARGEST_REQUEST + 1)}),
        "json": someone.raw(
            "POST",
            "/learn/first/looking-back/draft",
            data={"csrf_token": someone.token(), "form_key": "a-key-of-ours"},
            headers={"Accept": "application/json"},
        ),
        "json refusal": someone.raw("GET", "/no-such-address", headers={"Accept": "application/json"}),
        "head": visitor.raw("HEAD", "/"),
        "options": visitor.raw("OPTIONS", "/"),
        "static file": visitor.raw("GET", style_sheet(app), buffered=True),
        "static file not modified": visitor.raw(
            "GET", style_sheet(app), headers={"If-Modified-Since": "Wed, 01 Jan 2031 00:00:00 GMT"}
        ),
        "no such static file": visitor.raw("GET", "/static/nothing.css"),
        "health": visitor.raw("GET", "/healthz"),
    }
    return {kind: (response.status_code, dict(response.headers)) for kind, response in kinds.items()}


def test_the_kinds_are_what_they_say(app: Alongside, browser: Open, cast: Cast) -> None:
    statuses = {kind: status for kind, (status, _) in of_every_kind(app, browser, cast).items()}
    assert statuses == {
        "page": 200,
        "private page": 200,
        "redirect to sign-in": 303,
        "redirect after a form": 303,
        "redirect by the router": 308,
        "no such address": 404,
        "not for this person": 404,
        "wrong method": 405,
        "no token": 400,
        "wrong form": 422,
        "too large": 413,
        "json": 200,
        "json refusal": 404,
        "head": 200,
        "options": 200,
        "static file": 200,
        "static file not modified": 304,
        "no such static file": 404,
        "health": 200,
    }


def test_security_headers_stand_on_every_kind_of_response(app: Alongside, browser: Open, cast: Cast) -> None:
    for kind, (_, headers) in of_every_kind(app, browser, cast).items():
        if kind == "static file not modified":
            continue
        for name, value in WANTED.items():
            assert headers.get(name) == value, (kind, name)
        policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
        assert policy == POLICY, kind
        assert "camera=()" in headers["Permissions-Policy"], kind


def test_no_response_lets_other_origins_read_it(app: Alongside, browser: Open, cast: Cast) -> None:
    for kind, (_, headers) in of_every_kind(app, browser, cast).items():
        assert not [name for name in headers if name.lower().startswith("access-control-")], kind
    asked = browser(cast.trainee).raw("GET", "/learn", headers={"Origin": "https://evil.example"})
    assert "evil" not in str(asked.headers)


def test_every_response_says_its_type_and_text_its_charset(app: Alongside, browser: Open, cast: Cast) -> None:
    for kind, (status, headers) in of_every_kind(app, browser, cast).items():
        if status == 304:
            continue
        kind_of = headers["Content-Type"].replace('"', "")
        assert kind_of.startswith("application/json") or "charset=utf-8" in kind_of.lower(), (kind, kind_of)


def test_no_response_tells_which_program_serves_it(app: Alongside, browser: Open, cast: Cast) -> None:
    for kind, (_, headers) in of_every_kind(app, browser, cast).items():
        assert not {"Server", "X-Powered-By"} & set(headers), kind


def test_what_a_signed_in_person_sees_is_stored_nowhere(browser: Open, cast: Cast) -> None:
    for who, paths in {
        cast.trainee: ["/learn", "/learn/first/one", "/progress", "/account", "/support", "/no-such-page", "/admin"],
        cast.trainer: ["/cohorts", f"/cohorts/{cast.cohort_id}", f"/people/{cast.trainee.id}", "/reviews"],
        cast.admin: ["/admin", "/admin/people", f"/admin/people/{cast.trainee.id}", "/admin/certification"],
    }.items():
        someone = browser(who)
        for path in paths:
            assert someone.raw("GET", path).headers["Cache-Control"] == "no-store", path


def test_a_form_that_was_refused_or_accepted_is_stored_nowhere(browser: Open, cast: Cast) -> None:
    someone = browser(cast.trainee)
    for path in ("/learn/first/one/break", "/account", "/learn/no-such/one/read"):
        answer = someone.raw("POST", path, data={"csrf_token": someone.token()})
        assert answer.headers["Cache-Control"] == "no-store", path


def test_public_pages_are_asked_for_again_each_time(browser: Open) -> None:
    visitor = browser()
    for path in ("/", "/support", "/verify", "/sign-in"):
        answer = visitor.raw("GET", path)
        assert (answer.headers["Cache-Control"], answer.headers["Vary"]) == ("no-cache", "Cookie"), path


def test_pages_are_not_told_to_other_sites_or_search_engines_unless_public(browser: Open, cast: Cast) -> None:
    robots = '<meta name="robots" content="noindex">'
    assert robots in browser(cast.trainee).get("/learn").html
    for path in ("/sign-in", "/reset", "/verify/7K3Q9XWD2MTA5V", "/verify?number=hello", "/no-such-page"):
        assert robots in browser().raw("GET", path).get_data(as_text=True), path


@pytest.mark.parametrize("path", ["/", "/support", "/verify", "/about", "/about/privacy", "/about/accessibility"])
def test_public_pages_may_be_listed_and_say_what_they_are(browser: Open, path: str) -> None:
    html = browser().get(path).html
    assert "noindex" not in html
    described = re.search(r'<meta name="description" content="([^"]{40,160})">', html)
    assert described is not None
    assert html.count("<title>") == 1 + html.count('role="img"')


def test_robots_may_read_everything_so_that_they_see_what_must_not_be_listed(browser: Open) -> None:
    response = browser().raw("GET", "/robots.txt")
    assert response.status_code == 200
    assert response.mimetype == "text/plain"
    assert response.get_data(as_text=True) == "User-agent: *\nDisallow:\n"


@pytest.fixture
def over_https(settings: Settings) -> Iterator[FlaskClient]:
    made = create_app(replace(settings, public_url="https://training.example.org"))
    made.testing = True
    yield made.test_client()
    with made.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.mark.parametrize("path", ["/", "/learn", "/no-such-page", "/static/nothing"])
def test_over_https_browsers_are_told_to_stay_there_for_a_year_or_more(over_https: FlaskClient, path: str) -> None:
    told = over_https.get(path, base_url="https://training.example.org").headers["Strict-Transport-Security"]
    seconds, _, rest = told.removeprefix("max-age=").partition(";")
    assert int(seconds) >= 365 * 24 * 3600
    assert rest.strip() == "includeSubDomains"


def test_on_plain_loopback_nobody_is_told_to_use_https(browser: Open) -> None:
    assert "Strict-Transport-Security" not in browser().raw("GET", "/").headers
