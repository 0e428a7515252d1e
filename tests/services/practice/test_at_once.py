"""Two judges of one reflection, and one form sent twice, at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from tests.support.at_once import Act, AtOnce
from tests.support.story import Story
from training.core.actors import Actor
from training.core.database import begin_writing
from training.core.ids import digest_of, new_token
from training.people.models import CohortPart
from training.people.queries import lock
from training.people.service import set_cohorts
from training.practice.models import Declaration, Observation, Review, ReviewOutcome, Submission
from training.practice.service import hand_in_reflection, sign


def test_of_two_trainers_who_judge_at_once_the_first_stands(story: Story, at_once: AtOnce) -> None:
    submission = story.reflects(story.cast.trainee)

    def accepts(own: Story) -> str:
        own.reviews(own.cast.trainer, submission)
        return "accepted"

    def declines(own: Story) -> str:
        own.reviews(own.cast.second_trainer, submission, outcome=ReviewOutcome.NOT_YET)
        return "not yet"

    assert at_once(accepts, declines) == ["accepted", "reviewed"]
    assert story.session.scalars(select(Review.outcome)).all() == [ReviewOutcome.ACCEPTED]


def test_a_reflection_handed_in_twice_at_once_waits_once(story: Story, at_once: AtOnce) -> None:
    def hands_in(own: Story) -> str:
        own.reflects(own.cast.trainee)
        return "handed in"

    assert at_once(hands_in, hands_in) == ["handed in", "waiting"]
    assert len(story.session.scalars(select(Submission)).all()) == 1


def test_one_reflection_form_sent_twice_at_once_is_one_submission(story: Story, at_once: AtOnce) -> None:
    key = new_token()

    def hands_in(own: Story) -> str:
        return hand_in_reflection(
            own.session,
            actor=own.cast.trainee,
            edition=own.edition,
            activity="first/looking-back",
            texts={"what": "Something.", "now-what": "More."},
            form_key=key,
            seen="",
            now=own.at(4),
        ).id

    first, second = at_once(hands_in, hands_in)
    assert first == second


def test_one_declaration_form_sent_twice_at_once_is_one_declaration(story: Story, at_once: AtOnce) -> None:
    statement = story.edition.course.statement("values-agreement")
    assert statement is not None
    digest, key = digest_of(statement.words), new_token()

    def signs(own: Story) -> str:
        return sign(
            own.session,
            actor=own.cast.trainee,
            edition=own.edition,
            statement_id="values-agreement",
            words_digest=digest,
            form_key=key,
            now=own.at(3),
        ).id

    first, second = at_once(signs, signs)
    assert first == second
    assert story.session.scalars(select(Declaration.id)).all() == [first]


def test_a_session_recorded_twice_at_once_is_recorded_once(story: Story, at_once: AtOnce) -> None:
    def observes(own: Story) -> str:
        own.observes(own.cast.trainer, own.cast.trainee)
        return "recorded"

    assert at_once(observes, observes) == ["recorded", "again"]
    assert len(story.session.scalars(select(Observation)).all()) == 1


def test_two_trainers_record_the_same_day_at_once_and_both_count(story: Story, at_once: AtOnce) -> None:
    def observes(name: str) -> Act:
        def act(own: Story) -> str:
            own.observes(getattr(own.cast, name), own.cast.trainee)
            return "recorded"

        return act

    assert at_once(observes("trainer"), observes("second_trainer")) == ["recorded", "recorded"]
    assert len(story.session.scalars(select(Observation)).all()) == 2


def test_two_who_judge_each_other_at_once_do_not_stop_each_other(story: Story, engine: Engine) -> None:
    """Each has locked the other and goes on to write rows that name themself as the judge."""
    cast, cohort = story.cast, [story.cast.cohort_id]
    for who in (cast.trainer, cast.second_trainer):
        set_cohorts(story.session, person_id=who.id, part=CohortPart.TRAINEE, cohort_ids=cohort, now=story.at(1))
    story.session.commit()
    both_have_locked = Barrier(2, timeout=1)

    def observes(judge: Actor, subject: Actor) -> None:
        with Session(engine) as own:
            begin_writing(own)
            lock(own, subject.id)
            with suppress(BrokenBarrierError):  # SQLite lets only one of them come as far as this
                both_have_locked.wait()
            Story(own, cast, story.edition).observes(judge, subject)
            own.commit()

    with ThreadPoolExecutor(2) as pool:
        running = [
            pool.submit(observes, cast.trainer, cast.second_trainer),
            pool.submit(observes, cast.second_trainer, cast.trainer),
        ]
    for each in running:
        each.result()
    assert len(story.session.scalars(select(Observation)).all()) == 2
