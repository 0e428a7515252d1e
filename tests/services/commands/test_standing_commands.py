"""`standing recheck` tells whose stored standing differs and, when asked, mends it."""

import pytest
from flask.testing import FlaskCliRunner
from sqlalchemy import Engine, text

from tests.support.cast import Cast
from training.web.application import Alongside

RIGHT = "Everyone's standing is right.\n"


@pytest.fixture
def runner(app: Alongside) -> FlaskCliRunner:
    return app.test_cli_runner()


def falsify(engine: Engine, person_id: str) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE standing SET state = 'met' WHERE person_id = :who"), {"who": person_id})


def state(engine: Engine, person_id: str) -> set[str]:
    with engine.connect() as connection:
        found = connection.execute(text("SELECT state FROM standing WHERE person_id = :who"), {"who": person_id})
        return set(found.scalars())


@pytest.mark.parametrize("more", [[], ["--repair"]])
def test_what_is_right_is_said_to_be_right(runner: FlaskCliRunner, more: list[str]) -> None:
    result = runner.invoke(args=["standing", "recheck", *more])
    assert (result.exit_code, result.output) == (0, RIGHT)


def test_what_differs_is_told_and_left(runner: FlaskCliRunner, engine: Engine, cast: Cast) -> None:
    falsify(engine, cast.trainee.id)
    for _ in range(2):
        result = runner.invoke(args=["standing", "recheck"])
        assert (result.exit_code, result.output) == (1, f"{cast.trainee.id} differs\n1 differ.\n")
    assert state(engine, cast.trainee.id) == {"met"}


def test_what_differs_is_mended_when_asked(runner: FlaskCliRunner, engine: Engine, cast: Cast) -> None:
    falsify(engine, cast.trainee.id)
    result = runner.invoke(args=["standing", "recheck", "--repair"])
    assert (result.exit_code, result.output) == (0, f"{cast.trainee.id} was repaired\n1 differ.\n")
    assert state(engine, cast.trainee.id) == {"not yet", "not begun"}
    assert runner.invoke(args=["standing", "recheck"]).output == RIGHT
