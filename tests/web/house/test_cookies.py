from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import sha1, sha256
from http.cookies import SimpleCookie

import pytest
from flask.sessions import session_json_serializer
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

from config import Mode, Settings
from tests.support.browser import TOKEN, Browser
from tests.support.cast import PASSWORD, Cast
from training import create_app
from training.extensions import db
from training.web.application import Alongside

Open = Callable[..., Browser]

SITE = "https://training.example.org"


def cookies(response: TestResponse) -> SimpleCookie:
    found: SimpleCookie = SimpleCookie()
    for line in response.headers.getlist("Set-Cookie"):
        found.load(line)
    return found


@pytest.fixture
def over_https(settings: Settings) -> Iterator[FlaskClient]:
    """A visitor of an installation whose PUBLIC_URL is https."""
    made = create_app(replace(settings, mode=Mode.PRODUCTION, public_url=SITE))
    made.testing = True
    yield made.test_client()
    with made.app_context():
        db.session.remove()
        db.engine.dispose()


def sign_in(client: FlaskClient, cast: Cast, referrer: str | None = SITE + "/sign-in") -> TestResponse:
    found = TOKEN.search(client.get("/sign-in", base_url=SITE).get_data(as_text=True))
    assert found is not None
    return client.post(
        "/sign-in",
        data={"csrf_token": found[1], "email": cast.email("trainee"), "password": PASSWORD},
        base_url=SITE,
        headers={"Referer": referrer} if referrer else {},
    )


def test_over_https_every_cookie_is_bound_to_this_host_and_kept_from_scripts(
    over_https: FlaskClient, cast: Cast
) -> None:
    signed_in = {"__Host-alongside", "__Host-known"}
    for response, names in (
        (over_https.get("/sign-in", base_url=SITE), {"__Host-alongside"}),
        (sign_in(over_https, cast), signed_in),
    ):
        given = cookies(response)
        assert set(given) == names
        for cookie in given.values():
            assert cookie["secure"] is True
            assert cookie["httponly"] is True
            assert cookie["samesite"] == "Lax"
            assert cookie["path"] == "/"
            assert cookie["domain"] == ""


@pytest.mark.parametrize("referrer", [SITE + "/sign-in", SITE + "/"])
def test_over_https_signing_in_works(over_https: FlaskClient, cast: Cast, referrer: str) -> None:
    """The page of a one-time link lets a browser say no more than the site."""
    assert sign_in(over_https, cast, referrer).status_code == 303
    assert over_https.get("/learn", base_url=SITE).status_code == 200


@pytest.mark.parametrize("referrer", [None, "https://evil.example/", "http://training.example.org/sign-in"])
def test_over_https_a_form_must_come_from_this_site(over_https: FlaskClient, cast: Cast, referrer: str | None) -> None:
    assert sign_in(over_https, cast, referrer).status_code == 400
    assert over_https.get("/learn", base_url=SITE).status_code == 303


def test_on_loopback_the_cookie_is_plain_but_kept_from_scripts(browser: Open) -> None:
    given = cookies(browser().raw("GET", "/sign-in"))
    assert set(given) == {"alongside"}
    cookie = given["alongside"]
    assert cookie["secure"] == ""
    assert cookie["httponly"] is True
    assert cookie["samesite"] == "Lax"


def test_a_signed_in_cookie_ends_with_its_session_and_a_visitors_with_the_browser(browser: Open, cast: Cast) -> None:
    visitor = browser()
    assert cookies(visitor.raw("GET", "/sign-in"))["alongside"]["expires"] == ""
    signed_in = visitor.post("/sign-in", {"email": cast.email("trainee"), "password": PASSWORD})
    assert cookies(signed_in.response)["alongside"]["expires"] != ""


def test_an_ordinary_page_sets_no_cookie_again(browser: Open, cast: Cast) -> None:
    someone = browser(cast.trainee)
    someone.get("/learn")
    assert not someone.raw("GET", "/learn").headers.getlist("Set-Cookie")


def test_public_pages_without_a_form_need_no_cookie(browser: Open) -> None:
    for path in ("/", "/support", "/verify", "/about", "/about/privacy", "/healthz", "/readyz"):
        assert not browser().raw("GET", path).headers.getlist("Set-Cookie"), path


@pytest.mark.parametrize(
    "value", ["", "junk", "eyJfdXNlcl9pZCI6IngifQ.aaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbb", "\x7f" * 50]
)
def test_a_forged_cookie_is_no_cookie(browser: Open, value: str) -> None:
    visitor = browser()
    visitor.client.set_cookie("alongside", value)
    visitor.get("/learn", status=303)
    visitor.get("/support")


def test_a_cookie_does_not_hold_who_one_is_in_readable_form(browser: Open, cast: Cast) -> None:
    visitor = browser()
    visitor.post("/sign-in", {"email": cast.email("trainee"), "password": PASSWORD})
    with visitor.client.session_transaction() as cookie:
        kept = str(dict(cookie))
    for private in (cast.trainee.id, cast.trainee.name, cast.email("trainee"), PASSWORD, "admin"):
        assert private not in kept


def test_the_cookie_is_signed_with_sha256_and_a_signature_with_anything_else_is_none(
    browser: Open, cast: Cast, app: Alongside
) -> None:
    someone = browser(cast.trainee)
    someone.get("/learn")
    with someone.client.session_transaction() as cookie:
        said = dict(cookie)
    for digest, status in ((sha256, 200), (sha1, 303)):
        signer = URLSafeTimedSerializer(
            app.settings.secret_key,
            salt="cookie-session",
            serializer=session_json_serializer,
            signer_kwargs={"key_derivation": "hmac", "digest_method": digest},
        )
        other = browser()
        other.client.set_cookie("alongside", str(signer.dumps(said)))
        other.get("/learn", status=status)


@pytest.mark.parametrize("path", ["/support", "/verify"])
def test_a_page_that_shows_who_is_signed_in_says_that_it_depends_on_the_cookie(
    browser: Open, cast: Cast, path: str
) -> None:
    for someone in (browser(cast.trainee), browser()):
        assert "Cookie" in someone.raw("GET", path).headers["Vary"]


def test_signing_out_empties_the_cookie(browser: Open, cast: Cast) -> None:
    someone = browser(cast.trainee)
    someone.get("/learn")
    someone.post("/sign-out", {})
    with someone.client.session_transaction() as cookie:
        assert "_user_id" not in cookie
