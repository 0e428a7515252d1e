"""The certification page: who is ready, whom a decision went against, who holds a certificate; the same few statements
however many people there are."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine, event, select, text

from tests.support.cast import ZONE
from tests.support.story import Story
from training.certification.models import Certificate
from training.certification.queries import Certification, certificate_for, certification
from training.certification.rules import DecisionKind, Status
from training.core.actors import Actor
from training.core.errors import NotFound
from training.core.roles import Role
from training.course.queries import EditionView, require_current
from training.course.service import publish
from training.people.models import CohortPart, Person, PersonState
from training.people.service import add_person, set_cohorts, set_roles
from training.practice.models import ReadinessOutcome

DECLINE, REVOKE = DecisionKind.DECLINE, DecisionKind.REVOKE


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """The statements executed meanwhile."""
    seen: list[str] = []

    def note(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


def page(story: Story, day: float = 12, edition: EditionView | None = None) -> Certification:
    story.session.flush()
    story.session.expire_all()
    return certification(story.session, edition or story.edition, ZONE, story.day(day))


def names(found: Certification) -> tuple[list[str], list[str], list[str]]:
    """Who is ready, who was decided against, who holds or held a certificate."""
    return (
        [each.name for each in found.ready],
        [each.name for each in found.decided],
        [each.name for each in found.holders],
    )


def another_trainee(story: Story, number: int) -> Actor:
    person = add_person(
        story.session,
        name=f"Number {number:02}",
        email=f"number-{number}@example.org",
        roles=[Role.TRAINEE],
        by=None,
        now=story.at(0),
    )
    set_cohorts(
        story.session,
        person_id=person.id,
        part=CohortPart.TRAINEE,
        cohort_ids=[story.cast.cohort_id],
        now=story.at(0),
    )
    return Actor(person.id, person.name, frozenset({Role.TRAINEE}))


def test_nobody_is_ready_at_first(story: Story) -> None:
    assert names(page(story)) == ([], [], [])


def test_who_meets_all_is_ready(story: Story) -> None:
    story.meets_all(story.cast.trainee)
    story.passes(story.cast.other_trainee, "first")
    story.settles()
    found = page(story)
    assert names(found) == (["Trainee"], [], [])
    assert (found.ready[0].person_id, found.ready[0].decided) == (story.cast.trainee.id, None)


def test_whom_a_decision_went_against_stands_apart_with_it(story: Story) -> None:
    story.meets_all(story.cast.trainee)
    story.decides(story.cast.admin, story.cast.trainee, DECLINE)
    story.settles(11)
    found = page(story)
    assert names(found) == ([], ["Trainee"], [])
    assert found.decided[0].decided == (DECLINE, story.at(10))


def test_a_holder_is_ready_for_nothing(story: Story) -> None:
    story.meets_all(story.cast.trainee)
    story.decides(story.cast.admin, story.cast.trainee)
    story.settles(11)
    found = page(story)
    assert names(found) == ([], [], ["Trainee"])
    holder = found.holders[0]
    assert (holder.person_id, holder.status) == (story.cast.trainee.id, Status.VALID)
    assert holder.number == story.session.scalars(select(Certificate.number)).one()


def test_whose_certificate_was_revoked_is_among_both(story: Story) -> None:
    story.meets_all(story.cast.trainee)
    story.decides(story.cast.admin, story.cast.trainee)
    story.decides(story.cast.admin, story.cast.trainee, REVOKE, seen=1, day=11)
    story.settles(11)
    found = page(story)
    assert names(found) == ([], ["Trainee"], ["Trainee"])
    assert found.decided[0].decided == (REVOKE, story.at(11))
    assert found.holders[0].status == Status.REVOKED


def test_the_latest_certificate_speaks(story: Story) -> None:
    story.meets_all(story.cast.trainee)
    story.decides(story.cast.admin, story.cast.trainee)
    story.decides(story.cast.admin, story.cast.trainee, REVOKE, seen=1, day=11)
    story.decides(story.cast.admin, story.cast.trainee, seen=2, day=12)
    story.settles(12)
    found = page(story)
    assert names(found) == ([], [], ["Trainee"])
    assert found.holders[0].status == Status.VALID


def test_people_are_listed_by_name(story: Story) -> None:
    for who in (story.cast.trainee, story.cast.other_trainee):
        story.meets_all(who)
    assert names(page(story))[0] == ["Other Trainee", "Trainee"]


def test_whose_readiness_lapsed_since_is_not_listed_though_nobody_settled_it(story: Story) -> None:
    story.meets_all(story.cast.trainee)
    assert names(page(story, 308))[0] == ["Trainee"]
    assert names(page(story, 309))[0] == []


def test_a_publication_counts_at_once_both_ways(story: Story) -> None:
    story.meets_all(story.cast.trainee)
    story.reads(story.cast.other_trainee, "first")
    for day, trainer in ((6, story.cast.trainer), (7, story.cast.second_trainer)):
        story.observes(trainer, story.cast.other_trainee, day)
    story.talks(story.cast.trainer, story.cast.other_trainee)
    story.settles(9)
    course = story.edition.course

    def published(**change: Any) -> EditionView:
        programme = course.programme.model_copy(update=change)
        publish(story.session, course.model_copy(update={"programme": programme}), by=None, note="", now=story.at(10))
        return require_current(story.session)

    only_talks = tuple(
        each.model_copy(
            update={"needs": tuple(need for need in course.programme.criteria[0].needs if need.kind == "readiness")}
        )
        for each in course.programme.criteria
    )
    assert names(page(story, edition=published(criteria=only_talks)))[0] == ["Other Trainee", "Trainee"]
    values = course.programme.criteria[3]
    three_sessions = values.model_copy(
        update={
            "needs": tuple(
                need.model_copy(update={"count": 3}) if need.kind == "observations" else need for need in values.needs
            )
        }
    )
    stricter = (*course.programme.criteria[:3], three_sessions)
    assert names(page(story, edition=published(criteria=stricter)))[0] == []


def test_who_left_or_is_no_trainee_any_more_is_not_ready_and_their_certificate_is_still_listed(story: Story) -> None:
    for who in (story.cast.trainee, story.cast.other_trainee):
        story.meets_all(who)
    elsewhere = another_trainee(story, 1)
    story.meets_all(elsewhere)
    story.decides(story.cast.admin, elsewhere)
    story.settles(10)
    for who in (story.cast.trainee, elsewhere):
        story.session.get_one(Person, who.id).state = PersonState.LEFT
    set_roles(story.session, person_id=story.cast.other_trainee.id, roles=[], by=story.cast.admin, now=story.at(11))
    assert names(page(story)) == ([], [], ["Number 01"])


def test_the_page_writes_nothing(story: Story) -> None:
    story.meets_all(story.cast.trainee)
    dump = text("SELECT * FROM standing ORDER BY person_id, kind, key")
    before = story.session.execute(dump).all()
    page(story, 400)
    assert story.session.execute(dump).all() == before


@pytest.mark.parametrize("day", [12, 309])
def test_the_page_costs_the_same_for_three_people_and_for_thirteen(story: Story, engine: Engine, day: float) -> None:
    costs = []
    for people in (range(1, 4), range(4, 14)):
        for number in people:
            who = another_trainee(story, number)
            story.meets_all(who)
            if number % 3 == 1:
                story.decides(story.cast.admin, who, DECLINE)
            elif number % 3 == 2:
                story.decides(story.cast.admin, who)
        story.settles(10)
        if day == 309:
            someone = another_trainee(story, 100 + people.stop)
            story.meets_all(someone)
            story.talks(story.cast.trainer, someone, 300, ReadinessOutcome.READY)
            story.settles(300)
        story.session.expire_all()
        with counted(engine) as statements:
            found = certification(story.session, story.edition, ZONE, story.day(day))
        costs.append(len(statements))
    assert costs[0] == costs[1] <= 8
    if day == 12:
        assert [len(each) for each in (found.ready, found.decided, found.holders)] == [4, 5, 4]
    else:
        assert [len(each) for each in (found.ready, found.decided, found.holders)] == [2, 0, 4]


def test_a_certificate_page_is_its_holders_and_every_admins(story: Story) -> None:
    story.meets_all(story.cast.trainee)
    story.decides(story.cast.admin, story.cast.trainee)
    number = story.session.scalars(select(Certificate.number)).one()
    for name in ("trainee", "admin", "second_admin"):
        view = certificate_for(story.session, getattr(story.cast, name), number, story.day(11))
        assert (view.number, view.person_id, view.revoked_on) == (number, story.cast.trainee.id, None)
    for name in ("other_trainee", "elsewhere", "trainer", "second_trainer", "other_trainer"):
        with pytest.raises(NotFound):
            certificate_for(story.session, getattr(story.cast, name), number, story.day(11))


@pytest.mark.parametrize("number", ["", "none", "0" * 14, "' OR 1=1 --"])
def test_there_is_no_page_of_a_number_that_was_never_given(story: Story, number: str) -> None:
    with pytest.raises(NotFound):
        certificate_for(story.session, story.cast.admin, number, story.day(11))
