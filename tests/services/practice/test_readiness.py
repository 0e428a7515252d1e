"""A readiness conversation: its outcome and when to talk again, and nothing else."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests.support.story import Story
from training.core.actors import Actor
from training.core.errors import NotFound, Refused
from training.core.ids import new_token
from training.core.models import PersonalText
from training.core.roles import Role
from training.core.touch import take_touched
from training.people.models import CohortPart
from training.people.service import set_cohorts
from training.practice.models import Readiness, ReadinessOutcome
from training.practice.rules import REVIEW_WITHIN
from training.practice.service import record_readiness


def talks(story: Story, who: Actor | None = None, of: Actor | None = None, **more: Any) -> Readiness:
    values: dict[str, Any] = {
        "outcome": ReadinessOutcome.READY,
        "review_on": story.day(100),
        "form_key": new_token(),
        **more,
    }
    return record_readiness(
        story.session,
        actor=who or story.cast.trainer,
        person_id=(of or story.cast.trainee).id,
        today=story.day(8),
        now=story.at(8),
        **values,
    )


def rows(story: Story) -> list[Readiness]:
    return list(story.session.scalars(select(Readiness).order_by(Readiness.at)))


@pytest.mark.parametrize("outcome", list(ReadinessOutcome))
def test_every_outcome_is_kept_with_its_judge_and_date(story: Story, outcome: ReadinessOutcome) -> None:
    talks(story, outcome=outcome)
    (row,) = rows(story)
    assert (row.person_id, row.by) == (story.cast.trainee.id, story.cast.trainer.id)
    assert (row.outcome, row.review_on, row.at) == (outcome, story.day(100), story.at(8))
    assert take_touched(story.session) == {story.cast.trainee.id}


def test_nothing_else_is_stored_of_it(story: Story) -> None:
    talks(story)
    assert story.session.scalars(select(PersonalText)).all() == []
    assert set(Readiness.__table__.columns.keys()) == {
        "id",
        "person_id",
        "outcome",
        "review_on",
        "by",
        "at",
        "form_key",
    }


@pytest.mark.parametrize("after", [timedelta(days=1), REVIEW_WITHIN])
def test_the_next_talk_is_after_today_and_within_a_year(story: Story, after: timedelta) -> None:
    assert talks(story, review_on=story.day(8) + after).review_on == story.day(8) + after


@pytest.mark.parametrize("after", [timedelta(), timedelta(days=-1), REVIEW_WITHIN + timedelta(days=1)])
def test_any_other_date_is_refused(story: Story, after: timedelta) -> None:
    with pytest.raises(Refused) as refused:
        talks(story, review_on=story.day(8) + after)
    assert refused.value.code == "review on"
    assert rows(story) == []


def test_a_later_talk_is_a_row_of_its_own(story: Story) -> None:
    for outcome in (ReadinessOutcome.READY, ReadinessOutcome.PAUSED):
        talks(story, outcome=outcome)
    assert {row.outcome for row in rows(story)} == {ReadinessOutcome.READY, ReadinessOutcome.PAUSED}


def test_the_same_form_sent_twice_is_one_row(story: Story) -> None:
    key = new_token()
    first = talks(story, form_key=key)
    assert talks(story, form_key=key).id == first.id
    assert [row.outcome for row in rows(story)] == [ReadinessOutcome.READY]


def test_a_page_that_was_brought_back_and_changed_is_another_talk(story: Story) -> None:
    key = new_token()
    talks(story, form_key=key)
    talks(story, form_key=key, outcome=ReadinessOutcome.PAUSED)
    assert sorted(row.outcome for row in rows(story)) == sorted([ReadinessOutcome.READY, ReadinessOutcome.PAUSED])


@pytest.mark.parametrize("name", ["other_trainer", "trainee", "other_trainee", "elsewhere", "admin", "second_admin"])
def test_only_trainers_of_the_cohort_record_it(story: Story, name: str) -> None:
    with pytest.raises(NotFound):
        talks(story, getattr(story.cast, name))
    assert rows(story) == []


@pytest.mark.parametrize("name", ["elsewhere", "trainer", "second_trainer", "admin"])
def test_only_of_trainees_of_the_cohort(story: Story, name: str) -> None:
    with pytest.raises(NotFound):
        talks(story, of=getattr(story.cast, name))


def test_nobody_records_their_own(story: Story) -> None:
    both = Actor(story.cast.trainer.id, story.cast.trainer.name, frozenset({Role.TRAINER, Role.TRAINEE}))
    cohort = [story.cast.cohort_id]
    set_cohorts(story.session, person_id=both.id, part=CohortPart.TRAINEE, cohort_ids=cohort, now=story.at(1))
    with pytest.raises(NotFound):
        talks(story, both, both)
    assert talks(story, story.cast.second_trainer, both).person_id == both.id
