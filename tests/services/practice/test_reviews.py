"""Judging a reflection: one's own cohort, not oneself, on every line of the rubric, once."""

import json
from contextlib import suppress
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
from training.practice.models import Review, ReviewOutcome
from training.practice.queries import own_submissions, reviews_of, submission_for, waiting_reviews
from training.practice.service import review

GOOD = {"privacy": 3, "learning": 3}


@pytest.fixture
def submission(story: Story) -> str:
    made = story.reflects(story.cast.trainee)
    take_touched(story.session)
    return made


def judge(story: Story, submission: str, who: Actor | None = None, **more: Any) -> Review:
    values: dict[str, Any] = {
        "lines": GOOD,
        "outcome": ReviewOutcome.ACCEPTED,
        "feedback": {"helped": "You were honest.", "to_try": "Wait a little."},
        "form_key": new_token(),
        **more,
    }
    return review(
        story.session,
        actor=who or story.cast.trainer,
        edition=story.edition,
        submission_id=submission,
        now=story.at(5),
        **values,
    )


def rows(story: Story) -> list[Review]:
    return list(story.session.scalars(select(Review)))


def test_a_review_says_who_judged_what_on_which_rubric(story: Story, submission: str) -> None:
    judge(story, submission)
    (row,) = rows(story)
    assert (row.submission_id, row.by, row.rubric, row.at) == (
        submission,
        story.cast.trainer.id,
        "reflection",
        story.at(5),
    )
    assert (row.lines, row.outcome, row.edition) == (GOOD, ReviewOutcome.ACCEPTED, story.edition.digest)
    assert take_touched(story.session) == {story.cast.trainee.id}


def test_feedback_is_text_about_the_trainee(story: Story, submission: str) -> None:
    kept = story.session.get_one(PersonalText, judge(story, submission).feedback_id)
    assert kept.about_id == story.cast.trainee.id
    assert json.loads(kept.body or "") == {"helped": "You were honest.", "to_try": "Wait a little."}


def test_the_trainee_reads_outcome_and_feedback_and_who_judged(story: Story, submission: str) -> None:
    judge(story, submission)
    (view,) = own_submissions(story.session, story.cast.trainee, "first/looking-back")
    assert view.reviewed is not None
    assert (view.reviewed.by_name, view.reviewed.outcome) == ("Trainer", ReviewOutcome.ACCEPTED)
    assert view.reviewed.feedback == {"helped": "You were honest.", "to_try": "Wait a little."}


def test_a_list_of_reviews_does_not_carry_the_trainees_words(story: Story, submission: str) -> None:
    judge(story, submission)
    (view,) = reviews_of(story.session, story.cast.trainee.id)
    assert view.texts is None
    assert view.reviewed is not None


def test_what_is_judged_waits_no_more(story: Story, submission: str) -> None:
    assert len(waiting_reviews(story.session, story.cast.trainer)) == 1
    judge(story, submission, outcome=ReviewOutcome.NOT_YET)
    assert waiting_reviews(story.session, story.cast.trainer) == ()


def test_not_yet_may_be_said_whatever_the_levels(story: Story, submission: str) -> None:
    assert judge(story, submission, outcome=ReviewOutcome.NOT_YET, lines={"privacy": 4, "learning": 4})


@pytest.mark.parametrize("level", [1, 2])
def test_accepting_below_a_critical_line_is_refused(story: Story, submission: str, level: int) -> None:
    with pytest.raises(Refused) as refused:
        judge(story, submission, lines={"privacy": level, "learning": 4})
    assert refused.value.code == "critical"
    assert rows(story) == []
    assert judge(story, submission, lines={"privacy": level, "learning": 4}, outcome=ReviewOutcome.NOT_YET)


def test_accepting_below_a_line_that_is_not_critical_is_left_to_the_judge(story: Story, submission: str) -> None:
    assert judge(story, submission, lines={"privacy": 3, "learning": 1})


@pytest.mark.parametrize(
    "lines",
    [{}, {"privacy": 3}, {"privacy": 3, "learning": 0}, {"privacy": 5, "learning": 3}, {"privacy": 3, "learning": -1}],
)
def test_every_line_has_one_of_the_four_levels(story: Story, submission: str, lines: dict[str, int]) -> None:
    with pytest.raises(Refused) as refused:
        judge(story, submission, lines=lines)
    assert refused.value.code == "lines"
    assert rows(story) == []


