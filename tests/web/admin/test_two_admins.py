from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.browser import Browser
from tests.support.page import Page
from tests.support.story import Story
from training.certification.models import Decision

Open = Callable[..., Browser]
Stop = Callable[[datetime], None]

TOLD = "Somebody else decided about this person while you had the page open. Nothing of yours was recorded."


@pytest.fixture
def place(story: Story, on_day: Stop) -> str:
    story.meets_all(story.cast.trainee)
    story.session.commit()
    on_day(story.at(20))
    return f"/admin/certification/{story.cast.trainee.id}"


def form(page: Page, kind: str, reason: str = "A reason in a sentence.") -> dict[str, str]:
    return {"form_key": page.value("form_key"), "seen": page.value("seen"), "kind": kind, "reason": reason}


def deciders(someone: Browser) -> list[str]:
    with Session(someone.engine) as session:
        return list(session.scalars(select(Decision.by).order_by(Decision.sequence)))


@pytest.mark.parametrize(
    ("first", "second"), [("issue", "issue"), ("issue", "decline"), ("decline", "issue"), ("decline", "decline")]
)
def test_when_two_decide_the_first_stands_and_the_second_is_told(
    story: Story, browser: Open, place: str, first: str, second: str
) -> None:
    one, other = browser(story.cast.admin), browser(story.cast.second_admin)
    page_of_one, page_of_other = one.get(place), other.get(place)
    one.post(place, form(page_of_one, first))
    refused = other.post(place, form(page_of_other, second, "A reason that came too late."))
    assert refused.location == place
    shown = other.get(place)
    assert TOLD in shown.text
    assert "by Admin, 22 March 2026" in shown.text
    assert "A reason that came too late." not in shown.html
    assert deciders(one) == [story.cast.admin.id]


def test_the_second_can_decide_on_what_they_now_see(story: Story, browser: Open, place: str) -> None:
    one, other = browser(story.cast.admin), browser(story.cast.second_admin)
    stale = other.get(place)
    one.post(place, form(one.get(place), "issue"))
    other.post(place, form(stale, "decline"))
    other.post(place, form(other.get(place), "revoke"))
    assert deciders(one) == [story.cast.admin.id, story.cast.second_admin.id]


def test_one_admin_with_two_pages_open_is_told_as_well(story: Story, browser: Open, place: str) -> None:
    admin = browser(story.cast.admin)
    first, second = admin.get(place), admin.get(place)
    admin.post(place, form(first, "decline"))
    admin.post(place, form(second, "issue"))
    assert TOLD in admin.get(place).text
    assert len(deciders(admin)) == 1


def test_a_page_that_claims_to_have_seen_more_than_there_is_decides_nothing(
    story: Story, browser: Open, place: str
) -> None:
    admin = browser(story.cast.admin)
    admin.post(place, {**form(admin.get(place), "issue"), "seen": "7"})
    assert TOLD in admin.get(place).text
    assert deciders(admin) == []


def test_two_who_send_the_same_key_are_two(story: Story, browser: Open, place: str) -> None:
    one, other = browser(story.cast.admin), browser(story.cast.second_admin)
    sent = form(one.get(place), "decline")
    one.post(place, sent)
    other.post(place, {**sent, "seen": "1"})
    assert deciders(one) == [story.cast.admin.id, story.cast.second_admin.id]


def test_the_second_admin_of_an_invitation_is_told_that_the_person_is_here(browser: Open, story: Story) -> None:
    story.session.commit()
    person = {"name": "Nell", "email": "nell@example.org", "roles": "trainee"}
    browser(story.cast.admin).post("/admin/people/new", {**person, "form_key": "a-key-of-one"}, status=200)
    page = browser(story.cast.second_admin).post(
        "/admin/people/new", {**person, "form_key": "a-key-of-another"}, status=422
    )
    assert "Somebody with this e-mail address is already here." in page.text
