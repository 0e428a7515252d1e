"""The four criteria together: what is met, who judged, and when it may change by itself."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.support.cast import SMALL_COURSE
from training.course.loader import load
from training.criteria.policy import policy_of
from training.criteria.rules import Assessment, CriterionVerdict, Lack, State, assess
from training.evidence.rules import Evidence, Kind, Record

POLICY = policy_of(load(SMALL_COURSE))
DAY = date(2026, 3, 10)


def fact(kind: Kind, of: str, on: date, outcome: str = "", *, judge: str | None = None) -> Evidence:
    at = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
    return Evidence(kind, f"{of}{on}{judge}", of, 1, "e", at, on, outcome, judge=judge)


def signed(of: str, on: date) -> Evidence:
    return fact(Kind.DECLARATION, of, on, "signed")


def talked(on: date, until: date, outcome: str = "ready", *, good: bool = True) -> Evidence:
    return replace(fact(Kind.READINESS, "readiness", on, outcome, judge="terry"), until=until, good=good)


def observed(on: date, judge: str, opens: int = 3) -> Evidence:
    return replace(fact(Kind.OBSERVATION, "observation", on, "observed", judge=judge), lines={"opens": opens})


EVERYTHING = (
    signed("wellbeing-plan", DAY),
    signed("values-agreement", DAY + timedelta(days=1)),
    fact(Kind.QUIZ, "first/quiz", DAY + timedelta(days=2), "passed"),
    fact(Kind.QUIZ, "safety/quiz", DAY + timedelta(days=3), "passed"),
    fact(Kind.REFLECTION, "first/looking-back", DAY + timedelta(days=4), "accepted", judge="terry"),
    observed(DAY + timedelta(days=5), "terry"),
    observed(DAY + timedelta(days=6), "toni"),
    talked(DAY + timedelta(days=7), date(2026, 12, 1)),
)
READY_DAY = DAY + timedelta(days=7)


def assessed(*facts: Evidence, on: date = READY_DAY) -> Assessment:
    return assess(POLICY, Record(facts), on)


def criterion(name: str, assessment: Assessment) -> CriterionVerdict:
    return next(each for each in assessment.criteria if each.id == name)


def states(assessment: Assessment) -> dict[str, State]:
    return {each.id: each.state for each in assessment.criteria}


def test_someone_who_has_done_nothing_meets_nothing() -> None:
    assessment = assessed()
    assert set(states(assessment).values()) == {State.NOT_YET}
    assert not assessment.met
    assert assessment.judges == frozenset()


def test_everything_that_is_asked_for_meets_all_four() -> None:
    assessment = assessed(*EVERYTHING)
    assert list(states(assessment)) == ["ready", "trained", "signposting", "values"]
    assert assessment.met
    assert all(each.missing == () for each in assessment.criteria)


@pytest.mark.parametrize("gone", range(len(EVERYTHING)))
def test_without_any_one_fact_it_is_not_met(gone: int) -> None:
    assessment = assessed(*EVERYTHING[:gone], *EVERYTHING[gone + 1 :])
    assert not assessment.met


def test_a_criterion_counts_its_needs_that_are_met() -> None:
    values = criterion("values", assessed(EVERYTHING[1], EVERYTHING[4]))
    assert (values.met_needs, len(values.needs)) == (2, 3)
    assert [missing.lack for missing in values.missing] == [Lack.OBSERVATIONS]


def test_what_is_missing_is_told_for_each_need_in_order() -> None:
    assert [missing.lack for missing in criterion("values", assessed()).missing] == [
        Lack.SIGN,
        Lack.WRITE,
        Lack.OBSERVATIONS,
    ]


def test_one_need_that_is_not_yet_met_makes_the_criterion_not_yet_though_another_lapsed() -> None:
    ready = criterion("ready", assessed(signed("wellbeing-plan", date(2020, 1, 1))))
    assert [need.state for need in ready.needs] == [State.LAPSED, State.NOT_YET]
    assert ready.state == State.NOT_YET


def test_one_need_that_lapsed_makes_the_criterion_lapsed_where_the_others_are_met() -> None:
    ready = criterion("ready", assessed(signed("wellbeing-plan", date(2020, 1, 1)), EVERYTHING[7]))
    assert ready.state == State.LAPSED


def test_everyone_whose_judgement_counted_is_a_judge() -> None:
    assert assessed(*EVERYTHING).judges == {"terry", "toni"}


def test_whose_judgement_no_longer_counts_is_no_judge() -> None:
    older = replace(EVERYTHING[4], id="older", judge="tess", on=DAY - timedelta(days=9))
    assert "tess" not in assessed(older, *EVERYTHING).judges


def test_an_assessment_says_for_which_day_it_is() -> None:
    assert assessed(on=date(2026, 5, 5)).on == date(2026, 5, 5)


def test_facts_after_the_day_do_not_count() -> None:
    before = assessed(*EVERYTHING, on=DAY - timedelta(days=1))
    assert replace(before, on=DAY) == assessed(on=DAY)


def test_the_first_need_to_go_stale_says_when_a_criterion_may_change() -> None:
    assessment = assessed(*EVERYTHING)
    changes = {each.id: assessment.next_change_on(each) for each in assessment.criteria}
    assert changes == {
        "ready": date(2026, 12, 2),
        "trained": date(2028, 3, 12),
        "signposting": date(2028, 3, 13),
        "values": date(2028, 3, 11),
    }


def test_a_criterion_without_anything_that_goes_stale_does_not_change_by_itself() -> None:
    assessment = assessed(EVERYTHING[4])
    assert assessment.next_change_on(criterion("values", assessment)) is None
    assert assessment.next_change_on(criterion("ready", assessment)) is None


def test_a_criterion_that_is_not_met_says_when_a_met_need_of_it_goes_stale() -> None:
    assessment = assessed(EVERYTHING[0])
    assert assessment.next_change_on(criterion("ready", assessment)) == date(2028, 3, 10)


@pytest.mark.parametrize("name", ["ready", "trained", "signposting", "values"])
def test_on_the_day_of_the_change_it_has_changed_and_on_the_day_before_it_has_not(name: str) -> None:
    assessment = assessed(*EVERYTHING)
    change = assessment.next_change_on(criterion(name, assessment))
    assert change is not None
    assert criterion(name, assessed(*EVERYTHING, on=change - timedelta(days=1))).state == State.MET
    assert criterion(name, assessed(*EVERYTHING, on=change)).state == State.LAPSED


def test_one_session_that_goes_stale_before_a_second_came_says_when_that_is() -> None:
    """On that day the count of sessions that are missing rises from one to two."""
    alone = assessed(EVERYTHING[5])
    assert alone.next_change_on(criterion("values", alone)) == date(2028, 3, 15)


def test_sessions_that_go_stale_before_they_were_enough_say_when_that_is() -> None:
    """Until then another observer is missing; from then on there are too few sessions."""
    by_one = assessed(observed(DAY, "terry"), observed(DAY + timedelta(days=1), "terry"))
    values = criterion("values", by_one)
    later = criterion("values", assess(POLICY, Record(values.needs[2].counted), date(2028, 3, 10)))
    assert values.missing != later.missing
    assert by_one.next_change_on(values) == date(2028, 3, 10)
