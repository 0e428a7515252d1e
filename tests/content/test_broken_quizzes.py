"""What an author is told about a broken quiz, word for word and at its place."""

from pathlib import Path

import pytest

from tests.support.authors import change, told
from training.course.loader import load

FIRST = "01-first/quiz.yaml"
SAFETY = "02-safety/quiz.yaml"


def test_unbroken_it_loads(course: Path) -> None:
    assert [module.id for module in load(course).modules] == ["first", "safety"]


def test_an_unknown_key(course: Path) -> None:
    change(course, FIRST, "    kind: choice\n", "    kind: choice\n    colour: red\n")
    assert told(course) == ['modules/01-first/quiz.yaml:11:13: "colour" is not a key that belongs here']


def test_a_missing_key(course: Path) -> None:
    change(course, FIRST, "    text: Question 1 about facts?\n", "")
    assert told(course) == ['modules/01-first/quiz.yaml:9:5: "text" is missing']


def test_a_missing_key_of_the_whole_quiz(course: Path) -> None:
    change(course, FIRST, "pass_mark: 80\n", "")
    assert told(course) == ['modules/01-first/quiz.yaml:1:1: "pass_mark" is missing']


def test_a_key_that_stands_there_twice(course: Path) -> None:
    change(course, FIRST, "    kind: choice\n", "    kind: choice\n    kind: choice\n")
    assert told(course) == ['modules/01-first/quiz.yaml:11:5: "kind" stands here twice']


def test_an_item_id_that_stands_there_twice(course: Path) -> None:
    change(course, FIRST, "id: q02", "id: q01")
    assert told(course) == ['modules/01-first/quiz.yaml:17:9: "q01" stands here twice']


def test_an_item_id_that_stands_there_three_times(course: Path) -> None:
    change(course, FIRST, "id: q02", "id: q01")
    change(course, FIRST, "id: q08", "id: q01")
    assert told(course) == [
        'modules/01-first/quiz.yaml:17:9: "q01" stands here twice',
        'modules/01-first/quiz.yaml:65:9: "q01" stands here twice',
    ]


def test_an_option_id_that_stands_there_twice(course: Path) -> None:
    change(course, FIRST, "{id: b, is: best, text: Right 1,", "{id: a, is: best, text: Right 1,")
    assert told(course) == ['modules/01-first/quiz.yaml:15:14: "a" stands here twice']


def test_an_objective_id_that_stands_there_twice(course: Path) -> None:
    change(course, FIRST, "  - {id: ways,", "  - {id: facts, says: Knows facts., lesson: one, draw: 1}\n  - {id: ways,")
    assert told(course) == ['modules/01-first/quiz.yaml:7:10: "facts" stands here twice']


def test_an_objective_that_leads_to_no_lesson(course: Path) -> None:
    change(course, FIRST, "lesson: one", "lesson: three")
    assert told(course) == ['modules/01-first/quiz.yaml:6:45: "three" is not a lesson of this module']


def test_an_objective_that_leads_to_a_lesson_of_another_module(course: Path) -> None:
    change(course, FIRST, "lesson: one", "lesson: limits")
    assert told(course) == ['modules/01-first/quiz.yaml:6:45: "limits" is not a lesson of this module']


def test_an_objective_that_leads_to_a_quiz(course: Path) -> None:
    change(course, FIRST, "lesson: one", "lesson: quiz")
    assert told(course) == ['modules/01-first/quiz.yaml:6:45: "quiz" is not a lesson of this module']


def test_an_item_that_leads_to_no_objective(course: Path) -> None:
    change(course, FIRST, "objective: facts", "objective: fakts")
    assert told(course) == ['modules/01-first/quiz.yaml:11:16: "fakts" is not an objective of this quiz']


def test_a_draw_that_is_larger_than_the_bank(course: Path) -> None:
    change(course, FIRST, "lesson: one, draw: 2", "lesson: one, draw: 5")
    assert told(course) == ['modules/01-first/quiz.yaml:6:56: each attempt would ask 5 of "facts", but the bank has 4']


def test_a_draw_as_large_as_the_bank_is_allowed(course: Path) -> None:
    change(course, FIRST, "lesson: one, draw: 2", "lesson: one, draw: 4")
    load(course)


def test_an_objective_without_items(course: Path) -> None:
    change(course, FIRST, "items:\n", "  - {id: third, says: Knows more., lesson: two, draw: 1}\nitems:\n")
    assert told(course) == ['modules/01-first/quiz.yaml:8:55: each attempt would ask 1 of "third", but the bank has 0']


def test_a_critical_objective_with_a_single_item(course: Path) -> None:
    change(course, SAFETY, "critical: true, draw: 2", "critical: true, draw: 1")
    for number in (2, 3, 4):
        change(course, SAFETY, f"objective: limits\n    prevents: Harm number {number}.", "objective: notes")
    assert told(course) == [
        'modules/02-safety/quiz.yaml:6:5: critical objective "limits" needs at least 2 items,'
        " so that a retry can differ"
    ]


