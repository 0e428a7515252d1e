"""Everything that is known of people, as dated facts: the same few statements however many people there are."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, event

from tests.support.cast import PEOPLE, ZONE
from tests.support.story import Story
from training.attempts.models import Attempt
from training.core.actors import Actor
from training.core.ids import digest_of, new_token
from training.course.content import Worth
from training.evidence.queries import gather
from training.evidence.rules import Evidence, Kind, Record
from training.marking.models import Mark
from training.practice.models import ReadinessOutcome, ReviewOutcome
from training.practice.service import sign


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """The statements executed meanwhile."""
    seen: list[str] = []

    def note(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


def record(story: Story, who: Actor | None = None) -> Record:
    person = who or story.cast.trainee
    return gather(story.session, [person.id], ZONE)[person.id]


def only(facts: tuple[Evidence, ...]) -> Evidence:
    (fact,) = facts
    return fact


def test_somebody_who_has_done_nothing_has_an_empty_record(story: Story) -> None:
    assert record(story) == Record()
    assert gather(story.session, ["nobody"], ZONE) == {"nobody": Record()}
    assert gather(story.session, [], ZONE) == {}


def test_it_costs_the_same_few_statements_however_many_people_are_asked_about(story: Story, engine: Engine) -> None:
    for who in (story.cast.trainee, story.cast.other_trainee):
        story.meets_all(who)
    costs = []
    for how_many in (1, 3, 8):
        people = [getattr(story.cast, name).id for name in list(PEOPLE)[:how_many]]
        story.session.expire_all()
        with counted(engine) as statements:
            records = gather(story.session, people, ZONE)
        costs.append(len(statements))
        assert len(records) == how_many
        assert len(records[story.cast.trainee.id].evidence) == 8
    assert len(set(costs)) == 1
    assert costs[0] <= 3


def test_everyones_facts_are_their_own(story: Story) -> None:
    story.signs(story.cast.trainee, "values-agreement")
    story.signs(story.cast.other_trainee, "wellbeing-plan")
    story.reads(story.cast.other_trainee, "first")
    records = gather(story.session, [story.cast.trainee.id, story.cast.other_trainee.id], ZONE)
    assert [fact.of for fact in records[story.cast.trainee.id].evidence] == ["values-agreement"]
    assert [fact.of for fact in records[story.cast.other_trainee.id].evidence] == ["wellbeing-plan"]
    assert records[story.cast.trainee.id].lessons == {}


def test_facts_come_oldest_first(story: Story) -> None:
    story.meets_all(story.cast.trainee)
    facts = record(story).evidence
    assert [fact.at for fact in facts] == sorted(fact.at for fact in facts)
    assert [fact.kind for fact in facts if fact.at > story.at(4)] == [
        Kind.REFLECTION,
        Kind.OBSERVATION,
        Kind.OBSERVATION,
        Kind.READINESS,
    ]


def test_a_passed_quiz(story: Story) -> None:
    story.passes(story.cast.trainee, "first", 2)
    fact = only(record(story).of(Kind.QUIZ, "first/quiz"))
    assert (fact.good, fact.outcome, fact.judge, fact.critical_misses) == (True, "passed", None, frozenset())
    assert (fact.on, fact.at, fact.revision) == (story.day(2), story.at(2), 1)
    assert (fact.edition, fact.until) == (story.edition.digest, None)


def test_a_quiz_with_a_critical_miss(story: Story) -> None:
    marking = story.misses_critical(story.cast.trainee)
    fact = only(record(story).of(Kind.QUIZ))
    assert (fact.good, fact.outcome) == (False, "not passed yet")
    assert fact.critical_misses == frozenset(marking.critical_misses)
    assert fact.critical_misses


def test_each_sitting_is_a_fact(story: Story) -> None:
    story.reads(story.cast.trainee, "first")
    for day, worth in ((2, Worth.UNSAFE), (3, Worth.BEST)):
        attempt = story.begins(story.cast.trainee, "first", day)
        story.hands_in(story.cast.trainee, attempt, story.answers(attempt, worth=worth), day)
    assert [fact.good for fact in record(story).of(Kind.QUIZ)] == [False, True]


def test_an_open_attempt_is_no_fact_and_can_be_carried_on(story: Story) -> None:
    story.reads(story.cast.trainee, "first")
    attempt = story.begins(story.cast.trainee, "first")
    found = record(story)
    assert (found.evidence, found.unfinished) == ((), {"first/quiz": attempt.id})
    story.hands_in(story.cast.trainee, attempt, story.answers(attempt))
    assert record(story).unfinished == {}


def test_an_attempt_that_was_made_void_is_nothing(story: Story) -> None:
    story.passes(story.cast.trainee, "first")
    story.reads(story.cast.trainee, "safety")
    story.begins(story.cast.trainee, "safety", 3)
    for view in story.attempts(story.cast.trainee):
        story.session.get_one(Attempt, view.id).voided_at = story.at(4)
    story.session.flush()
    found = record(story)
    assert (found.evidence, found.unfinished) == ((), {})


def test_the_newest_mark_of_an_attempt_speaks_and_only_it(story: Story) -> None:
    story.passes(story.cast.trainee, "first", 2)
    (attempt,) = story.attempts(story.cast.trainee)
    again = Mark(
        attempt_id=attempt.id,
        key_edition=story.edition.digest,
        score=1,
        maximum=8,
        passed=False,
        critical_misses=["q01"],
        detail=[],
        at=story.at(5),
    )
    story.session.add(again)
    story.session.flush()
    fact = only(record(story).of(Kind.QUIZ))
    assert (fact.id, fact.good, fact.critical_misses) == (again.id, False, frozenset({"q01"}))
    assert fact.on == story.day(2)


def test_a_declaration(story: Story) -> None:
    story.signs(story.cast.trainee, "values-agreement", 3)
    fact = only(record(story).evidence)
    assert (fact.kind, fact.of, fact.judge, fact.good) == (Kind.DECLARATION, "values-agreement", None, True)
    assert (fact.on, fact.at, fact.revision) == (story.day(3), story.at(3), 1)


def test_a_reflection_that_waits_is_no_fact_yet(story: Story) -> None:
    story.reflects(story.cast.trainee, 4)
    found = record(story)
    assert (found.evidence, found.waiting) == ((), {"first/looking-back": story.at(4)})


@pytest.mark.parametrize("outcome", list(ReviewOutcome))
def test_a_judged_reflection_counts_from_the_day_it_was_judged(story: Story, outcome: ReviewOutcome) -> None:
    story.reviews(story.cast.trainer, story.reflects(story.cast.trainee, 4), 5, outcome)
    found = record(story)
    fact = only(found.evidence)
    assert (fact.kind, fact.of) == (Kind.REFLECTION, "first/looking-back")
    assert (fact.good, fact.judge) == (outcome == ReviewOutcome.ACCEPTED, story.cast.trainer.id)
    assert (fact.on, fact.outcome, found.waiting) == (story.day(5), outcome.value, {})


def test_another_go_waits_beside_the_earlier_judgement(story: Story) -> None:
    story.reviews(story.cast.trainer, story.reflects(story.cast.trainee, 4), 5, ReviewOutcome.NOT_YET)
    story.reflects(story.cast.trainee, 6)
    found = record(story)
    assert [fact.good for fact in found.evidence] == [False]
    assert found.waiting == {"first/looking-back": story.at(6)}


def test_an_observation_counts_for_the_day_of_the_session(story: Story) -> None:
    story.observes(story.cast.trainer, story.cast.trainee, 6, opens=2)
    fact = only(record(story).evidence)
    assert (fact.kind, fact.of, fact.judge) == (Kind.OBSERVATION, "observation", story.cast.trainer.id)
    assert (fact.on, dict(fact.lines)) == (story.day(6), {"opens": 2, "listens": 3})


@pytest.mark.parametrize("outcome", list(ReadinessOutcome))
def test_a_readiness_conversation_holds_until_its_review(story: Story, outcome: ReadinessOutcome) -> None:
    story.talks(story.cast.trainer, story.cast.trainee, 8, outcome, 100)
    fact = only(record(story).of(Kind.READINESS))
    good = outcome in (ReadinessOutcome.READY, ReadinessOutcome.WITH_SUPPORT)
    assert (fact.good, fact.outcome, fact.judge) == (good, outcome.value, story.cast.trainer.id)
    assert (fact.on, fact.until) == (story.day(8), story.day(108))


def test_lessons_are_told_with_the_last_time_they_were_read(story: Story) -> None:
    story.reads(story.cast.trainee, "first", 1)
    story.reads(story.cast.trainee, "first", 2)
    assert record(story).lessons == {("first", "one"): story.at(2), ("first", "two"): story.at(2)}


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 7, 1, 23, 30, tzinfo=UTC), date(2026, 7, 2)),
        (datetime(2026, 7, 1, 22, 59, tzinfo=UTC), date(2026, 7, 1)),
        (datetime(2026, 12, 1, 23, 30, tzinfo=UTC), date(2026, 12, 1)),
    ],
)
def test_the_day_of_a_fact_is_the_day_where_the_charity_is(story: Story, moment: datetime, day: date) -> None:
    statement = story.edition.course.statement("values-agreement")
    assert statement is not None
    sign(
        story.session,
        actor=story.cast.trainee,
        edition=story.edition,
        statement_id="values-agreement",
        words_digest=digest_of(statement.words),
        form_key=new_token(),
        now=moment,
    )
    fact = only(record(story).evidence)
    assert (fact.at, fact.on) == (moment, day)


def test_facts_can_be_told_apart_by_their_row(story: Story) -> None:
    story.meets_all(story.cast.trainee)
    facts = record(story).evidence
    assert len({fact.id for fact in facts}) == len(facts)
