"""Declining, revoking and issuing again: every decision is kept, each period has its own number."""

import pytest
from sqlalchemy import select

from tests.support.story import Story
from training.certification.models import Certificate, Decision, StatusEntry
from training.certification.queries import certificate_for, decisions_about, latest_certificate
from training.certification.rules import DecisionKind, Status
from training.core.errors import Refused
from training.core.models import PersonalText
from training.core.roles import Role
from training.course.queries import require_current
from training.course.service import publish
from training.people.service import set_roles

DECLINE, ISSUE, REVOKE = DecisionKind.DECLINE, DecisionKind.ISSUE, DecisionKind.REVOKE


def status(story: Story, day: float) -> Status | None:
    found = latest_certificate(story.session, story.cast.trainee.id, story.day(day))
    return found[1] if found else None


def test_declining_is_on_record_and_makes_no_certificate(story: Story) -> None:
    story.meets_all(story.cast.trainee)
    decision = story.decides(story.cast.admin, story.cast.trainee, DECLINE, reason="One more session would help.")
    assert (decision.kind, decision.sequence, decision.printed_id) == (DECLINE, 1, None)
    assert story.session.scalars(select(Certificate)).all() == []
    assert story.session.scalars(select(StatusEntry)).all() == []
    (view,) = decisions_about(story.session, story.cast.trainee.id)
    assert view.reason == "One more session would help."
    assert {each["state"] for each in view.snapshot["criteria"]} == {"met"}


def test_declining_needs_no_criterion_met_and_freezes_what_was_missing(story: Story) -> None:
    decision = story.decides(story.cast.admin, story.cast.trainee, DECLINE)
    (readiness,) = [
        need
        for criterion in decision.snapshot["criteria"]
        for need in criterion["needs"]
        if need["kind"] == "readiness"
    ]
    assert (readiness["state"], readiness["evidence"], readiness["missing"]) == (
        "not yet",
        [],
        [["talk", "trainer", ""]],
    )


def test_after_declining_a_certificate_can_be_issued(story: Story) -> None:
    story.meets_all(story.cast.trainee)
    story.decides(story.cast.admin, story.cast.trainee, DECLINE)
    story.decides(story.cast.second_admin, story.cast.trainee, seen=1, day=11)
    assert status(story, 11) == Status.VALID
    assert [view.kind for view in decisions_about(story.session, story.cast.trainee.id)] == [ISSUE, DECLINE]


def test_declining_twice_is_two_decisions(story: Story) -> None:
    story.decides(story.cast.admin, story.cast.trainee, DECLINE)
    story.decides(story.cast.admin, story.cast.trainee, DECLINE, seen=1, day=11)
    assert [view.sequence for view in decisions_about(story.session, story.cast.trainee.id)] == [2, 1]


@pytest.fixture
def certified(story: Story) -> str:
    """The trainee's certificate: its number."""
    story.meets_all(story.cast.trainee)
    story.decides(story.cast.admin, story.cast.trainee)
    return story.session.scalars(select(Certificate.number)).one()


def test_revoking_ends_the_certificate_from_its_day_on(story: Story, certified: str) -> None:
    decision = story.decides(story.cast.second_admin, story.cast.trainee, REVOKE, seen=1, day=20)
    assert (decision.kind, decision.sequence, decision.printed_id) == (REVOKE, 2, None)
    assert (status(story, 19), status(story, 20), status(story, 5000)) == (
        Status.VALID,
        Status.REVOKED,
        Status.REVOKED,
    )
    view = certificate_for(story.session, story.cast.trainee, certified, story.day(21))
    assert (view.status, view.revoked_on) == (Status.REVOKED, story.day(20))
    assert view.printed is not None


def test_revoking_keeps_the_certificate_and_its_first_entry(story: Story, certified: str) -> None:
    story.decides(story.cast.second_admin, story.cast.trainee, REVOKE, seen=1, day=20)
    entries = story.session.scalars(select(StatusEntry).order_by(StatusEntry.at)).all()
    assert [(entry.certificate, entry.status) for entry in entries] == [
        (certified, Status.VALID),
        (certified, Status.REVOKED),
    ]
    assert len(story.session.scalars(select(Decision)).all()) == 2


