"""What is signed and passed counts while it is fresh and of the present revision."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.support.cast import SMALL_COURSE
from training.course.loader import load
from training.criteria.policy import Policy, policy_of
from training.criteria.rules import Lack, Missing, NeedVerdict, State, Who, assess
from training.evidence.rules import Evidence, Kind, Record

POLICY = policy_of(load(SMALL_COURSE))
DAY = date(2026, 3, 10)


def signed(on: date, of: str = "values-agreement", **more: int) -> Evidence:
    at = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
    return Evidence(Kind.DECLARATION, f"d{on}", of, more.get("revision", 1), "e", at, on, "signed")


def sat(on: date, of: str = "first/quiz", *, good: bool = True, revision: int = 1) -> Evidence:
    at = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
    return Evidence(Kind.QUIZ, f"q{on}", of, revision, "e", at, on, "passed" if good else "not passed yet", good=good)


def verdict(of: str, on: date, *facts: Evidence, policy: Policy = POLICY) -> NeedVerdict:
    """The verdict on the need for this statement or quiz."""
    assessment = assess(policy, Record(facts), on)
    return next(
        need
        for criterion in assessment.criteria
        for need in criterion.needs
        if need.need.of == of and not need.need.critical_only
    )


def asking_for(of: str, **changes: Any) -> Policy:
    """The small policy with one need changed."""
    criteria = tuple(
        replace(each, needs=tuple(replace(need, **changes) if need.of == of else need for need in each.needs))
        for each in POLICY.criteria
    )
    return replace(POLICY, criteria=criteria)


def test_what_was_signed_counts() -> None:
    fact = signed(DAY)
    told = verdict("values-agreement", DAY, fact)
    assert (told.state, told.counted, told.missing, told.stale_on) == (State.MET, (fact,), (), date(2028, 3, 10))


def test_what_was_never_signed_is_for_the_trainee_to_sign() -> None:
    told = verdict("values-agreement", DAY)
    assert (told.state, told.counted, told.stale_on) == (State.NOT_YET, (), None)
    assert told.missing == (Missing(Lack.SIGN, Who.TRAINEE),)


def test_another_statement_does_not_count() -> None:
    assert verdict("values-agreement", DAY, signed(DAY, "wellbeing-plan")).state == State.NOT_YET


def test_a_passed_quiz_counts() -> None:
    fact = sat(DAY)
    told = verdict("first/quiz", DAY, fact)
    assert (told.state, told.counted, told.missing, told.stale_on) == (State.MET, (fact,), (), date(2028, 3, 10))


def test_a_quiz_that_was_not_passed_is_no_pass() -> None:
    told = verdict("first/quiz", DAY, sat(DAY, good=False))
    assert (told.state, told.missing) == (State.NOT_YET, (Missing(Lack.QUIZ, Who.TRAINEE),))


def test_another_modules_quiz_does_not_count() -> None:
    assert verdict("first/quiz", DAY, sat(DAY, "safety/quiz")).state == State.NOT_YET


def test_failing_after_a_pass_takes_nothing_away() -> None:
    told = verdict("first/quiz", DAY, sat(DAY - timedelta(days=5)), sat(DAY, good=False))
    assert told.state == State.MET


@pytest.mark.parametrize(
    ("done", "last_good", "first_stale"),
    [
        (date(2026, 3, 10), date(2028, 3, 9), date(2028, 3, 10)),
        (date(2024, 2, 29), date(2026, 2, 27), date(2026, 2, 28)),
        (date(2026, 2, 28), date(2028, 2, 27), date(2028, 2, 28)),
        (date(2025, 12, 31), date(2027, 12, 30), date(2027, 12, 31)),
        (date(2026, 1, 1), date(2027, 12, 31), date(2028, 1, 1)),
    ],
)
def test_it_counts_through_the_last_good_day_and_not_on_the_first_stale_one(
    done: date, last_good: date, first_stale: date
) -> None:
    for of, fact in (("values-agreement", signed(done)), ("first/quiz", sat(done))):
        fresh, stale = verdict(of, last_good, fact), verdict(of, first_stale, fact)
        assert (fresh.state, fresh.stale_on) == (State.MET, first_stale)
        assert (stale.state, stale.counted, stale.stale_on) == (State.LAPSED, (), None)


def test_a_month_that_is_shorter_ends_freshness_on_its_last_day() -> None:
    policy = asking_for("values-agreement", fresh_months=1)
    fact = signed(date(2026, 1, 31))
    assert verdict("values-agreement", date(2026, 2, 27), fact, policy=policy).state == State.MET
    assert verdict("values-agreement", date(2026, 2, 28), fact, policy=policy).state == State.LAPSED


def test_what_went_stale_is_to_be_done_again() -> None:
    assert verdict("values-agreement", date(2028, 3, 10), signed(DAY)).missing == (
        Missing(Lack.SIGN_AGAIN, Who.TRAINEE),
    )
    assert verdict("first/quiz", date(2028, 3, 10), sat(DAY)).missing == (Missing(Lack.QUIZ_AGAIN, Who.TRAINEE),)


def test_doing_it_again_before_it_lapses_counts_from_the_later_day() -> None:
    later = signed(date(2027, 5, 1))
    told = verdict("values-agreement", date(2027, 6, 1), signed(DAY), later)
    assert (told.counted, told.stale_on) == ((later,), date(2029, 5, 1))


def test_doing_it_again_after_it_lapsed_meets_it_again() -> None:
    again = signed(date(2029, 1, 1))
    told = verdict("values-agreement", date(2029, 1, 1), signed(DAY), again)
    assert (told.state, told.counted) == (State.MET, (again,))


def test_an_older_revision_does_not_count() -> None:
    policy = asking_for("first/quiz", revision=2)
    told = verdict("first/quiz", DAY, sat(DAY, revision=1), policy=policy)
    assert (told.state, told.counted) == (State.LAPSED, ())
    assert told.missing == (Missing(Lack.QUIZ_AGAIN, Who.TRAINEE),)


def test_an_older_revision_of_words_is_to_be_signed_again() -> None:
    policy = asking_for("values-agreement", revision=2)
    told = verdict("values-agreement", DAY, signed(DAY), policy=policy)
    assert (told.state, told.missing) == (State.LAPSED, (Missing(Lack.SIGN_AGAIN, Who.TRAINEE),))


@pytest.mark.parametrize("revision", [2, 3])
def test_the_present_revision_or_a_later_one_counts(revision: int) -> None:
    policy = asking_for("values-agreement", revision=2)
    assert verdict("values-agreement", DAY, signed(DAY, revision=revision), policy=policy).state == State.MET


def test_a_later_sitting_of_an_older_revision_does_not_hide_one_that_counts() -> None:
    policy = asking_for("first/quiz", revision=2)
    present = sat(date(2026, 1, 1), revision=2)
    told = verdict("first/quiz", DAY, present, sat(DAY, revision=1), policy=policy)
    assert (told.state, told.counted) == (State.MET, (present,))


def test_without_a_limit_what_was_done_counts_for_ever() -> None:
    policy = asking_for("values-agreement", fresh_months=None)
    told = verdict("values-agreement", date(2090, 1, 1), signed(DAY), policy=policy)
    assert (told.state, told.stale_on) == (State.MET, None)


def test_what_is_dated_after_the_day_does_not_count_yet() -> None:
    tomorrow = DAY + timedelta(days=1)
    assert verdict("values-agreement", DAY, signed(tomorrow)).state == State.NOT_YET
    assert verdict("first/quiz", DAY, sat(tomorrow)).state == State.NOT_YET


def test_what_is_dated_on_the_day_itself_counts() -> None:
    assert verdict("values-agreement", DAY, signed(DAY)).state == State.MET


def test_a_later_signature_does_not_hide_an_earlier_one_on_a_day_between() -> None:
    first = signed(DAY)
    told = verdict("values-agreement", DAY + timedelta(days=1), first, signed(DAY + timedelta(days=30)))
    assert (told.state, told.counted) == (State.MET, (first,))
