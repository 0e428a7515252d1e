"""Answers as the page's script saves them."""

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.browser import Browser
from tests.support.story import Story
from training.attempts.models import Response
from training.attempts.queries import AttemptView, answers

Open = Callable[..., Browser]
Stop = Callable[[datetime], None]

NOT_AN_OPTION = "That is not one of the answers to this question. Please choose again."
HANDED_IN = "This quiz was already handed in, so this answer was not saved."


@pytest.fixture
def attempt(story: Story, on_day: Stop) -> AttemptView:
    """The trainee's, at the first module's quiz of four questions; nothing answered."""
    story.reads(story.cast.trainee, "first")
    made = story.begins(story.cast.trainee, "first")
    story.session.commit()
    on_day(story.at(2))
    return made


@pytest.fixture
def handed_in(story: Story, on_day: Stop) -> AttemptView:
    """The trainee's, handed in with the best answers."""
    story.passes(story.cast.trainee, "first")
    story.session.commit()
    on_day(story.at(3))
    (made,) = story.attempts(story.cast.trainee)
    return made


def form(answer: str, key: str = "a-save-of-ours", page: str = "a-page-of-ours", sequence: str = "1") -> dict[str, str]:
    return {"answer": answer, "save_id": key, "page_id": page, "sequence": sequence}


def kept(someone: Browser, attempt: AttemptView) -> dict[str, str]:
    """The answers that count."""
    with Session(someone.engine) as session:
        return answers(session, attempt.id)


def saves(someone: Browser) -> int:
    with Session(someone.engine) as session:
        return len(session.scalars(select(Response.id)).all())


def place(attempt: AttemptView, number: int = 1) -> str:
    return f"/attempts/{attempt.id}/responses/{attempt.items[number - 1]}"


def test_an_answer_is_saved_as_soon_as_it_is_chosen(story: Story, browser: Open, attempt: AttemptView) -> None:
    someone = browser(story.cast.trainee)
    response = someone.save(place(attempt), form("c"))
    assert (response.status_code, response.get_json()) == (200, {"saved": True})
    assert kept(someone, attempt) == {attempt.items[0]: "c"}


def test_the_answer_to_a_save_tells_nothing_of_what_is_right(story: Story, browser: Open, attempt: AttemptView) -> None:
    someone = browser(story.cast.trainee)
    told = [someone.save(place(attempt), form(each, f"a-save-of-ours-{each}")).get_json() for each in "abc"]
    assert told == [{"saved": True}] * 3


def test_sent_twice_it_changes_nothing(story: Story, browser: Open, attempt: AttemptView) -> None:
    someone = browser(story.cast.trainee)
    for _ in range(3):
        assert someone.save(place(attempt), form("c")).get_json() == {"saved": True}
    assert saves(someone) == 1


def test_a_slow_first_choice_does_not_overtake_a_second_of_the_same_page(
    story: Story, browser: Open, attempt: AttemptView
) -> None:
    someone = browser(story.cast.trainee)
    someone.save(place(attempt), form("b", "a-second-save", sequence="3"))
    someone.save(place(attempt), form("a", "a-first-save", sequence="2"))
    assert kept(someone, attempt) == {attempt.items[0]: "b"}


def test_of_two_pages_the_one_that_saved_last_counts(story: Story, browser: Open, attempt: AttemptView) -> None:
    someone = browser(story.cast.trainee)
    someone.save(place(attempt), form("b", "a-save-of-a-phone", "a-page-of-a-phone", "9"))
    someone.save(place(attempt), form("c", "a-save-of-a-laptop", "a-page-of-a-laptop", "1"))
    assert kept(someone, attempt) == {attempt.items[0]: "c"}


def test_an_old_page_that_comes_back_with_another_answer_loses_nothing(
    story: Story, browser: Open, attempt: AttemptView
) -> None:
    someone = browser(story.cast.trainee)
    someone.save(place(attempt), form("b"))
    someone.save(place(attempt), form("c"))
    assert kept(someone, attempt) == {attempt.items[0]: "c"}
    assert saves(someone) == 2


def test_nothing_chosen_is_no_answer(story: Story, browser: Open, attempt: AttemptView) -> None:
    someone = browser(story.cast.trainee)
    response = someone.save(place(attempt), form(""))
    assert (response.status_code, response.get_json()) == (200, {"saved": False})
    assert saves(someone) == 0


