"""Handing in: the attempt closes and is marked once, by the key it was opened under."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.story import Story
from training.attempts.models import Attempt
from training.attempts.queries import AttemptView
from training.attempts.service import Answer, save_answers
from training.core.actors import Actor
from training.core.errors import NotFound, Refused
from training.course.content import Course, Worth
from training.course.queries import require_current
from training.course.service import publish
from training.marking.models import Mark
from training.marking.queries import latest_marks
from training.marking.service import hand_in


@pytest.fixture
def attempt(story: Story) -> AttemptView:
    """An open attempt of the first quiz: four items, eight points."""
    story.reads(story.cast.trainee, "first")
    return story.begins(story.cast.trainee, "first")


@pytest.fixture
def critical(story: Story) -> AttemptView:
    """An open attempt of the safety quiz: two critical items and three others."""
    story.reads(story.cast.trainee, "safety")
    return story.begins(story.cast.trainee, "safety")


def marks(session: Session) -> list[Mark]:
    return list(session.scalars(select(Mark)))


def test_all_best_is_full_marks(story: Story, attempt: AttemptView) -> None:
    marking = story.hands_in(story.cast.trainee, attempt, story.answers(attempt))
    assert (marking.score, marking.maximum, marking.passed, marking.critical_misses) == (8, 8, True, ())


def test_the_mark_that_is_kept_says_what_was_answered(story: Story, attempt: AttemptView) -> None:
    story.hands_in(story.cast.trainee, attempt, story.answers(attempt))
    (row,) = marks(story.session)
    assert (row.attempt_id, row.key_edition, row.at) == (attempt.id, story.edition.digest, story.at(2))
    assert row.detail == [[item, "b", 2] for item in attempt.items]
    view = latest_marks(story.session, [attempt.id])[attempt.id]
    assert (view.score, view.percent, [each.item for each in view.items]) == (8, 100, list(attempt.items))
    assert story.attempts(story.cast.trainee)[0].handed_in_at == story.at(2)


@pytest.mark.parametrize(("acceptable", "score", "passed"), [(1, 7, True), (2, 6, False)])
def test_the_pass_mark_is_a_share_of_the_points(
    story: Story, attempt: AttemptView, acceptable: int, score: int, passed: bool
) -> None:
    instead = dict.fromkeys(attempt.items[:acceptable], "c")
    marking = story.hands_in(story.cast.trainee, attempt, story.answers(attempt, instead))
    assert (marking.score, marking.passed) == (score, passed)


def test_a_critical_miss_fails_though_the_points_suffice(story: Story, critical: AttemptView) -> None:
    missed = next(item for item in critical.items if item in ("q01", "q02", "q03", "q04"))
    marking = story.hands_in(story.cast.trainee, critical, story.answers(critical, {missed: "a"}))
    assert (marking.score, marking.maximum) == (8, 10)
    assert (marking.passed, marking.critical_misses) == (False, (missed,))
    assert marks(story.session)[0].critical_misses == [missed]


def test_the_same_points_without_a_critical_miss_pass(story: Story, critical: AttemptView) -> None:
    wrong = next(item for item in critical.items if item not in ("q01", "q02", "q03", "q04"))
    marking = story.hands_in(story.cast.trainee, critical, story.answers(critical, {wrong: "a"}))
    assert (marking.score, marking.passed, marking.critical_misses) == (8, True, ())


def test_an_acceptable_answer_to_a_critical_item_is_no_miss(story: Story, critical: AttemptView) -> None:
    item = next(item for item in critical.items if item in ("q01", "q02", "q03", "q04"))
    marking = story.hands_in(story.cast.trainee, critical, story.answers(critical, {item: "c"}))
    assert (marking.score, marking.passed, marking.critical_misses) == (9, True, ())


def test_what_is_not_answered_scores_nothing(story: Story, attempt: AttemptView) -> None:
    marking = story.hands_in(story.cast.trainee, attempt, story.answers(attempt)[:3])
    assert (marking.score, marking.maximum, marking.passed) == (6, 8, False)
    assert marks(story.session)[0].detail[3] == [attempt.items[3], None, 0]


def test_a_critical_item_without_an_answer_is_a_miss(story: Story, critical: AttemptView) -> None:
    open_ones = {item for item in critical.items if item in ("q01", "q02", "q03", "q04")}
    given = [answer for answer in story.answers(critical) if answer.item not in open_ones]
    marking = story.hands_in(story.cast.trainee, critical, given)
    assert set(marking.critical_misses) == open_ones
    assert not marking.passed


def test_nothing_answered_at_all_can_be_handed_in(story: Story, attempt: AttemptView) -> None:
    marking = story.hands_in(story.cast.trainee, attempt, [])
    assert (marking.score, marking.passed) == (0, False)


def test_what_was_saved_before_counts_with_what_the_page_still_holds(story: Story, attempt: AttemptView) -> None:
    first, *rest = story.answers(attempt)
    save_answers(story.session, actor=story.cast.trainee, attempt_id=attempt.id, answers=[first], now=story.at(2))
    marking = story.hands_in(story.cast.trainee, attempt, rest)
    assert marking.score == 8


def test_handing_in_twice_is_refused_and_the_first_mark_stands(story: Story, attempt: AttemptView) -> None:
    sent = story.answers(attempt)
    story.hands_in(story.cast.trainee, attempt, sent)
    for again in (sent, [], story.answers(attempt, worth=Worth.UNSAFE)):
        with pytest.raises(Refused) as refused:
            story.hands_in(story.cast.trainee, attempt, again, 3)
        assert refused.value.code == "handed in"
    (row,) = marks(story.session)
    assert (row.score, row.at) == (8, story.at(2))
    assert story.attempts(story.cast.trainee)[0].handed_in_at == story.at(2)


def hands_in_if_finished(story: Story, attempt: AttemptView, sent: list[Answer]) -> int | None:
    """Hands in only when every question has an answer: the score, or None."""
    marking = hand_in(
        story.session,
        actor=story.cast.trainee,
        attempt_id=attempt.id,
        last_answers=sent,
        now=story.at(2),
        even_unfinished=False,
    )
    return marking.score if marking else None


def test_what_is_unfinished_is_kept_open_when_that_is_not_wanted_and_what_was_sent_is_saved(
    story: Story, attempt: AttemptView
) -> None:
    *most, last = story.answers(attempt)
    assert hands_in_if_finished(story, attempt, most) is None
    assert marks(story.session) == []
    assert story.attempts(story.cast.trainee)[0].handed_in_at is None
    assert hands_in_if_finished(story, attempt, [last]) == 8
    assert len(marks(story.session)) == 1


@pytest.mark.parametrize("name", ["other_trainee", "elsewhere", "trainer", "admin"])
def test_nobody_hands_in_for_someone_else(story: Story, attempt: AttemptView, name: str) -> None:
    for sent in ([], story.answers(attempt)):
        with pytest.raises(NotFound):
            story.hands_in(getattr(story.cast, name), attempt, sent)
    assert marks(story.session) == []
    assert story.attempts(story.cast.trainee)[0].handed_in_at is None


def test_an_attempt_that_does_not_exist_is_not_handed_in(story: Story) -> None:
    with pytest.raises(NotFound):
        hand_in(story.session, actor=story.cast.trainee, attempt_id="none", last_answers=[], now=story.at(2))


def test_an_attempt_that_was_made_void_is_not_handed_in(story: Story, attempt: AttemptView) -> None:
    story.session.get_one(Attempt, attempt.id).voided_at = story.at(2)
    story.session.flush()
    with pytest.raises(NotFound):
        story.hands_in(story.cast.trainee, attempt, [])
    assert marks(story.session) == []


def test_somebody_whose_last_role_ended_hands_nothing_in(story: Story, attempt: AttemptView) -> None:
    former = Actor(story.cast.trainee.id, story.cast.trainee.name, frozenset())
    with pytest.raises(NotFound):
        story.hands_in(former, attempt, [])


def test_a_wrong_option_stops_the_hand_in_and_the_attempt_stays_open(story: Story, attempt: AttemptView) -> None:
    with pytest.raises(Refused, match="not one of the answers"):
        story.hands_in(story.cast.trainee, attempt, story.answers(attempt, {attempt.items[0]: "z"}))
    assert story.attempts(story.cast.trainee)[0].handed_in_at is None
    assert marks(story.session) == []


def other_key(course: Course) -> Course:
    """The same questions, with the first option right and the second wrong."""
    module = course.modules[0]
    assert module.quiz is not None
    items = tuple(
        item.model_copy(
            update={
                "options": tuple(
                    option.model_copy(
                        update={"worth": {"a": Worth.BEST, "b": Worth.UNSAFE}.get(option.id, option.worth)}
                    )
                    for option in item.options
                )
            }
        )
        for item in module.quiz.items
    )
    changed = module.model_copy(update={"quiz": module.quiz.model_copy(update={"items": items})})
    return course.model_copy(update={"modules": (changed, *course.modules[1:])})


def test_an_attempt_is_marked_by_the_key_it_was_opened_under(story: Story, attempt: AttemptView) -> None:
    publish(story.session, other_key(story.edition.course), by=None, note="", now=story.at(2))
    marking = story.hands_in(story.cast.trainee, attempt, story.answers(attempt), 3)
    assert (marking.score, marking.passed) == (8, True)
    assert marks(story.session)[0].key_edition == story.edition.digest


def test_an_attempt_opened_under_the_new_key_is_marked_by_it(story: Story, attempt: AttemptView) -> None:
    story.hands_in(story.cast.trainee, attempt, story.answers(attempt, worth=Worth.UNSAFE))
    publish(story.session, other_key(story.edition.course), by=None, note="", now=story.at(3))
    later = Story(story.session, story.cast, require_current(story.session))
    second = later.begins(story.cast.trainee, "first", 4)
    assert later.hands_in(story.cast.trainee, second, story.answers(second), 4).score == 0


def test_an_earlier_mark_outlives_a_retake(story: Story, attempt: AttemptView) -> None:
    story.hands_in(story.cast.trainee, attempt, story.answers(attempt, worth=Worth.UNSAFE))
    second = story.begins(story.cast.trainee, "first", 3)
    story.hands_in(story.cast.trainee, second, story.answers(second), 3)
    found = latest_marks(story.session, [attempt.id, second.id])
    assert (found[attempt.id].score, found[second.id].score) == (0, 8)
    assert latest_marks(story.session, []) == {}
