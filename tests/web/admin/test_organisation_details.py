"""What the charity says of itself: set by an admin on a page, and shown where it belongs at once."""

import re
from collections.abc import Callable
from datetime import datetime
from html import unescape

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from config import UNNAMED
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.page import Page
from tests.support.story import Story
from training.audit.models import AuditEvent
from training.certification.queries import latest_certificate
from training.organisation.queries import count_changes

Open = Callable[..., Browser]
Stop = Callable[[datetime], None]
PATH = "/admin/organisation/details"

GOOD = {
    "seen": "0",
    "name": "Harbour Peer Support",
    "charity_number": "SC012345",
    "nation": "scotland",
    "zone": "Europe/London",
    "lead_name": "Lee Lead",
    "lead_phone": "+44 (0)1632 960001",
    "deputy_name": "Dee Deputy",
    "deputy_phone": "(01632) 960 002",
    "out_of_hours": "Call the lead first.\r\nThen the deputy.",
    "data_contact": "data@example.org",
}


def blamed(page: Page, field: str) -> str:
    """What stands beside a field."""
    found = re.search(rf'id="{field}-error">([^<]*)<', page.html)
    return unescape(found[1]) if found else ""


def changed(someone: Browser) -> int:
    with Session(someone.engine) as session:
        return count_changes(session)


def test_what_is_saved_stands_in_the_form_the_next_time(browser: Open, cast: Cast) -> None:
    admin = browser(cast.admin)
    assert admin.get(PATH).value("name") == "Test charity"
    assert admin.post(PATH, GOOD).location == "/admin/organisation"
    page = admin.get(PATH)
    for field in ("name", "charity_number", "zone", "lead_name", "lead_phone", "deputy_phone", "data_contact"):
        assert page.value(field) == GOOD[field]
    assert "Call the lead first.\nThen the deputy." in page.html.replace("\r\n", "\n")
    chosen = [each["value"] for each in page.reader.controls if each.get("name") == "nation" and "checked" in each]
    assert chosen == ["scotland"]


def test_the_name_that_stands_where_none_is_set_is_not_offered_as_ours(browser: Open, cast: Cast) -> None:
    admin = browser(cast.admin)
    admin.post(PATH, {**GOOD, "name": UNNAMED})
    assert admin.get(PATH).value("name") == ""


def test_all_that_is_wrong_is_told_at_once(browser: Open, cast: Cast) -> None:
    page = browser(cast.admin).post(PATH, {**GOOD, "name": "", "charity_number": "12", "lead_phone": "12"}, status=422)
    for field in ("name", "charity_number", "lead_phone"):
        assert blamed(page, field)


def test_the_overview_leads_to_every_part(browser: Open, cast: Cast, on_day: Stop) -> None:
    on_day(datetime.fromisoformat("2026-11-20T12:00:00+00:00"))
    page = browser(cast.admin).get("/admin/organisation")
    for part in ("details", "logo", "directory", "statements/values-agreement", "statements/wellbeing-plan"):
        assert f"/admin/organisation/{part}" in page.links
    assert "/admin/launch" in page.links
    assert "Before real use: 1 of 13 done" in page.text
    assert "/admin/organisation" in browser(cast.admin).get("/admin").links


def test_people_who_are_signed_in_see_whom_to_call_and_visitors_see_no_name(browser: Open, cast: Cast) -> None:
    browser(cast.admin).post(PATH, GOOD)
    for who in (cast.trainee, cast.trainer, cast.admin):
        page = browser(who).get("/support")
        for words in ("Your charity", "Lee Lead", "Dee Deputy", "Call the lead first."):
            assert words in page.text
        assert {"tel:+441632960001", "tel:01632960002"} <= set(page.links)
    visitor = browser().get("/support")
    for words in ("Your charity", "Lee Lead", "Dee Deputy", "1632", "960 002", "Call the lead first."):
        assert words not in visitor.html


def test_the_emergency_number_comes_before_the_charitys_own_and_those_before_all_others(
    browser: Open, cast: Cast
) -> None:
    browser(cast.admin).post(PATH, GOOD)
    text = browser(cast.trainee).get("/support").text
    assert text.index("Call 999") < text.index("Lee Lead") < text.index("Someone to talk to")


def test_nobody_sees_an_empty_card(browser: Open, cast: Cast) -> None:
    assert "Your charity" not in browser(cast.trainee).get("/support").text


def test_name_number_and_contact_stand_where_people_look_for_them(browser: Open, cast: Cast) -> None:
    browser(cast.admin).post(PATH, GOOD)
    visitor = browser()
    assert "Harbour Peer Support · Charity number SC012345" in visitor.get("/").text
    assert "registered under the charity number SC012345" in visitor.get("/about").text
    privacy = visitor.get("/about/privacy")
    assert "Write to Harbour Peer Support: data@example.org" in privacy.text
    assert "mailto:data@example.org" in privacy.links


