"""Points and the pass mark."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.cast import SMALL_COURSE
from training.course.content import Quiz, Worth
from training.course.loader import load
from training.marking.rules import mark

ANSWERS = {"best": "b", "acceptable": "c", "unsafe": "a", "none": None}
POINTS = {"best": 2, "acceptable": 1, "unsafe": 0, "none": 0}
BETTER = ["none", "unsafe", "acceptable", "best"]


def safety() -> Quiz:
    """Ten items of which q01 to q04 are critical; a is unsafe, b best, c acceptable; 80 per cent to pass."""
    quiz = load(SMALL_COURSE).quiz("safety/quiz")
    assert quiz is not None
    return quiz


QUIZ = safety()
READ_AGAIN = safety()
CALM = [f"q{number:02}" for number in range(5, 11)]
"""The items that are not critical."""


def asking(pass_mark: int, items: int) -> tuple[Quiz, list[str]]:
    """A quiz without critical items, and what it asks."""
    plain = [item.model_dump(mode="json", by_alias=True) for item in QUIZ.items if not item.critical]
    bank = [{**plain[0], "id": f"i{number}"} for number in range(items)]
    data = {**QUIZ.model_dump(mode="json", by_alias=True), "items": bank, "pass_mark": pass_mark}
    return Quiz.model_validate_json(json.dumps(data)), [item["id"] for item in bank]


@pytest.mark.parametrize(("worth", "points"), POINTS.items())
def test_best_scores_two_acceptable_one_unsafe_and_no_answer_nothing(worth: str, points: int) -> None:
    answer = ANSWERS[worth]
    marking = mark(QUIZ, ["q05"], {"q05": answer} if answer else {})
    assert (marking.score, marking.maximum) == (points, 2)
    assert [(each.item, each.answer, each.points) for each in marking.items] == [("q05", answer, points)]


def test_worths_are_worth_two_one_and_nothing() -> None:
    assert {worth.value: worth.points for worth in Worth} == {"best": 2, "acceptable": 1, "unsafe": 0}


def test_an_option_that_the_item_does_not_have_scores_nothing() -> None:
    marking = mark(QUIZ, ["q05"], {"q05": "z"})
    assert marking.score == 0
    assert not marking.passed


def test_answers_to_items_that_were_not_drawn_count_for_nothing() -> None:
    marking = mark(QUIZ, ["q05"], {"q05": "a", "q06": "b", "q07": "b", "nonsense": "b"})
    assert (marking.score, marking.maximum, marking.passed) == (0, 2, False)


def test_marks_stand_in_the_order_in_which_items_were_drawn() -> None:
    marking = mark(QUIZ, ["q07", "q05", "q06"], {"q05": "b"})
    assert [each.item for each in marking.items] == ["q07", "q05", "q06"]


@pytest.mark.parametrize(
    ("pass_mark", "items", "points", "passed"),
    [
        (80, 10, 16, True),
        (80, 10, 15, False),
        (70, 5, 7, True),
        (70, 5, 6, False),
        (67, 3, 4, False),
        (66, 3, 4, True),
        (100, 4, 8, True),
        (100, 4, 7, False),
        (1, 50, 1, True),
        (1, 51, 1, False),
        (1, 3, 0, False),
    ],
)
def test_exactly_the_pass_mark_passes_and_a_hair_less_does_not(
    pass_mark: int, items: int, points: int, *, passed: bool
) -> None:
    quiz, drawn = asking(pass_mark, items)
    answers = dict.fromkeys(drawn[: points // 2], "b")
    if points % 2:
        answers[drawn[points // 2]] = "c"
    marking = mark(quiz, drawn, answers)
    assert (marking.score, marking.maximum) == (points, 2 * items)
    assert marking.passed is passed


def test_handing_in_nothing_at_all_does_not_pass() -> None:
    quiz, drawn = asking(1, 10)
    marking = mark(quiz, drawn, {})
    assert (marking.score, marking.passed) == (0, False)


def test_unsafe_in_an_item_that_is_not_critical_only_costs_its_points() -> None:
    marking = mark(QUIZ, CALM, {**dict.fromkeys(CALM, "b"), "q05": "a"})
    assert (marking.score, marking.maximum, marking.passed) == (10, 12, True)
    assert marking.critical_misses == ()


WORTHS = st.lists(st.sampled_from(BETTER), min_size=10, max_size=10)


def answers_of(worths: list[str]) -> dict[str, str]:
    chosen = {item.id: ANSWERS[worth] for item, worth in zip(QUIZ.items, worths, strict=True)}
    return {item: answer for item, answer in chosen.items() if answer is not None}


@given(worths=WORTHS, at=st.integers(0, 9), data=st.data())
@settings(deadline=None, max_examples=60)
def test_a_better_answer_never_lowers_the_score_nor_takes_a_pass_away(
    worths: list[str], at: int, data: st.DataObject
) -> None:
    items = [item.id for item in QUIZ.items]
    better = data.draw(st.sampled_from(BETTER[BETTER.index(worths[at]) :]))
    before = mark(QUIZ, items, answers_of(worths))
    after = mark(QUIZ, items, answers_of([*worths[:at], better, *worths[at + 1 :]]))
    assert after.score >= before.score
    assert after.passed >= before.passed
    assert set(after.critical_misses) <= set(before.critical_misses)


@given(worths=WORTHS)
@settings(deadline=None)
def test_the_score_is_the_sum_of_the_points_and_never_more_than_the_maximum(worths: list[str]) -> None:
    marking = mark(QUIZ, [item.id for item in QUIZ.items], answers_of(worths))
    assert marking.score == sum(POINTS[worth] for worth in worths) == sum(each.points for each in marking.items)
    assert 0 <= marking.score <= marking.maximum == 20


@given(worths=WORTHS, data=st.data())
@settings(deadline=None)
def test_the_same_answers_give_the_same_marks_whatever_their_order(worths: list[str], data: st.DataObject) -> None:
    items = [item.id for item in QUIZ.items]
    answers = answers_of(worths)
    shuffled = dict(data.draw(st.permutations(list(answers.items()))))
    assert mark(QUIZ, items, answers) == mark(QUIZ, items, shuffled) == mark(READ_AGAIN, items, answers)
