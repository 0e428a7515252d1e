from collections.abc import Callable
from datetime import datetime

from tests.support.browser import Browser
from tests.support.page import Page
from tests.support.story import Story
from training.course.content import Worth
from training.practice.models import ReadinessOutcome

Open = Callable[..., Browser]
Stop = Callable[[datetime], None]


def queue(page: Page) -> str:
    """What stands under "Needs you now"."""
    return page.text.split("Needs you now", 1)[1].split("Test charity", 1)[0].strip()


def both(story: Story, browser: Open, on_day: Stop, day: float = 20) -> list[Page]:
    """The list of cohorts, and the cohort."""
    story.settles(min(day, 30))
    story.session.commit()
    on_day(story.at(day))
    someone = browser(story.cast.trainer)
    return [someone.get("/cohorts"), someone.get(f"/cohorts/{story.cast.cohort_id}")]


def trains(story: Story) -> None:
    story.passes(story.cast.trainee, "first", 2)
    story.passes(story.cast.trainee, "safety", 3)


def test_when_nobody_waits_it_says_so(story: Story, browser: Open, on_day: Stop) -> None:
    for page in both(story, browser, on_day):
        assert queue(page) == "Nobody waits for you. Enjoy it."


def test_a_reflection_that_waits(story: Story, browser: Open, on_day: Stop) -> None:
    submission = story.reflects(story.cast.trainee)
    for page in both(story, browser, on_day):
        assert queue(page) == "Reflection · Trainee Handed in 16 days ago Review"
        assert f"/reviews/{submission}" in page.links
    assert "1 thing waits for you" in page.text


def test_several_goes_at_a_quiz_ask_for_a_talk(story: Story, browser: Open, on_day: Stop) -> None:
    trainee = story.cast.trainee
    for day in (2, 3):
        story.reads(trainee, "first", day - 0.5)
        attempt = story.begins(trainee, "first", day)
        story.hands_in(trainee, attempt, story.answers(attempt, worth=Worth.UNSAFE), day)
    for page in both(story, browser, on_day):
        assert queue(page) == "A talk would help · Trainee Several goes at: First module Talk"
        assert f"/people/{trainee.id}" in page.links


def test_a_single_miss_asks_for_nothing(story: Story, browser: Open, on_day: Stop) -> None:
    story.misses_critical(story.cast.trainee)
    for page in both(story, browser, on_day):
        assert queue(page) == "Nobody waits for you. Enjoy it."


def test_once_the_modules_are_passed_a_readiness_talk_is_called_for(story: Story, browser: Open, on_day: Stop) -> None:
    trains(story)
    for page in both(story, browser, on_day):
        assert queue(page) == "Readiness talk · Trainee None that holds today Talk"
        assert f"/people/{story.cast.trainee.id}/readiness/new" in page.links


def test_after_the_talk_sessions_are_called_for(story: Story, browser: Open, on_day: Stop) -> None:
    trains(story)
    story.talks(story.cast.trainer, story.cast.trainee)
    for page in both(story, browser, on_day):
        assert queue(page) == "Session to watch · Trainee Modules are passed Watch"


def test_after_one_observer_a_second_is_still_called_for(story: Story, browser: Open, on_day: Stop) -> None:
    trains(story)
    story.talks(story.cast.trainer, story.cast.trainee)
    for day in (6, 7):
        story.observes(story.cast.trainer, story.cast.trainee, day)
    for page in both(story, browser, on_day):
        assert "Session to watch · Trainee" in queue(page)


def test_a_talk_that_is_due_soon_is_announced_fourteen_days_before(story: Story, browser: Open, on_day: Stop) -> None:
    story.meets_all(story.cast.trainee)
    for page in both(story, browser, on_day, 290):
        assert queue(page) == "Nobody waits for you. Enjoy it."
    for page in both(story, browser, on_day, 300):
        assert queue(page).startswith("Readiness talk · Trainee Due by 4 January")
        assert queue(page).endswith("Soon")


def test_a_talk_that_no_longer_holds_is_called_for(story: Story, browser: Open, on_day: Stop) -> None:
    story.meets_all(story.cast.trainee)
    for page in both(story, browser, on_day, 309):
        assert queue(page) == "Readiness talk · Trainee None that holds today Talk"


def test_someone_who_pauses_is_left_in_peace(story: Story, browser: Open, on_day: Stop) -> None:
    trains(story)
    story.talks(story.cast.trainer, story.cast.trainee, outcome=ReadinessOutcome.PAUSED)
    for page in both(story, browser, on_day):
        assert "Readiness talk" not in queue(page)


def test_what_is_most_pressing_stands_first(story: Story, browser: Open, on_day: Stop) -> None:
    trainee, other = story.cast.trainee, story.cast.other_trainee
    trains(story)
    story.reflects(other, 5)
    story.reflects(trainee, 4)
    for day in (2, 3):
        story.reads(other, "first", day - 0.5)
        attempt = story.begins(other, "first", day)
        story.hands_in(other, attempt, story.answers(attempt, worth=Worth.UNSAFE), day)
    text = queue(both(story, browser, on_day)[0])
    order = ["A talk would help · Other", "Reflection · Trainee", "Reflection · Other", "Readiness talk · Trainee"]
    assert [text.index(words) for words in order] == sorted(text.index(words) for words in order)


def test_what_another_trainer_looks_after_is_not_called_for(story: Story, browser: Open, on_day: Stop) -> None:
    story.reflects(story.cast.elsewhere)
    for page in both(story, browser, on_day):
        assert queue(page) == "Nobody waits for you. Enjoy it."
    assert "Reflection · Elsewhere" in browser(story.cast.other_trainer).get("/cohorts").text


def test_once_it_is_done_it_is_gone_for_both_trainers(story: Story, browser: Open, on_day: Stop) -> None:
    submission = story.reflects(story.cast.trainee)
    for page in both(story, browser, on_day):
        assert "Reflection · Trainee" in queue(page)
    browser(story.cast.second_trainer).post(
        f"/reviews/{submission}",
        {
            "form_key": "a-key-of-ours",
            "line_privacy": "3",
            "line_learning": "3",
            "outcome": "accepted",
            "helped": "It helped.",
            "to_try": "Try this.",
        },
    )
    assert queue(browser(story.cast.trainer).get("/cohorts")) == "Nobody waits for you. Enjoy it."


def test_reflections_wait_in_a_list_of_their_own_the_oldest_first(story: Story, browser: Open, on_day: Stop) -> None:
    story.reflects(story.cast.trainee, 5)
    story.reflects(story.cast.other_trainee, 4)
    story.session.commit()
    on_day(story.at(6))
    page = browser(story.cast.trainer).get("/reviews")
    assert page.heading == "2 reflections wait for you"
    assert page.text.index("Other Trainee Looking back 2 days ago") < page.text.index("Trainee Looking back Yesterday")
    assert browser(story.cast.other_trainer).get("/reviews").heading == "Nothing waits for you"
