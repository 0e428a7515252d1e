"""What holds of every assessment, whatever the evidence."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.cast import SMALL_COURSE
from training.course.loader import load
from training.criteria.policy import policy_of
from training.criteria.rules import State, assess
from training.evidence.queries import READY
from training.evidence.rules import Evidence, Kind, Record
from training.practice.models import ReadinessOutcome

POLICY = policy_of(load(SMALL_COURSE))
OF = {
    Kind.QUIZ: ["first/quiz", "safety/quiz"],
    Kind.DECLARATION: ["wellbeing-plan", "values-agreement"],
    Kind.REFLECTION: ["first/looking-back"],
    Kind.OBSERVATION: ["observation"],
    Kind.READINESS: ["readiness"],
}
KINDS = {
    "ready": {Kind.DECLARATION, Kind.READINESS},
    "trained": {Kind.QUIZ},
    "signposting": {Kind.QUIZ},
    "values": {Kind.DECLARATION, Kind.REFLECTION, Kind.OBSERVATION},
}
DAYS = st.dates(date(2024, 1, 1), date(2026, 12, 31))
TODAY = date(2026, 6, 1)


@st.composite
def facts_of(draw: st.DrawFn, kind: Kind) -> Evidence:
    on = draw(DAYS)
    at = datetime(on.year, on.month, on.day, draw(st.integers(6, 20)), tzinfo=UTC)
    of = draw(st.sampled_from(OF[kind]))
    judge = draw(st.sampled_from(["terry", "toni", "tess"]))
    number = draw(st.integers(0, 10**9))
    fact = Evidence(kind, f"{number:09}", of, draw(st.sampled_from([1, 1, 1, 2])), "e", at, on, "done")
    match kind:
        case Kind.QUIZ:
            misses = draw(st.sampled_from([frozenset[str](), frozenset({"q01"})]))
            good = draw(st.booleans()) and not misses
            return replace(fact, good=good, critical_misses=misses)
        case Kind.DECLARATION:
            return fact
        case Kind.REFLECTION:
            return replace(fact, good=draw(st.booleans()), judge=judge)
        case Kind.OBSERVATION:
            return replace(fact, lines={"opens": draw(st.integers(0, 4))}, judge=judge)
        case Kind.READINESS:
            outcome = draw(st.sampled_from(ReadinessOutcome)).value
            until = on + timedelta(days=draw(st.integers(1, 366)))
            return replace(fact, outcome=outcome, good=outcome in READY, until=until, judge=judge)


ANY_FACT = st.sampled_from(list(Kind)).flatmap(facts_of)
EVIDENCE = st.lists(ANY_FACT, max_size=12, unique_by=lambda fact: fact.id)


def record(facts: list[Evidence]) -> Record:
    """In the order in which they are gathered."""
    return Record(tuple(sorted(facts, key=lambda fact: (fact.at, fact.id))))


@given(facts=EVIDENCE)
@settings(deadline=None)
def test_nothing_is_both_met_and_missing_something(facts: list[Evidence]) -> None:
    for criterion in assess(POLICY, record(facts), TODAY).criteria:
        for need in criterion.needs:
            assert (need.state == State.MET) == (not need.missing)
        assert (criterion.state == State.MET) == (not criterion.missing)
        assert (criterion.met_needs == len(criterion.needs)) == (criterion.state == State.MET)


@given(facts=EVIDENCE, extra=ANY_FACT)
@settings(deadline=None, max_examples=60)
def test_evidence_of_an_unrelated_kind_changes_nothing_about_a_criterion(
    facts: list[Evidence], extra: Evidence
) -> None:
    before, after = assess(POLICY, record(facts), TODAY), assess(POLICY, record([*facts, extra]), TODAY)
    for old, new in zip(before.criteria, after.criteria, strict=True):
        if extra.kind not in KINDS[old.id]:
            assert new == old


@given(facts=EVIDENCE, kind=st.sampled_from([Kind.QUIZ, Kind.DECLARATION, Kind.REFLECTION]), data=st.data())
@settings(deadline=None, max_examples=60)
def test_doing_more_never_takes_away_what_was_met(facts: list[Evidence], kind: Kind, data: st.DataObject) -> None:
    """Only a talk or an observed session can withdraw anything."""
    extra = data.draw(facts_of(kind))
    before, after = assess(POLICY, record(facts), TODAY), assess(POLICY, record([*facts, extra]), TODAY)
    for old, new in zip(before.criteria, after.criteria, strict=True):
        assert new.state == State.MET or old.state != State.MET


@given(facts=EVIDENCE, data=st.data())
@settings(deadline=None)
def test_the_order_in_which_facts_were_found_does_not_matter(facts: list[Evidence], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(facts))
    assert assess(POLICY, record(shuffled), TODAY) == assess(POLICY, record(facts), TODAY)
    if not any(fact.kind == Kind.READINESS for fact in facts):
        unsorted = assess(POLICY, Record(tuple(shuffled)), TODAY)
        in_order = assess(POLICY, record(facts), TODAY)
        assert [each.missing for each in unsorted.criteria] == [each.missing for each in in_order.criteria]


@given(facts=EVIDENCE)
@settings(deadline=None)
def test_an_assessment_of_a_day_does_not_know_what_comes_later(facts: list[Evidence]) -> None:
    known = [fact for fact in facts if fact.on <= TODAY]
    assert assess(POLICY, record(facts), TODAY) == assess(POLICY, record(known), TODAY)


@given(facts=EVIDENCE)
@settings(deadline=None)
def test_only_facts_of_the_record_count_and_each_for_its_own_need(facts: list[Evidence]) -> None:
    for criterion in assess(POLICY, record(facts), TODAY).criteria:
        for need in criterion.needs:
            assert set(map(id, need.counted)) <= set(map(id, facts))
            assert all((fact.kind, fact.of) == (need.need.kind, need.need.of) for fact in need.counted)


@given(facts=EVIDENCE, share=st.floats(0, 1))
@settings(deadline=None, max_examples=60)
def test_until_its_next_change_a_criterion_stays_as_it_is(facts: list[Evidence], share: float) -> None:
    known = record([fact for fact in facts if fact.on <= TODAY])
    assessment = assess(POLICY, known, TODAY)
    for number, criterion in enumerate(assessment.criteria):
        change = assessment.next_change_on(criterion) or TODAY + timedelta(days=3000)
        days = (change - TODAY).days - 1
        for on in (change - timedelta(days=1), TODAY + timedelta(days=round(days * share))):
            later = assess(POLICY, known, on).criteria[number]
            assert (later.state, later.missing) == (criterion.state, criterion.missing)
