"""Before real use: what is open, who settled what, and the way of a first admin through an empty installation."""

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.story import Story
from training.certification.rules import DecisionKind
from training.organisation.launch import BY_WORD
from training.organisation.queries import count_changes
from training.people.models import Cohort, Person, PersonState

Open = Callable[..., Browser]
Stop = Callable[[datetime], None]
PATH = "/admin/launch/restore-tried"
DETAILS = {
    "seen": "0", "name": "Harbour", "nation": "wales", "zone": "Europe/London", "lead_name": "Lee",
    "lead_phone": "01632 960001", "deputy_name": "Dee", "deputy_phone": "01632 960002", "out_of_hours": "Call.",
    "data_contact": "data@example.org",
}  # fmt: skip
VALUES = {"seen": "999999999", "introduction": "a", "title_1": "b", "says_1": "c", "promise": "d"}


@pytest.fixture(autouse=True)
def on_a_day(on_day: Stop) -> None:
    on_day(datetime.fromisoformat("2026-11-20T12:00:00+00:00"))


def settles(admin: Browser) -> None:
    """Everything on the list."""
    admin.post("/admin/organisation/details", DETAILS)
    admin.post("/admin/organisation/statements/values-agreement", VALUES)
    for item in BY_WORD:
        admin.post(f"/admin/launch/{item.id}", {"confirmed_by": "Robin", "confirmed_on": "2026-11-19"})


def test_the_list_says_what_is_done_by_whom_and_when(browser: Open, cast: Cast) -> None:
    admin = browser(cast.admin)
    assert admin.get("/admin/launch").heading == "Before real use: 1 of 13 done"
    assert "12 to go" in admin.get("/admin/launch").text
    admin.post(PATH, {"confirmed_by": "Robin Restorer", "confirmed_on": "2026-11-19"})
    admin.post("/admin/organisation/details", DETAILS)
    page = admin.get("/admin/launch")
    assert page.heading == "Before real use: 8 of 13 done"
    assert "Robin Restorer, 19 November 2026" in page.text
    assert "Safeguarding lead : done Admin, 20 November 2026" in page.text
    assert "Data protection is settled : still open" in page.text


def test_every_item_leads_to_where_it_is_settled(browser: Open, cast: Cast, on_day: Stop) -> None:
    on_day(datetime.fromisoformat("2027-03-01T12:00:00+00:00"))
    admin = browser(cast.admin, at=datetime.fromisoformat("2027-03-01T12:00:00+00:00"))
    page = admin.get("/admin/launch")
    assert page.heading == "Before real use: 1 of 16 done"
    for link in page.links:
        if link.startswith("/admin/"):
            admin.get(link)
    for link in (PATH, "/admin/organisation/details", "/admin/organisation/directory/talk", "/admin/people/new"):
        assert link in page.links


def test_a_confirmation_names_a_person_and_a_day_and_can_be_taken_back(browser: Open, cast: Cast) -> None:
    admin = browser(cast.admin)
    assert admin.get(PATH).value("confirmed_on") == "2026-11-20"
    admin.post(PATH, {"confirmed_by": "Robin", "confirmed_on": "2026-11-19"})
    page = admin.get(PATH)
    assert (page.value("confirmed_by"), page.value("confirmed_on")) == ("Robin", "2026-11-19")
    admin.post(PATH + "/withdraw")
    assert "not settled after all" not in admin.get(PATH).text
    assert "A backup has been restored once : still open" in admin.get("/admin/launch").text
    history = admin.get("/admin/organisation/history").text
    assert "A backup has been restored once Confirmed by Robin Admin" in history
    assert "A backup has been restored once Not settled after all Admin" in history


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("confirmed_by", "", "Say who made sure of it."),
        ("confirmed_by", "\u200b", "Say who made sure of it."),
        ("confirmed_by", "x" * 121, "Use at most 120 characters."),
        ("confirmed_by", "a\x00", "This has characters that cannot be used."),
        ("confirmed_on", "", "Type a date as day, month and year."),
        ("confirmed_on", "2026-11-21", "That day is still to come."),
        ("confirmed_on", "2020-01-01", "That was more than a year ago."),
        ("confirmed_on", "soon", "Type a date as day, month and year."),
    ],
)
def test_what_will_not_do_is_told_and_nothing_is_confirmed(
    browser: Open, cast: Cast, field: str, typed: str, sentence: str
) -> None:
    admin = browser(cast.admin)
    page = admin.post(PATH, {"confirmed_by": "Robin", "confirmed_on": "2026-11-19", field: typed}, status=422)
    assert sentence in page.text
    with Session(admin.engine) as session:
        assert count_changes(session) == 0


