from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import text

from tests.support.browser import Browser
from tests.support.story import Story
from training.certification.models import Certificate
from training.certification.numbers import grouped, new_number
from training.certification.queries import latest_certificate
from training.certification.rules import DecisionKind
from training.core.jobs import ask
from training.documents.rules import PRINT
from training.people.models import Person

Open = Callable[..., Browser]
Stop = Callable[[datetime], None]


@pytest.fixture
def number(story: Story, on_day: Stop) -> str:
    """The number of the trainee's certificate, issued on 12 March and not printed."""
    story.meets_all(story.cast.trainee)
    story.decides(story.cast.admin, story.cast.trainee)
    held = latest_certificate(story.session, story.cast.trainee.id, story.day(11))
    story.session.commit()
    on_day(story.at(11))
    assert held is not None
    return held[0]


@pytest.fixture
def printed(story: Story, number: str) -> bytes:
    made = bytes(story.prints(story.cast.trainee).content)
    story.session.commit()
    return made


def test_the_holder_and_any_admin_get_the_kept_bytes(story: Story, browser: Open, number: str, printed: bytes) -> None:
    for who in (story.cast.trainee, story.cast.admin, story.cast.second_admin):
        answer = browser(who).raw("GET", f"/certificates/{number}.pdf")
        assert answer.status_code == 200
        assert answer.data == printed
        assert answer.mimetype == "application/pdf"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        name = f"certificate-{grouped(number).replace(' ', '-')}.pdf"
        assert answer.headers["Content-Disposition"] == f"attachment; filename={name}"


def test_the_pages_of_holder_and_admin_lead_to_it(story: Story, browser: Open, number: str, printed: bytes) -> None:
    for who, place in ((story.cast.trainee, "/certificates"), (story.cast.admin, "/admin/certificates")):
        assert f"/certificates/{number}.pdf" in browser(who).get(f"{place}/{number}").links


def test_a_number_may_be_written_as_it_is_printed(story: Story, browser: Open, number: str, printed: bytes) -> None:
    answer = browser(story.cast.trainee).raw("GET", f"/certificates/{grouped(number).replace(' ', '%20').lower()}.pdf")
    assert answer.data == printed


@pytest.mark.parametrize("name", ["other_trainee", "elsewhere", "trainer", "other_trainer"])
def test_to_others_it_is_not_there(story: Story, browser: Open, number: str, printed: bytes, name: str) -> None:
    browser(getattr(story.cast, name)).get(f"/certificates/{number}.pdf", status=404)


def test_a_visitor_is_led_to_sign_in_whether_it_exists_or_not(browser: Open, number: str, printed: bytes) -> None:
    for each in (number, new_number()):
        answer = browser().raw("GET", f"/certificates/{each}.pdf")
        assert answer.status_code == 303
        assert answer.headers["Location"].startswith("/sign-in?next=")


def test_numbers_that_nobody_holds_are_not_found(story: Story, browser: Open, number: str) -> None:
    admin = browser(story.cast.admin)
    for other in (new_number(), number[:-1], "junk", "..%2f..", "%00", f"{number}.pdf"):
        admin.get(f"/certificates/{other}.pdf", status=404)


def test_before_it_is_printed_a_calm_page_says_when_to_try_again(story: Story, browser: Open, number: str) -> None:
    page = browser(story.cast.trainee).get(f"/certificates/{number}.pdf", status=503)
    assert page.heading == "Your certificate is being printed"
    assert "Try again in a minute." in page.text
    assert page.response.headers["Retry-After"] == "60"
    assert page.response.headers["Cache-Control"] == "no-store"
    assert f"/certificates/{number}.pdf" in page.links


def test_when_nobody_tries_any_more_the_page_says_whom_to_tell(story: Story, browser: Open, number: str) -> None:
    ask(story.session, kind=PRINT, subject=number, now=story.at(10))
    story.session.execute(text("UPDATE job SET state = 'given up', finished_at = asked_at"))
    story.session.commit()
    page = browser(story.cast.trainee).get(f"/certificates/{number}.pdf", status=503)
    assert page.heading == "This certificate could not be printed yet"
    assert grouped(number) in page.text


def test_looking_before_it_is_printed_changes_nothing(story: Story, browser: Open, number: str) -> None:
    someone = browser(story.cast.trainee)
    someone.get(f"/certificates/{number}.pdf", status=503)
    statements = someone.counted(lambda: someone.get(f"/certificates/{number}.pdf", status=503))
    assert not [each for each in statements if not each.lstrip().startswith(("SELECT", "WITH"))]


def test_the_bytes_are_the_same_after_names_change_and_after_it_ended(
    story: Story, browser: Open, number: str, printed: bytes, on_day: Stop
) -> None:
    for who in (story.cast.trainee, story.cast.admin):
        story.session.get_one(Person, who.id).name = "Quite Another"
    story.decides(story.cast.second_admin, story.cast.trainee, DecisionKind.REVOKE, seen=1, day=20)
    story.session.commit()
    on_day(story.at(21))
    holder = browser(story.cast.trainee)
    assert holder.raw("GET", f"/certificates/{number}.pdf").data == printed
    assert f"/certificates/{number}.pdf" not in holder.get(f"/certificates/{number}").links


def test_each_certificate_has_its_own_document(
    story: Story, browser: Open, number: str, printed: bytes, on_day: Stop
) -> None:
    story.decides(story.cast.admin, story.cast.trainee, DecisionKind.REVOKE, seen=1, day=11)
    story.decides(story.cast.admin, story.cast.trainee, seen=2, day=12)
    story.prints(story.cast.trainee, 12)
    story.session.commit()
    on_day(story.at(13))
    later = latest_certificate(story.session, story.cast.trainee.id, story.day(13))
    assert later is not None
    assert story.session.get_one(Certificate, later[0]).period == 2
    holder = browser(story.cast.trainee)
    assert holder.raw("GET", f"/certificates/{number}.pdf").data == printed
    assert holder.raw("GET", f"/certificates/{later[0]}.pdf").data not in (printed, b"")
