import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from html import unescape

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.browser import Browser
from tests.support.page import Page
from tests.support.story import Story
from training.practice.models import Review

Open = Callable[..., Browser]
Stop = Callable[[datetime], None]

CRITICAL = "A line marked as critical does not meet yet, so this reflection cannot be accepted."


@dataclass
class Place:
    """A reflection of the trainee that waits, on 8 March."""

    path: str
    submission_id: str


@pytest.fixture
def place(story: Story, on_day: Stop) -> Place:
    submission_id = story.reflects(story.cast.trainee)
    story.session.commit()
    on_day(story.at(6))
    return Place(f"/reviews/{submission_id}", submission_id)


def form(**instead: str) -> dict[str, str]:
    return {
        "form_key": "a-key-of-ours",
        "line_privacy": "3",
        "line_learning": "2",
        "outcome": "accepted",
        "helped": "You were honest.",
        "to_try": "Wait a little.",
        **instead,
    }


def error_of_group(page: Page, legend: str) -> str:
    """What stands under the question of a group."""
    found = re.search(rf"<legend>{re.escape(legend)}</legend>.*?</fieldset>", page.html, re.DOTALL)
    assert found is not None
    error = re.search(r'class="error"[^>]*>([^<]*)<', found[0])
    return unescape(error[1]) if error else ""


def kept(someone: Browser) -> list[Review]:
    with Session(someone.engine) as session:
        return list(session.scalars(select(Review)))


def chosen(page: Page) -> dict[str, str]:
    return {control["name"]: control["value"] for control in page.reader.controls if "checked" in control}


def written(page: Page) -> list[str]:
    return [part.split(">", 1)[1].split("</textarea>")[0].strip() for part in page.html.split("<textarea")[1:]]


def test_the_page_shows_each_prompt_with_what_was_written(story: Story, browser: Open, place: Place) -> None:
    page = browser(story.cast.trainer).get(place.path)
    for words in (
        "What happened? Something happened.",
        "What now? I will listen more.",
        "Handed in by Trainee, 2 days ago. Only the trainers of their cohort can read it.",
        "Protects others (critical)",
    ):
        assert words in page.text
    assert "I did not see this" not in page.text
    assert chosen(page) == {}


@pytest.mark.parametrize(("outcome", "words"), [("accepted", "Accepted"), ("not yet", "Another go asked for")])
def test_a_review_is_recorded_and_can_be_read_again(
    story: Story, browser: Open, place: Place, outcome: str, words: str
) -> None:
    someone = browser(story.cast.trainer)
    page = someone.post(place.path, form(outcome=outcome))
    assert page.location == "/reviews"
    assert "Your review is recorded. Trainee can read it now." in someone.get("/reviews").text
    again = someone.get(place.path)
    for told in (words, "Judged by Trainer on 8 March 2026.", "Protects others: Meets", "Learns: Emerging"):
        assert told in again.text
    assert "<textarea" not in again.html
    assert [row.by for row in kept(someone)] == [story.cast.trainer.id]


def test_accepting_with_a_critical_line_below_is_blamed_and_everything_is_kept(
    story: Story, browser: Open, place: Place
) -> None:
    someone = browser(story.cast.trainer)
    page = someone.post(place.path, form(line_privacy="2"), status=422)
    assert error_of_group(page, "Your decision").startswith(CRITICAL)
    assert chosen(page) == {"line_privacy": "2", "line_learning": "2", "outcome": "accepted"}
    assert written(page) == ["You were honest.", "Wait a little."]
    assert "Something happened." in page.text
    assert kept(someone) == []
    someone.post(place.path, form(line_privacy="2", outcome="not yet"))
    assert len(kept(someone)) == 1


def test_a_line_that_is_not_critical_may_be_below(story: Story, browser: Open, place: Place) -> None:
    someone = browser(story.cast.trainer)
    someone.post(place.path, form(line_learning="1"))
    assert len(kept(someone)) == 1