@pytest.mark.parametrize("item_id", ["lead", "two-deciders", "nothing"])
def test_what_is_settled_elsewhere_cannot_be_confirmed_by_word(browser: Open, cast: Cast, item_id: str) -> None:
    admin = browser(cast.admin)
    admin.get(f"/admin/launch/{item_id}", status=404)
    admin.post(f"/admin/launch/{item_id}", {"confirmed_by": "Robin", "confirmed_on": "2026-11-19"}, status=404)


def test_a_hostile_name_stays_text(browser: Open, cast: Cast) -> None:
    hostile = "<script>alert(1)</script>{{ 7*7 }}"
    admin = browser(cast.admin)
    admin.post(PATH, {"confirmed_by": hostile, "confirmed_on": "2026-11-19"})
    for page in (admin.get("/admin/launch"), admin.get(PATH), admin.get("/admin/organisation/history")):
        assert hostile in page.text or page.path == PATH
        assert "<script>alert" not in page.html


def test_a_first_admin_is_led_through_what_is_open_and_no_further(browser: Open, cast: Cast) -> None:
    admin = browser(cast.admin)
    page = admin.get("/admin")
    assert page.heading == "3 steps to go"
    for words in (
        "Who you are : done", "Your charity's details : still open", "Numbers and values : still open",
        "A second admin, and trainers : done", "A cohort : done", "The launch list : still open",
        "Your first trainees : done",
    ):  # fmt: skip
        assert words in page.text
    assert "1 of 13 done" in page.text
    admin.post("/admin/organisation/details", DETAILS)
    assert admin.get("/admin").heading == "2 steps to go"
    settles(admin)
    page = admin.get("/admin")
    assert page.heading == "Nobody waits for a decision"
    assert "Before real use" not in page.text


def test_the_steps_of_an_empty_installation_are_all_open(browser: Open, cast: Cast, session: Session) -> None:
    for person in session.query(Person).where(Person.id != cast.admin.id):
        person.state = PersonState.LEFT
    session.connection().exec_driver_sql("DELETE FROM cohort_member")
    session.query(Cohort).delete()
    session.commit()
    page = browser(cast.admin).get("/admin")
    assert page.heading == "6 steps to go"
    for link in ("/account", "/admin/organisation/details", "/admin/people/new", "/admin/cohorts", "/admin/launch"):
        assert link in page.links


def test_a_trainer_without_a_cohort_and_a_trainee_without_one_are_no_step_done(
    browser: Open, cast: Cast, session: Session
) -> None:
    session.connection().exec_driver_sql("DELETE FROM cohort_member")
    session.commit()
    page = browser(cast.admin).get("/admin")
    for words in (
        "A cohort : done", "A second admin, and trainers : still open", "Your first trainees : still open",
    ):  # fmt: skip
        assert words in page.text


def test_each_page_that_a_step_leads_to_says_what_comes_next(browser: Open, cast: Cast) -> None:
    admin = browser(cast.admin)
    for page in (
        admin.get("/admin/organisation"),
        admin.get("/admin/cohorts"),
        admin.post(f"/admin/people/{cast.trainee.id}/link", status=200),
    ):
        assert "3 first steps to go . Next: Your charity's details" in page.text
        assert "/admin" in page.links
    admin.post("/admin/organisation/details", DETAILS)
    settles(admin)
    assert "to go" not in admin.get("/admin/organisation").text


def test_who_has_issued_a_certificate_needs_no_steps_but_sees_what_is_open(
    browser: Open, story: Story, on_day: Stop
) -> None:
    story.meets_all(story.cast.trainee)
    story.decides(story.cast.admin, story.cast.trainee)
    story.decides(story.cast.second_admin, story.cast.trainee, DecisionKind.REVOKE, seen=1, day=11)
    story.session.commit()
    on_day(story.at(12))
    page = browser(story.cast.admin, at=story.at(12)).get("/admin")
    assert "steps to go" not in page.text
    assert "Before real use: 1 of 13 done" in page.text
    assert "Next: Our name" in page.text
    assert "/admin/organisation/details" in page.links


def test_somebody_who_waits_for_a_decision_comes_before_the_steps(browser: Open, story: Story, on_day: Stop) -> None:
    story.meets_all(story.cast.trainee)
    story.session.commit()
    on_day(story.at(12))
    page = browser(story.cast.admin, at=story.at(12)).get("/admin")
    assert page.heading == "1 person is ready for a decision"
    assert "Before real use: 1 of 13 done" in page.text


def test_numbers_that_grew_old_in_use_are_told_as_what_they_are(browser: Open, story: Story, on_day: Stop) -> None:
    story.meets_all(story.cast.trainee)
    story.decides(story.cast.admin, story.cast.trainee)
    story.session.commit()
    settles(browser(story.cast.admin))
    later = datetime.fromisoformat("2027-03-01T12:00:00+00:00")
    on_day(later)
    page = browser(story.cast.admin, at=later).get("/admin")
    assert "3 numbers to check again" in page.text
    assert "Before real use" not in page.text
