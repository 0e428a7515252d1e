import re
from collections.abc import Callable
from datetime import datetime

import pytest
import segno

from tests.support.browser import Browser
from tests.support.story import Story
from training.certification.numbers import grouped, new_number
from training.certification.queries import latest_certificate
from training.certification.rules import DecisionKind
from training.people.models import Person

Open = Callable[..., Browser]
Stop = Callable[[datetime], None]


@pytest.fixture
def number(story: Story, on_day: Stop) -> str:
    """The number of the trainee's certificate, issued on 12 March."""
    story.meets_all(story.cast.trainee)
    story.decides(story.cast.admin, story.cast.trainee)
    held = latest_certificate(story.session, story.cast.trainee.id, story.day(11))
    story.session.commit()
    on_day(story.at(11))
    assert held is not None
    return held[0]


def test_the_certificate_says_who_holds_what_and_who_decided(story: Story, browser: Open, number: str) -> None:
    page = browser(story.cast.trainee).get(f"/certificates/{number}")
    assert page.heading == "Your certificate"
    for words in (
        "Test charity certifies that Trainee is a Small award",
        "Ready enough",
        "Trained enough",
        "Signposts well",
        "Upholds the values",
        f"Number {grouped(number)}",
        "Issued 12 March 2026",
        "Valid until 11 March 2028",
        "Decided by Admin",
        f"Check it at http://localhost/verify/{number}",
    ):
        assert words in page.text
    assert "not valid any more" not in page.text


def test_its_qr_code_is_drawn_in_the_page_and_leads_to_the_public_check(
    story: Story, browser: Open, number: str
) -> None:
    html = browser(story.cast.trainee).get(f"/certificates/{number}").html
    drawn = re.search(r'<svg[^>]*class="qr"[^>]*>.*?</svg>', html, re.DOTALL)
    assert drawn is not None
    assert "<title>QR code: check this certificate</title>" in drawn[0]
    assert "style=" not in drawn[0]
    wanted = segno.make(f"http://localhost/verify/{number}", error="m", micro=False)
    path = re.search(r' d="([^"]+)"', drawn[0])
    assert path is not None
    assert path[1] in wanted.svg_inline(scale=4, border=2)
    assert path[1] not in segno.make(f"http://localhost/verify/{new_number()}", error="m", micro=False).svg_inline(
        scale=4, border=2
    )


def test_a_number_may_be_written_as_it_is_printed(story: Story, browser: Open, number: str) -> None:
    page = browser(story.cast.trainee).get(f"/certificates/{grouped(number).lower().replace(' ', '%20')}")
    assert page.heading == "Your certificate"


def test_later_changes_of_a_name_change_nothing_issued(story: Story, browser: Open, number: str) -> None:
    story.session.get_one(Person, story.cast.trainee.id).name = "Another Name"
    story.session.get_one(Person, story.cast.admin.id).name = "Another Admin"
    story.session.commit()
    text = browser(story.cast.trainee).get(f"/certificates/{number}").text
    assert "certifies that Trainee is a" in text
    assert "Decided by Admin" in text


def test_a_revoked_one_says_that_it_must_not_be_shown(story: Story, browser: Open, number: str, on_day: Stop) -> None:
    story.decides(story.cast.admin, story.cast.trainee, DecisionKind.REVOKE, seen=1, day=20)
    story.session.commit()
    on_day(story.at(21))
    someone = browser(story.cast.trainee)
    page = someone.get(f"/certificates/{number}")
    assert page.heading == "A certificate that is no longer valid"
    assert "Revoked on 22 March 2026. Please do not show or print it any more." in page.text
    assert "Revoked: not valid any more" in page.text
    assert f"/certificates/{number}" not in someone.get("/learn").links


def test_an_expired_one_says_so(story: Story, browser: Open, number: str, on_day: Stop) -> None:
    on_day(story.at(800))
    page = browser(story.cast.trainee).get(f"/certificates/{number}")
    assert "Expired: not valid any more" in page.text


@pytest.mark.parametrize("name", ["other_trainee", "elsewhere", "trainer", "other_trainer"])
def test_it_is_its_holders_own(story: Story, browser: Open, number: str, name: str) -> None:
    browser(getattr(story.cast, name)).get(f"/certificates/{number}", status=404)


def test_a_number_that_nobody_holds_is_not_found(story: Story, browser: Open, number: str) -> None:
    someone = browser(story.cast.trainee)
    for other in (new_number(), number[:-1], number + "A", "junk", "%00"):
        someone.get(f"/certificates/{other}", status=404)


def test_a_name_full_of_html_is_printed_as_text(story: Story, browser: Open, on_day: Stop) -> None:
    hostile = "<img src=x onerror=alert(1)>"
    story.session.get_one(Person, story.cast.trainee.id).name = hostile
    story.meets_all(story.cast.trainee)
    story.decides(story.cast.admin, story.cast.trainee)
    held = latest_certificate(story.session, story.cast.trainee.id, story.day(11))
    story.session.commit()
    on_day(story.at(11))
    assert held is not None
    page = browser(story.cast.trainee).get(f"/certificates/{held[0]}")
    assert "<img src=x" not in page.html
    assert f"certifies that {hostile} is a" in page.text
