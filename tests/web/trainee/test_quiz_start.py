from collections.abc import Callable
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.support.browser import Browser
from tests.support.story import Story
from training.attempts.models import Attempt
from training.course.content import Worth

Open = Callable[..., Browser]
Stop = Callable[[datetime], None]

KEY = {"form_key": "a-key-of-ours"}


def attempts(someone: Browser) -> int:
    with Session(someone.engine) as session:
        return session.scalar(select(func.count()).select_from(Attempt)) or 0


def test_a_quiz_is_closed_until_its_lessons_are_read(story: Story, browser: Open) -> None:
    story.session.commit()
    someone = browser(story.cast.trainee)
    someone.post("/learn/first/one/read", KEY)
    page = someone.get("/learn/first/quiz")
    assert "The quiz opens when you have read the lessons" in page.text
    assert "/learn/first/two" in page.links
    assert "Begin the quiz" not in page.text
    refused = someone.post("/learn/first/quiz/begin", KEY, status=409)
    assert refused.heading == "That was not done"
    assert "Please read the lessons of this module first." in refused.text
    assert attempts(someone) == 0


def test_an_open_quiz_says_what_awaits_one_and_begins(story: Story, browser: Open, on_day: Stop) -> None:
    story.reads(story.cast.trainee, "safety")
    story.session.commit()
    on_day(story.at(2))
    someone = browser(story.cast.trainee)
    page = someone.get("/learn/safety/quiz")
    for words in ("5 questions", "There is no time limit.", "You need 80% of the points.", "Safety question"):
        assert words in page.text
    begun = someone.post("/learn/safety/quiz/begin", {"form_key": page.value("form_key")})
    first = someone.get(begun.location, status=303)
    assert first.location == f"{begun.location}/questions/1"
    assert someone.get(first.location).reader.title.startswith("Question 1 of 5")


def test_beginning_twice_carries_on_with_the_same_attempt(story: Story, browser: Open, on_day: Stop) -> None:
    story.reads(story.cast.trainee, "first")
    story.session.commit()
    on_day(story.at(2))
    someone = browser(story.cast.trainee)
    places = {someone.post("/learn/first/quiz/begin", {"form_key": f"a-key-of-ours-{each}"}).location for each in "abc"}
    assert len(places) == 1
    assert attempts(someone) == 1
    page = someone.get("/learn/first/quiz")
    assert "Carry on" in page.text
    assert "Begin the quiz" not in page.text


def test_a_passed_quiz_cannot_be_begun_again(story: Story, browser: Open, on_day: Stop) -> None:
    story.passes(story.cast.trainee, "first")
    story.session.commit()
    on_day(story.at(3))
    someone = browser(story.cast.trainee)
    page = someone.get("/learn/first/quiz")
    assert "You have passed this quiz." in page.text
    assert 'action="/learn/first/quiz/begin"' not in page.html
    someone.post("/learn/first/quiz/begin", KEY, status=409)
    assert attempts(someone) == 1


def test_after_several_goes_a_talk_is_offered_and_the_quiz_stays_open(
    story: Story, browser: Open, on_day: Stop
) -> None:
    trainee = story.cast.trainee
    story.reads(trainee, "first")
    for day in (2, 3):
        attempt = story.begins(trainee, "first", day)
        story.hands_in(trainee, attempt, story.answers(attempt, worth=Worth.ACCEPTABLE), day)
    story.session.commit()
    on_day(story.at(4))
    page = browser(trainee).get("/learn/first/quiz")
    assert "You have had 2 goes at this." in page.text
    assert "Last time: not yet, on 5 March 2026." in page.text
    assert "Have another go" in page.text
    assert "fail" not in page.text.lower()


def test_nobody_begins_for_somebody_else(story: Story, browser: Open, on_day: Stop) -> None:
    story.reads(story.cast.trainee, "first")
    story.session.commit()
    on_day(story.at(2))
    someone = browser(story.cast.other_trainee)
    someone.post("/learn/first/quiz/begin", {**KEY, "person_id": story.cast.trainee.id}, status=409)
    assert attempts(someone) == 0