def test_a_line_that_the_rubric_does_not_have_is_not_kept(story: Story, submission: str) -> None:
    """A ledger's levels are no place for words."""
    with suppress(Refused):
        judge(story, submission, lines={**GOOD, "Tam told me something private": 1})
    assert [row.lines for row in rows(story)] in ([], [GOOD])


@pytest.mark.parametrize("name", ["other_trainer", "trainee", "other_trainee", "elsewhere", "admin", "second_admin"])
def test_only_trainers_of_the_cohort_judge(story: Story, submission: str, name: str) -> None:
    for act in (judge, lambda story, submission, who: submission_for(story.session, who, submission)):
        with pytest.raises(NotFound):
            act(story, submission, getattr(story.cast, name))
    assert rows(story) == []


def test_an_admin_whom_a_cohort_lists_does_not_judge_without_the_trainers_role(story: Story, submission: str) -> None:
    admin, cohort = story.cast.admin, story.cast.cohort_id
    set_cohorts(story.session, person_id=admin.id, part=CohortPart.TRAINER, cohort_ids=[cohort], now=story.at(4))
    with pytest.raises(NotFound):
        judge(story, submission, admin)
    both = Actor(admin.id, admin.name, frozenset({Role.ADMIN, Role.TRAINER}))
    assert judge(story, submission, both).by == admin.id


def test_nobody_judges_their_own(story: Story) -> None:
    both = Actor(story.cast.trainer.id, story.cast.trainer.name, frozenset({Role.TRAINER, Role.TRAINEE}))
    cohort = [story.cast.cohort_id]
    set_cohorts(story.session, person_id=both.id, part=CohortPart.TRAINEE, cohort_ids=cohort, now=story.at(1))
    own = story.reflects(both)
    with pytest.raises(NotFound):
        judge(story, own, both)
    assert [each.submission_id for each in waiting_reviews(story.session, both)] == []
    assert judge(story, own, story.cast.second_trainer).by == story.cast.second_trainer.id


def test_a_trainer_of_a_cohort_that_the_trainee_left_does_not_judge(story: Story, submission: str) -> None:
    trainee, other = story.cast.trainee, story.cast.other_cohort_id
    set_cohorts(story.session, person_id=trainee.id, part=CohortPart.TRAINEE, cohort_ids=[other], now=story.at(4))
    with pytest.raises(NotFound):
        judge(story, submission)
    assert judge(story, submission, story.cast.other_trainer).by == story.cast.other_trainer.id


def test_what_was_judged_is_not_judged_again(story: Story, submission: str) -> None:
    judge(story, submission)
    for again in (story.cast.trainer, story.cast.second_trainer):
        with pytest.raises(Refused) as refused:
            judge(story, submission, again, outcome=ReviewOutcome.NOT_YET)
        assert refused.value.code == "reviewed"
    (row,) = rows(story)
    assert (row.by, row.outcome) == (story.cast.trainer.id, ReviewOutcome.ACCEPTED)


def test_the_same_form_sent_twice_is_one_review(story: Story, submission: str) -> None:
    key = new_token()
    first = judge(story, submission, form_key=key)
    assert judge(story, submission, form_key=key).id == first.id
    assert rows(story)[0].outcome == ReviewOutcome.ACCEPTED


def test_a_page_that_was_brought_back_and_changed_is_not_told_that_it_was_recorded(
    story: Story, submission: str
) -> None:
    key = new_token()
    judge(story, submission, form_key=key)
    with pytest.raises(Refused) as refused:
        judge(story, submission, form_key=key, outcome=ReviewOutcome.NOT_YET)
    assert refused.value.code == "reviewed"
    assert [row.outcome for row in rows(story)] == [ReviewOutcome.ACCEPTED]


def test_another_trainers_key_is_no_way_in(story: Story, submission: str) -> None:
    key = new_token()
    judge(story, submission, form_key=key)
    with pytest.raises(Refused, match="already been reviewed"):
        judge(story, submission, story.cast.second_trainer, form_key=key)


@pytest.mark.parametrize("submission_id", ["none", "", "' OR 1=1 --"])
def test_what_was_not_handed_in_is_not_judged(story: Story, submission_id: str) -> None:
    with pytest.raises(NotFound):
        judge(story, submission_id)
