"""What is noted of who did, saw and was refused what; and what trainees see of it."""

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.browser import Browser
from tests.support.cast import PASSWORD, Cast
from tests.support.story import Story
from training.audit.models import AuditEvent
from training.audit.queries import fault
from training.web.limits import REFUSALS_NOTED

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
