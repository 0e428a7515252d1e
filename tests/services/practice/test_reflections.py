"""Handing a reflection in: whole, once, and again after "not yet"."""

import json

import pytest
from sqlalchemy import select

from tests.support.story import Story
from training.core.actors import Actor
from training.core.errors import NotFound, Refused
from training.core.ids import new_token
from training.core.models import PersonalText
from training.core.touch import take_touched
from training.course.queries import require_current
from training.course.service import publish
from training.practice.models import ReviewOutcome, Submission
from training.practice.queries import own_submissions, waiting_reviews
from training.practice.rules import TEXT_MAX
from training.practice.service import hand_in_reflection

ACTIVITY = "first/looking-back"
WHOLE = {"what": "Something happened.", "now-what": "I will listen more."}


def hands_in(
    story: Story,
    texts: dict[str, str] | None = None,
    *,
    who: Actor | None = None,
    activity: str = ACTIVITY,
    form_key: str | None = None,
    day: float = 4,
) -> Submission:
    return hand_in_reflection(
        story.session,
        actor=who or story.cast.trainee,
        edition=story.edition,
        activity=activity,
        texts=WHOLE if texts is None else texts,
        form_key=form_key or new_token(),
        seen="",
        now=story.at(day),
    )


def refused(story: Story, code: str, texts: dict[str, str] | None = None, day: float = 6) -> None:
    before = story.session.scalars(select(Submission.id)).all()
    with pytest.raises(Refused) as told:
        hands_in(story, texts, day=day)
    assert told.value.code == code
    assert story.session.scalars(select(Submission.id)).all() == before


def test_a_submission_keeps_the_words_apart_from_the_fact(story: Story) -> None:
    row = hands_in(story)
    assert (row.person_id, row.activity, row.revision) == (story.cast.trainee.id, ACTIVITY, 1)
    assert (row.edition, row.at) == (story.edition.digest, story.at(4))
    kept = story.session.get_one(PersonalText, row.text_id)
    assert (kept.about_id, json.loads(kept.body or "")) == (story.cast.trainee.id, WHOLE)
    assert take_touched(story.session) == {story.cast.trainee.id}


def test_one_reads_ones_own_submission(story: Story) -> None:
    made = hands_in(story)
    (view,) = own_submissions(story.session, story.cast.trainee, ACTIVITY)
    assert (view.id, view.texts, view.reviewed) == (made.id, WHOLE, None)
    assert own_submissions(story.session, story.cast.other_trainee, ACTIVITY) == ()


def test_it_waits_for_the_trainers_of_the_cohort_and_no_other(story: Story) -> None:
    made = hands_in(story)
    for trainer in (story.cast.trainer, story.cast.second_trainer):
        assert [each.submission_id for each in waiting_reviews(story.session, trainer)] == [made.id]
    assert waiting_reviews(story.session, story.cast.other_trainer) == ()
    assert waiting_reviews(story.session, story.cast.trainee) == ()


def test_the_oldest_waits_first(story: Story) -> None:
    second = hands_in(story, who=story.cast.other_trainee, day=5)
    first = hands_in(story, day=4)
    assert [each.submission_id for each in waiting_reviews(story.session, story.cast.trainer)] == [first.id, second.id]


def test_the_same_form_sent_twice_is_one_submission(story: Story) -> None:
    key = new_token()
    first, second = hands_in(story, form_key=key), hands_in(story, form_key=key, day=5)
    assert first.id == second.id
    assert len(story.session.scalars(select(Submission)).all()) == 1


def test_a_page_that_was_brought_back_and_changed_is_not_told_that_it_was_handed_in(story: Story) -> None:
    key = new_token()
    hands_in(story, form_key=key)
    with pytest.raises(Refused) as told:
        hands_in(story, {**WHOLE, "what": "Something else happened."}, form_key=key)
    assert told.value.code == "waiting"


def test_while_one_waits_no_other_is_taken(story: Story) -> None:
    hands_in(story)
    refused(story, "waiting")


def test_after_it_was_accepted_no_other_is_taken(story: Story) -> None:
    story.reviews(story.cast.trainer, hands_in(story).id)
    refused(story, "accepted")


def test_after_not_yet_it_is_handed_in_again(story: Story) -> None:
    first = hands_in(story)
    story.reviews(story.cast.trainer, first.id, outcome=ReviewOutcome.NOT_YET)
    second = hands_in(story, {**WHOLE, "what": "Something else happened."}, day=6)
    views = own_submissions(story.session, story.cast.trainee, ACTIVITY)
    assert [view.id for view in views] == [second.id, first.id]
    assert [view.reviewed is not None for view in views] == [False, True]
    refused(story, "waiting")


def test_one_not_yet_does_not_reopen_what_was_accepted_later(story: Story) -> None:
    story.reviews(story.cast.trainer, hands_in(story).id, outcome=ReviewOutcome.NOT_YET)
    story.reviews(story.cast.trainer, hands_in(story, day=6).id, day=7)
    refused(story, "accepted", day=8)


def test_a_raised_revision_asks_for_another_one(story: Story) -> None:
    story.reviews(story.cast.trainer, hands_in(story).id)
    course = story.edition.course
    module = course.modules[0]
    assert module.reflection is not None
    raised = module.model_copy(update={"reflection": module.reflection.model_copy(update={"revision": 2})})
    modules = (raised, *course.modules[1:])
    publish(story.session, course.model_copy(update={"modules": modules}), by=None, note="", now=story.at(6))
    later = Story(story.session, story.cast, require_current(story.session))
    assert hands_in(later, day=7).revision == 2


@pytest.mark.parametrize(
    "texts",
    [
        {},
        {"what": "Something happened."},
        {**WHOLE, "now-what": ""},
        {**WHOLE, "now-what": " \n\t"},
        {**WHOLE, "what": "x" * (TEXT_MAX + 1)},
        {"other": "Something happened."},
    ],
)
def test_what_is_unfinished_is_not_taken(story: Story, texts: dict[str, str]) -> None:
    refused(story, "unfinished", texts)
    assert story.session.scalars(select(PersonalText)).all() == []


def test_the_longest_that_can_be_kept_is_taken(story: Story) -> None:
    hands_in(story, {**WHOLE, "what": "x" * TEXT_MAX})


@pytest.mark.parametrize("activity", ["first/none", "first/quiz", "safety/looking-back", ""])
def test_what_is_no_reflection_is_not_found(story: Story, activity: str) -> None:
    with pytest.raises(NotFound):
        hands_in(story, activity=activity)


def test_after_erasure_the_fact_stays_without_its_words(story: Story) -> None:
    made = hands_in(story)
    text = story.session.get_one(PersonalText, made.text_id)
    text.body, text.erased_at = None, story.at(9)
    story.session.flush()
    (view,) = own_submissions(story.session, story.cast.trainee, ACTIVITY)
    assert (view.id, view.texts) == (made.id, None)
