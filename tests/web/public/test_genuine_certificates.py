"""What anyone learns about a genuine certificate: its status now, and never a name."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from tests.support.browser import Browser
from tests.support.page import Page
from tests.support.story import Story
from training.certification.numbers import grouped
from training.certification.queries import latest_certificate
from training.certification.rules import DecisionKind
from training.people.models import Person

Open = Callable[..., Browser]
Stop = Callable[[datetime], None]

HOLDER = "Hedwig Holdername"


@pytest.fixture
def number(story: Story, on_day: Stop) -> str:
    """The certificate of somebody whose name stands on no other page."""
    trainee = story.cast.trainee
    story.session.get_one(Person, trainee.id).name = HOLDER
    story.meets_all(trainee)
    story.decides(story.cast.admin, trainee, reason="Hedwig has shown all four.")
    held = latest_certificate(story.session, trainee.id, story.day(11))
    story.session.commit()
    on_day(story.at(11))
    assert held is not None
    return held[0]


def tells_nothing_private(page: Page, story: Story) -> None:
    for private in (
        *HOLDER.split(),
        story.cast.trainee.id,
        story.cast.email("trainee"),
        "Hedwig has shown",
        "A reason that stays private",
    ):
        assert private not in page.html
    assert "Admin" not in page.text.replace("Sign out Admin", "").replace("Certification", "")


def test_a_valid_certificate_says_so_and_what_it_is(story: Story, browser: Open, number: str) -> None:
    page = browser().get(f"/verify/{number}")
    assert page.heading == "Genuine, and valid today"
    for words in (
        grouped(number),
        "Status Valid",
        "Award Small award",
        "Issued by Test charity",
        "Issued 12 March 2026",
        "Valid until 11 March 2028",
        "Checked 13 March 2026, 09:00",
    ):
        assert words in page.text
    tells_nothing_private(page, story)


def test_typing_the_number_leads_there(browser: Open, number: str) -> None:
    response = browser().raw("GET", "/verify", query_string={"number": grouped(number).lower()})
    assert (response.status_code, response.headers["Location"]) == (303, f"/verify/{number}")


def test_any_way_of_writing_the_number_answers_alike(browser: Open, number: str) -> None:
    visitor = browser()
    for written in (number.lower(), grouped(number), grouped(number).replace(" ", "-")):
        assert visitor.get(f"/verify/{written}").heading == "Genuine, and valid today"


def test_a_revoked_certificate_says_so_and_since_when_but_not_why(
    story: Story, browser: Open, number: str, on_day: Stop
) -> None:
    story.decides(
        story.cast.admin,
        story.cast.trainee,
        DecisionKind.REVOKE,
        seen=1,
        day=20,
        reason="A reason that stays private.",
    )
    story.session.commit()
    on_day(story.at(30))
    page = browser().get(f"/verify/{number}")
    assert page.heading == "Genuine, but no longer valid"
    assert "Status Revoked on 22 March 2026" in page.text
    assert "It must not be relied on." in page.text
    tells_nothing_private(page, story)


def test_a_revocation_is_seen_at_once(story: Story, browser: Open, number: str) -> None:
    visitor = browser()
    assert visitor.get(f"/verify/{number}").heading == "Genuine, and valid today"
    story.decides(story.cast.admin, story.cast.trainee, DecisionKind.REVOKE, seen=1, day=11)
    story.session.commit()
    assert visitor.get(f"/verify/{number}").heading == "Genuine, but no longer valid"


@pytest.mark.parametrize(
    ("day", "heading", "status"),
    [
        (datetime(2027, 12, 1, 12, tzinfo=UTC), "Genuine, and valid today", "Status Valid Award"),
        (datetime(2028, 3, 1, 12, tzinfo=UTC), "Genuine, and valid today", "Status Valid, due for renewal"),
        (datetime(2028, 3, 11, 23, 30, tzinfo=UTC), "Genuine, and valid today", "Status Valid, due for renewal"),
        (datetime(2028, 3, 12, 0, 30, tzinfo=UTC), "Genuine, but expired", "Status Expired"),
        (datetime(2040, 1, 1, 12, tzinfo=UTC), "Genuine, but expired", "Status Expired"),
    ],
)
def test_the_answer_is_for_the_day_on_which_one_asks(
    story: Story, browser: Open, number: str, on_day: Stop, day: datetime, heading: str, status: str
) -> None:
    on_day(day)
    page = browser().get(f"/verify/{number}")
    assert page.heading == heading
    assert status in page.text
    tells_nothing_private(page, story)


def test_even_its_holder_and_those_who_know_them_see_no_name_there(story: Story, browser: Open, number: str) -> None:
    for who in (story.cast.trainer, story.cast.second_admin, story.cast.other_trainee):
        page = browser(who).get(f"/verify/{number}")
        assert "Hedwig" not in page.html


def test_a_number_that_differs_in_one_character_tells_nothing(story: Story, browser: Open, number: str) -> None:
    visitor = browser()
    for place in (0, 5, 11, 13):
        other = "7" if number[place] != "7" else "8"
        page = visitor.get(f"/verify/{number[:place]}{other}{number[place + 1 :]}", status=404)
        assert page.heading == "This number is not quite right"
        assert "Small award" not in page.text


def test_the_answer_is_for_the_day_where_the_charity_is(story: Story, browser: Open, number: str, on_day: Stop) -> None:
    midnight_in_summer_time = datetime(2026, 7, 1, 0, 30, tzinfo=UTC) - timedelta(hours=1)
    on_day(midnight_in_summer_time)
    assert "Checked 1 July 2026, 00:30" in browser().get(f"/verify/{number}").text
