"""The reflection: accepted, waiting to be read, to be written again."""

from dataclasses import replace
from datetime import UTC, date, datetime

from tests.support.cast import SMALL_COURSE
from training.course.loader import load
from training.criteria.policy import Policy, policy_of
from training.criteria.rules import Lack, Missing, NeedVerdict, State, Who, assess
from training.evidence.rules import Evidence, Kind, Record
from training.practice.models import ReviewOutcome

POLICY = policy_of(load(SMALL_COURSE))
DAY = date(2026, 3, 10)
ACTIVITY = "first/looking-back"
WAITING = {ACTIVITY: datetime(2026, 3, 9, 12, tzinfo=UTC)}


def judged(on: date, *, good: bool = True, of: str = ACTIVITY, revision: int = 1) -> Evidence:
    at = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
    outcome = ReviewOutcome.ACCEPTED if good else ReviewOutcome.NOT_YET
    return Evidence(Kind.REFLECTION, f"r{on}", of, revision, "e", at, on, outcome.value, judge="terry", good=good)


def verdict(*facts: Evidence, on: date = DAY, waiting: bool = False, policy: Policy = POLICY) -> NeedVerdict:
    values = assess(policy, Record(facts, waiting=WAITING if waiting else {}), on).criteria[3]
    return next(need for need in values.needs if need.need.kind == Kind.REFLECTION)


def asking(*, revision: int) -> Policy:
    criteria = tuple(
        replace(
            each,
            needs=tuple(
                replace(need, revision=revision) if need.kind == Kind.REFLECTION else need for need in each.needs
            ),
        )
        for each in POLICY.criteria
    )
    return replace(POLICY, criteria=criteria)


def test_before_anything_is_written_the_trainee_can_write() -> None:
    told = verdict()
    assert (told.state, told.missing) == (State.NOT_YET, (Missing(Lack.WRITE, Who.TRAINEE),))


def test_an_accepted_reflection_meets_the_need_for_good() -> None:
    fact = judged(DAY)
    told = verdict(fact, on=date(2050, 1, 1))
    assert (told.state, told.counted, told.missing, told.stale_on) == (State.MET, (fact,), (), None)


def test_a_reflection_that_waits_is_for_a_trainer_to_read() -> None:
    told = verdict(waiting=True)
    assert (told.state, told.missing) == (State.NOT_YET, (Missing(Lack.REVIEW, Who.TRAINER),))


def test_a_reflection_that_came_back_is_to_be_written_again() -> None:
    told = verdict(judged(DAY, good=False))
    assert (told.state, told.missing) == (State.NOT_YET, (Missing(Lack.WRITE_AGAIN, Who.TRAINEE),))


def test_a_second_go_that_waits_is_for_a_trainer_again() -> None:
    told = verdict(judged(date(2026, 3, 1), good=False), waiting=True)
    assert told.missing == (Missing(Lack.REVIEW, Who.TRAINER),)


def test_an_accepted_second_go_meets_the_need() -> None:
    second = judged(DAY)
    told = verdict(judged(date(2026, 3, 1), good=False), second)
    assert (told.state, told.counted) == (State.MET, (second,))


def test_another_reflection_that_waits_takes_nothing_from_an_accepted_one() -> None:
    assert verdict(judged(DAY), waiting=True).state == State.MET


def test_a_reflection_that_came_back_later_takes_nothing_from_an_accepted_one() -> None:
    assert verdict(judged(date(2026, 3, 1)), judged(DAY, good=False)).state == State.MET


def test_a_reflection_of_another_module_does_not_count() -> None:
    assert verdict(judged(DAY, of="safety/looking-back")).missing == (Missing(Lack.WRITE, Who.TRAINEE),)


def test_one_that_was_accepted_under_an_older_revision_is_to_be_written_again() -> None:
    told = verdict(judged(DAY, revision=1), policy=asking(revision=2))
    assert (told.state, told.missing) == (State.LAPSED, (Missing(Lack.WRITE_AGAIN, Who.TRAINEE),))


def test_a_new_one_after_the_revision_was_raised_is_for_a_trainer_to_read() -> None:
    told = verdict(judged(DAY, revision=1), waiting=True, policy=asking(revision=2))
    assert (told.state, told.missing) == (State.LAPSED, (Missing(Lack.REVIEW, Who.TRAINER),))


def test_one_that_is_judged_after_the_day_does_not_count_yet() -> None:
    assert verdict(judged(date(2026, 3, 11))).state == State.NOT_YET
