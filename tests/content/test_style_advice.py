"""Where advice on style is told, and that it stops nothing."""

from pathlib import Path

import pytest

from tests.support.authors import change
from tests.support.full_course import full_course
from training.course.loader import check, load

ONE = "01-first/1-one.md"
YOU_SHOULD = '"you should" can hurt; rather: would you like ideas?'


@pytest.fixture
def course(tmp_path: Path) -> Path:
    return full_course(tmp_path)


def advice(course: Path) -> list[str]:
    return [str(each) for each in check(course).advice]


def test_a_course_in_good_style_is_not_advised(course: Path) -> None:
    assert advice(course) == []


def test_advice_stops_no_publication(course: Path) -> None:
    change(course, ONE, "The first lesson.", "You should read this.")
    found = check(course)
    assert found.mistakes == []
    assert found.course == load(course)
    assert [str(each) for each in found.advice] == [f"modules/{ONE}:6:1: {YOU_SHOULD}"]


def test_advice_is_told_beside_mistakes(course: Path) -> None:
    change(course, ONE, "The first lesson.", "You should read {{ service.nobody }}.")
    found = check(course)
    assert found.course is None
    assert [str(each) for each in found.mistakes] == [
        f'modules/{ONE}:6:1: there is no service "nobody" in directory.yaml'
    ]
    assert [str(each) for each in found.advice] == [f"modules/{ONE}:6:1: {YOU_SHOULD}"]


def test_a_template_is_advised_too(course: Path) -> None:
    change(course, "templates/wellbeing-plan.md", "____", "You should rest.\n\n____")
    assert advice(course) == [f"modules/templates/wellbeing-plan.md:8:1: {YOU_SHOULD}"]


@pytest.mark.parametrize(
    ("old", "place"),
    [
        ("Question 1 about facts?", "12:11"),
        ("Right 1", "15:33"),
        ("Because it is right.", "15:52"),
    ],
)
def test_questions_and_best_options_are_advised_at_their_place(course: Path, old: str, place: str) -> None:
    change(course, "01-first/quiz.yaml", old, "You should.")
    assert advice(course) == [f"modules/01-first/quiz.yaml:{place}: {YOU_SHOULD}"]


@pytest.mark.parametrize("old", ["Wrong 1", "Because it is wrong.", "Nearly 1"])
def test_wrong_options_may_be_worded_as_people_would(course: Path, old: str) -> None:
    change(course, "01-first/quiz.yaml", old, "You should.")
    assert advice(course) == []


@pytest.mark.parametrize(
    ("old", "place"),
    [
        ("You make tea.", "5:15"),
        ("Sam says more.", "34:11"),
        ("Ask Sam.", "15:34"),
        ("Sam talks.", "15:57"),
        ("You did well.", "47:5"),
    ],
)
def test_a_scenario_is_advised_at_its_place(course: Path, old: str, place: str) -> None:
    change(course, "02-safety/scenario.yaml", old, "You should.")
    assert advice(course) == [f"modules/02-safety/scenario.yaml:{place}: {YOU_SHOULD}"]


def test_choices_that_are_not_the_best_may_be_worded_as_people_would(course: Path) -> None:
    change(course, "02-safety/scenario.yaml", "text: Wait.", "text: You should wait.")
    assert advice(course) == []


def test_a_long_sentence_of_a_question_is_told_at_its_place(course: Path) -> None:
    change(course, "01-first/quiz.yaml", "Question 1 about facts?", " ".join(["word"] * 31))
    assert advice(course) == ["modules/01-first/quiz.yaml:12:11: this sentence has 31 words; 30 is the most"]


def test_a_critical_objective_with_few_items_is_told_at_its_line(course: Path) -> None:
    change(course, "02-safety/quiz.yaml", "critical: true, draw: 2", "critical: true, draw: 3")
    assert advice(course) == [
        'modules/02-safety/quiz.yaml:6:5: critical objective "limits" has 4 items; two attempts without repeats need 6'
    ]


def test_a_quiz_without_a_best_option_is_a_mistake_and_is_still_advised(course: Path) -> None:
    change(course, "01-first/quiz.yaml", "is: best", "is: unsafe")
    change(course, "01-first/quiz.yaml", "Question 1 about facts?", "You should.")
    assert check(course).course is None
    assert advice(course) == [f"modules/01-first/quiz.yaml:12:11: {YOU_SHOULD}"]