def test_what_is_revoked_is_not_revoked_again(story: Story, certified: str) -> None:
    story.decides(story.cast.admin, story.cast.trainee, REVOKE, seen=1, day=20)
    with pytest.raises(Refused) as refused:
        story.decides(story.cast.second_admin, story.cast.trainee, REVOKE, seen=2, day=21)
    assert refused.value.code == "no certificate"


def test_the_one_who_issued_may_revoke(story: Story, certified: str) -> None:
    assert story.decides(story.cast.admin, story.cast.trainee, REVOKE, seen=1, day=11).kind == REVOKE


def test_a_certificate_of_somebody_who_is_no_trainee_any_more_can_be_revoked(story: Story, certified: str) -> None:
    set_roles(
        story.session, person_id=story.cast.trainee.id, roles=[Role.TRAINER], by=story.cast.admin, now=story.at(12)
    )
    story.decides(story.cast.admin, story.cast.trainee, REVOKE, seen=1, day=13)
    assert status(story, 13) == Status.REVOKED


def test_a_revoked_certificate_stays_revoked_when_another_is_issued(story: Story, certified: str) -> None:
    story.decides(story.cast.admin, story.cast.trainee, REVOKE, seen=1, day=20)
    story.decides(story.cast.second_admin, story.cast.trainee, seen=2, day=30)
    rows = story.session.scalars(select(Certificate).order_by(Certificate.period)).all()
    assert [row.period for row in rows] == [1, 2]
    assert rows[0].number != rows[1].number
    assert status(story, 30) == Status.VALID
    old = certificate_for(story.session, story.cast.admin, certified, story.day(31))
    assert (old.status, old.revoked_on) == (Status.REVOKED, story.day(20))


def short_lived(story: Story) -> Story:
    """The same course, whose certificates last a month; the last ten days are the time to renew."""
    course = story.edition.course
    changed = course.programme.model_copy(update={"valid_months": 1, "renewal_window_days": 10})
    publish(story.session, course.model_copy(update={"programme": changed}), by=None, note="", now=story.at(9))
    return Story(story.session, story.cast, require_current(story.session))


def test_a_certificate_falls_due_and_expires_by_itself(story: Story) -> None:
    story.meets_all(story.cast.trainee)
    story = short_lived(story)
    story.decides(story.cast.admin, story.cast.trainee)
    last = (story.session.scalars(select(Certificate.valid_until)).one() - story.day(0)).days
    assert [status(story, day) for day in (10, last - 10, last - 9, last, last + 1)] == [
        Status.VALID,
        Status.VALID,
        Status.DUE,
        Status.DUE,
        Status.EXPIRED,
    ]


def test_after_expiry_another_period_is_issued_under_a_number_of_its_own(story: Story) -> None:
    story.meets_all(story.cast.trainee)
    story = short_lived(story)
    story.decides(story.cast.admin, story.cast.trainee)
    with pytest.raises(Refused, match="already holds"):
        story.decides(story.cast.admin, story.cast.trainee, seen=1, day=35)
    story.decides(story.cast.second_admin, story.cast.trainee, seen=1, day=45)
    rows = story.session.scalars(select(Certificate).order_by(Certificate.period)).all()
    assert [(row.period, row.issued_on) for row in rows] == [(1, story.day(10)), (2, story.day(45))]
    assert rows[0].number != rows[1].number


def test_an_expired_certificate_is_not_revoked(story: Story) -> None:
    story.meets_all(story.cast.trainee)
    story = short_lived(story)
    story.decides(story.cast.admin, story.cast.trainee)
    with pytest.raises(Refused) as refused:
        story.decides(story.cast.admin, story.cast.trainee, REVOKE, seen=1, day=60)
    assert refused.value.code == "no certificate"


def test_after_erasure_the_decision_stays_without_its_words(story: Story, certified: str) -> None:
    for row in story.session.scalars(select(PersonalText)):
        row.body, row.erased_at = None, story.at(12)
    story.session.flush()
    (view,) = decisions_about(story.session, story.cast.trainee.id)
    assert (view.kind, view.reason) == (ISSUE, None)
    page = certificate_for(story.session, story.cast.admin, certified, story.day(13))
    assert (page.printed, page.status) == (None, Status.VALID)
