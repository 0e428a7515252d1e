"""A quiz begins when its lessons are read; it is carried on, drawn anew for another try, and never begun once it is
passed."""

import pytest

from tests.support.story import Story
from training.core.errors import NotFound, Refused
from training.course.content import Worth
from training.course.queries import require_current
from training.course.service import publish


def begin_refused(story: Story, module_id: str, code: str, day: float = 2) -> str:
    """Beginning is refused with this code: what the person is told."""
    with pytest.raises(Refused) as refused:
        story.begins(story.cast.trainee, module_id, day)
    assert refused.value.code == code
    return refused.value.message


def fails(story: Story, module_id: str, day: float) -> tuple[str, ...]:
    """Sits a quiz with unsafe answers only; returns the items that it asked."""
    attempt = story.begins(story.cast.trainee, module_id, day)
    story.hands_in(story.cast.trainee, attempt, story.answers(attempt, worth=Worth.UNSAFE), day)
    return attempt.items


def test_a_quiz_needs_its_lessons_read(story: Story) -> None:
    assert "read the lessons" in begin_refused(story, "first", "lessons")
    assert story.attempts(story.cast.trainee) == ()


def test_a_quiz_needs_every_one_of_its_lessons_read(story: Story) -> None:
    story.reads(story.cast.trainee, "safety")
    begin_refused(story, "first", "lessons")


def test_someone_elses_reading_opens_nothing(story: Story) -> None:
    story.reads(story.cast.other_trainee, "first")
    begin_refused(story, "first", "lessons")


def test_a_begun_quiz_asks_what_its_draw_says(story: Story) -> None:
    story.reads(story.cast.trainee, "safety")
    attempt = story.begins(story.cast.trainee, "safety")
    quiz = story.edition.course.quiz("safety/quiz")
    assert quiz is not None
    asked = [quiz.items_by_id[item].objective for item in attempt.items]
    assert (attempt.activity, attempt.number, attempt.revision) == ("safety/quiz", 1, 1)
    assert (asked.count("limits"), asked.count("notes"), len(set(attempt.items))) == (2, 3, 5)
    assert (attempt.edition, attempt.opened_at, attempt.handed_in_at) == (story.edition.digest, story.at(2), None)


def test_beginning_again_carries_on_with_what_is_open(story: Story) -> None:
    story.reads(story.cast.trainee, "first")
    first, second = (story.begins(story.cast.trainee, "first", day) for day in (2, 3))
    assert first == second
    assert len(story.attempts(story.cast.trainee)) == 1


def test_two_people_sit_apart(story: Story) -> None:
    for who in (story.cast.trainee, story.cast.other_trainee):
        story.reads(who, "first")
    own, other = (story.begins(who, "first") for who in (story.cast.trainee, story.cast.other_trainee))
    assert own.id != other.id
    assert (own.number, other.number) == (1, 1)


def test_another_try_asks_what_was_not_asked_yet_and_then_what_was_asked_longest_ago(story: Story) -> None:
    story.reads(story.cast.trainee, "first")
    asked = [frozenset(fails(story, "first", day)) for day in (2, 3, 4)]
    assert not asked[0] & asked[1]
    assert len(asked[0] | asked[1]) == 8
    assert asked[2] == asked[0]
    assert [attempt.number for attempt in story.attempts(story.cast.trainee)] == [1, 2, 3]


def test_a_pool_that_runs_out_takes_its_unused_items_first(story: Story) -> None:
    """The notes pool has six items and each attempt asks three: the second asks the other three."""
    story.reads(story.cast.trainee, "safety")
    asked = [set(fails(story, "safety", 2)) & {"q05", "q06", "q07", "q08", "q09", "q10"}]
    story.reads(story.cast.trainee, "safety", 3)
    asked.append(set(fails(story, "safety", 4)) & {"q05", "q06", "q07", "q08", "q09", "q10"})
    assert asked[0] | asked[1] == {"q05", "q06", "q07", "q08", "q09", "q10"}


def test_after_a_critical_miss_its_lesson_is_read_again_first(story: Story) -> None:
    story.misses_critical(story.cast.trainee, 2)
    assert "Limits" in begin_refused(story, "safety", "lessons", 3)
    story.reads(story.cast.trainee, "safety", 4)
    assert story.begins(story.cast.trainee, "safety", 5).number == 2


def test_a_lesson_read_before_the_critical_miss_is_not_read_again(story: Story) -> None:
    story.misses_critical(story.cast.trainee, 2)
    story.reads(story.cast.trainee, "safety", 1)
    begin_refused(story, "safety", "lessons", 3)


def test_a_miss_that_is_not_critical_asks_for_no_reading(story: Story) -> None:
    story.reads(story.cast.trainee, "first")
    fails(story, "first", 2)
    assert story.begins(story.cast.trainee, "first", 3).number == 2


def test_more_tries_than_foreseen_lock_nobody_out(story: Story) -> None:
    story.reads(story.cast.trainee, "first")
    for day in range(2, 6):
        fails(story, "first", day)
    assert story.begins(story.cast.trainee, "first", 7).number == 5


def test_a_passed_quiz_is_not_begun_again(story: Story) -> None:
    story.passes(story.cast.trainee, "first", 2)
    begin_refused(story, "first", "passed", 3)
    assert len(story.attempts(story.cast.trainee)) == 1


def test_a_pass_that_went_stale_opens_the_quiz_again(story: Story) -> None:
    story.passes(story.cast.trainee, "first", 2)
    assert story.begins(story.cast.trainee, "first", 2 + 24 * 31).number == 2


def test_a_raised_revision_opens_a_passed_quiz_again(story: Story) -> None:
    story.passes(story.cast.trainee, "first", 2)
    course = story.edition.course
    module = course.modules[0]
    assert module.quiz is not None
    raised = module.model_copy(update={"quiz": module.quiz.model_copy(update={"revision": 2})})
    publish(
        story.session,
        course.model_copy(update={"modules": (raised, *course.modules[1:])}),
        by=None,
        note="",
        now=story.at(3),
    )
    later = Story(story.session, story.cast, require_current(story.session))
    attempt = later.begins(story.cast.trainee, "first", 4)
    assert (attempt.number, attempt.revision) == (2, 2)


@pytest.mark.parametrize("module_id", ["none", "", "first/quiz"])
def test_a_quiz_that_does_not_exist_is_not_found(story: Story, module_id: str) -> None:
    with pytest.raises(NotFound):
        story.begins(story.cast.trainee, module_id)
