from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.browser import Browser
from tests.support.story import Story
from training.attempts.models import Attempt
from training.attempts.queries import AttemptView, answers
from training.marking.models import Mark

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


def form(number: int, answer: str = "b", **more: str) -> dict[str, str]:
    key = f"a-save-of-question-{number}"
    return {"answer": answer, "save_id": key, "page_id": key, "sequence": "1", **more}


def answers_all(someone: Browser, attempt: AttemptView, but: int = 0) -> None:
    for number, item in enumerate(attempt.items[: len(attempt.items) - but], start=1):
        assert someone.save(f"/attempts/{attempt.id}/responses/{item}", form(number)).status_code == 200


def marks(someone: Browser) -> list[Mark]:
    with Session(someone.engine) as session:
        return list(session.scalars(select(Mark)))


def test_with_every_question_answered_it_is_handed_in_and_leads_to_the_result(
    story: Story, browser: Open, attempt: AttemptView
) -> None:
    someone = browser(story.cast.trainee)
    answers_all(someone, attempt)
    page = someone.get(f"/attempts/{attempt.id}/check")
    keys = {name: page.value(name) for name in ("save_id", "page_id", "confirmed")}
    assert someone.post(f"/attempts/{attempt.id}/hand-in", keys).location == f"/attempts/{attempt.id}/result"
    assert someone.get(f"/attempts/{attempt.id}/result").heading == "Passed. Well done"
    assert [mark.passed for mark in marks(someone)] == [True]


def test_the_last_page_hands_its_own_answer_in_too(story: Story, browser: Open, attempt: AttemptView) -> None:
    someone = browser(story.cast.trainee)
    answers_all(someone, attempt, but=1)
    page = someone.post(f"/attempts/{attempt.id}/hand-in", form(4, item=attempt.items[3]))
    assert page.location == f"/attempts/{attempt.id}/result"
    assert [(mark.score, mark.maximum) for mark in marks(someone)] == [(8, 8)]


def test_with_questions_left_open_the_page_to_check_asks_first_and_the_last_answer_is_saved(
    story: Story, browser: Open, attempt: AttemptView
) -> None:
    someone = browser(story.cast.trainee)
    page = someone.post(f"/attempts/{attempt.id}/hand-in", form(4, item=attempt.items[3]))
    assert page.location == f"/attempts/{attempt.id}/check"
    check = someone.get(page.location)
    assert "Some questions have no answer yet." in check.text
    assert "Hand in with 3 not answered" in check.text
    assert marks(someone) == []
    with Session(someone.engine) as session:
        assert answers(session, attempt.id) == {attempt.items[3]: "b"}


def test_once_confirmed_it_is_handed_in_with_gaps(story: Story, browser: Open, attempt: AttemptView) -> None:
    someone = browser(story.cast.trainee)
    answers_all(someone, attempt, but=2)
    someone.post(f"/attempts/{attempt.id}/hand-in", form(9, "", confirmed="yes"))
    assert [(mark.score, mark.passed) for mark in marks(someone)] == [(4, False)]


@pytest.mark.parametrize("confirmed", ["", "no", "YES", "true", "1"])
def test_only_a_yes_confirms(story: Story, browser: Open, attempt: AttemptView, confirmed: str) -> None:
    someone = browser(story.cast.trainee)
    page = someone.post(f"/attempts/{attempt.id}/hand-in", form(9, "", confirmed=confirmed))
    assert page.location == f"/attempts/{attempt.id}/check"
    assert marks(someone) == []


def test_handed_in_twice_it_is_marked_once_and_leads_to_the_result(
    story: Story, browser: Open, attempt: AttemptView
) -> None:
    someone, other_tab = browser(story.cast.trainee), browser(story.cast.trainee)
    answers_all(someone, attempt)
    for each in (someone, other_tab, someone):
        page = each.post(f"/attempts/{attempt.id}/hand-in", form(9, "", confirmed="yes"))
        assert page.location == f"/attempts/{attempt.id}/result"
    assert len(marks(someone)) == 1
    assert "This quiz was already handed in. Here is its result." in other_tab.get(page.location).text


def test_a_second_hand_in_with_another_answer_says_that_it_was_not_saved(
    story: Story, browser: Open, attempt: AttemptView
) -> None:
    someone = browser(story.cast.trainee)
    answers_all(someone, attempt)
    someone.post(f"/attempts/{attempt.id}/hand-in", form(9, "", confirmed="yes"))
    page = someone.post(f"/attempts/{attempt.id}/hand-in", form(8, "a", item=attempt.items[0]))
    assert "this answer was not saved" in someone.get(page.location).text
    assert [(mark.score, mark.maximum) for mark in marks(someone)] == [(8, 8)]


@pytest.mark.parametrize("confirmed", ["", "yes"])
def test_with_an_answer_that_the_question_does_not_have_nothing_is_handed_in(
    story: Story, browser: Open, attempt: AttemptView, confirmed: str
) -> None:
    someone = browser(story.cast.trainee)
    answers_all(someone, attempt, but=1)
    page = someone.post(
        f"/attempts/{attempt.id}/hand-in", form(4, "z", item=attempt.items[3], confirmed=confirmed), status=422
    )
    assert "That is not one of the answers to this question." in page.text
    assert page.reader.title.startswith("Error: Question 4 of 4")
    assert marks(someone) == []
    with Session(someone.engine) as session:
        assert session.get_one(Attempt, attempt.id).handed_in_at is None


def test_an_answer_for_an_item_that_was_not_drawn_hands_nothing_in(
    story: Story, browser: Open, attempt: AttemptView
) -> None:
    someone = browser(story.cast.trainee)
    answers_all(someone, attempt)
    someone.post(f"/attempts/{attempt.id}/hand-in", form(9, "b", item="q99", confirmed="yes"), status=404)
    assert marks(someone) == []


def test_a_form_without_its_keys_hands_nothing_in(story: Story, browser: Open, attempt: AttemptView) -> None:
    someone = browser(story.cast.trainee)
    answers_all(someone, attempt)
    someone.post(f"/attempts/{attempt.id}/hand-in", {"confirmed": "yes"}, status=400)
    assert marks(someone) == []


def test_a_score_cannot_be_sent_along(story: Story, browser: Open, attempt: AttemptView) -> None:
    someone = browser(story.cast.trainee)
    someone.post(
        f"/attempts/{attempt.id}/hand-in",
        form(9, "", confirmed="yes", score="8", passed="true", critical_misses="[]", handed_in_at="2020-01-01"),
    )
    (mark,) = marks(someone)
    assert (mark.score, mark.passed, mark.at) == (0, False, story.at(2))
