"""Recording a session that one watched: of a trainee of one's cohort, in the last year, once a day."""

import json
from contextlib import suppress
from datetime import date, timedelta
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
from training.practice.models import Observation
from training.practice.queries import observations_of
from training.practice.rules import OBSERVED_WITHIN
from training.practice.service import observe

GOOD = {"opens": 3, "listens": 4}


def watches(story: Story, who: Actor | None = None, of: Actor | None = None, **more: Any) -> Observation:
    values: dict[str, Any] = {
        "rubric_id": "observation",
        "held_on": story.day(6),
        "lines": GOOD,
        "feedback": {"helped": "You left silence.", "to_try": "Speak up."},
        "form_key": new_token(),
        **more,
    }
    return observe(
        story.session,
        actor=who or story.cast.trainer,
        edition=story.edition,
        person_id=(of or story.cast.trainee).id,
        today=story.day(6),
        now=story.at(6),
        **values,
    )


def rows(story: Story) -> list[Observation]:
    return list(story.session.scalars(select(Observation)))


def refused(story: Story, code: str, **more: Any) -> None:
    before = len(rows(story))
    with pytest.raises(Refused) as told:
        watches(story, **more)
    assert told.value.code == code
    assert len(rows(story)) == before


def test_an_observation_says_who_watched_whom_when_and_what_they_saw(story: Story) -> None:
    watches(story, held_on=story.day(5))
    (row,) = rows(story)
    assert (row.person_id, row.by) == (story.cast.trainee.id, story.cast.trainer.id)
    assert (row.held_on, row.at, row.rubric, row.lines) == (story.day(5), story.at(6), "observation", GOOD)
    assert row.edition == story.edition.digest
    assert take_touched(story.session) == {story.cast.trainee.id}


def test_feedback_is_text_about_the_trainee(story: Story) -> None:
    kept = story.session.get_one(PersonalText, watches(story).feedback_id)
    assert kept.about_id == story.cast.trainee.id
    assert json.loads(kept.body or "") == {"helped": "You left silence.", "to_try": "Speak up."}


def test_sessions_are_told_newest_first(story: Story) -> None:
    watches(story, held_on=story.day(2))
    watches(story, story.cast.second_trainer, held_on=story.day(4))
    assert [(each.held_on, each.by_name) for each in observations_of(story.session, story.cast.trainee.id)] == [
        (story.day(4), "Second Trainer"),
        (story.day(2), "Trainer"),
    ]


def test_a_line_may_be_unseen(story: Story) -> None:
    assert watches(story, lines={"opens": 0, "listens": 3}).lines == {"opens": 0, "listens": 3}


@pytest.mark.parametrize("lines", [{}, {"opens": 3}, {"opens": 5, "listens": 3}, {"opens": -1, "listens": 3}])
def test_every_line_is_given_a_level_or_said_to_be_unseen(story: Story, lines: dict[str, int]) -> None:
    refused(story, "lines", lines=lines)


def test_a_line_that_the_rubric_does_not_have_is_not_kept(story: Story) -> None:
    """A ledger's levels are no place for words."""
    with suppress(Refused):
        watches(story, lines={**GOOD, "Tam told me something private": 1})
    assert [row.lines for row in rows(story)] in ([], [GOOD])


@pytest.mark.parametrize("name", ["other_trainer", "trainee", "other_trainee", "elsewhere", "admin", "second_admin"])
def test_only_trainers_of_the_cohort_observe(story: Story, name: str) -> None:
    with pytest.raises(NotFound):
        watches(story, getattr(story.cast, name))
    assert rows(story) == []


@pytest.mark.parametrize("name", ["elsewhere", "trainer", "second_trainer", "admin"])
def test_only_trainees_of_the_cohort_are_observed(story: Story, name: str) -> None:
    with pytest.raises(NotFound):
        watches(story, of=getattr(story.cast, name))


def test_nobody_observes_themself(story: Story) -> None:
    both = Actor(story.cast.trainer.id, story.cast.trainer.name, frozenset({Role.TRAINER, Role.TRAINEE}))
    cohort = [story.cast.cohort_id]
    set_cohorts(story.session, person_id=both.id, part=CohortPart.TRAINEE, cohort_ids=cohort, now=story.at(1))
    with pytest.raises(NotFound):
        watches(story, both, both)
    assert watches(story, story.cast.second_trainer, both).person_id == both.id


def test_a_session_in_the_future_was_not_observed(story: Story) -> None:
    refused(story, "held on", held_on=story.day(7))


def test_a_session_of_more_than_a_year_ago_is_too_old(story: Story) -> None:
    refused(story, "held on", held_on=story.day(6) - OBSERVED_WITHIN - timedelta(days=1))
    refused(story, "held on", held_on=date(1, 1, 1))
    assert watches(story, held_on=story.day(6) - OBSERVED_WITHIN)


def test_one_observer_records_one_session_of_a_day(story: Story) -> None:
    watches(story)
    refused(story, "again", lines={"opens": 4, "listens": 4})
    assert watches(story, held_on=story.day(5))
    assert watches(story, of=story.cast.other_trainee)
    assert watches(story, story.cast.second_trainer)


def test_the_same_form_sent_twice_is_one_observation(story: Story) -> None:
    key = new_token()
    first = watches(story, form_key=key)
    assert watches(story, form_key=key).id == first.id
    assert [row.lines for row in rows(story)] == [GOOD]


def test_a_page_that_was_brought_back_and_changed_is_not_told_that_it_was_recorded(story: Story) -> None:
    key = new_token()
    watches(story, form_key=key)
    with pytest.raises(Refused) as refused:
        watches(story, form_key=key, lines={"opens": 1, "listens": 1})
    assert refused.value.code == "again"
    assert [row.lines for row in rows(story)] == [GOOD]


@pytest.mark.parametrize("rubric_id", ["none", "", "values-agreement"])
def test_a_rubric_that_does_not_exist_is_not_found(story: Story, rubric_id: str) -> None:
    with pytest.raises(NotFound):
        watches(story, rubric_id=rubric_id)
