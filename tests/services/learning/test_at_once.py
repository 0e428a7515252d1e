"""Begin, save and hand in at the same moment: two tabs, an impatient finger, a phone beside the computer."""

import pytest
from sqlalchemy import select

from tests.support.at_once import Act, AtOnce
from tests.support.story import Story
from training.attempts.models import Attempt, Response
from training.attempts.queries import AttemptView, answers
from training.attempts.service import Answer, save_answers
from training.core.ids import new_token
from training.marking.models import Mark


@pytest.fixture
def attempt(story: Story) -> AttemptView:
    story.reads(story.cast.trainee, "first")
    return story.begins(story.cast.trainee, "first")


def saves(attempt: AttemptView, *sent: Answer) -> Act:
    def act(story: Story) -> str:
        save_answers(story.session, actor=story.cast.trainee, attempt_id=attempt.id, answers=sent, now=story.at(2))
        return "saved"

    return act


def hands_in(attempt: AttemptView, *sent: Answer) -> Act:
    return lambda story: f"{story.hands_in(story.cast.trainee, attempt, list(sent)).score} points"


def test_two_begins_at_once_are_one_open_attempt(story: Story, at_once: AtOnce) -> None:
    story.reads(story.cast.trainee, "first")

    def begins(own: Story) -> str:
        return own.begins(own.cast.trainee, "first").id

    first, second = at_once(begins, begins)
    assert first == second
    assert story.session.scalars(select(Attempt.id)).all() == [first]


def test_two_hand_ins_at_once_are_one_mark(story: Story, attempt: AttemptView, at_once: AtOnce) -> None:
    sent = story.answers(attempt)
    assert at_once(hands_in(attempt, *sent), hands_in(attempt, *sent)) == ["8 points", "handed in"]
    assert story.session.scalars(select(Mark.score)).all() == [8]


def test_two_hand_ins_with_nothing_to_save_are_one_mark(story: Story, attempt: AttemptView, at_once: AtOnce) -> None:
    assert at_once(hands_in(attempt), hands_in(attempt)) == ["0 points", "handed in"]
    assert story.session.scalars(select(Mark.score)).all() == [0]


def test_the_same_save_sent_twice_at_once_is_one_row(story: Story, attempt: AttemptView, at_once: AtOnce) -> None:
    sent = Answer(attempt.items[0], "b", new_token(), "page", 1)
    assert at_once(saves(attempt, sent), saves(attempt, sent)) == ["saved", "saved"]
    assert story.session.scalars(select(Response.answer)).all() == ["b"]


def test_two_answers_saved_at_once_are_both_kept_and_the_later_counts(
    story: Story, attempt: AttemptView, at_once: AtOnce
) -> None:
    item = attempt.items[0]
    first = saves(attempt, Answer(item, "a", new_token(), "phone", 1))
    second = saves(attempt, Answer(item, "b", new_token(), "computer", 1))
    assert at_once(first, second) == ["saved", "saved"]
    assert story.session.scalars(select(Response.revision).order_by(Response.revision)).all() == [1, 2]
    assert answers(story.session, attempt.id) == {item: "b"}


def test_an_answer_acknowledged_before_a_hand_in_is_marked_by_it(
    story: Story, attempt: AttemptView, at_once: AtOnce
) -> None:
    first, *rest = story.answers(attempt)
    assert at_once(saves(attempt, first), hands_in(attempt, *rest)) == ["saved", "8 points"]


def test_an_answer_that_comes_after_a_hand_in_is_not_acknowledged(
    story: Story, attempt: AttemptView, at_once: AtOnce
) -> None:
    first, *rest = story.answers(attempt)
    assert at_once(hands_in(attempt, *rest), saves(attempt, first)) == ["6 points", "handed in"]
    assert len(story.session.scalars(select(Response.id)).all()) == 3
