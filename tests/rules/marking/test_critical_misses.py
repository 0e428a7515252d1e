"""What decides whatever the total."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.cast import SMALL_COURSE
from training.course.content import Quiz
from training.course.loader import load
from training.marking.rules import is_critical_miss, mark


def safety() -> Quiz:
    """q01 to q04 are critical; a is unsafe, b best, c acceptable; 80 per cent to pass."""
    quiz = load(SMALL_COURSE).quiz("safety/quiz")
    assert quiz is not None
    return quiz


QUIZ = safety()
ITEMS = [item.id for item in QUIZ.items]
CRITICAL = ["q01", "q02", "q03", "q04"]
ALL_BEST = dict.fromkeys(ITEMS, "b")


def test_all_best_passes_without_a_miss() -> None:
    marking = mark(QUIZ, ITEMS, ALL_BEST)
    assert (marking.score, marking.passed, marking.critical_misses) == (20, True, ())


@pytest.mark.parametrize("item", CRITICAL)
def test_a_critical_miss_fails_whatever_the_total(item: str) -> None:
    marking = mark(QUIZ, ITEMS, {**ALL_BEST, item: "a"})
    assert (marking.score, marking.maximum) == (18, 20)
    assert marking.critical_misses == (item,)
    assert not marking.passed


def test_no_answer_to_a_critical_item_is_a_critical_miss() -> None:
    answers = {item: "b" for item in ITEMS if item != "q02"}
    marking = mark(QUIZ, ITEMS, answers)
    assert marking.critical_misses == ("q02",)
    assert not marking.passed


@pytest.mark.parametrize("nonsense", ["z", "", "B", "best", " b"])
def test_an_option_that_does_not_exist_is_a_critical_miss(nonsense: str) -> None:
    marking = mark(QUIZ, ITEMS, {**ALL_BEST, "q03": nonsense})
    assert marking.critical_misses == ("q03",)
    assert not marking.passed


def test_an_acceptable_answer_to_a_critical_item_is_no_miss() -> None:
    marking = mark(QUIZ, ITEMS, {**ALL_BEST, **dict.fromkeys(CRITICAL, "c")})
    assert marking.critical_misses == ()
    assert (marking.score, marking.passed) == (16, True)


def test_every_critical_miss_is_named_in_the_order_of_the_attempt() -> None:
    marking = mark(QUIZ, ["q04", "q05", "q01", "q02"], {"q05": "b", "q02": "b", "q01": "a"})
    assert marking.critical_misses == ("q04", "q01")


def test_critical_items_that_were_not_drawn_cannot_be_missed() -> None:
    marking = mark(QUIZ, ["q01", "q05", "q06"], dict.fromkeys(["q01", "q05", "q06"], "b"))
    assert marking.critical_misses == ()
    assert marking.passed


def test_no_critical_miss_is_not_yet_a_pass() -> None:
    marking = mark(QUIZ, ITEMS, dict.fromkeys(CRITICAL, "b"))
    assert marking.critical_misses == ()
    assert (marking.score, marking.passed) == (8, False)


@pytest.mark.parametrize(
    ("item", "answer", "miss"),
    [
        ("q01", "a", True),
        ("q01", None, True),
        ("q01", "z", True),
        ("q01", "b", False),
        ("q01", "c", False),
        ("q05", "a", False),
        ("q05", None, False),
        ("q05", "z", False),
    ],
)
def test_only_unsafe_or_missing_answers_to_critical_items_are_misses(item: str, answer: str | None, miss: bool) -> None:
    assert is_critical_miss(QUIZ.items_by_id[item], answer) is miss


@given(answers=st.dictionaries(st.sampled_from(ITEMS), st.sampled_from("abcz")))
@settings(deadline=None)
def test_nobody_passes_with_a_critical_miss(answers: dict[str, str]) -> None:
    marking = mark(QUIZ, ITEMS, answers)
    assert set(marking.critical_misses) == {item for item in CRITICAL if answers.get(item, "a") in "az"}
    assert not (marking.passed and marking.critical_misses)
    assert marking.passed == (not marking.critical_misses and marking.score >= 16)
