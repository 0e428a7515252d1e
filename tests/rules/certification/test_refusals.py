"""Which decisions may not be made, and by whom."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.support.cast import SMALL_COURSE
from training.certification.rules import STANDS, DecisionKind, Refusal, Status, reason_problem, refusal
from training.course.loader import load
from training.criteria.policy import policy_of
from training.criteria.rules import Assessment, assess
from training.evidence.rules import Evidence, Kind, Record

POLICY = policy_of(load(SMALL_COURSE))
DAY = date(2026, 3, 10)
GONE = [Status.EXPIRED, Status.REVOKED]


def fact(kind: Kind, of: str, *, day: int = 0, judge: str | None = None) -> Evidence:
    on = DAY + timedelta(days=day)
    at = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
    lines = {"opens": 3} if kind == Kind.OBSERVATION else {}
    return Evidence(kind, f"{of}{day}", of, 1, "e", at, on, "", judge=judge, lines=lines)


RECORD = Record(
    (
        fact(Kind.DECLARATION, "wellbeing-plan"),
        fact(Kind.DECLARATION, "values-agreement"),
        fact(Kind.QUIZ, "first/quiz"),
        fact(Kind.QUIZ, "safety/quiz"),
        fact(Kind.REFLECTION, "first/looking-back", judge="terry"),
        fact(Kind.OBSERVATION, "observation", day=1, judge="terry"),
        fact(Kind.OBSERVATION, "observation", day=2, judge="toni"),
        replace(fact(Kind.READINESS, "readiness", day=3, judge="terry"), until=date(2026, 12, 1)),
    )
)
"""Everything that is asked for, judged by two trainers."""
WITHOUT_OBSERVATIONS = replace(
    POLICY,
    criteria=tuple(
        replace(each, needs=tuple(need for need in each.needs if need.kind != Kind.OBSERVATION))
        for each in POLICY.criteria
    ),
)
"""A policy that one trainer alone can judge."""
MET = assess(POLICY, RECORD, DAY + timedelta(days=4))
NOT_MET = assess(POLICY, Record(), DAY)


def code(
    kind: DecisionKind,
    *,
    decider: str = "adi",
    subject: str = "tam",
    present: Status | None = None,
    assessment: Assessment = MET,
) -> str | None:
    found = refusal(kind, decider=decider, subject=subject, present=present, assessment=assessment)
    return found.code if found else None


def test_someone_who_meets_all_may_be_certified() -> None:
    assert MET.met
    assert code(DecisionKind.ISSUE) is None


@pytest.mark.parametrize("kind", DecisionKind)
@pytest.mark.parametrize("present", [None, *Status])
@pytest.mark.parametrize("assessment", [MET, NOT_MET])
def test_nobody_decides_about_themself(kind: DecisionKind, present: Status | None, assessment: Assessment) -> None:
    assert code(kind, decider="tam", present=present, assessment=assessment) == "self"


@pytest.mark.parametrize("present", [None, *GONE])
def test_without_all_criteria_met_no_certificate_is_issued(present: Status | None) -> None:
    assert code(DecisionKind.ISSUE, present=present, assessment=NOT_MET) == "not met"


def test_one_criterion_that_lapsed_is_enough_to_refuse() -> None:
    lapsed = assess(
        POLICY, Record(tuple(f for n in MET.criteria for d in n.needs for f in d.counted)), date(2027, 1, 1)
    )
    assert [criterion.state.value for criterion in lapsed.criteria] == ["lapsed", "met", "met", "met"]
    assert code(DecisionKind.ISSUE, assessment=lapsed) == "not met"


def test_the_only_judge_of_the_evidence_may_not_issue() -> None:
    alone = assess(WITHOUT_OBSERVATIONS, RECORD, MET.on)
    assert alone.met
    assert alone.judges == {"terry"}
    assert code(DecisionKind.ISSUE, decider="terry", assessment=alone) == "only judge"
    assert code(DecisionKind.ISSUE, decider="adi", assessment=alone) is None


def test_one_of_several_judges_may_issue() -> None:
    assert "terry" in MET.judges
    assert code(DecisionKind.ISSUE, decider="terry") is None


@pytest.mark.parametrize("present", sorted(STANDS))
@pytest.mark.parametrize("kind", [DecisionKind.ISSUE, DecisionKind.DECLINE])
def test_someone_who_holds_a_valid_certificate_is_not_decided_about_anew(kind: DecisionKind, present: Status) -> None:
    assert code(kind, present=present) == "certified"


@pytest.mark.parametrize("present", GONE)
def test_after_expiry_or_revocation_a_new_certificate_may_be_issued(present: Status) -> None:
    assert code(DecisionKind.ISSUE, present=present) is None


@pytest.mark.parametrize("assessment", [MET, NOT_MET])
@pytest.mark.parametrize("present", [None, *GONE])
def test_declining_needs_no_criterion(present: Status | None, assessment: Assessment) -> None:
    assert code(DecisionKind.DECLINE, present=present, assessment=assessment) is None


@pytest.mark.parametrize("present", [None, *GONE])
def test_without_a_valid_certificate_there_is_nothing_to_revoke(present: Status | None) -> None:
    assert code(DecisionKind.REVOKE, present=present) == "no certificate"


@pytest.mark.parametrize("assessment", [MET, NOT_MET])
@pytest.mark.parametrize("present", sorted(STANDS))
def test_a_valid_certificate_may_be_revoked_whatever_the_criteria(present: Status, assessment: Assessment) -> None:
    assert code(DecisionKind.REVOKE, present=present, assessment=assessment) is None


def test_a_judge_may_revoke_even_as_the_only_one() -> None:
    alone = replace(MET, criteria=MET.criteria[:1])
    assert alone.judges == {"terry"}
    assert code(DecisionKind.REVOKE, decider="terry", present=Status.VALID, assessment=alone) is None


def test_where_nobody_judged_anything_no_certificate_is_issued() -> None:
    nobody = replace(MET, criteria=MET.criteria[1:3])
    assert nobody.met
    assert nobody.judges == frozenset()
    assert code(DecisionKind.ISSUE, assessment=nobody) is not None


def test_a_refusal_says_why_in_a_sentence() -> None:
    found = refusal(DecisionKind.ISSUE, decider="adi", subject="tam", present=None, assessment=NOT_MET)
    assert found == Refusal("not met", "A criterion is not met, so no certificate can be issued.")


@pytest.mark.parametrize("reason", ["Well done.", "x" * 10, "x" * 2000, "  All four criteria are met.  "])
def test_a_sentence_is_reason_enough(reason: str) -> None:
    assert reason_problem(reason) is None


@pytest.mark.parametrize("reason", ["", "   ", "ok", "x" * 9, "x" + " " * 50 + "\n\t", " " * 30])
def test_less_than_a_sentence_is_no_reason(reason: str) -> None:
    assert reason_problem(reason) == (
        "Give your reason in a whole sentence, of at least 10 characters. It is kept for ever."
    )


def test_a_reason_longer_than_can_be_kept_is_refused() -> None:
    assert reason_problem("x" * 2001) == "This is longer than we can keep: use at most 2,000 characters."
