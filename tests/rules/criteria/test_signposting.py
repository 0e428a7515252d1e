"""Signposting: no critical miss is what counts, passed or not."""

from datetime import UTC, date, datetime

from tests.support.cast import SMALL_COURSE
from training.course.loader import load
from training.criteria.policy import policy_of
from training.criteria.rules import CriterionVerdict, Lack, Missing, State, Who, assess
from training.evidence.rules import Evidence, Kind, Record

POLICY = policy_of(load(SMALL_COURSE))
DAY = date(2026, 3, 10)


def sat(on: date, *, good: bool = False, misses: tuple[str, ...] = (), of: str = "safety/quiz") -> Evidence:
    at = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
    outcome = "passed" if good else "not passed yet"
    return Evidence(Kind.QUIZ, f"q{on}", of, 1, "e", at, on, outcome, good=good, critical_misses=frozenset(misses))


def criteria(on: date, *facts: Evidence) -> tuple[CriterionVerdict, CriterionVerdict]:
    """Trained and signposting."""
    assessment = assess(POLICY, Record(facts), on)
    return assessment.criteria[1], assessment.criteria[2]


def test_a_pass_without_a_critical_miss_meets_it() -> None:
    _, signposting = criteria(DAY, sat(DAY, good=True))
    assert signposting.state == State.MET


def test_a_sitting_without_a_critical_miss_meets_it_even_when_not_passed() -> None:
    trained, signposting = criteria(DAY, sat(DAY, good=False))
    assert signposting.state == State.MET
    assert trained.state == State.NOT_YET


def test_a_critical_miss_does_not_meet_it() -> None:
    _, signposting = criteria(DAY, sat(DAY, misses=("q01",)))
    assert signposting.state == State.NOT_YET
    assert signposting.missing == (Missing(Lack.QUIZ, Who.TRAINEE),)


def test_a_mark_with_a_critical_miss_never_counts_even_if_it_says_passed() -> None:
    _, signposting = criteria(DAY, sat(DAY, good=True, misses=("q01",)))
    assert signposting.state == State.NOT_YET


def test_a_new_sitting_without_a_miss_puts_it_right() -> None:
    _, signposting = criteria(DAY, sat(date(2026, 3, 1), misses=("q01", "q02")), sat(DAY))
    assert signposting.state == State.MET


def test_another_modules_quiz_says_nothing_about_it() -> None:
    _, signposting = criteria(DAY, sat(DAY, good=True, of="first/quiz"))
    assert signposting.state == State.NOT_YET


def test_it_goes_stale_like_a_pass() -> None:
    fact = sat(DAY)
    assert criteria(date(2028, 3, 9), fact)[1].state == State.MET
    _, lapsed = criteria(date(2028, 3, 10), fact)
    assert lapsed.state == State.LAPSED
    assert lapsed.missing == (Missing(Lack.QUIZ_AGAIN, Who.TRAINEE),)
