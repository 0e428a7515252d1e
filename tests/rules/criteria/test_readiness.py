"""The readiness talk: only the latest speaks, and it holds through its review date."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.support.cast import SMALL_COURSE
from training.course.loader import load
from training.criteria.policy import policy_of
from training.criteria.rules import Lack, Missing, NeedVerdict, State, Who, assess
from training.evidence.queries import READY
from training.evidence.rules import Evidence, Kind, Record
from training.practice.models import ReadinessOutcome

POLICY = policy_of(load(SMALL_COURSE))
DAY = date(2026, 3, 10)
REVIEW = date(2026, 9, 10)


def talked(
    on: date, outcome: ReadinessOutcome = ReadinessOutcome.READY, *, until: date | None = REVIEW, hour: int = 12
) -> Evidence:
    at = datetime(on.year, on.month, on.day, hour, tzinfo=UTC)
    word, good = outcome.value, outcome.value in READY
    return Evidence(Kind.READINESS, f"t{at}", "readiness", 1, "", at, on, word, judge="terry", good=good, until=until)


def verdict(on: date, *facts: Evidence) -> NeedVerdict:
    ready = assess(POLICY, Record(facts), on).criteria[0]
    return next(need for need in ready.needs if need.need.kind == Kind.READINESS)


def test_without_a_talk_a_trainer_can_act() -> None:
    told = verdict(DAY)
    assert (told.state, told.missing) == (State.NOT_YET, (Missing(Lack.TALK, Who.TRAINER),))


@pytest.mark.parametrize("outcome", [ReadinessOutcome.READY, ReadinessOutcome.WITH_SUPPORT])
def test_a_good_talk_meets_the_need(outcome: ReadinessOutcome) -> None:
    fact = talked(DAY, outcome)
    told = verdict(DAY, fact)
    assert (told.state, told.counted, told.missing) == (State.MET, (fact,), ())


@pytest.mark.parametrize("on", [DAY, REVIEW - timedelta(days=1), REVIEW])
def test_a_good_talk_holds_through_its_review_date(on: date) -> None:
    told = verdict(on, talked(DAY))
    assert (told.state, told.stale_on) == (State.MET, REVIEW + timedelta(days=1))


def test_the_day_after_its_review_date_it_has_lapsed() -> None:
    told = verdict(REVIEW + timedelta(days=1), talked(DAY))
    assert (told.state, told.counted, told.stale_on) == (State.LAPSED, (), None)
    assert told.missing == (Missing(Lack.TALK_AGAIN, Who.TRAINER),)


def test_a_good_talk_without_a_review_date_holds() -> None:
    told = verdict(date(2040, 1, 1), talked(DAY, until=None))
    assert (told.state, told.stale_on) == (State.MET, None)


@pytest.mark.parametrize(
    ("outcome", "lack"), [(ReadinessOutcome.NOT_YET, Lack.READY_NOT_YET), (ReadinessOutcome.PAUSED, Lack.PAUSED)]
)
def test_a_talk_that_found_not_yet_or_a_pause_does_not_meet_it(outcome: ReadinessOutcome, lack: Lack) -> None:
    told = verdict(DAY, talked(DAY, outcome))
    assert (told.state, told.counted) == (State.NOT_YET, ())
    assert told.missing == (Missing(lack, Who.TRAINER),)


@pytest.mark.parametrize("outcome", [ReadinessOutcome.NOT_YET, ReadinessOutcome.PAUSED])
def test_a_later_talk_withdraws_an_earlier_good_one(outcome: ReadinessOutcome) -> None:
    assert verdict(DAY, talked(DAY - timedelta(days=9)), talked(DAY, outcome)).state == State.NOT_YET


@pytest.mark.parametrize("outcome", [ReadinessOutcome.NOT_YET, ReadinessOutcome.PAUSED])
def test_a_later_good_talk_restores(outcome: ReadinessOutcome) -> None:
    good = talked(DAY)
    told = verdict(DAY, talked(DAY - timedelta(days=9), outcome), good)
    assert (told.state, told.counted) == (State.MET, (good,))


def test_of_two_talks_on_a_day_the_later_one_speaks() -> None:
    assert verdict(DAY, talked(DAY, hour=9), talked(DAY, ReadinessOutcome.PAUSED, hour=15)).state == State.NOT_YET
    assert verdict(DAY, talked(DAY, ReadinessOutcome.PAUSED, hour=9), talked(DAY, hour=15)).state == State.MET


def test_a_later_talk_with_a_sooner_review_date_shortens_what_held() -> None:
    sooner = talked(DAY + timedelta(days=1), until=date(2026, 4, 1))
    assert verdict(date(2026, 4, 1), talked(DAY), sooner).state == State.MET
    assert verdict(date(2026, 4, 2), talked(DAY), sooner).state == State.LAPSED


def test_a_talk_that_lapsed_is_not_rescued_by_an_older_one_with_a_later_date() -> None:
    older = talked(DAY - timedelta(days=30), until=date(2027, 1, 1))
    newer = talked(DAY, until=date(2026, 4, 1))
    assert verdict(date(2026, 5, 1), older, newer).state == State.LAPSED


def test_a_pause_does_not_end_by_itself_when_its_review_date_has_gone_but_a_talk_is_due() -> None:
    told = verdict(REVIEW + timedelta(days=1), talked(DAY, ReadinessOutcome.PAUSED))
    assert told.state == State.NOT_YET
    assert told.missing == (Missing(Lack.PAUSED, Who.TRAINER), Missing(Lack.TALK_AGAIN, Who.TRAINER))


def test_a_talk_after_the_day_does_not_speak_yet() -> None:
    good = talked(DAY)
    told = verdict(DAY, good, talked(DAY + timedelta(days=1), ReadinessOutcome.PAUSED))
    assert (told.state, told.counted) == (State.MET, (good,))