def test_a_contact_in_words_is_no_link(browser: Open, cast: Cast) -> None:
    browser(cast.admin).post(PATH, {**GOOD, "data_contact": "Sam, our trustee: sam@example.org"})
    page = browser().get("/about/privacy")
    assert "Sam, our trustee: sam@example.org." in page.text
    assert not [link for link in page.links if link.startswith("mailto:")]


def test_services_of_our_nation_come_first(browser: Open, cast: Cast) -> None:
    text = browser().get("/support").text
    assert text.index("Talk Line") < text.index("Type Line")
    browser(cast.admin).post(PATH, {**GOOD, "nation": "wales"})
    text = browser().get("/support").text
    assert text.index("Type Line") < text.index("Talk Line")


def test_a_certificate_names_the_charity_as_it_was_called_when_it_was_issued(
    browser: Open, story: Story, on_day: Stop
) -> None:
    cast = story.cast
    for who in (cast.trainee, cast.other_trainee):
        story.meets_all(who)
    story.decides(cast.admin, cast.trainee)
    story.session.commit()
    on_day(story.at(12))
    admin = browser(cast.admin, at=story.at(12))
    admin.post(PATH, GOOD)
    admin.post(
        f"/admin/certification/{cast.other_trainee.id}",
        {"form_key": "a-key-of-ours", "kind": "issue", "seen": "0", "reason": "All four are met."},
    )
    story.session.expire_all()
    numbers = {}
    for who in (cast.trainee, cast.other_trainee):
        held = latest_certificate(story.session, who.id, story.day(12))
        assert held is not None
        numbers[who.id] = held[0]
    visitor = browser()
    assert "Issued by Test charity" in visitor.get(f"/verify/{numbers[cast.trainee.id]}").text
    assert "Issued by Harbour Peer Support" in visitor.get(f"/verify/{numbers[cast.other_trainee.id]}").text


def test_times_are_told_in_the_charitys_zone(browser: Open, story: Story, on_day: Stop) -> None:
    story.session.commit()
    on_day(story.at(1))
    admin = browser(story.cast.admin, at=story.at(1))
    admin.post(PATH, {**GOOD, "zone": "Pacific/Auckland"})
    assert "3 March 2026, 22:00" in admin.get("/admin/organisation/history").text


WILL_NOT_DO = {
    ("name", ""): "Type the name of your charity.",
    ("name", "\u200b"): "Type the name of your charity.",
    ("name", "x" * 121): "Use at most 120 characters.",
    ("name", "a\nb"): "Type this on one line.",
    ("name", "a\x00b"): "This has characters that cannot be used.",
    ("name", "a\u202eb"): "This has characters that cannot be used.",
    ("name", "彩虹 Peer Support"): "Certificates could not be printed",
    ("charity_number", "12"): "Type the number as your register gives it",
    ("nation", "france"): "Not a valid choice",
    ("zone", ""): "Type a time zone such as Europe/London.",
    ("zone", "London"): "Type a time zone such as Europe/London.",
    ("zone", "../../../etc/passwd"): "Type a time zone such as Europe/London.",
    ("lead_phone", "ring me"): "Type the number as you would dial it",
    ("deputy_phone", "12"): "Type the number as you would dial it",
    ("lead_name", "x" * 121): "Use at most 120 characters.",
    ("lead_name", "\u2060"): "Type something that can be seen.",
    ("out_of_hours", "x" * 601): "Use at most 600 characters.",
    ("out_of_hours", "a\x1b[31mb"): "This has characters that cannot be used.",
    ("data_contact", "x" * 201): "Use at most 200 characters.",
}


def test_what_will_not_do_is_told_beside_its_field_and_all_that_was_typed_is_kept(browser: Open, cast: Cast) -> None:
    admin = browser(cast.admin)
    for (field, typed), sentence in WILL_NOT_DO.items():
        page = admin.post(PATH, {**GOOD, field: typed}, status=422)
        assert blamed(page, field).startswith(sentence), (field, typed[:20], blamed(page, field))
        other = "data_contact" if field != "data_contact" else "name"
        assert page.value(other) == GOOD[other]
        if field in ("name", "lead_phone", "charity_number"):
            assert page.value(field) == typed.strip().replace("\x00", page.value(field)[1:-1])
    assert changed(admin) == 0


