"""How far someone is with a module."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.support.cast import SMALL_COURSE
from training.course.content import Module
from training.course.loader import load
from training.criteria.policy import Policy, policy_of
from training.criteria.rules import ModuleState, module_requirement, module_state
from training.evidence.rules import Evidence, Kind, Record

COURSE = load(SMALL_COURSE)
POLICY = policy_of(COURSE)
SAFETY = COURSE.modules[1]
"""Two lessons and a quiz with two tries; a pass is fresh for 24 months."""
WITHOUT_QUIZ = SAFETY.model_copy(update={"quiz": None})
DAY = date(2026, 3, 10)
MOMENT = datetime(2026, 3, 1, 12, tzinfo=UTC)
BOTH = {("safety", "limits"): MOMENT, ("safety", "notes"): MOMENT}
ONE = {("safety", "limits"): MOMENT}
OPEN = {"safety/quiz": "attempt"}


def sat(on: date = DAY, *, good: bool = False, revision: int = 1, of: str = "safety/quiz") -> Evidence:
    at = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
    return Evidence(Kind.QUIZ, f"q{on}", of, revision, "e", at, on, "", good=good)


def days(*good: bool) -> tuple[Evidence, ...]:
    """Sittings on days that follow each other, the last on DAY."""
    return tuple(sat(DAY - timedelta(days=len(good) - 1 - at), good=each) for at, each in enumerate(good))


@pytest.mark.parametrize(
    ("record", "state"),
    [
        (Record(), ModuleState.NOT_BEGUN),
        (Record(lessons=ONE), ModuleState.IN_PROGRESS),
        (Record(lessons=BOTH), ModuleState.IN_PROGRESS),
        (Record(lessons=BOTH, unfinished=OPEN), ModuleState.IN_PROGRESS),
        (Record(unfinished=OPEN), ModuleState.IN_PROGRESS),
        (Record(days(False), BOTH), ModuleState.TRY_AGAIN),
        (Record(days(False), BOTH, OPEN), ModuleState.IN_PROGRESS),
        (Record(days(False, False), BOTH), ModuleState.TALK),
        (Record(days(False, False, False), BOTH), ModuleState.TALK),
        (Record(days(True), BOTH), ModuleState.PASSED),
        (Record(days(False, False, True), BOTH), ModuleState.PASSED),
        (Record(days(True, False), BOTH), ModuleState.PASSED),
        (Record(days(True), BOTH, OPEN), ModuleState.PASSED),
        (Record(days(True)), ModuleState.PASSED),
    ],
)
def test_a_modules_state_follows_from_what_was_done(record: Record, state: ModuleState) -> None:
    assert module_state(SAFETY, record, POLICY, DAY) == state


def test_every_state_can_be_told() -> None:
    assert {state.value for state in ModuleState} == {
        "not begun",
        "in progress",
        "try again",
        "talk",
        "passed",
        "lapsed",
    }


@pytest.mark.parametrize(
    ("on", "state"), [(date(2028, 3, 9), ModuleState.PASSED), (date(2028, 3, 10), ModuleState.LAPSED)]
)
def test_a_pass_lapses_on_the_first_stale_day(on: date, state: ModuleState) -> None:
    assert module_state(SAFETY, Record(days(True), BOTH), POLICY, on) == state


def test_what_was_done_in_another_module_says_nothing() -> None:
    other = Record((sat(good=True, of="first/quiz"),), {("first", "limits"): MOMENT}, {"first/quiz": "attempt"})
    assert module_state(SAFETY, other, POLICY, DAY) == ModuleState.NOT_BEGUN


def asking_for_revision_two() -> tuple[Module, Policy]:
    assert SAFETY.quiz is not None
    module = SAFETY.model_copy(update={"quiz": SAFETY.quiz.model_copy(update={"revision": 2})})
    course = COURSE.model_copy(update={"modules": (COURSE.modules[0], module)})
    return module, policy_of(course)


def test_a_pass_of_an_older_revision_has_lapsed() -> None:
    module, policy = asking_for_revision_two()
    assert module_state(module, Record(days(True), BOTH), policy, DAY) == ModuleState.LAPSED


def test_tries_of_an_older_revision_are_forgotten() -> None:
    module, policy = asking_for_revision_two()
    assert module_state(module, Record(days(False, False), BOTH), policy, DAY) == ModuleState.IN_PROGRESS


def test_tries_are_those_that_the_quiz_foresees() -> None:
    assert SAFETY.quiz is not None
    patient = SAFETY.model_copy(update={"quiz": SAFETY.quiz.model_copy(update={"tries": 3})})
    assert module_state(patient, Record(days(False, False), BOTH), POLICY, DAY) == ModuleState.TRY_AGAIN
    assert module_state(patient, Record(days(False, False, False), BOTH), POLICY, DAY) == ModuleState.TALK


def test_a_pass_after_the_day_does_not_count_yet() -> None:
    later = Record((sat(DAY + timedelta(days=1), good=True),), BOTH)
    assert module_state(SAFETY, later, POLICY, DAY) == ModuleState.IN_PROGRESS


def test_a_module_that_the_programme_does_not_ask_for_is_passed_by_its_quiz_for_good() -> None:
    nothing = replace(POLICY, criteria=())
    assert module_requirement(SAFETY, nothing).fresh_months is None
    record = Record(days(True), BOTH)
    assert module_state(SAFETY, record, nothing, date(2050, 1, 1)) == ModuleState.PASSED


def test_a_need_for_critical_items_alone_does_not_pass_a_module() -> None:
    only_signposting = replace(POLICY, criteria=(POLICY.criteria[2],))
    assert not module_requirement(SAFETY, only_signposting).critical_only
    assert module_state(SAFETY, Record(days(False), BOTH), only_signposting, DAY) == ModuleState.TRY_AGAIN


@pytest.mark.parametrize(
    ("lessons", "state"),
    [({}, ModuleState.NOT_BEGUN), (ONE, ModuleState.IN_PROGRESS), (BOTH, ModuleState.PASSED)],
)
def test_a_module_without_a_quiz_is_passed_by_reading(
    lessons: dict[tuple[str, str], datetime], state: ModuleState
) -> None:
    assert module_state(WITHOUT_QUIZ, Record(lessons=lessons), POLICY, DAY) == state
