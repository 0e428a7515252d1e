"""What to carry on with."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.support.cast import SMALL_COURSE
from training.course.loader import load
from training.criteria.policy import policy_of
from training.evidence.rules import Evidence, Kind, Record
from training.learning.rules import Path, ReflectionState, path

COURSE = load(SMALL_COURSE)
POLICY = policy_of(COURSE)
"""First: lessons one and two, a quiz, a reflection. Safety: lessons limits and notes, a quiz."""
DAY = date(2026, 3, 10)
READ_AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
REFLECTION = "first/looking-back"


def read(*names: str) -> dict[tuple[str, str], datetime]:
    return {(name.split("/")[0], name.split("/")[1]): READ_AT for name in names}


ALL_READ = read("first/one", "first/two", "safety/limits", "safety/notes")


def sat(of: str, *misses: str, good: bool = True) -> Evidence:
    at = datetime(2026, 3, 5, 12, tzinfo=UTC)
    return Evidence(Kind.QUIZ, f"q{of}", of, 1, "e", at, at.date(), "", good=good, critical_misses=frozenset(misses))


def judged(*, good: bool, revision: int = 1, day: int = 6) -> Evidence:
    at = datetime(2026, 3, day, 12, tzinfo=UTC)
    return Evidence(Kind.REFLECTION, f"r{day}", REFLECTION, revision, "e", at, at.date(), "", judge="t", good=good)


def walk(*facts: Evidence, lessons: dict[tuple[str, str], datetime] | None = None, waiting: bool = False) -> Path:
    record = Record(facts, lessons or {}, waiting={REFLECTION: READ_AT} if waiting else {})
    return path(COURSE, POLICY, record, DAY)


def reflection_state(told: Path) -> ReflectionState:
    step = told.steps[0].reflection
    assert step is not None
    return step.state


FIRST, SAFETY = sat("first/quiz"), sat("safety/quiz")


def test_it_begins_with_the_first_lesson() -> None:
    assert walk().steps[0].next_activity == "one"


def test_then_comes_the_next_lesson_that_is_not_read() -> None:
    assert walk(lessons=read("first/one")).steps[0].next_activity == "two"


def test_a_lesson_that_was_skipped_comes_before_later_ones() -> None:
    assert walk(lessons=read("first/two")).steps[0].next_activity == "one"


def test_after_the_lessons_comes_the_quiz() -> None:
    assert walk(lessons=ALL_READ).steps[0].next_activity == "quiz"


def test_after_a_try_that_did_not_pass_comes_the_quiz_again() -> None:
    assert walk(sat("first/quiz", good=False), lessons=ALL_READ).steps[0].next_activity == "quiz"


def test_after_a_critical_miss_comes_its_lesson() -> None:
    assert walk(sat("safety/quiz", "q01", good=False), lessons=ALL_READ).steps[1].next_activity == "limits"


def test_after_the_pass_comes_the_reflection() -> None:
    assert walk(FIRST, lessons=ALL_READ).steps[0].next_activity == "looking-back"


def test_the_quiz_comes_before_the_reflection_even_if_that_came_back() -> None:
    assert walk(judged(good=False), lessons=ALL_READ).steps[0].next_activity == "quiz"


def test_after_the_pass_lessons_that_were_never_read_are_not_pressed_on_anyone() -> None:
    assert walk(SAFETY).steps[1].next_activity is None


def test_a_module_without_anything_left_has_nothing_next() -> None:
    assert walk(SAFETY, lessons=ALL_READ).steps[1].next_activity is None


@pytest.mark.parametrize(
    ("facts", "waiting", "state", "next_activity"),
    [
        ((), False, ReflectionState.NOT_BEGUN, "looking-back"),
        ((), True, ReflectionState.WAITING, None),
        ((judged(good=False),), False, ReflectionState.NOT_YET, "looking-back"),
        ((judged(good=False),), True, ReflectionState.WAITING, None),
        ((judged(good=True),), False, ReflectionState.ACCEPTED, None),
        ((judged(good=False), judged(good=True, day=8)), False, ReflectionState.ACCEPTED, None),
        ((judged(good=True), judged(good=False, day=8)), False, ReflectionState.ACCEPTED, None),
    ],
)
def test_a_reflection_is_next_unless_it_waits_or_was_accepted(
    facts: tuple[Evidence, ...], *, waiting: bool, state: ReflectionState, next_activity: str | None
) -> None:
    told = walk(FIRST, *facts, lessons=ALL_READ, waiting=waiting)
    assert (reflection_state(told), told.steps[0].next_activity) == (state, next_activity)


def test_a_reflection_of_an_older_revision_is_to_be_begun_anew() -> None:
    first, safety = COURSE.modules
    assert first.reflection is not None
    raised = first.model_copy(update={"reflection": first.reflection.model_copy(update={"revision": 2})})
    course = COURSE.model_copy(update={"modules": (raised, safety)})
    told = path(course, policy_of(course), Record((FIRST, judged(good=True)), ALL_READ), DAY)
    assert reflection_state(told) == ReflectionState.NOT_BEGUN


def test_a_module_without_a_reflection_has_no_reflection_step() -> None:
    assert walk().steps[1].reflection is None


def test_one_goes_on_with_the_first_module_in_which_something_is_left() -> None:
    now = walk(FIRST, lessons=ALL_READ).now
    assert now is not None
    assert (now.module.id, now.next_activity) == ("first", "looking-back")


def test_while_a_reflection_waits_one_goes_on_with_the_next_module() -> None:
    now = walk(FIRST, lessons=ALL_READ, waiting=True).now
    assert now is not None
    assert (now.module.id, now.next_activity) == ("safety", "quiz")


def test_a_later_module_may_be_done_first() -> None:
    now = walk(SAFETY).now
    assert now is not None
    assert now.module.id == "first"


def test_when_all_is_done_there_is_nothing_to_go_on_with() -> None:
    told = walk(FIRST, SAFETY, judged(good=True), lessons=ALL_READ)
    assert told.now is None
    assert told.done_count == 2
    assert all(step.done for step in told.steps)


def test_modules_are_done_when_they_are_passed() -> None:
    told = walk(FIRST, lessons=ALL_READ)
    assert [step.done for step in told.steps] == [True, False]
    assert told.done_count == 1


def test_a_pass_that_lapsed_is_something_left_to_do() -> None:
    record = Record((FIRST, SAFETY, judged(good=True)), ALL_READ)
    later = path(COURSE, POLICY, record, DAY + timedelta(days=800))
    assert later.done_count == 0
    assert later.now is not None
    assert (later.now.module.id, later.now.next_activity) == ("first", "quiz")