def test_names_full_of_html_stay_text_everywhere(browser: Open, cast: Cast) -> None:
    hostile = "<script>alert(1)</script>\"'><img src=x>{{ 7*7 }}"
    texts = ("name", "lead_name", "deputy_name", "out_of_hours", "data_contact")
    admin = browser(cast.admin)
    admin.post(PATH, {**GOOD, **dict.fromkeys(texts, hostile)})
    pages = [admin.get(path) for path in ("/support", "/admin/organisation", "/admin/organisation/history", PATH)]
    pages += [browser().get(path) for path in ("/", "/about", "/about/privacy", "/reset")]
    for page in pages:
        assert hostile in page.text or page.path == PATH, page.path
        assert "<script>alert" not in page.html, page.path
        assert "<img src=x" not in page.html, page.path


def test_an_address_full_of_html_is_harmless_as_a_link(browser: Open, cast: Cast) -> None:
    browser(cast.admin).post(PATH, {**GOOD, "data_contact": '"><script>alert(1)</script>@example.org'})
    assert "<script>alert" not in browser().get("/about/privacy").html


def test_two_admins_at_once_are_told_and_nothing_is_lost(browser: Open, cast: Cast) -> None:
    first, second = browser(cast.admin), browser(cast.second_admin)
    seen = second.get(PATH).value("seen")
    first.post(PATH, {**GOOD, "seen": seen})
    page = second.post(PATH, {**GOOD, "seen": seen, "lead_phone": "01632 960099"}, status=422)
    assert "Admin changed this while your page was open." in blamed(page, "name")
    assert page.value("lead_phone") == "01632 960099"
    assert "+441632960001" in browser(cast.trainee).get("/support").html
    second.post(PATH, {**GOOD, "seen": page.value("seen"), "lead_phone": "01632 960099"})
    assert "tel:01632960099" in browser(cast.trainee).get("/support").links


@pytest.mark.parametrize("seen", [None, "", "x", "-1", "1e9", "9" * 40])
def test_a_form_that_does_not_say_what_its_page_showed_is_none_of_ours(
    browser: Open, cast: Cast, seen: str | None
) -> None:
    admin = browser(cast.admin)
    form = {key: value for key, value in {**GOOD, "seen": seen}.items() if value is not None}
    admin.post(PATH, form, status=400)
    assert changed(admin) == 0


def test_the_same_form_sent_twice_sets_everything_once(browser: Open, cast: Cast) -> None:
    admin = browser(cast.admin)
    for _ in range(2):
        assert admin.post(PATH, GOOD).location == "/admin/organisation"
    assert changed(admin) == 10
    assert "Nothing was different" in admin.get("/admin/organisation").text


def test_history_and_audit_trail_tell_who_set_what(browser: Open, cast: Cast) -> None:
    first, second = browser(cast.admin), browser(cast.second_admin)
    first.post(PATH, GOOD)
    second.post(PATH, {**GOOD, "lead_phone": "", "seen": first.get(PATH).value("seen")})
    text = second.get("/admin/organisation/history").text
    assert text.index("Number of the safeguarding lead Emptied Second Admin") < text.index("+44 (0)1632 960001 Admin")
    assert "Nation Scotland Admin" in text
    with Session(first.engine) as session:
        events = session.scalars(
            select(AuditEvent).where(AuditEvent.action == "local value set").order_by(AuditEvent.sequence)
        ).all()
    assert [(event.actor_id, event.detail) for event in events[-1:]] == [(cast.second_admin.id, {"key": "lead-phone"})]
    assert {event.actor_id for event in events[:-1]} == {cast.admin.id}
    assert "Lee" not in repr([event.detail for event in events])


def test_a_long_history_has_pages(browser: Open, cast: Cast) -> None:
    admin = browser(cast.admin)
    for number in range(6):
        form = {**GOOD, **{field: f"{number} {GOOD[field]}" for field in ("name", "lead_name", "deputy_name")}}
        form |= {"seen": "999999999", "out_of_hours": f"{number}", "data_contact": f"{number}", "zone": "UTC"}
        form |= {"lead_phone": f"01632 96000{number}", "deputy_phone": f"01632 96001{number}"}
        form |= {"nation": ("wales", "scotland")[number % 2], "charity_number": f"12345{number}"}
        admin.post(PATH, form)
    assert changed(admin) == 55
    assert "/admin/organisation/history?page=2" in admin.get("/admin/organisation/history").links
    assert "Nothing is here" not in admin.get("/admin/organisation/history?page=2").text
    assert "Nothing is here" in admin.get("/admin/organisation/history?page=3").text


@pytest.mark.parametrize("name", ["trainee", "trainer", "other_trainer"])
def test_nobody_else_can_set_anything(browser: Open, cast: Cast, name: str) -> None:
    someone = browser(getattr(cast, name))
    for path in (PATH, "/admin/organisation/logo/remove", "/admin/organisation/directory/talk", "/admin/launch/lead"):
        someone.post(path, GOOD, status=404)
    assert changed(someone) == 0
