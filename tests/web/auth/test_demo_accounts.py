from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from config import Mode, Settings
from training import create_app
from training.extensions import db
from training.people.samples import SAMPLE_ACCOUNTS, SAMPLE_PASSWORD

BAR = "This is a demo. The people in it are invented"


@pytest.fixture
def visit(settings: Settings) -> Iterator[Callable[[Mode], FlaskClient]]:
    """A visitor of an installation that runs in this mode."""
    with ExitStack() as closing:

        def make(mode: Mode) -> FlaskClient:
            app = create_app(replace(settings, mode=mode, public_url="https://training.example.org"))
            app.testing = True

            def close() -> None:
                with app.app_context():
                    db.session.remove()
                    db.engine.dispose()

            closing.callback(close)
            return app.test_client()

        yield make


def test_a_demo_lists_its_sample_accounts_and_their_password(visit: Callable[[Mode], FlaskClient]) -> None:
    page = visit(Mode.DEMO).get("/sign-in").get_data(as_text=True)
    assert SAMPLE_PASSWORD in page
    for email, name, _ in SAMPLE_ACCOUNTS:
        assert email in page
        assert name in page


@pytest.mark.parametrize("path", ["/", "/support", "/verify", "/sign-in", "/no-such-page"])
def test_a_demo_says_so_on_every_page(visit: Callable[[Mode], FlaskClient], path: str) -> None:
    assert BAR in visit(Mode.DEMO).get(path).get_data(as_text=True)


@pytest.mark.parametrize("mode", [Mode.LOCAL, Mode.PRODUCTION])
def test_nothing_else_shows_accounts_or_calls_itself_a_demo(visit: Callable[[Mode], FlaskClient], mode: Mode) -> None:
    client = visit(mode)
    page = client.get("/sign-in").get_data(as_text=True)
    assert BAR not in page
    assert SAMPLE_PASSWORD not in page
    assert not [email for email, _, _ in SAMPLE_ACCOUNTS if email in page]


@pytest.mark.parametrize("mode", [Mode.LOCAL, Mode.PRODUCTION])
def test_the_samples_password_opens_no_account_of_a_real_installation(
    visit: Callable[[Mode], FlaskClient], mode: Mode
) -> None:
    client = visit(mode)
    for email, _, _ in SAMPLE_ACCOUNTS:
        answer = client.post("/sign-in", data={"email": email, "password": SAMPLE_PASSWORD})
        assert answer.status_code in (400, 422)
