"""Levels of a rubric's lines."""

import pytest

from tests.support.cast import SMALL_COURSE
from training.course.content import Rubric
from training.course.loader import load
from training.practice.rules import critical_below, line_problems


def observation() -> Rubric:
    """Two lines: `opens` is critical, `listens` is not."""
    rubric = load(SMALL_COURSE).rubric("observation")
    assert rubric is not None
    return rubric


RUBRIC = observation()
CHOOSE = "Choose a level for this line."


@pytest.mark.parametrize("level", [1, 2, 3, 4])
@pytest.mark.parametrize("may_be_unseen", [True, False])
def test_every_level_may_be_given(level: int, *, may_be_unseen: bool) -> None:
    assert line_problems(RUBRIC, {"opens": level, "listens": level}, may_be_unseen=may_be_unseen) == {}


def test_a_line_without_a_level_is_a_problem() -> None:
    assert line_problems(RUBRIC, {"opens": 3}, may_be_unseen=True) == {"listens": CHOOSE}


def test_without_any_level_each_line_is_a_problem() -> None:
    assert line_problems(RUBRIC, {}, may_be_unseen=True) == {"opens": CHOOSE, "listens": CHOOSE}


def test_not_seen_may_be_said_of_a_session_and_not_of_a_reflection() -> None:
    levels = {"opens": 0, "listens": 3}
    assert line_problems(RUBRIC, levels, may_be_unseen=True) == {}
    assert line_problems(RUBRIC, levels, may_be_unseen=False) == {"opens": CHOOSE}


@pytest.mark.parametrize("level", [-1, 5, 99, 2**40])
@pytest.mark.parametrize("may_be_unseen", [True, False])
def test_a_level_that_does_not_exist_is_a_problem(level: int, *, may_be_unseen: bool) -> None:
    assert line_problems(RUBRIC, {"opens": level, "listens": 4}, may_be_unseen=may_be_unseen) == {"opens": CHOOSE}


def test_a_level_for_a_line_that_the_rubric_does_not_have_helps_nothing() -> None:
    assert line_problems(RUBRIC, {"Opens": 3, "listens": 3, "other": 4}, may_be_unseen=True) == {"opens": CHOOSE}


@pytest.mark.parametrize(("level", "below"), [(0, ()), (1, ("opens",)), (2, ("opens",)), (3, ()), (4, ())])
def test_a_critical_line_below_level_three_is_told_once_it_was_seen(level: int, below: tuple[str, ...]) -> None:
    assert critical_below(RUBRIC, {"opens": level, "listens": 3}) == below


def test_a_line_that_is_not_critical_is_never_told() -> None:
    assert critical_below(RUBRIC, {"opens": 3, "listens": 1}) == ()


def test_a_critical_line_without_a_level_was_not_seen() -> None:
    assert critical_below(RUBRIC, {}) == ()


def test_every_critical_line_is_told_in_the_order_of_the_rubric() -> None:
    both = RUBRIC.model_copy(
        update={"lines": tuple(line.model_copy(update={"critical": True}) for line in RUBRIC.lines)}
    )
    assert critical_below(both, {"listens": 1, "opens": 2}) == ("opens", "listens")
