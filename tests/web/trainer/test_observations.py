import re
from collections.abc import Callable
from datetime import datetime
from html import unescape

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.browser import Browser
from tests.support.page import Page
from tests.support.story import Story
from training.practice.models import Observation

Open = Callable[..., Browser]
Stop = Callable[[datetime], None]

DATE_PROBLEM = "Type a date as day, month and year."


@pytest.fixture
def place(story: Story, on_day: Stop) -> str:
    """The form about the trainee, on 22 March."""
    story.session.commit()
    on_day(story.at(20))
    return f"/people/{story.cast.trainee.id}/observations/new"


def form(**instead: str) -> dict[str, str]:
    return {
        "form_key": "a-key-of-ours",
        "held_on": "2026-03-20",
        "line_opens": "3",
        "line_listens": "4",
        "helped": "You left silence.",
        "to_try": "Speak up.",
        **instead,
    }


def blamed(page: Page, field: str) -> str:
    """What stands beside a field."""
    found = re.search(rf'id="{field}-error">([^<]*)<', page.html)
    return unescape(found[1]) if found else ""


def error_of_group(page: Page, legend: str) -> str:
    """What stands under the question of a group."""
    found = re.search(rf"<legend>{re.escape(legend)}</legend>.*?</fieldset>", page.html, re.DOTALL)
    assert found is not None
    error = re.search(r'class="error"[^>]*>([^<]*)<', found[0])
    return unescape(error[1]) if error else ""


def kept(someone: Browser) -> list[Observation]:
    with Session(someone.engine) as session:
        return list(session.scalars(select(Observation)))


def chosen(page: Page) -> dict[str, str]:
    return {control["name"]: control["value"] for control in page.reader.controls if "checked" in control}


def written(page: Page) -> list[str]:
    return [part.split(">", 1)[1].split("</textarea>")[0].strip() for part in page.html.split("<textarea")[1:]]


def test_the_form_shows_every_line_with_its_levels_and_nothing_chosen(story: Story, browser: Open, place: str) -> None:
    page = browser(story.cast.trainer).get(place)
    for words in (
        "Opens with the agreement (critical)",
        "Strong Does very well.",
        "Listens",
        "Meets Listens.",
        "Strong Makes room.",
    ):
        assert words in page.text
    assert page.text.count("I did not see this") == 2
    assert chosen(page) == {}


def test_no_control_cuts_what_is_pasted_without_a_word(story: Story, browser: Open, place: str) -> None:
    page = browser(story.cast.trainer).get(place)
    assert not [control["name"] for control in page.reader.controls if "maxlength" in control]


def test_what_was_recorded_stands_in_the_record(story: Story, browser: Open, place: str) -> None:
    someone = browser(story.cast.trainer)
    page = someone.post(place, form(form_key=someone.get(place).value("form_key")))
    assert page.location == f"/people/{story.cast.trainee.id}"
    record = someone.get(page.location)
    assert "The session is recorded. Trainee can read your feedback now." in record.text
    assert "20 March 2026, watched by Trainer" in record.text
    (row,) = kept(someone)
    assert (row.by, row.lines) == (story.cast.trainer.id, {"opens": 3, "listens": 4})


def test_nothing_chosen_blames_each_line_and_keeps_what_was_typed(story: Story, browser: Open, place: str) -> None:
    someone = browser(story.cast.trainer)
    page = someone.post(place, form(line_opens="", line_listens=""), status=422)
    assert error_of_group(page, "Opens with the agreement (critical)") == "Choose a level for this line."
    assert error_of_group(page, "Listens") == "Choose a level for this line."
    assert page.value("held_on") == "2026-03-20"
    assert written(page) == ["You left silence.", "Speak up."]
    assert kept(someone) == []


def test_one_line_left_out_blames_that_line_and_keeps_the_other(story: Story, browser: Open, place: str) -> None:
    page = browser(story.cast.trainer).post(place, form(line_listens=""), status=422)
    assert error_of_group(page, "Opens with the agreement (critical)") == ""
    assert error_of_group(page, "Listens") == "Choose a level for this line."
    assert chosen(page) == {"line_opens": "3"}


def test_a_line_that_was_not_seen_can_be_said_so(story: Story, browser: Open, place: str) -> None:
    someone = browser(story.cast.trainer)
    someone.post(place, form(line_listens="0"))
    assert kept(someone)[0].lines == {"opens": 3, "listens": 0}


