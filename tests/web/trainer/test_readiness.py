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
from training.practice.models import Readiness, ReadinessOutcome

Open = Callable[..., Browser]
Stop = Callable[[datetime], None]

DATE_PROBLEM = "Type a date as day, month and year."


@pytest.fixture
def place(story: Story, on_day: Stop) -> str:
    """The form about the trainee, on 22 March."""
    story.session.commit()
    on_day(story.at(20))
    return f"/people/{story.cast.trainee.id}/readiness/new"


def form(**instead: str) -> dict[str, str]:
    return {"form_key": "a-key-of-ours", "outcome": "ready", "review_on": "2026-09-22", **instead}


def blamed(page: Page, field: str) -> str:
    """What stands beside a field."""
    found = re.search(rf'id="{field}-error">([^<]*)<', page.html)
    return unescape(found[1]) if found else ""


def kept(someone: Browser) -> list[Readiness]:
    with Session(someone.engine) as session:
        return list(session.scalars(select(Readiness)))


def chosen(page: Page) -> list[str]:
    return [control["value"] for control in page.reader.controls if "checked" in control]


def test_the_form_asks_for_an_outcome_and_a_date_and_never_for_a_health_detail(
    story: Story, browser: Open, place: str
) -> None:
    page = browser(story.cast.trainer).get(place)
    assert page.heading == "A readiness talk with Trainee"
    assert "Talk about function and support, never about history or health:" in page.text
    names = {control["name"] for control in page.reader.controls}
    assert names == {"csrf_token", "form_key", "writer", "outcome", "review_on"}
    assert chosen(page) == []


@pytest.mark.parametrize("outcome", list(ReadinessOutcome))
def test_an_outcome_is_recorded(story: Story, browser: Open, place: str, outcome: ReadinessOutcome) -> None:
    someone = browser(story.cast.trainer)
    page = someone.post(place, form(outcome=outcome.value))
    assert page.location == f"/people/{story.cast.trainee.id}"
    assert "Your readiness conversation with Trainee is recorded." in someone.get(page.location).text
    (row,) = kept(someone)
    assert (row.outcome, row.by, row.review_on.isoformat()) == (outcome, story.cast.trainer.id, "2026-09-22")


WILL_NOT_DO = {
    "2026-03-21": "Choose a date after today.",
    "2026-03-22": "Choose a date after today.",
    "0001-01-01": "Choose a date after today.",
    "2027-03-24": "Choose a date within the next year.",
    "9999-12-31": "Choose a date within the next year.",
    "": DATE_PROBLEM,
    "soon": DATE_PROBLEM,
    "2026-09-31": DATE_PROBLEM,
}


def test_a_date_that_will_not_do_is_blamed_and_everything_is_kept(story: Story, browser: Open, place: str) -> None:
    someone = browser(story.cast.trainer)
    told = {}
    for review_on in WILL_NOT_DO:
        page = someone.post(place, form(review_on=review_on), status=422)
        assert page.value("review_on") == review_on
        assert chosen(page) == ["ready"]
        told[review_on] = blamed(page, "review_on")
    assert kept(someone) == []
    assert told == WILL_NOT_DO


@pytest.mark.parametrize("review_on", ["2026-03-23", "2027-03-23"])
def test_tomorrow_and_a_year_from_now_will_do(story: Story, browser: Open, place: str, review_on: str) -> None:
    someone = browser(story.cast.trainer)
    someone.post(place, form(review_on=review_on))
    assert len(kept(someone)) == 1


def test_an_outcome_that_there_is_not_is_blamed(story: Story, browser: Open, place: str) -> None:
    someone = browser(story.cast.trainer)
    for outcome in ("", "READY", "unwell", "accepted"):
        page = someone.post(place, form(outcome=outcome), status=422)
        assert blamed(page, "outcome"), outcome
        assert page.value("review_on") == "2026-09-22"
    assert kept(someone) == []


def test_the_same_form_sent_twice_is_one_talk(story: Story, browser: Open, place: str) -> None:
    someone = browser(story.cast.trainer)
    for _ in range(2):
        someone.post(place, form())
    assert len(kept(someone)) == 1


def test_a_note_about_health_that_is_sent_along_is_kept_nowhere(story: Story, browser: Open, place: str) -> None:
    someone = browser(story.cast.trainer)
    someone.post(place, form(note="A diagnosis of something", helped="A diagnosis", by=story.cast.admin.id))
    (row,) = kept(someone)
    assert row.by == story.cast.trainer.id
    for who, path in ((story.cast.trainer, f"/people/{story.cast.trainee.id}"), (story.cast.trainee, "/progress")):
        assert "diagnosis" not in browser(who).get(path).html


def test_the_latest_talk_speaks(story: Story, browser: Open, place: str, on_day: Stop) -> None:
    someone = browser(story.cast.trainer)
    someone.post(place, form())
    on_day(story.at(21))
    someone.post(place, form(outcome="not yet", form_key="another-key-of-ours"))
    assert "Readiness: not yet" in someone.get(f"/people/{story.cast.trainee.id}").text
