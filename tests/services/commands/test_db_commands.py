"""`db check` says whether a migration is still to be run; `db upgrade` runs it."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask.testing import FlaskCliRunner

from config import Settings
from tests.support.databases import Maker
from training import create_app
from training.extensions import db
from training.web.application import Alongside

UP_TO_DATE = "The database is up to date.\n"


@pytest.fixture
def on_nothing(maker: Maker, settings: Settings) -> Iterator[FlaskCliRunner]:
    """Commands of an application whose database is still empty."""
    made = create_app(replace(settings, database_url=maker.empty()))
    yield made.test_cli_runner()
    with made.app_context():
        db.engine.dispose()


def test_a_database_that_is_up_to_date_is_said_to_be(app: Alongside) -> None:
    result = app.test_cli_runner().invoke(args=["db", "check"])
    assert (result.exit_code, result.output) == (0, UP_TO_DATE)


def test_an_empty_database_is_not_up_to_date_and_an_upgrade_makes_it_so(on_nothing: FlaskCliRunner) -> None:
    before = on_nothing.invoke(args=["db", "check"])
    assert before.exit_code == 1
    assert "run flask --app wsgi db upgrade" in before.stderr
    for _ in range(2):
        result = on_nothing.invoke(args=["db", "upgrade"])
        assert (result.exit_code, result.output) == (0, UP_TO_DATE)
    after = on_nothing.invoke(args=["db", "check"])
    assert (after.exit_code, after.output) == (0, UP_TO_DATE)
