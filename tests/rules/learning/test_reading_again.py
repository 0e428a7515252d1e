"""A critical miss points back to its lesson, and closes the quiz until that was read after the hand-in."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.support.cast import SMALL_COURSE
from training.course.loader import load
from training.criteria.policy import policy_of
from training.criteria.rules import ModuleState
from training.evidence.rules import Evidence, Kind, Record
from training.learning.rules import ModuleStep, module_step

COURSE = load(SMALL_COURSE)
POLICY = policy_of(COURSE)
SAFETY = COURSE.modules[1]
"""q01 to q04 are critical and belong to the lesson limits."""
DAY = date(2026, 3, 10)
BEFORE = datetime(2026, 3, 1, 12, tzinfo=UTC)
HANDED_IN = datetime(2026, 3, 5, 12, tzinfo=UTC)


def sat(at: datetime, misses: tuple[str, ...] = (), *, good: bool = False, revision: int = 1) -> Evidence:
    return Evidence(
        Kind.QUIZ,
        f"q{at}",
        "safety/quiz",
        revision,
        "e",
        at,
        at.date(),
        "",
        good=good,
        critical_misses=frozenset(misses),
    )


def step(*facts: Evidence, limits: datetime = BEFORE, notes: datetime = BEFORE, on: date = DAY) -> ModuleStep:
    lessons = {("safety", "limits"): limits, ("safety", "notes"): notes}
    return module_step(SAFETY, 2, POLICY, Record(facts, lessons), on)


def again(told: ModuleStep) -> list[str]:
    return [each.lesson.id for each in told.lessons if each.read_again]


def is_open(told: ModuleStep) -> bool:
    assert told.quiz is not None
    return told.quiz.open


def test_a_critical_miss_makes_the_lesson_of_its_objective_to_be_read_again() -> None:
    assert again(step(sat(HANDED_IN, ("q02",)))) == ["limits"]


def test_a_critical_miss_closes_the_quiz() -> None:
    assert not is_open(step(sat(HANDED_IN, ("q02",))))


def test_reading_the_lesson_after_the_hand_in_opens_the_quiz_again() -> None:
    told = step(sat(HANDED_IN, ("q02",)), limits=HANDED_IN + timedelta(seconds=1))
    assert again(told) == []
    assert is_open(told)


@pytest.mark.parametrize("read_at", [HANDED_IN, HANDED_IN - timedelta(seconds=1)])
def test_reading_it_at_the_hand_in_or_before_is_not_reading_it_again(read_at: datetime) -> None:
    told = step(sat(HANDED_IN, ("q02",)), limits=read_at)
    assert again(told) == ["limits"]
    assert not is_open(told)


def test_reading_another_lesson_again_does_not_help() -> None:
    told = step(sat(HANDED_IN, ("q02",)), notes=HANDED_IN + timedelta(days=1))
    assert again(told) == ["limits"]
    assert not is_open(told)


def test_a_lesson_to_be_read_again_is_not_done() -> None:
    limits, notes = step(sat(HANDED_IN, ("q02",))).lessons
    assert (limits.done, limits.read_at, notes.done) == (False, BEFORE, True)


def test_a_lesson_that_was_never_read_is_not_done() -> None:
    told = module_step(SAFETY, 2, POLICY, Record(), DAY)
    assert [each.done for each in told.lessons] == [False, False]
    assert again(told) == []


def test_a_try_without_critical_miss_asks_for_no_reading() -> None:
    told = step(sat(HANDED_IN))
    assert again(told) == []
    assert is_open(told)


def test_each_new_critical_miss_asks_for_reading_anew() -> None:
    first, second = sat(HANDED_IN, ("q02",)), sat(HANDED_IN + timedelta(days=2), ("q03",))
    told = step(first, second, limits=HANDED_IN + timedelta(days=1))
    assert again(told) == ["limits"]
    assert not is_open(told)


def test_only_the_latest_sitting_asks() -> None:
    told = step(sat(HANDED_IN, ("q02",)), sat(HANDED_IN + timedelta(days=1)))
    assert again(told) == []
    assert is_open(told)


def test_after_a_pass_nothing_is_to_be_read_again() -> None:
    told = step(sat(HANDED_IN, ("q02",)), sat(HANDED_IN + timedelta(days=1), good=True))
    assert again(told) == []
    assert told.state == ModuleState.PASSED


def test_a_critical_miss_after_a_pass_that_still_holds_asks_for_nothing() -> None:
    told = step(sat(HANDED_IN, good=True), sat(HANDED_IN + timedelta(days=1), ("q01",)))
    assert again(told) == []
    assert told.done


def test_a_critical_miss_after_a_pass_that_lapsed_closes_the_quiz_too() -> None:
    late = datetime(2028, 4, 1, 12, tzinfo=UTC)
    told = step(sat(HANDED_IN, good=True), sat(late, ("q01",)), on=date(2028, 4, 2))
    assert told.state == ModuleState.LAPSED
    assert again(told) == ["limits"]
    assert not is_open(told)


def test_items_that_have_left_the_quiz_point_to_no_lesson_and_close_nothing() -> None:
    told = step(sat(HANDED_IN, ("gone",)))
    assert again(told) == []
    assert is_open(told)


def test_misses_of_several_objectives_ask_for_each_of_their_lessons() -> None:
    assert SAFETY.quiz is not None
    limits, notes = SAFETY.quiz.objectives
    both = SAFETY.quiz.model_copy(update={"objectives": (limits, notes.model_copy(update={"critical": True}))})
    lessons = {("safety", "limits"): BEFORE, ("safety", "notes"): BEFORE}
    record = Record((sat(HANDED_IN, ("q01", "q07")),), lessons)
    told = module_step(SAFETY.model_copy(update={"quiz": both}), 2, POLICY, record, DAY)
    assert again(told) == ["limits", "notes"]


def test_misses_of_an_older_revision_ask_for_nothing() -> None:
    assert SAFETY.quiz is not None
    module = SAFETY.model_copy(update={"quiz": SAFETY.quiz.model_copy(update={"revision": 2})})
    policy = policy_of(COURSE.model_copy(update={"modules": (COURSE.modules[0], module)}))
    lessons = {("safety", "limits"): BEFORE, ("safety", "notes"): BEFORE}
    told = module_step(module, 2, policy, Record((sat(HANDED_IN, ("q02",)),), lessons), DAY)
    assert again(told) == []
