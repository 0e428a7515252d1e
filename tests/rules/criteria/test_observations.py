"""Observed practice: enough sessions, observers and dates; each critical line, when last seen, meets."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.support.cast import SMALL_COURSE
from training.course.loader import load
from training.criteria.policy import Policy, policy_of
from training.criteria.rules import Lack, NeedVerdict, State, Who, assess
from training.evidence.rules import Evidence, Kind, Record

POLICY = policy_of(load(SMALL_COURSE))
"""Asks for two sessions, two observers, two dates; the line `opens` is critical; fresh for 24 months."""
DAY = date(2026, 3, 10)
NEXT_DAY = DAY + timedelta(days=1)
LATER = DAY + timedelta(days=30)


def observed(
    on: date, judge: str = "terry", *, opens: int = 3, listens: int = 3, of: str = "observation", told_on: date = LATER
) -> Evidence:
    """A session of a day, as an observer recorded it (perhaps on a later day)."""
    at = datetime(told_on.year, told_on.month, told_on.day, 12, tzinfo=UTC)
    lines = {"opens": opens, "listens": listens}
    return Evidence(Kind.OBSERVATION, f"o{on}{judge}", of, 1, "e", at, on, "observed", judge=judge, lines=lines)


def verdict(*facts: Evidence, on: date = LATER, policy: Policy = POLICY) -> NeedVerdict:
    values = assess(policy, Record(facts), on).criteria[3]
    return next(need for need in values.needs if need.need.kind == Kind.OBSERVATION)


def asking(**changes: Any) -> Policy:
    criteria = tuple(
        replace(
            each,
            needs=tuple(replace(need, **changes) if need.kind == Kind.OBSERVATION else need for need in each.needs),
        )
        for each in POLICY.criteria
    )
    return replace(POLICY, criteria=criteria)


def lacks(told: NeedVerdict) -> list[tuple[Lack, str]]:
    assert all(missing.who == Who.TRAINER for missing in told.missing)
    return [(missing.lack, missing.detail) for missing in told.missing]


GOOD = (observed(DAY, "terry"), observed(NEXT_DAY, "toni"))


def test_two_good_sessions_by_two_observers_on_two_dates_meet_the_need() -> None:
    told = verdict(*GOOD)
    assert (told.state, told.counted, told.missing) == (State.MET, GOOD, ())


def test_without_sessions_it_says_how_many_are_missing() -> None:
    told = verdict()
    assert (told.state, lacks(told)) == (State.NOT_YET, [(Lack.OBSERVATIONS, "2")])


def test_after_one_session_one_is_missing() -> None:
    told = verdict(GOOD[0])
    assert (told.state, told.counted, lacks(told)) == (State.NOT_YET, GOOD[:1], [(Lack.OBSERVATIONS, "1")])


def test_two_sessions_of_one_observer_lack_another_observer() -> None:
    told = verdict(observed(DAY, "terry"), observed(NEXT_DAY, "terry"))
    assert (told.state, lacks(told)) == (State.NOT_YET, [(Lack.OBSERVER, "")])


def test_two_sessions_of_one_day_lack_another_date() -> None:
    told = verdict(observed(DAY, "terry"), observed(DAY, "toni"))
    assert (told.state, lacks(told)) == (State.NOT_YET, [(Lack.ANOTHER_DATE, "")])


def test_sessions_alike_in_both_lack_both() -> None:
    twice = (observed(DAY, "terry"), replace(observed(DAY, "terry"), id="other"))
    assert lacks(verdict(*twice)) == [(Lack.OBSERVER, ""), (Lack.ANOTHER_DATE, "")]


def test_more_sessions_than_asked_for_all_count() -> None:
    facts = (*GOOD, observed(LATER, "terry"))
    assert verdict(*facts).counted == facts


def test_what_counts_is_the_day_of_the_session_and_not_when_it_was_recorded() -> None:
    facts = [replace(fact, at=datetime(2026, 4, 9, 12, tzinfo=UTC)) for fact in GOOD]
    assert verdict(*facts, on=NEXT_DAY).state == State.MET


def test_a_session_after_the_day_does_not_count_yet() -> None:
    assert lacks(verdict(*GOOD, on=DAY)) == [(Lack.OBSERVATIONS, "1")]


def test_a_session_judged_on_another_rubric_does_not_count() -> None:
    assert lacks(verdict(GOOD[0], observed(NEXT_DAY, "toni", of="reflection"))) == [(Lack.OBSERVATIONS, "1")]


def test_the_numbers_are_those_that_the_programme_asks_for() -> None:
    facts = (observed(DAY, "terry"), observed(DAY, "terry"))
    assert verdict(*facts, policy=asking(count=2, observers=1, dates=1)).state == State.MET
    assert lacks(verdict(*GOOD, policy=asking(count=3))) == [(Lack.OBSERVATIONS, "1")]


@pytest.mark.parametrize("level", [1, 2])
def test_a_critical_line_that_was_seen_last_below_meets_is_missing(level: int) -> None:
    told = verdict(observed(DAY, "terry"), observed(NEXT_DAY, "toni", opens=level))
    assert (told.state, lacks(told)) == (State.NOT_YET, [(Lack.CRITICAL_LINE, "opens")])


@pytest.mark.parametrize("level", [3, 4])
def test_a_critical_line_that_was_seen_last_at_meets_or_better_is_enough(level: int) -> None:
    assert verdict(observed(DAY, "terry", opens=1), observed(NEXT_DAY, "toni", opens=level)).state == State.MET


def test_a_critical_line_that_nobody_saw_is_missing() -> None:
    told = verdict(observed(DAY, "terry", opens=0), observed(NEXT_DAY, "toni", opens=0))
    assert (told.state, lacks(told)) == (State.NOT_YET, [(Lack.CRITICAL_LINE, "opens")])


def test_a_session_that_leaves_a_line_out_altogether_did_not_see_it() -> None:
    facts = [replace(fact, lines={"listens": 3}) for fact in GOOD]
    assert lacks(verdict(*facts)) == [(Lack.CRITICAL_LINE, "opens")]


def test_a_session_that_did_not_show_the_line_leaves_the_earlier_word_standing() -> None:
    assert verdict(observed(DAY, "terry", opens=3), observed(NEXT_DAY, "toni", opens=0)).state == State.MET
    told = verdict(observed(DAY, "terry", opens=2), observed(NEXT_DAY, "toni", opens=0))
    assert lacks(told) == [(Lack.CRITICAL_LINE, "opens")]


def test_a_later_poor_session_withdraws_what_was_met() -> None:
    told = verdict(*GOOD, observed(LATER, "terry", opens=2))
    assert (told.state, lacks(told)) == (State.NOT_YET, [(Lack.CRITICAL_LINE, "opens")])


def test_a_later_good_session_restores_it() -> None:
    poor, good = observed(LATER, "terry", opens=2), observed(LATER + timedelta(days=1), "terry", opens=3)
    assert verdict(*GOOD, poor, good, on=LATER + timedelta(days=1)).state == State.MET


def test_of_two_observers_on_the_last_day_the_lower_level_counts() -> None:
    both = (observed(NEXT_DAY, "toni", opens=4), observed(NEXT_DAY, "terry", opens=2))
    for facts in (both, both[::-1]):
        assert lacks(verdict(observed(DAY, "terry"), *facts)) == [(Lack.CRITICAL_LINE, "opens")]


def test_a_poor_session_recorded_late_does_not_withdraw_a_better_one_of_a_later_day() -> None:
    poor = replace(observed(DAY, "toni", opens=1), at=datetime(2026, 4, 9, 18, tzinfo=UTC))
    assert verdict(observed(NEXT_DAY, "terry"), poor).state == State.MET


def test_a_line_that_is_not_critical_may_be_poor() -> None:
    assert verdict(observed(DAY, "terry", listens=1), observed(NEXT_DAY, "toni", listens=1)).state == State.MET


def test_every_critical_line_of_the_rubric_is_asked_for() -> None:
    criteria = tuple(
        replace(
            each,
            needs=tuple(
                replace(need, critical_lines=("opens", "listens")) if need.kind == Kind.OBSERVATION else need
                for need in each.needs
            ),
        )
        for each in POLICY.criteria
    )
    facts = [replace(fact, lines={"opens": 2, "listens": 0}) for fact in GOOD]
    told = verdict(*facts, policy=replace(POLICY, criteria=criteria))
    assert lacks(told) == [(Lack.CRITICAL_LINE, "opens"), (Lack.CRITICAL_LINE, "listens")]


def test_too_few_sessions_and_a_critical_line_are_both_told() -> None:
    assert lacks(verdict(observed(DAY, "terry", opens=2))) == [
        (Lack.OBSERVATIONS, "1"),
        (Lack.CRITICAL_LINE, "opens"),
    ]


@pytest.mark.parametrize(("on", "state"), [(date(2028, 3, 9), State.MET), (date(2028, 3, 10), State.LAPSED)])
def test_sessions_count_through_the_last_good_day_and_not_on_the_first_stale_one(on: date, state: State) -> None:
    assert verdict(*GOOD, on=on).state == state


def test_the_first_session_to_go_stale_says_when_that_is() -> None:
    assert verdict(*GOOD).stale_on == date(2028, 3, 10)


def test_when_a_session_went_stale_the_others_still_count_towards_a_new_one() -> None:
    told = verdict(*GOOD, on=date(2028, 3, 10))
    assert (told.state, told.counted, lacks(told)) == (State.LAPSED, GOOD[1:], [(Lack.OBSERVATIONS, "1")])


def test_a_new_session_meets_it_again() -> None:
    facts = (*GOOD, observed(date(2028, 3, 10), "terry", told_on=date(2028, 3, 10)))
    assert verdict(*facts, on=date(2028, 3, 10)).state == State.MET


def test_a_poor_word_that_went_stale_does_not_turn_into_a_good_one() -> None:
    """The line was poor when last seen; later sessions did not show it."""
    later = (observed(LATER, "terry", opens=0), observed(LATER + timedelta(days=1), "toni", opens=0))
    told = verdict(observed(DAY, "terry", opens=1), *later, on=date(2028, 3, 20))
    assert (told.state, lacks(told)) == (State.NOT_YET, [(Lack.CRITICAL_LINE, "opens")])
