"""When a quiz opens, and what the path says of it."""

from datetime import UTC, date, datetime, timedelta

from tests.support.cast import SMALL_COURSE
from training.course.content import Course
from training.course.loader import load
from training.criteria.policy import policy_of
from training.criteria.rules import ModuleState
from training.evidence.rules import Evidence, Kind, Record
from training.learning.rules import ModuleStep, QuizStep, module_step, path

COURSE = load(SMALL_COURSE)
POLICY = policy_of(COURSE)
DAY = date(2026, 3, 10)
READ_AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
BOTH = {("safety", "limits"): READ_AT, ("safety", "notes"): READ_AT}


def sat(day: int, *, good: bool = False, revision: int = 1, of: str = "safety/quiz") -> Evidence:
    """A sitting in March 2026, without critical misses."""
    at = datetime(2026, 3, day, 12, tzinfo=UTC)
    return Evidence(Kind.QUIZ, f"q{day}", of, revision, "e", at, at.date(), "", good=good)


def step(record: Record, on: date = DAY, course: Course = COURSE) -> ModuleStep:
    return module_step(course.modules[1], 2, policy_of(course), record, on)


def quiz(record: Record, on: date = DAY) -> QuizStep:
    found = step(record, on).quiz
    assert found is not None
    return found


def with_revision(revision: int) -> Course:
    first, safety = COURSE.modules
    assert safety.quiz is not None
    raised = safety.model_copy(update={"quiz": safety.quiz.model_copy(update={"revision": revision})})
    return COURSE.model_copy(update={"modules": (first, raised)})


def test_a_quiz_is_closed_before_anything_is_read() -> None:
    assert quiz(Record()) == QuizStep(tries=0, open=False, unfinished=None, last=None, passed=False)


def test_a_quiz_is_closed_until_every_lesson_is_read() -> None:
    for lesson in BOTH:
        assert not quiz(Record(lessons={lesson: READ_AT})).open


def test_a_quiz_opens_when_every_lesson_is_read() -> None:
    assert quiz(Record(lessons=BOTH)).open


def test_lessons_of_the_same_name_in_another_module_open_nothing() -> None:
    assert not quiz(Record(lessons={("first", "limits"): READ_AT, ("first", "notes"): READ_AT})).open


def test_lessons_that_have_left_the_module_do_not_stand_in_for_others() -> None:
    assert not quiz(Record(lessons={("safety", "limits"): READ_AT, ("safety", "gone"): READ_AT})).open


def test_after_a_try_without_critical_miss_the_quiz_is_open_again_at_once() -> None:
    told = quiz(Record((sat(9),), BOTH))
    assert (told.open, told.tries, told.passed) == (True, 1, False)


def test_however_many_tries_there_were_the_quiz_is_never_locked() -> None:
    told = quiz(Record(tuple(sat(day) for day in range(2, 10)), BOTH))
    assert (told.open, told.tries) == (True, 8)


def test_a_passed_quiz_is_closed() -> None:
    told = quiz(Record((sat(8), sat(9, good=True)), BOTH))
    assert (told.open, told.passed, told.tries) == (False, True, 2)


def test_a_pass_that_lapsed_opens_the_quiz_again() -> None:
    told = quiz(Record((sat(9, good=True),), BOTH), on=date(2028, 3, 9))
    assert (told.open, told.passed) == (True, False)


def test_the_last_sitting_is_told() -> None:
    facts = (sat(8), sat(9))
    assert quiz(Record(facts, BOTH)).last == facts[1]


def test_an_attempt_that_is_open_is_told() -> None:
    told = quiz(Record(lessons=BOTH, unfinished={"safety/quiz": "attempt", "first/quiz": "other"}))
    assert told.unfinished == "attempt"


def test_sittings_of_another_quiz_are_not_told() -> None:
    told = quiz(Record((sat(9, of="first/quiz"),), BOTH))
    assert (told.tries, told.last) == (0, None)


def test_sittings_of_an_older_revision_are_no_tries_of_the_present_one() -> None:
    told = step(Record((sat(8), sat(9)), BOTH), course=with_revision(2)).quiz
    assert told == QuizStep(tries=0, open=True, unfinished=None, last=None, passed=False)


def test_a_step_says_when_its_module_was_passed() -> None:
    record = Record((sat(7), sat(8, good=True)), BOTH)
    assert step(record).passed_on == date(2026, 3, 8)
    assert step(Record((sat(7),), BOTH)).passed_on is None


def test_a_pass_that_lapsed_is_no_longer_told_as_passed() -> None:
    told = step(Record((sat(9, good=True),), BOTH), on=date(2028, 3, 9))
    assert (told.state, told.done, told.passed_on) == (ModuleState.LAPSED, False, None)


def test_a_pass_after_the_day_does_not_count_yet() -> None:
    told = step(Record((sat(11, good=True),), BOTH))
    assert (told.done, told.passed_on) == (False, None)


def test_a_module_without_a_quiz_has_no_quiz_step() -> None:
    first, safety = COURSE.modules
    bare = COURSE.model_copy(update={"modules": (first, safety.model_copy(update={"quiz": None}))})
    told = module_step(bare.modules[1], 2, POLICY, Record(lessons=BOTH), DAY)
    assert (told.quiz, told.done) == (None, True)


def test_a_path_has_a_step_for_each_module_in_order() -> None:
    steps = path(COURSE, POLICY, Record(), DAY).steps
    assert [(each.number, each.module.id) for each in steps] == [(1, "first"), (2, "safety")]


def test_a_step_counts_the_lessons_that_are_read() -> None:
    assert step(Record()).read_count == 0
    assert step(Record(lessons={("safety", "notes"): READ_AT})).read_count == 1
    assert step(Record(lessons=BOTH)).read_count == 2


def test_minutes_left_shrink_with_each_lesson_and_end_with_the_pass() -> None:
    """The module takes 30 minutes, its two lessons 10 each."""
    assert step(Record()).minutes_left == 30
    assert step(Record(lessons={("safety", "notes"): READ_AT})).minutes_left == 20
    assert step(Record(lessons=BOTH)).minutes_left == 10
    assert step(Record((sat(9, good=True),), BOTH)).minutes_left == 0


def test_minutes_left_are_never_negative() -> None:
    short = COURSE.modules[1].model_copy(update={"minutes": 5})
    told = module_step(short, 2, POLICY, Record(lessons=BOTH), DAY + timedelta(days=1))
    assert told.minutes_left == 0
