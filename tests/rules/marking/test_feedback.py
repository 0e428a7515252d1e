"""What is told after handing in, and what to read again."""

import json
from typing import Any

from tests.support.cast import SMALL_COURSE
from training.course.content import Quiz
from training.course.loader import load
from training.marking.rules import ItemMark, feedback, lessons_to_read_again, mark


def safety(**instead: Any) -> Quiz:
    """q01 to q04 are critical and of lesson limits, the others of notes; a is unsafe, b best, c acceptable."""
    quiz = load(SMALL_COURSE).quiz("safety/quiz")
    assert quiz is not None
    return Quiz.model_validate_json(json.dumps({**quiz.model_dump(mode="json", by_alias=True), **instead}))


QUIZ = safety()


def two_critical_objectives(*lessons: str) -> Quiz:
    """q01 and q02 belong to one critical objective, q03 and q04 to another."""
    data = QUIZ.model_dump(mode="json", by_alias=True)
    items = [
        {**item, "objective": "first" if item["id"] in ("q01", "q02") else "second"}
        for item in data["items"]
        if item["prevents"]
    ]
    objectives = [
        {"id": name, "says": "Knows.", "lesson": lesson, "critical": True, "draw": 2}
        for name, lesson in zip(("first", "second"), lessons, strict=True)
    ]
    return safety(items=items, objectives=objectives)


def test_feedback_tells_for_each_item_what_was_chosen_and_what_is_best() -> None:
    told = feedback(QUIZ, mark(QUIZ, ["q05", "q01"], {"q05": "c", "q01": "b"}).items)
    assert [each.item.id for each in told] == ["q05", "q01"]
    assert [(each.chosen.id if each.chosen else None, each.best.id) for each in told] == [("c", "b"), ("b", "b")]
    assert told[0].chosen is not None
    assert told[0].chosen.feedback == "Because it is nearly right."
    assert told[0].best.feedback == "Because it is right."


def test_feedback_points_to_the_lesson_of_the_items_objective() -> None:
    told = feedback(QUIZ, mark(QUIZ, ["q01", "q05"], {}).items)
    assert [each.lesson for each in told] == ["limits", "notes"]


def test_feedback_says_which_answers_are_critical_misses() -> None:
    items = ["q01", "q02", "q03", "q05"]
    told = feedback(QUIZ, mark(QUIZ, items, {"q01": "a", "q03": "c", "q05": "a"}).items)
    assert [each.critical_miss for each in told] == [True, True, False, False]


def test_feedback_without_an_answer_still_tells_the_best() -> None:
    (told,) = feedback(QUIZ, [ItemMark("q05", None, 0)])
    assert told.chosen is None
    assert told.best.text == "Right 5"


def test_feedback_on_an_option_that_does_not_exist_is_as_for_no_answer() -> None:
    (told,) = feedback(QUIZ, [ItemMark("q05", "z", 0)])
    assert told.chosen is None
    assert told.best.id == "b"


def test_feedback_on_nothing_is_nothing() -> None:
    assert feedback(QUIZ, []) == ()


def test_a_critical_miss_points_to_the_lesson_of_its_objective() -> None:
    assert lessons_to_read_again(QUIZ, ["q02"]) == ("limits",)


def test_without_misses_nothing_is_to_be_read_again() -> None:
    assert lessons_to_read_again(QUIZ, []) == ()


def test_two_misses_of_one_objective_give_its_lesson_once() -> None:
    assert lessons_to_read_again(QUIZ, ["q01", "q02"]) == ("limits",)


def test_lessons_to_read_again_stand_in_the_order_of_the_quiz_and_not_of_the_misses() -> None:
    quiz = two_critical_objectives("limits", "notes")
    assert lessons_to_read_again(quiz, ["q03", "q01"]) == ("limits", "notes")


def test_two_objectives_of_one_lesson_give_it_once() -> None:
    quiz = two_critical_objectives("notes", "notes")
    assert lessons_to_read_again(quiz, ["q01", "q03"]) == ("notes",)


def test_items_that_have_left_the_quiz_point_nowhere() -> None:
    assert lessons_to_read_again(QUIZ, ["gone", "q01"]) == ("limits",)
