"""Two acts about one person at the same moment: the standing that is left stored knows of both."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from tests.support.at_once import SessionAct, both_at_once
from tests.support.cast import ZONE
from tests.support.story import Story
from training.attempts.queries import AttemptView
from training.criteria.service import recheck

Act = Callable[[Story], object]


@pytest.fixture
def at_once(story: Story, engine: Engine) -> Callable[[Act, Act], None]:
    """Two acts, each settled as at the end of a request; the second begins while the first has not committed."""

    def settled(act: Act) -> SessionAct:
        def in_a_session(own: Session) -> str:
            telling = Story(own, story.cast, story.edition)
            act(telling)
            telling.settles()
            return ""

        return in_a_session

    def both(first: Act, second: Act) -> None:
        story.session.commit()
        assert both_at_once(engine, settled(first), settled(second)) == ["", ""]

    return both


@pytest.fixture
def attempt(story: Story) -> AttemptView:
    """An open attempt of the first quiz."""
    story.reads(story.cast.trainee, "first")
    made = story.begins(story.cast.trainee, "first")
    story.settles()
    return made


def hands_in(attempt: AttemptView) -> Act:
    return lambda story: story.hands_in(story.cast.trainee, attempt, story.answers(attempt))


def is_observed(story: Story) -> None:
    story.observes(story.cast.trainer, story.cast.trainee)


def differing(story: Story) -> list[str]:
    story.session.expire_all()
    return recheck(story.session, zone=ZONE, now=story.at(9), repair=False)


def test_a_hand_in_and_an_observation_at_once_are_both_in_the_standing(
    story: Story, attempt: AttemptView, at_once: Callable[[Act, Act], None]
) -> None:
    at_once(hands_in(attempt), is_observed)
    assert differing(story) == []


def test_an_observation_and_a_hand_in_at_once_are_both_in_the_standing(
    story: Story, attempt: AttemptView, at_once: Callable[[Act, Act], None]
) -> None:
    at_once(is_observed, hands_in(attempt))
    assert differing(story) == []


def test_two_readings_at_once_are_both_in_the_standing(story: Story, at_once: Callable[[Act, Act], None]) -> None:
    at_once(
        lambda own: own.reads(own.cast.trainee, "first"),
        lambda own: own.reads(own.cast.trainee, "safety"),
    )
    assert differing(story) == []


def test_a_recheck_does_not_write_over_what_happens_meanwhile(
    story: Story, attempt: AttemptView, at_once: Callable[[Act, Act], None]
) -> None:
    """Its rows differ, so the recheck mends them, while a hand-in is about to be committed."""
    story.session.execute(
        text("UPDATE standing SET state = 'met' WHERE person_id = :who AND key = 'values'"),
        {"who": story.cast.trainee.id},
    )
    at_once(hands_in(attempt), lambda own: recheck(own.session, zone=ZONE, now=own.at(9), repair=True))
    assert differing(story) == []
