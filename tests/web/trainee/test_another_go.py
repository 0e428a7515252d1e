"""After a try that was not enough: what must be read again, and other questions."""

from collections.abc import Callable
from datetime import datetime

from tests.support.browser import Browser
from tests.support.story import Story
from training.course.content import Worth

Open = Callable[..., Browser]
Stop = Callable[[datetime], None]

KEY = {"form_key": "a-key-of-ours"}
CRITICAL = {"q01", "q02", "q03", "q04"}


def test_after_a_critical_miss_the_quiz_is_closed_until_its_lesson_is_read_again(
    story: Story, browser: Open, on_day: Stop
) -> None:
    story.misses_critical(story.cast.trainee)
    story.session.commit()
    on_day(story.at(3))
    someone = browser(story.cast.trainee)
    page = someone.get("/learn/safety/quiz")
    assert "Please read this first" in page.text
    assert "/learn/safety/limits" in page.links
    assert "/learn/safety/notes" not in page.links
    assert "Have another go" not in page.text
    refused = someone.post("/learn/safety/quiz/begin", KEY, status=409)
    assert "Please read this again first: Limits." in refused.text
    module = someone.get("/learn/safety")
    assert "please read this again before the next try" in module.text


def test_reading_another_lesson_again_does_not_open_it(story: Story, browser: Open, on_day: Stop) -> None:
    story.misses_critical(story.cast.trainee)
    story.session.commit()
    on_day(story.at(3))
    someone = browser(story.cast.trainee)
    someone.post("/learn/safety/notes/read", KEY)
    someone.post("/learn/safety/quiz/begin", KEY, status=409)


def test_sending_an_old_form_of_the_lesson_again_does_not_open_it(story: Story, browser: Open, on_day: Stop) -> None:
    story.session.commit()
    on_day(story.at(1))
    someone = browser(story.cast.trainee)
    token = someone.token()
    someone.post("/learn/safety/limits/read", KEY)
    story.misses_critical(story.cast.trainee)
    story.session.commit()
    on_day(story.at(3))
    someone.post("/learn/safety/limits/read", {"csrf_token": token, **KEY})
    someone.post("/learn/safety/quiz/begin", {"csrf_token": token, **KEY}, status=409)


def test_once_read_again_the_quiz_opens_with_other_questions(story: Story, browser: Open, on_day: Stop) -> None:
    story.misses_critical(story.cast.trainee)
    (first,) = story.attempts(story.cast.trainee)
    story.session.commit()
    on_day(story.at(3))
    someone = browser(story.cast.trainee)
    someone.post("/learn/safety/limits/read", KEY)
    page = someone.get("/learn/safety/quiz")
    assert "Have another go" in page.text
    assert "Last time: not yet, on 4 March 2026." in page.text
    someone.post("/learn/safety/quiz/begin", {"form_key": page.value("form_key")})
    old, new = story.attempts(story.cast.trainee)
    story.session.commit()
    assert old == first
    assert new.number == 2
    assert set(new.items).isdisjoint(old.items)
    assert len(CRITICAL & set(new.items)) == 2


def test_without_a_critical_miss_another_go_is_open_at_once(story: Story, browser: Open, on_day: Stop) -> None:
    trainee = story.cast.trainee
    story.reads(trainee, "first")
    attempt = story.begins(trainee, "first")
    story.hands_in(trainee, attempt, story.answers(attempt, worth=Worth.UNSAFE))
    story.session.commit()
    on_day(story.at(2))
    someone = browser(trainee)
    place = someone.post("/learn/first/quiz/begin", KEY).location
    assert place != f"/attempts/{attempt.id}"
    someone.get(place, status=303)


def test_a_better_second_go_passes_and_the_first_stays(story: Story, browser: Open, on_day: Stop) -> None:
    trainee = story.cast.trainee
    story.misses_critical(trainee)
    story.reads(trainee, "safety", 3)
    second = story.begins(trainee, "safety", 4)
    story.hands_in(trainee, second, story.answers(second), 4)
    first = story.attempts(trainee)[0]
    story.session.commit()
    on_day(story.at(5))
    someone = browser(trainee)
    assert someone.get(f"/attempts/{second.id}/result").heading == "Passed. Well done"
    assert someone.get(f"/attempts/{first.id}/result").heading == "Not yet, and that is all right"
    assert "You have passed this quiz." in someone.get("/learn/safety/quiz").text


def test_when_every_question_was_asked_the_ones_asked_longest_ago_come_again(
    story: Story, browser: Open, on_day: Stop
) -> None:
    trainee = story.cast.trainee
    for day in (2, 4):
        story.reads(trainee, "safety", day - 0.5)
        attempt = story.begins(trainee, "safety", day)
        story.hands_in(trainee, attempt, story.answers(attempt, worth=Worth.UNSAFE), day)
    story.reads(trainee, "safety", 5)
    story.session.commit()
    on_day(story.at(6))
    browser(trainee).post("/learn/safety/quiz/begin", KEY)
    first, second, third = story.attempts(trainee)
    story.session.commit()
    assert CRITICAL & set(third.items) == CRITICAL & set(first.items)
    assert not CRITICAL & set(third.items) & set(second.items)


def test_what_was_answered_before_stays_open_to_read(story: Story, browser: Open, on_day: Stop) -> None:
    """The explanations are worth most before another go, and nobody keeps the address of a result."""
    story.misses_critical(story.cast.trainee)
    (missed,) = story.attempts(story.cast.trainee)
    story.session.commit()
    on_day(story.at(3))
    someone = browser(story.cast.trainee)
    page = someone.get("/learn/safety/quiz")
    assert "What you answered before" in page.text
    assert f"/attempts/{missed.id}/result" in page.links
    assert ": not yet" in page.text

    story.reads(story.cast.trainee, "safety", day=4)
    story.passes(story.cast.trainee, "safety", day=5)
    story.session.commit()
    on_day(story.at(6))
    page = browser(story.cast.trainee).get("/learn/safety/quiz")
    results = [link for link in page.links if link.endswith("/result")]
    assert results == [f"/attempts/{each.id}/result" for each in reversed(story.attempts(story.cast.trainee))]
    assert ": passed" in page.text


def test_an_open_attempt_is_not_among_what_was_answered_before(story: Story, browser: Open, on_day: Stop) -> None:
    story.reads(story.cast.trainee, "first")
    story.begins(story.cast.trainee, "first")
    story.session.commit()
    on_day(story.at(3))
    assert "What you answered before" not in browser(story.cast.trainee).get("/learn/first/quiz").text