def test_nothing_chosen_blames_each_line_and_the_decision_and_keeps_what_was_typed(
    story: Story, browser: Open, place: Place
) -> None:
    someone = browser(story.cast.trainer)
    page = someone.post(place.path, form(line_privacy="", line_learning="", outcome=""), status=422)
    assert error_of_group(page, "Protects others (critical)") == "Choose a level for this line."
    assert error_of_group(page, "Learns") == "Choose a level for this line."
    assert error_of_group(page, "Your decision") == "Choose one."
    assert written(page) == ["You were honest.", "Wait a little."]
    assert kept(someone) == []


def test_a_level_or_an_outcome_that_there_is_not_is_refused(story: Story, browser: Open, place: Place) -> None:
    someone = browser(story.cast.trainer)
    for wrong in ({"line_privacy": "0"}, {"line_privacy": "5"}, {"line_learning": "x"}, {"outcome": "perhaps"}):
        someone.post(place.path, form(**wrong), status=422)
    assert kept(someone) == []


def test_feedback_must_be_written(story: Story, browser: Open, place: Place) -> None:
    someone = browser(story.cast.trainer)
    for blank in ("", "  \r\n "):
        page = someone.post(place.path, form(helped=blank, to_try=blank), status=422)
        assert page.text.count("Write a sentence here. It is what helps most.") == 4
    assert kept(someone) == []


def test_the_same_form_sent_twice_is_one_review_and_no_reproach(story: Story, browser: Open, place: Place) -> None:
    someone = browser(story.cast.trainer)
    for _ in range(2):
        assert someone.post(place.path, form()).location == "/reviews"
    assert len(kept(someone)) == 1
    assert "already been reviewed" not in someone.get("/reviews").text


@pytest.mark.parametrize(("to_try", "status"), [("Breathe.", 409), ("", 422)])
def test_of_two_trainers_the_second_is_told_keeps_their_words_and_changes_nothing(
    story: Story, browser: Open, place: Place, to_try: str, status: int
) -> None:
    first, second = browser(story.cast.trainer), browser(story.cast.second_trainer)
    first.post(place.path, form())
    shown = second.post(place.path, form(outcome="not yet", helped="Another <b>view", to_try=to_try), status=status)
    for words in ("Trainer has judged this meanwhile Nothing was changed.", "Your decision: ask for another go"):
        assert words in shown.text
    assert f"Helped: Another <b>view {to_try and 'To try: Breathe.'}".strip() in shown.text
    assert "Judged by Trainer" in shown.text
    assert "Another" not in second.get(place.path).html
    assert "Another" not in browser(story.cast.trainee).get("/learn/first/looking-back").html
    assert len(kept(first)) == 1


def test_the_trainee_reads_the_review_at_once(story: Story, browser: Open, place: Place) -> None:
    browser(story.cast.trainer).post(place.path, form(outcome="not yet"))
    page = browser(story.cast.trainee).get("/learn/first/looking-back")
    assert "Another go, please Trainer read it on 8 March 2026." in page.text
    assert "One thing to try: Wait a little." in page.text


def test_who_judged_cannot_be_sent_along(story: Story, browser: Open, place: Place) -> None:
    someone = browser(story.cast.trainer)
    someone.post(place.path, form(by=story.cast.admin.id, submission_id="other", at="2020-01-01"))
    (row,) = kept(someone)
    assert (row.by, row.submission_id, row.at) == (story.cast.trainer.id, place.submission_id, story.at(6))


@pytest.mark.parametrize("name", ["other_trainer", "trainee", "other_trainee", "admin"])
def test_nobody_else_opens_or_judges_it(story: Story, browser: Open, place: Place, name: str) -> None:
    someone = browser(getattr(story.cast, name))
    someone.get(place.path, status=404)
    someone.post(place.path, form(), status=404)
    assert kept(someone) == []


def test_a_trainer_who_left_the_cohort_no_longer_reads_it(story: Story, browser: Open, place: Place) -> None:
    someone = browser(story.cast.trainer)
    someone.get(place.path)
    browser(story.cast.admin).post(f"/admin/people/{story.cast.trainer.id}", {"roles": ["trainer"]})
    someone.get(place.path, status=404)
