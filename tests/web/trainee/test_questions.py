from collections.abc import Callable
from datetime import datetime

import pytest

from tests.support.browser import Browser
from tests.support.page import Page
from tests.support.story import Story
from training.attempts.queries import AttemptView

Open = Callable[..., Browser]
Stop = Callable[[datetime], None]


@pytest.fixture
def attempt(story: Story, on_day: Stop) -> AttemptView:
    """The trainee's, at the first module's quiz of four questions; nothing answered."""
    story.reads(story.cast.trainee, "first")
    made = story.begins(story.cast.trainee, "first")
    story.session.commit()
    on_day(story.at(2))
    return made


def form(page: Page, answer: str = "b", **more: str) -> dict[str, str]:
    """What the form of a question's page sends when an answer is chosen."""
    names = ("item", "save_id", "page_id", "sequence")
    return {**{name: page.value(name) for name in names}, "answer": answer, **more}


def answered(someone: Browser, attempt: AttemptView, number: int, answer: str = "b", **more: str) -> str:
    """Answers a question by a button; where it leads."""
    page = someone.get(f"/attempts/{attempt.id}/questions/{number}")
    item = attempt.items[number - 1]
    return someone.post(f"/attempts/{attempt.id}/responses/{item}", form(page, answer, **more)).location


def chosen(someone: Browser, attempt: AttemptView, number: int) -> list[str]:
    page = someone.get(f"/attempts/{attempt.id}/questions/{number}")
    return [control["value"] for control in page.reader.controls if "checked" in control]


def test_a_question_shows_its_options_and_none_is_chosen(story: Story, browser: Open, attempt: AttemptView) -> None:
    page = browser(story.cast.trainee).get(f"/attempts/{attempt.id}/questions/1")
    number = attempt.items[0].removeprefix("q0")
    assert page.heading.startswith(f"Question {number} about")
    for words in (f"Wrong {number}", f"Right {number}", f"Nearly {number}"):
        assert words in page.text
    assert not [control for control in page.reader.controls if "checked" in control]
    assert page.reader.title.startswith("Question 1 of 4")


def test_a_safety_question_is_marked(story: Story, browser: Open, on_day: Stop) -> None:
    story.reads(story.cast.trainee, "safety")
    made = story.begins(story.cast.trainee, "safety")
    story.session.commit()
    on_day(story.at(2))
    someone = browser(story.cast.trainee)
    for number, item in enumerate(made.items, start=1):
        page = someone.get(f"/attempts/{made.id}/questions/{number}")
        assert ("Safety question" in page.text) == (item in ("q01", "q02", "q03", "q04"))


@pytest.mark.parametrize(
    ("number", "go", "leads_to"),
    [
        (1, "next", "questions/2"),
        (4, "next", "check"),
        (2, "back", "questions/1"),
        (1, "back", "check"),
        (2, "nowhere", "check"),
    ],
)
def test_a_button_saves_and_leads_where_it_says(
    story: Story, browser: Open, attempt: AttemptView, number: int, go: str, leads_to: str
) -> None:
    someone = browser(story.cast.trainee)
    assert answered(someone, attempt, number, go=go) == f"/attempts/{attempt.id}/{leads_to}"
    assert chosen(someone, attempt, number) == ["b"]


def test_a_break_saves_and_keeps_the_place(story: Story, browser: Open, attempt: AttemptView) -> None:
    someone = browser(story.cast.trainee)
    answered(someone, attempt, 1)
    assert answered(someone, attempt, 2, "c", go="break") == "/learn"
    assert "Your answers are saved. Take all the time you need; your place is kept." in someone.get("/learn").text
    assert someone.get(f"/attempts/{attempt.id}", status=303).location == f"/attempts/{attempt.id}/questions/3"
    assert chosen(someone, attempt, 2) == ["c"]


def test_without_a_choice_the_buttons_lead_on_and_save_nothing(
    story: Story, browser: Open, attempt: AttemptView
) -> None:
    someone = browser(story.cast.trainee)
    assert answered(someone, attempt, 1, "") == f"/attempts/{attempt.id}/questions/2"
    assert chosen(someone, attempt, 1) == []


def test_coming_back_leads_to_the_first_question_without_an_answer(
    story: Story, browser: Open, attempt: AttemptView
) -> None:
    someone = browser(story.cast.trainee)
    for number in (1, 3):
        answered(someone, attempt, number)
    start = f"/attempts/{attempt.id}"
    assert someone.get(start, status=303).location == f"{start}/questions/2"
    answered(someone, attempt, 2)
    assert someone.get(start, status=303).location == f"{start}/questions/4"
    answered(someone, attempt, 4)
    assert someone.get(start, status=303).location == f"{start}/check"


def test_an_answer_is_there_when_seen_from_another_browser(story: Story, browser: Open, attempt: AttemptView) -> None:
    phone, laptop = browser(story.cast.trainee), browser(story.cast.trainee)
    answered(phone, attempt, 1, "c")
    assert chosen(laptop, attempt, 1) == ["c"]
    answered(laptop, attempt, 1, "a")
    assert chosen(phone, attempt, 1) == ["a"]


def test_an_answer_can_be_changed_until_hand_in(story: Story, browser: Open, attempt: AttemptView) -> None:
    someone = browser(story.cast.trainee)
    for answer in ("a", "c", "b"):
        answered(someone, attempt, 1, answer)
        assert chosen(someone, attempt, 1) == [answer]


def test_the_page_to_check_lists_every_question_with_what_was_chosen(
    story: Story, browser: Open, attempt: AttemptView
) -> None:
    someone = browser(story.cast.trainee)
    answered(someone, attempt, 2)
    page = someone.get(f"/attempts/{attempt.id}/check")
    assert "3 questions have no answer yet." in page.text
    assert page.text.count("No answer yet") == 3
    assert f"You chose: Right {attempt.items[1].removeprefix('q0')}" in page.text
    assert "Hand in with 3 not answered" in page.text
    for number in range(1, 5):
        assert f"/attempts/{attempt.id}/questions/{number}" in page.links


def test_the_page_to_check_says_when_nothing_is_left(story: Story, browser: Open, attempt: AttemptView) -> None:
    someone = browser(story.cast.trainee)
    for number in range(1, 5):
        answered(someone, attempt, number)
    page = someone.get(f"/attempts/{attempt.id}/check")
    assert "Every question has an answer. You can still change anything." in page.text
    assert "not answered" not in page.text


def test_an_attempt_of_somebody_else_is_not_found(story: Story, browser: Open, attempt: AttemptView) -> None:
    other = browser(story.cast.other_trainee)
    for path in ("", "/questions/1", "/check", "/result"):
        other.get(f"/attempts/{attempt.id}{path}", status=404)
    answer = {"save_id": "a-key-of-ours", "page_id": "a-key-of-ours", "answer": "b", "item": attempt.items[0]}
    other.post(f"/attempts/{attempt.id}/responses/{attempt.items[0]}", answer, status=404)
    other.post(f"/attempts/{attempt.id}/hand-in", {**answer, "confirmed": "yes"}, status=404)
    owner = browser(story.cast.trainee)
    assert chosen(owner, attempt, 1) == []
    owner.get(f"/attempts/{attempt.id}/check")