def test_a_level_that_the_rubric_does_not_have_is_refused(story: Story, browser: Open, place: str) -> None:
    someone = browser(story.cast.trainer)
    for level in ("5", "-1", "3.5", "three", "03", "<b>"):
        page = someone.post(place, form(line_opens=level), status=422)
        assert error_of_group(page, "Opens with the agreement (critical)"), level
    assert kept(someone) == []


WILL_NOT_DO = {
    "2026-03-23": "A session in the future cannot have been observed yet.",
    "2031-01-01": "A session in the future cannot have been observed yet.",
    "2025-03-20": "That is more than a year ago. Observe a more recent session.",
    "0001-01-01": "That is more than a year ago. Observe a more recent session.",
    "": DATE_PROBLEM,
    "yesterday": DATE_PROBLEM,
    "2026-02-30": DATE_PROBLEM,
    "20.03.2026": DATE_PROBLEM,
    "20/03/2026": DATE_PROBLEM,
    "2026-03-20T10:00": DATE_PROBLEM,
}


def test_a_date_that_will_not_do_is_blamed_and_everything_is_kept(story: Story, browser: Open, place: str) -> None:
    someone = browser(story.cast.trainer)
    told = {}
    for held_on in WILL_NOT_DO:
        page = someone.post(place, form(held_on=held_on), status=422)
        assert page.value("held_on") == held_on
        assert chosen(page) == {"line_opens": "3", "line_listens": "4"}
        assert written(page) == ["You left silence.", "Speak up."]
        told[held_on] = blamed(page, "held_on")
    assert kept(someone) == []
    assert told == WILL_NOT_DO


@pytest.mark.parametrize("held_on", ["2026-03-22", "2025-03-21"])
def test_today_and_a_year_ago_will_do(story: Story, browser: Open, place: str, held_on: str) -> None:
    someone = browser(story.cast.trainer)
    someone.post(place, form(held_on=held_on))
    assert len(kept(someone)) == 1


def test_feedback_must_be_written(story: Story, browser: Open, place: str) -> None:
    someone = browser(story.cast.trainer)
    for blank in ("", "   ", "\r\n \t"):
        page = someone.post(place, form(helped=blank, to_try=blank), status=422)
        assert blamed(page, "helped") == "Write a sentence here. It is what helps most."
        assert blamed(page, "to_try") == "Write a sentence here. It is what helps most."
    assert kept(someone) == []


def test_feedback_that_is_too_long_is_blamed_and_kept(story: Story, browser: Open, place: str) -> None:
    someone = browser(story.cast.trainer)
    page = someone.post(place, form(helped="x" * 2001), status=422)
    assert "at most 2,000 characters" in blamed(page, "helped")
    assert written(page)[0] == "x" * 2001
    someone.post(place, form(helped="x\r\n" * 999 + "xx"))
    assert len(kept(someone)) == 1


def test_the_same_form_sent_twice_is_one_session(story: Story, browser: Open, place: str) -> None:
    someone = browser(story.cast.trainer)
    places = [someone.post(place, form()).location for _ in range(2)]
    assert places == [f"/people/{story.cast.trainee.id}"] * 2
    assert len(kept(someone)) == 1


def test_a_second_session_of_the_same_day_by_the_same_observer_is_told_plainly(
    story: Story, browser: Open, place: str
) -> None:
    someone = browser(story.cast.trainer)
    someone.post(place, form())
    page = someone.post(place, form(form_key="another-key-of-ours"), status=422)
    assert blamed(page, "held_on") == "You have already recorded a session with this person on that day."
    browser(story.cast.second_trainer).post(place, form())
    assert len(kept(someone)) == 2


def test_who_observed_and_when_it_was_recorded_cannot_be_sent_along(story: Story, browser: Open, place: str) -> None:
    someone = browser(story.cast.trainer)
    someone.post(
        place,
        form(by=story.cast.second_trainer.id, person_id=story.cast.elsewhere.id, at="2020-01-01", rubric="reflection"),
    )
    (row,) = kept(someone)
    assert (row.by, row.person_id, row.rubric) == (story.cast.trainer.id, story.cast.trainee.id, "observation")
    assert row.at == story.at(20)
