from collections.abc import Callable
from datetime import datetime

import pytest

from tests.support.browser import Browser
from tests.support.page import Page
from tests.support.story import Story
from training.course.content import Worth

Open = Callable[..., Browser]
Stop = Callable[[datetime], None]


def result(story: Story, browser: Open, on_day: Stop) -> Page:
    """The page of the trainee's latest attempt."""
    attempt = story.attempts(story.cast.trainee)[-1]
    story.session.commit()
    on_day(story.at(3))
    return browser(story.cast.trainee).get(f"/attempts/{attempt.id}/result")


def articles(page: Page) -> list[str]:
    return page.html.split('<article class="card stack item">')[1:]


def test_a_pass_says_so_and_how_many_points(story: Story, browser: Open, on_day: Stop) -> None:
    story.passes(story.cast.trainee, "first")
    page = result(story, browser, on_day)
    assert page.heading == "Passed. Well done"
    assert "You have 8 of 8 points. 7 are needed." in page.text
    assert page.text.count("✓ Best answer") == 4
    assert "What comes next" not in page.text
    assert "Best: " not in page.text
    assert "/learn" in page.links


def test_each_question_shows_what_was_chosen_what_is_best_and_why(story: Story, browser: Open, on_day: Stop) -> None:
    story.reads(story.cast.trainee, "first")
    attempt = story.begins(story.cast.trainee, "first")
    wrong, nearly, none, right = attempt.items
    chosen = {wrong: "a", nearly: "c"}
    answers = [each for each in story.answers(attempt, chosen) if each.item != none]
    story.hands_in(story.cast.trainee, attempt, answers)
    page = result(story, browser, on_day)
    of = dict(zip(attempt.items, articles(page), strict=True))
    number = {item: item.removeprefix("q0") for item in attempt.items}
    assert "Not this one" in of[wrong]
    assert f"Wrong {number[wrong]}" in of[wrong]
    assert "Because it is wrong." in of[wrong]
    assert f"Right {number[wrong]}" in of[wrong]
    assert "Because it is right." in of[wrong]
    assert "Read about it in" in of[wrong]
    assert "Partly right" in of[nearly]
    assert "Because it is nearly right." in of[nearly]
    assert "Because it is right." in of[nearly]
    assert "No answer" in of[none]
    assert "You chose:" not in of[none]
    assert f"Right {number[none]}" in of[none]
    assert "✓ Best answer" in of[right]
    assert "Read about it in" not in of[right]
    assert "You have 3 of 8 points. 7 are needed." in page.text


def test_questions_stand_in_the_order_in_which_they_were_asked(story: Story, browser: Open, on_day: Stop) -> None:
    story.passes(story.cast.trainee, "first")
    attempt = story.attempts(story.cast.trainee)[-1]
    text = result(story, browser, on_day).text
    places = [text.index(f"{place}. Question {item.removeprefix('q0')} about") for place, item in
              enumerate(attempt.items, start=1)]  # fmt: skip
    assert places == sorted(places)


def test_not_yet_is_never_called_a_failure_and_another_go_is_offered(story: Story, browser: Open, on_day: Stop) -> None:
    story.reads(story.cast.trainee, "first")
    attempt = story.begins(story.cast.trainee, "first")
    story.hands_in(story.cast.trainee, attempt, story.answers(attempt, worth=Worth.ACCEPTABLE))
    page = result(story, browser, on_day)
    assert page.heading == "Not yet, and that is all right"
    assert "Have another go" in page.text
    assert "/learn/first/quiz" in page.links
    assert "fail" not in page.html.lower()


def test_a_critical_miss_decides_although_the_points_are_enough_and_names_the_lesson_to_read_again(
    story: Story, browser: Open, on_day: Stop
) -> None:
    marking = story.misses_critical(story.cast.trainee)
    (missed,) = marking.critical_misses
    page = result(story, browser, on_day)
    assert page.heading == "Not yet, and that is all right"
    assert "You have 8 of 10 points. 8 are needed." in page.text
    assert "1 safety question needs another look. Your points are enough, but these count on their own" in page.text
    assert "Please read this lesson again." in page.text
    assert page.html.count("Safety question: another look") == 1
    article = next(each for each in articles(page) if "Safety question: another look" in each)
    number = missed.removeprefix("q0")
    assert f"Wrong {number}" in article
    assert f"Harm number {number}." in article
    assert "/learn/safety/limits" in page.links
    assert "Have another go" not in page.text


def test_a_critical_question_without_an_answer_is_a_miss_too(story: Story, browser: Open, on_day: Stop) -> None:
    story.reads(story.cast.trainee, "safety")
    attempt = story.begins(story.cast.trainee, "safety")
    critical = next(item for item in attempt.items if item <= "q04")
    story.hands_in(story.cast.trainee, attempt, [each for each in story.answers(attempt) if each.item != critical])
    page = result(story, browser, on_day)
    assert "1 safety question needs another look." in page.text
    assert "Please read this lesson again." in page.text


def test_an_acceptable_answer_to_a_critical_question_is_no_miss(story: Story, browser: Open, on_day: Stop) -> None:
    story.reads(story.cast.trainee, "safety")
    attempt = story.begins(story.cast.trainee, "safety")
    critical = next(item for item in attempt.items if item <= "q04")
    story.hands_in(story.cast.trainee, attempt, story.answers(attempt, {critical: "c"}))
    page = result(story, browser, on_day)
    assert page.heading == "Passed. Well done"
    assert "You have 9 of 10 points." in page.text


def test_nothing_answered_at_all_is_told_kindly_too(story: Story, browser: Open, on_day: Stop) -> None:
    story.reads(story.cast.trainee, "safety")
    attempt = story.begins(story.cast.trainee, "safety")
    story.hands_in(story.cast.trainee, attempt, [])
    page = result(story, browser, on_day)
    assert page.heading == "Not yet, and that is all right"
    assert "You have 0 of 10 points. 8 are needed." in page.text
    assert "2 safety questions need another look. These count on their own" in page.text


def test_the_result_stays_as_it_was_and_can_be_opened_again(story: Story, browser: Open, on_day: Stop) -> None:
    story.passes(story.cast.trainee, "first")
    first = result(story, browser, on_day)
    on_day(story.at(400))
    attempt = story.attempts(story.cast.trainee)[-1]
    story.session.commit()
    later = browser(story.cast.trainee).get(f"/attempts/{attempt.id}/result")
    assert later.text == first.text


@pytest.mark.parametrize("name", ["other_trainee", "trainer", "admin", "elsewhere"])
def test_a_result_is_its_owners_alone(story: Story, browser: Open, on_day: Stop, name: str) -> None:
    story.passes(story.cast.trainee, "first")
    attempt = story.attempts(story.cast.trainee)[-1]
    story.session.commit()
    on_day(story.at(3))
    browser(getattr(story.cast, name)).get(f"/attempts/{attempt.id}/result", status=404)