def test_a_critical_item_that_does_not_say_what_it_prevents(course: Path) -> None:
    change(course, SAFETY, "    prevents: Harm number 1.\n", "")
    assert told(course) == [
        'modules/02-safety/quiz.yaml:9:5: item "q01" is critical, so it must say what harm it prevents ("prevents")'
    ]


def test_an_item_that_prevents_harm_and_is_not_critical(course: Path) -> None:
    change(course, FIRST, "    objective: facts\n", "    objective: facts\n    prevents: Harm.\n")
    assert told(course) == [
        'modules/01-first/quiz.yaml:12:15: only items of a critical objective say "prevents"; "facts" is not'
    ]


def test_an_item_with_two_best_options(course: Path) -> None:
    change(course, FIRST, "is: unsafe", "is: best")
    assert told(course) == ['modules/01-first/quiz.yaml:14:7: item "q01" has 2 best options; it needs exactly one']


def test_an_item_without_a_best_option(course: Path) -> None:
    change(course, FIRST, "is: best", "is: acceptable")
    assert told(course) == ['modules/01-first/quiz.yaml:14:7: item "q01" has 0 best options; it needs exactly one']


def test_a_critical_item_in_which_nothing_can_be_missed(course: Path) -> None:
    change(course, SAFETY, "is: unsafe", "is: acceptable")
    assert told(course) == [
        'modules/02-safety/quiz.yaml:15:7: critical item "q01" has no unsafe option, so nothing could be missed'
    ]


def test_an_option_without_feedback(course: Path) -> None:
    change(course, FIRST, "text: Wrong 1, feedback: Because it is wrong.}", "text: Wrong 1}")
    assert told(course) == ['modules/01-first/quiz.yaml:14:9: "feedback" is missing']


@pytest.mark.parametrize("empty", ['""', '"   "', ""])
def test_an_option_with_empty_feedback(course: Path, empty: str) -> None:
    change(course, FIRST, "text: Wrong 1, feedback: Because it is wrong.}", f"text: Wrong 1, feedback: {empty}}}")
    (mistake,) = told(course)
    assert mistake.startswith("modules/01-first/quiz.yaml:14:5")
    assert mistake.endswith(': "feedback" is empty')


@pytest.mark.parametrize("options", [2, 6])
def test_an_item_has_three_to_five_options_as_the_guide_says(course: Path, options: int) -> None:
    """docs/authoring.md: each item has three to five options and exactly one best."""
    third = "      - {id: c, is: acceptable, text: Nearly 1, feedback: Because it is nearly right.}\n"
    more = "".join(third.replace("id: c", f"id: {letter}") for letter in "cdef"[: options - 2])
    change(course, FIRST, third, more)
    (mistake,) = told(course)
    assert mistake.startswith("modules/01-first/quiz.yaml:14:7: ")
    assert "options" in mistake


@pytest.mark.parametrize(
    ("old", "new", "place", "key"),
    [
        ("revision: 1", "revision: 0", "2:11", "revision"),
        ("pass_mark: 80", "pass_mark: 101", "3:12", "pass_mark"),
        ("pass_mark: 80", "pass_mark: 0", "3:12", "pass_mark"),
        ("pass_mark: 80", "pass_mark: 80%", "3:12", "pass_mark"),
        ("pass_mark: 80", 'pass_mark: "80"', "3:12", "pass_mark"),
        ("tries: 2", "tries: 0", "4:8", "tries"),
        ("lesson: one, draw: 2", "lesson: one, draw: 0", "6:56", "draw"),
        ("lesson: one, draw: 2", "lesson: one, draw: -1", "6:56", "draw"),
        ("{id: a, is: unsafe", "{id: a, is: wrong", "14:21", "is"),
        ("{id: a, is: unsafe", "{id: a, is: Unsafe", "14:21", "is"),
        ("kind: choice", "kind: essay", "10:11", "kind"),
        ("id: q01", "id: Q 1", "9:9", "id"),
    ],
)
def test_a_value_that_will_not_do_is_told_at_its_place(course: Path, old: str, new: str, place: str, key: str) -> None:
    change(course, FIRST, old, new)
    (mistake,) = told(course)
    assert mistake.startswith(f"modules/01-first/quiz.yaml:{place}: ")
    assert f'"{key}"' in mistake or f'"{new.split(": ")[-1]}"' in mistake


def test_a_quiz_without_items(course: Path) -> None:
    text = (course / FIRST).read_text(encoding="utf-8")
    (course / FIRST).write_text(text[: text.index("items:")] + "items: []\n", encoding="utf-8")
    assert told(course) == ['modules/01-first/quiz.yaml:8:8: "items" has too few entries']


def test_a_good_list_with_one_bad_entry_is_not_told_as_too_short(course: Path) -> None:
    change(
        course, FIRST, "      - {id: c, is: acceptable, text: Nearly 1, feedback: Because it is nearly right.}\n", ""
    )
    change(course, FIRST, "{id: a, is: unsafe", "{id: a, is: wrong")
    assert not [mistake for mistake in told(course) if "too few" in mistake and "quiz.yaml:14:7" not in mistake]
    change(course, FIRST, "{id: b, is: best, text: Right 1", "{id: b, is: right, text: Right 1")
    assert len([mistake for mistake in told(course) if "quiz.yaml:14:21" in mistake]) == 1
