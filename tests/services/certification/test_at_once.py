"""Two admins decide about one person at the same moment: the first stands, the second is told."""

import pytest
from sqlalchemy import select

from tests.support.at_once import Act, AtOnce
from tests.support.story import Story
from training.certification.models import Certificate, Decision, StatusEntry
from training.certification.rules import DecisionKind
from training.core.ids import new_token
from training.practice.models import ReadinessOutcome

DECLINE, ISSUE, REVOKE = DecisionKind.DECLINE, DecisionKind.ISSUE, DecisionKind.REVOKE


def decides(name: str, kind: DecisionKind = ISSUE, *, seen: int = 0, form_key: str | None = None) -> Act:
    """An act: a member of the cast decides about the trainee; says the decision's id."""

    def act(story: Story) -> str:
        key = form_key or new_token()
        return story.decides(getattr(story.cast, name), story.cast.trainee, kind, seen=seen, form_key=key).id

    return act


def kinds(story: Story) -> list[DecisionKind]:
    return list(story.session.scalars(select(Decision.kind).order_by(Decision.sequence)))


@pytest.mark.parametrize(("first", "second"), [(ISSUE, ISSUE), (ISSUE, DECLINE), (DECLINE, ISSUE)])
def test_of_two_admins_who_decide_at_once_the_first_stands_and_the_other_is_told(
    story: Story, at_once: AtOnce, first: DecisionKind, second: DecisionKind
) -> None:
    story.meets_all(story.cast.trainee)
    assert at_once(decides("admin", first), decides("second_admin", second))[1] == "decided"
    assert kinds(story) == [first]
    assert len(story.session.scalars(select(Certificate)).all()) == (1 if first == ISSUE else 0)


def test_of_two_who_revoke_at_once_the_first_stands(story: Story, at_once: AtOnce) -> None:
    story.meets_all(story.cast.trainee)
    story.decides(story.cast.admin, story.cast.trainee)
    assert at_once(decides("admin", REVOKE, seen=1), decides("second_admin", REVOKE, seen=1))[1] == "decided"
    assert kinds(story) == [ISSUE, REVOKE]
    assert len(story.session.scalars(select(StatusEntry)).all()) == 2


def test_one_form_sent_twice_at_once_is_one_decision(story: Story, at_once: AtOnce) -> None:
    story.meets_all(story.cast.trainee)
    key = new_token()
    first, second = at_once(decides("admin", form_key=key), decides("admin", form_key=key))
    assert first == second
    assert len(story.session.scalars(select(Certificate)).all()) == 1


def test_decisions_about_two_people_do_not_hinder_each_other(story: Story, at_once: AtOnce) -> None:
    story.meets_all(story.cast.trainee)
    story.meets_all(story.cast.other_trainee)

    def about_another(own: Story) -> str:
        return own.decides(own.cast.admin, own.cast.other_trainee).id

    at_once(decides("admin"), about_another)
    assert kinds(story) == [ISSUE, ISSUE]


def test_a_judgement_that_takes_the_ground_away_meanwhile_stops_the_decision(story: Story, at_once: AtOnce) -> None:
    """A trainer's pause has been written and not committed when the admin presses the button."""
    story.meets_all(story.cast.trainee)

    def pauses(own: Story) -> str:
        own.talks(own.cast.trainer, own.cast.trainee, 9, ReadinessOutcome.PAUSED)
        return "paused"

    assert at_once(pauses, decides("admin")) == ["paused", "not met"]
    assert kinds(story) == []
