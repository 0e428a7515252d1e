"""A wrong crisis number is put right in a minute, without a publication, in every process at once."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from config import Settings
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.page import Page
from training import create_app
from training.extensions import db
from training.organisation.queries import count_changes
from training.web.application import Alongside

Open = Callable[..., Browser]
PATH = "/admin/organisation/directory/talk"
DAY = datetime.fromisoformat("2026-11-20T12:00:00+00:00")


@pytest.fixture(autouse=True)
def on_a_day(on_day: Callable[[datetime], None]) -> None:
    on_day(DAY)


@pytest.fixture
def other_process(app: Alongside, settings: Settings) -> Iterator[Alongside]:
    """A second process on the same database."""
    made = create_app(settings)
    yield made
    with made.app_context():
        db.session.remove()
        db.engine.dispose()


def form(page: Page, **typed: str) -> dict[str, str]:
    """The form as its page shows it, with something typed."""
    names = ("seen", "phone", "text_to", "text_word", "hours", "note", "checked_on")
    return {**{name: page.value(name) for name in names}, **typed}


def blamed(page: Page) -> list[str]:
    return re.findall(r'id="([a-z_]+)-error"', page.html)


def test_a_number_put_right_is_live_everywhere_at_once(browser: Open, cast: Cast, other_process: Alongside) -> None:
    admin, trainee, visitor = browser(cast.admin), browser(cast.trainee), other_process.test_client()
    assert "tel:08000000000" in visitor.get("/support").get_data(as_text=True)
    assert "tel:08000000000" in trainee.get("/learn/first/one").links
    admin.post(PATH, form(admin.get(PATH), phone="0800  111 2222"))
    assert "Talk Line is shown everywhere as: 0800 111 2222" in admin.get("/admin/organisation/directory").text
    for page in (trainee.get("/learn/first/one"), trainee.get("/support"), browser().get("/support")):
        assert "tel:08001112222" in page.links, page.path
        assert "tel:08000000000" not in page.links, page.path
    elsewhere = visitor.get("/support").get_data(as_text=True)
    assert "tel:08001112222" in elsewhere
    assert "tel:08000000000" not in elsewhere
    assert "Number last checked 20 November 2026" in browser().get("/support").text


def test_the_form_opens_with_what_is_shown_now_and_today(browser: Open, cast: Cast) -> None:
    admin = browser(cast.admin)
    page = admin.get(PATH)
    assert (page.value("phone"), page.value("hours")) == ("0800 000 0000", "Day and night")
    assert page.value("checked_on") == "2026-11-20"
    assert "Last checked 1 November 2026." in page.text
    admin.post(PATH, form(page, note="Press 2."))
    page = admin.get(PATH)
    assert page.value("note") == "Press 2."
    assert "Last checked 20 November 2026 by Admin" in page.text


def test_text_numbers_and_words_are_put_right_too(browser: Open, cast: Cast) -> None:
    admin = browser(cast.admin)
    admin.post(PATH, form(admin.get(PATH), phone="", text_to="85 258", text_word="TALK", hours="Evenings"))
    page = browser().get("/support")
    assert "sms:85258" in page.links
    assert "Text TALK to 85258" in page.text
    assert "tel:08000000000" not in page.links


def test_a_service_that_is_hidden_leads_to_the_support_page(browser: Open, cast: Cast) -> None:
    admin = browser(cast.admin)
    admin.post(PATH, form(admin.get(PATH), hidden="y"))
    assert "Talk Line" not in browser().get("/support").text
    assert "our support page" in browser(cast.trainee).get("/learn/first/one").text
    listed = admin.get("/admin/organisation/directory")
    assert "Not shown" in listed.text
    assert "checked" in next(each for each in admin.get(PATH).reader.controls if each.get("name") == "hidden")
    admin.post(PATH, form(admin.get(PATH)))
    assert "Talk Line" in browser().get("/support").text


def test_the_list_says_which_numbers_are_to_be_checked_again(
    browser: Open, cast: Cast, on_day: Callable[[datetime], None]
) -> None:
    admin = browser(cast.admin)
    assert "Check again" not in admin.get("/admin/organisation/directory").text
    on_day(DAY + timedelta(days=90))
    later = browser(cast.admin, at=DAY + timedelta(days=90))
    page = later.get("/admin/organisation/directory")
    assert page.text.count("Check again") == 3
    assert "Next: check Emergency services 3 to go" in page.text
    assert "3 to check" in later.get("/admin/organisation").text
    later.post(PATH, form(later.get(PATH)))
    page = later.get("/admin/organisation/directory")
    assert page.text.count("Check again") == 2
    assert "2 to go" in page.text


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("phone", ""), ("phone", "0800-111"), ("phone", "+44 800 1111"), ("phone", "call"), ("phone", "1" * 21),
        ("phone", "0800\n1111"), ("phone", "08\x0000"), ("text_to", "SHOUT"), ("text_to", "123"), ("text_word", "GO"),
        ("hours", ""), ("hours", "x" * 201), ("note", "x" * 301), ("note", "a\u202eb"), ("checked_on", ""),
        ("checked_on", "2026-11-21"), ("checked_on", "2025-01-01"), ("checked_on", "yesterday"),
    ],
)  # fmt: skip
def test_what_will_not_do_is_told_beside_its_field_and_the_old_number_stays(
    browser: Open, cast: Cast, field: str, typed: str
) -> None:
    admin = browser(cast.admin)
    page = admin.post(PATH, form(admin.get(PATH), **{"note": "Kept.", field: typed}), status=422)
    assert blamed(page) == ["text_to" if field == "text_word" else field]
    if field != "note":
        assert page.value("note") == "Kept."
    assert "tel:08000000000" in browser().get("/support").links


def test_all_that_is_wrong_is_told_at_once(browser: Open, cast: Cast) -> None:
    admin = browser(cast.admin)
    page = admin.post(PATH, form(admin.get(PATH), phone="call", checked_on=""), status=422)
    assert blamed(page) == ["phone", "checked_on"]


def test_what_is_shown_from_now_on_is_told_as_it_is_shown(browser: Open, cast: Cast) -> None:
    admin = browser(cast.admin)
    for typed, told in (
        ({"text_to": "85258", "text_word": "TALK"}, "everywhere as: 0800 000 000, text TALK to 85258."),
        ({"phone": "", "text_to": "85258"}, "everywhere as: text 85258."),
    ):
        admin.post(PATH, {**form(admin.get(PATH), phone="0800 000 000"), "text_word": "", **typed})
        assert told in admin.get("/admin/organisation/directory").text


def test_the_number_for_danger_cannot_be_hidden(browser: Open, cast: Cast) -> None:
    admin = browser(cast.admin)
    path = "/admin/organisation/directory/emergency"
    page = admin.post(path, form(admin.get(path), hidden="y"), status=422)
    assert blamed(page) == ["hidden"]
    assert "tel:999" in browser().get("/support").links


def test_notes_full_of_html_stay_text(browser: Open, cast: Cast) -> None:
    hostile = "<script>alert(1)</script>{{ 7*7 }}"
    admin = browser(cast.admin)
    admin.post(PATH, form(admin.get(PATH), note=hostile, hours=hostile, text_to="85258", text_word="<b>x</b>"))
    for page in (browser().get("/support"), admin.get(PATH), admin.get("/admin/organisation/history")):
        assert "<script>alert" not in page.html
        assert "<b>x" not in page.html
    assert hostile in browser().get("/support").text


def test_two_admins_at_one_number_are_told(browser: Open, cast: Cast) -> None:
    first, second = browser(cast.admin), browser(cast.second_admin)
    opened = second.get(PATH)
    first.post(PATH, form(first.get(PATH), phone="0800 111 2222"))
    page = second.post(PATH, form(opened, phone="0800 333 4444"), status=422)
    assert "Admin changed this while your page was open." in page.text
    assert page.value("phone") == "0800 333 4444"
    assert "tel:08001112222" in browser().get("/support").links


def test_a_refused_form_leaves_every_process_with_the_old_number(
    browser: Open, cast: Cast, other_process: Alongside
) -> None:
    admin = browser(cast.admin)
    admin.post(PATH, form(admin.get(PATH), phone="call"), status=422)
    with Session(admin.engine) as session:
        assert count_changes(session) == 0
    assert "tel:08000000000" in other_process.test_client().get("/support").get_data(as_text=True)