def test_an_option_that_the_question_does_not_have_is_refused_with_a_sentence(
    story: Story, browser: Open, attempt: AttemptView
) -> None:
    someone = browser(story.cast.trainee)
    for answer in ("d", "B", "b ", "best", "<b>", "0", "a,b", "\u200bb"):
        response = someone.save(place(attempt), form(answer))
        assert (response.status_code, response.get_json()) == (422, {"saved": False, "error": NOT_AN_OPTION}), answer
        page = someone.post(place(attempt), form(answer), status=422)
        assert NOT_AN_OPTION in page.text
        assert page.reader.title.startswith("Error: Question 1 of 4")
    assert saves(someone) == 0


def test_after_a_refusal_the_same_page_can_save_a_good_answer(
    story: Story, browser: Open, attempt: AttemptView
) -> None:
    someone = browser(story.cast.trainee)
    page = someone.post(place(attempt), form("d"), status=422)
    sent = {name: page.value(name) for name in ("item", "save_id", "page_id", "sequence")}
    someone.post(place(attempt), {**sent, "answer": "b"})
    assert kept(someone, attempt) == {attempt.items[0]: "b"}


def test_an_item_that_was_not_drawn_is_not_found(story: Story, browser: Open, attempt: AttemptView) -> None:
    someone = browser(story.cast.trainee)
    all_items = {f"q0{number}" for number in range(1, 9)}
    for item in [*sorted(all_items - set(attempt.items)), "q99", "safety/q01"]:
        path = f"/attempts/{attempt.id}/responses/{item}"
        assert someone.save(path, form("b")).status_code == 404, item
        assert someone.raw("POST", path, data={"csrf_token": someone.token(), **form("")}).status_code == 404, item
    assert saves(someone) == 0


def test_an_answer_for_another_item_than_the_address_names_goes_to_the_address(
    story: Story, browser: Open, attempt: AttemptView
) -> None:
    someone = browser(story.cast.trainee)
    someone.save(place(attempt), {**form("b"), "item": attempt.items[1]})
    assert kept(someone, attempt) == {attempt.items[0]: "b"}


NO_FORM_OF_OURS = (
    {"save_id": ""},
    {"save_id": "short"},
    {"save_id": "x" * 65},
    {"save_id": "not a key!"},
    {"page_id": ""},
    {"sequence": "abc"},
    {"sequence": "0"},
    {"sequence": "-5"},
    {"sequence": "1000001"},
    {"answer": "x" * 61},
)


def test_a_form_that_no_page_of_ours_made_is_refused(story: Story, browser: Open, attempt: AttemptView) -> None:
    someone = browser(story.cast.trainee)
    for wrong in NO_FORM_OF_OURS:
        assert someone.save(place(attempt), {**form("b"), **wrong}).status_code == 400, wrong
    assert saves(someone) == 0


def test_an_answer_after_hand_in_is_told_plainly_and_changes_nothing(
    story: Story, browser: Open, handed_in: AttemptView
) -> None:
    someone = browser(story.cast.trainee)
    before = kept(someone, handed_in)
    response = someone.save(place(handed_in), form("a"))
    assert (response.status_code, response.get_json()) == (409, {"saved": False, "error": HANDED_IN})
    page = someone.post(place(handed_in), form("a"), status=409)
    assert page.heading == "This quiz is already handed in"
    assert f"{HANDED_IN} Everything that you saved before stands." in page.text
    assert f"/attempts/{handed_in.id}/result" in page.links
    assert kept(someone, handed_in) == before
    assert "a" not in before.values()


def test_an_answer_that_was_saved_before_hand_in_and_is_sent_again_is_no_error(
    story: Story, browser: Open, attempt: AttemptView
) -> None:
    someone = browser(story.cast.trainee)
    someone.save(place(attempt), form("b"))
    someone.post(f"/attempts/{attempt.id}/hand-in", {"confirmed": "yes"} | form(""))
    assert someone.save(place(attempt), form("b")).get_json() == {"saved": True}
    again = someone.post(place(attempt), form("b"))
    assert again.location == f"/attempts/{attempt.id}/result"
    assert saves(someone) == 1


def test_pages_of_an_attempt_that_was_handed_in_lead_to_its_result(
    story: Story, browser: Open, handed_in: AttemptView
) -> None:
    someone = browser(story.cast.trainee)
    for path in ("", "/questions/1", "/check"):
        page = someone.get(f"/attempts/{handed_in.id}{path}", status=303)
        assert page.location == f"/attempts/{handed_in.id}/result"
