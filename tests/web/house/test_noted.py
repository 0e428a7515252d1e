"""What is noted of who did, saw and was refused what; and what trainees see of it."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.browser import Browser
from tests.support.cast import BEGINNING, PASSWORD, Cast
from tests.support.story import Story
from training.audit.models import AuditEvent
from training.audit.queries import fault
from training.core.limits import Limit
from training.web import limits
from training.web.limits import REFUSALS_NOTED, WRONG_PASSWORDS_NOTED

Open = Callable[..., Browser]
Stop = Callable[[datetime], None]


@pytest.fixture
def submission_id(story: Story, on_day: Stop) -> str:
    made = story.reflects(story.cast.trainee)
    story.settles()
    story.session.commit()
    on_day(story.at(9))
    return made


def events(someone: Browser, *actions: str) -> list[tuple[str, str | None, str | None]]:
    """What was noted of these kinds, in order: (action, by, about). The chain must be whole."""
    with Session(someone.engine) as session:
        assert fault(session) is None
        found = session.scalars(select(AuditEvent).order_by(AuditEvent.sequence))
        return [(each.action, each.actor_id, each.subject_id) for each in found if each.action in actions]


def test_a_sign_in_is_noted_as_done_by_the_one_who_signed_in(browser: Open, cast: Cast) -> None:
    visitor = browser()
    visitor.post("/sign-in", {"email": cast.email("trainee"), "password": "a wrong password"}, status=422)
    assert events(visitor, "signed in") == []
    visitor.post("/sign-in", {"email": cast.email("trainee"), "password": PASSWORD})
    assert events(visitor, "signed in") == [("signed in", cast.trainee.id, cast.trainee.id)]


def fails(visitor: Browser, email: str, password: str = "a wrong password") -> None:
    visitor.post("/sign-in", {"email": email, "password": password}, status=422)


def test_a_failed_sign_in_is_noted_as_about_the_one_whose_address_it_was(browser: Open, cast: Cast) -> None:
    visitor = browser()
    fails(visitor, cast.email("trainee"))
    fails(visitor, f"  {cast.email('trainer').upper()} ")
    fails(visitor, "heron@example.org")
    assert events(visitor, "sign-in failed", "signed in") == [
        ("sign-in failed", None, cast.trainee.id),
        ("sign-in failed", None, cast.trainer.id),
        ("sign-in failed", None, None),
    ]


def test_who_is_signed_in_and_tries_anothers_password_is_named(browser: Open, cast: Cast) -> None:
    someone = browser(cast.trainee)
    fails(someone, cast.email("admin"))
    assert events(someone, "sign-in failed") == [("sign-in failed", cast.trainee.id, cast.admin.id)]


def test_nothing_that_was_typed_at_sign_in_is_noted(browser: Open, cast: Cast) -> None:
    visitor = browser()
    fails(visitor, "heron@example.org", "kingfisher in the reeds")
    fails(visitor, cast.email("trainee"), "kingfisher in the reeds")
    with Session(visitor.engine) as session:
        for each in session.scalars(select(AuditEvent)):
            said = f"{each.actor_id} {each.action} {each.subject_id} {each.detail}".lower()
            assert not [word for word in ("heron", "kingfisher", "example.org") if word in said]


def test_who_does_not_know_the_present_password_is_noted(browser: Open, cast: Cast) -> None:
    someone = browser(cast.trainee)
    new = {"password": "four quiet words here", "again": "four quiet words here"}
    someone.post("/account", {"current": "a wrong password", **new}, status=422)
    someone.post("/account", {"current": PASSWORD, "password": "short", "again": "short"}, status=422)
    assert events(someone, "present password wrong") == [("present password wrong", cast.trainee.id, cast.trainee.id)]
    assert "a wrong password was typed" not in someone.get("/account").text


def test_nobody_can_fill_the_trail_with_failed_sign_ins(
    browser: Open, cast: Cast, on_day: Stop, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = Limit("a few", 3, WRONG_PASSWORDS_NOTED.window)
    monkeypatch.setattr(limits, "WRONG_PASSWORDS_NOTED", few)
    on_day(BEGINNING)
    visitor = browser()
    for number in range(few.tries + 2):
        fails(visitor, f"guess-{number}@example.org")
    fails(visitor, cast.email("trainee"))
    assert len(events(visitor, "sign-in failed")) == few.tries
    on_day(BEGINNING + few.window)
    fails(visitor, cast.email("trainee"))
    assert len(events(visitor, "sign-in failed")) == few.tries + 1


def test_one_network_alone_cannot_use_up_what_is_noted_of_failed_sign_ins() -> None:
    windows = WRONG_PASSWORDS_NOTED.window / limits.SIGN_IN_FROM.window
    assert windows * limits.SIGN_IN_FROM.tries < WRONG_PASSWORDS_NOTED.tries


def test_the_account_page_tells_of_wrong_passwords_of_the_last_month_in_calm_words(
    browser: Open, cast: Cast, on_day: Stop
) -> None:
    on_day(BEGINNING)
    fails(browser(), cast.email("trainee"))
    fails(browser(), cast.email("trainer"))
    on_day(BEGINNING + timedelta(days=10))
    fails(browser(), cast.email("trainee"))
    said = browser(cast.trainee, at=BEGINNING + timedelta(days=10)).get("/account").text
    assert (
        "a wrong password was typed 2 times in the last 30 days, last on 12 March 2026, 09:00. It let nobody in."
        in said
    )
    on_day(BEGINNING + timedelta(days=35))
    said = browser(cast.trainee, at=BEGINNING + timedelta(days=35)).get("/account").text
    assert "a wrong password was typed 1 time in the last 30 days" in said
    on_day(BEGINNING + timedelta(days=41))
    for who in (cast.trainee, cast.admin):
        said = browser(who, at=BEGINNING + timedelta(days=41)).get("/account").text
        assert "wrong password" not in said


def test_who_opens_a_record_or_a_reflection_is_noted_each_time(browser: Open, cast: Cast, submission_id: str) -> None:
    trainer, admin = browser(cast.trainer), browser(cast.admin)
    trainer.get(f"/people/{cast.trainee.id}")
    trainer.get(f"/reviews/{submission_id}")
    admin.get(f"/people/{cast.trainee.id}")
    assert events(trainer, "record viewed", "reflection read") == [
        ("record viewed", cast.trainer.id, cast.trainee.id),
        ("reflection read", cast.trainer.id, cast.trainee.id),
        ("record viewed", cast.admin.id, cast.trainee.id),
    ]


def test_who_opens_the_page_on_which_certificates_are_decided_has_looked_at_a_record(
    browser: Open, cast: Cast, submission_id: str
) -> None:
    admin = browser(cast.admin)
    admin.get(f"/admin/certification/{cast.trainee.id}")
    assert events(admin, "record viewed") == [("record viewed", cast.admin.id, cast.trainee.id)]
    assert "Opened your record" in browser(cast.trainee).get("/account/data").text


def test_a_form_that_will_not_do_shows_nothing_that_is_not_noted(browser: Open, cast: Cast, submission_id: str) -> None:
    trainer, admin = browser(cast.trainer), browser(cast.admin)
    trainer.post(f"/reviews/{submission_id}", {}, status=422)
    admin.post(f"/admin/certification/{cast.trainee.id}", {"kind": "decline", "seen": "0"}, status=422)
    assert events(trainer, "record viewed", "reflection read") == [
        ("reflection read", cast.trainer.id, cast.trainee.id),
        ("record viewed", cast.admin.id, cast.trainee.id),
    ]


def test_a_trainee_sees_who_looked_newest_first(browser: Open, cast: Cast, submission_id: str) -> None:
    someone = browser(cast.trainee)
    page = someone.get("/account/data")
    assert "Nobody has opened your record so far." in page.text
    assert "/account/data" in someone.get("/account").links
    browser(cast.trainer).get(f"/people/{cast.trainee.id}")
    browser(cast.second_trainer).get(f"/reviews/{submission_id}")
    page = someone.get("/account/data")
    assert page.text.index("Second Trainer Read a reflection") < page.text.index("Trainer Opened your record")


def test_nobody_sees_who_looked_at_somebody_else(browser: Open, cast: Cast, submission_id: str) -> None:
    browser(cast.trainer).get(f"/people/{cast.trainee.id}")
    for who in (cast.other_trainee, cast.trainer, cast.admin):
        assert "Nobody has opened your record so far." in browser(who).get("/account/data").text


def test_ones_own_looks_are_not_noted(browser: Open, cast: Cast, submission_id: str) -> None:
    someone = browser(cast.trainee)
    for path in ("/learn", "/progress", "/learn/first/looking-back", "/account/data"):
        someone.get(path)
    assert events(someone, "record viewed", "reflection read") == []
    admin = browser(cast.admin)
    admin.get(f"/people/{cast.admin.id}")
    assert events(admin, "record viewed") == []


def test_another_cohorts_trainer_is_refused_and_that_is_noted_and_not_shown_as_a_look(
    browser: Open, cast: Cast, submission_id: str
) -> None:
    stranger = browser(cast.other_trainer)
    stranger.get(f"/people/{cast.trainee.id}", status=404)
    stranger.get(f"/reviews/{submission_id}", status=404)
    assert events(stranger, "refused", "record viewed", "reflection read") == [
        ("refused", cast.other_trainer.id, cast.trainee.id),
        ("refused", cast.other_trainer.id, submission_id),
    ]
    assert "Nobody has opened your record so far." in browser(cast.trainee).get("/account/data").text


def test_a_refused_form_and_a_wrong_role_are_noted_with_where(browser: Open, cast: Cast, submission_id: str) -> None:
    someone = browser(cast.trainee)
    someone.get("/admin", status=404)
    someone.post(f"/people/{cast.other_trainee.id}/readiness/new", {}, status=404)
    with Session(someone.engine) as session:
        noted = session.scalars(select(AuditEvent).where(AuditEvent.action == "refused").order_by(AuditEvent.sequence))
        assert [each.detail for each in noted] == [{"endpoint": "admin.home"}, {"endpoint": "practice.add_readiness"}]


def test_what_a_visitor_is_refused_and_addresses_of_no_kind_are_not_noted(browser: Open, cast: Cast) -> None:
    browser().get("/admin", status=303)
    browser(cast.trainee).get("/no-such-address", status=404)
    assert events(browser(), "refused") == []


def test_what_is_typed_into_an_address_is_not_noted(browser: Open, cast: Cast) -> None:
    someone = browser(cast.admin)
    for named in ("heron", "x" * 26, "HERON" * 5 + "1", "<b>" + "0" * 23):
        someone.raw("GET", f"/people/{named}")
    with Session(someone.engine) as session:
        for each in session.scalars(select(AuditEvent).where(AuditEvent.action == "refused")):
            assert "heron" not in f"{each.subject_id}{each.detail}".lower()
            assert "<b>" not in f"{each.subject_id}"


def test_nobody_can_fill_the_trail_with_refusals(
    browser: Open, cast: Cast, submission_id: str, story: Story, on_day: Stop
) -> None:
    someone = browser(cast.trainee)
    for _ in range(REFUSALS_NOTED.tries + 20):
        someone.raw("GET", "/admin")
    assert len(events(someone, "refused")) == REFUSALS_NOTED.tries
    browser(cast.other_trainee).get("/admin", status=404)
    assert len(events(someone, "refused")) == REFUSALS_NOTED.tries + 1
    on_day(story.at(9) + REFUSALS_NOTED.window)
    someone.raw("GET", "/admin")
    assert len(events(someone, "refused")) == REFUSALS_NOTED.tries + 2
