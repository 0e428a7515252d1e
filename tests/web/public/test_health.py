"""What a proxy or a watcher is told: nothing private, without a cookie, and the truth."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from config import Settings
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.databases import Maker, migrated
from training import create_app
from training.extensions import db

Open = Callable[..., Browser]
ADDRESSES = ("/healthz", "/readyz")


@pytest.fixture
def on(settings: Settings) -> Iterator[Callable[[str], FlaskClient]]:
    """A browser of an application on another database."""
    made = []

    def open_one(address: str) -> FlaskClient:
        app = create_app(replace(settings, database_url=address))
        made.append(app)
        return app.test_client()

    yield open_one
    for app in made:
        with app.app_context():
            db.engine.dispose()


def test_a_process_that_answers_says_ok_and_nothing_else(browser: Open, cast: Cast) -> None:
    for who in (None, cast.admin):
        response = browser(who).raw("GET", "/healthz")
        assert (response.status_code, response.get_data(as_text=True)) == (200, "ok\n")
        assert response.mimetype == "text/plain"


def test_health_asks_the_database_nothing_even_of_somebody_signed_in(browser: Open, cast: Cast) -> None:
    for who in (None, cast.admin):
        someone = browser(who)
        assert someone.counted(partial(someone.raw, "GET", "/healthz")) == []


def test_a_process_that_can_serve_says_ready(browser: Open, cast: Cast) -> None:
    for who in (None, cast.admin):
        response = browser(who).raw("GET", "/readyz")
        assert (response.status_code, response.get_data(as_text=True)) == (200, "ready\n")


def test_readiness_asks_nobody_who_they_are(browser: Open, cast: Cast) -> None:
    someone = browser(cast.admin)
    asked = someone.counted(lambda: someone.raw("GET", "/readyz"))
    assert asked
    assert not [statement for statement in asked if "login_session" in statement or "person" in statement]


@pytest.mark.parametrize("path", ADDRESSES)
def test_neither_sets_a_cookie_or_is_kept_by_anyone(browser: Open, cast: Cast, path: str) -> None:
    for who in (None, cast.admin):
        response = browser(who).raw("GET", path)
        assert response.headers.getlist("Set-Cookie") == []
        assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ADDRESSES)
def test_both_can_only_be_read(browser: Open, path: str) -> None:
    assert browser().raw("HEAD", path).status_code == 200
    assert browser().raw("POST", path).status_code == 405


@pytest.mark.parametrize("path", ADDRESSES)
def test_neither_is_limited(browser: Open, path: str) -> None:
    visitor = browser()
    assert {visitor.raw("GET", path).status_code for _ in range(150)} == {200}


def test_without_tables_it_is_alive_and_not_ready(on: Callable[[str], FlaskClient], maker: Maker) -> None:
    client = on(maker.empty())
    assert client.get("/healthz").status_code == 200
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.get_data(as_text=True) == "not ready: the database's tables are not those of this version\n"


def test_a_database_file_that_is_not_there_is_not_made_by_asking(
    on: Callable[[str], FlaskClient], tmp_path: Path
) -> None:
    """It would be taken for a new installation, where a disk is only not mounted."""
    client = on(f"sqlite:///{tmp_path / 'gone.sqlite'}")
    assert client.get("/readyz").get_data(as_text=True) == "not ready: the database does not answer\n"
    assert client.get("/sign-in").status_code in (200, 503)
    assert list(tmp_path.glob("gone*")) == []


def test_with_tables_of_another_version_it_is_not_ready(browser: Open, session: Session) -> None:
    session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    session.commit()
    response = browser().raw("GET", "/readyz")
    assert (response.status_code, response.get_data(as_text=True)) == (
        503,
        "not ready: the database's tables are not those of this version\n",
    )


def test_without_a_course_it_is_not_ready(on: Callable[[str], FlaskClient], maker: Maker) -> None:
    address = maker.empty()
    migrated(address).dispose()
    response = on(address).get("/readyz")
    assert (response.status_code, response.get_data(as_text=True)) == (503, "not ready: no course has been published\n")


@pytest.mark.parametrize(
    "address", ["sqlite:////nowhere/at/all/private.sqlite", "postgresql://secret:hush@/private?host=/nowhere/at/all"]
)
def test_a_database_that_does_not_answer_is_told_without_details(
    on: Callable[[str], FlaskClient], address: str
) -> None:
    client = on(address)
    assert client.get("/healthz").status_code == 200
    response = client.get("/readyz")
    assert (response.status_code, response.get_data(as_text=True)) == (503, "not ready: the database does not answer\n")


def test_looking_leaves_no_transaction_open(browser: Open, engine: Engine) -> None:
    visitor = browser()
    for path in ADDRESSES:
        visitor.raw("GET", path)
    assert visitor.engine.pool.checkedout() == 0  # type: ignore[attr-defined]
