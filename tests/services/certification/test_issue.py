"""Issuing: a person decides, what they decided on is frozen, and nothing later changes what was issued."""

import json

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from tests.support.story import Story
from training.certification.models import Certificate, Decision, StatusEntry
from training.certification.numbers import Form, form_of
from training.certification.queries import certificate_for, decisions_about, last_sequence, latest_certificate
from training.certification.rules import DecisionKind, Status
from training.core.clock import add_months
from training.core.models import PersonalText
from training.core.touch import take_touched
from training.course.queries import require_current
from training.course.service import publish
from training.criteria.queries import policy_for
from training.people.models import Person

REASON = "All four criteria are met."


def issued(story: Story) -> tuple[Decision, Certificate]:
    story.meets_all(story.cast.trainee)
    decision = story.decides(story.cast.admin, story.cast.trainee)
    return decision, story.session.scalars(select(Certificate)).one()


def printed(session: Session, decision: Decision) -> dict[str, object]:
    row = session.get_one(PersonalText, decision.printed_id)
    made: dict[str, object] = json.loads(row.body or "")
    return made


def test_a_decision_says_who_decided_what_about_whom(story: Story) -> None:
    decision, _ = issued(story)
    assert (decision.person_id, decision.by) == (story.cast.trainee.id, story.cast.admin.id)
    assert (decision.kind, decision.sequence, decision.at) == (DecisionKind.ISSUE, 1, story.at(10))
    assert decision.edition == story.edition.digest
    assert take_touched(story.session) == {story.cast.trainee.id}


def test_a_certificate_has_a_number_and_a_period(story: Story) -> None:
    decision, certificate = issued(story)
    assert form_of(certificate.number) == Form.WELL_FORMED
    assert (certificate.person_id, certificate.decision_id, certificate.period) == (
        story.cast.trainee.id,
        decision.id,
        1,
    )
    assert (certificate.award, certificate.organisation) == ("Small award", "Test charity")
    assert certificate.issued_on == story.day(10)
    assert certificate.valid_until.toordinal() == add_months(story.day(10), 24).toordinal() - 1
    assert certificate.window_days == 90


def test_a_certificate_is_valid_from_the_day_of_the_decision(story: Story) -> None:
    decision, certificate = issued(story)
    entry = story.session.scalars(select(StatusEntry)).one()
    assert (entry.certificate, entry.decision_id, entry.status) == (certificate.number, decision.id, Status.VALID)
    assert (entry.starts_on, entry.at) == (story.day(10), story.at(10))
    assert latest_certificate(story.session, story.cast.trainee.id, story.day(10)) == (certificate.number, Status.VALID)
    assert latest_certificate(story.session, story.cast.other_trainee.id, story.day(10)) is None


def test_the_reason_is_kept_and_told_with_who_decided(story: Story) -> None:
    decision, _ = issued(story)
    kept = story.session.get_one(PersonalText, decision.reason_id)
    assert (kept.about_id, kept.body) == (story.cast.trainee.id, REASON)
    (view,) = decisions_about(story.session, story.cast.trainee.id)
    assert (view.kind, view.by_name, view.reason, view.sequence) == (DecisionKind.ISSUE, "Admin", REASON, 1)
    assert decisions_about(story.session, story.cast.other_trainee.id) == ()
    assert last_sequence(story.session, story.cast.trainee.id) == 1


def test_the_snapshot_says_what_was_met_by_which_evidence_of_which_version(story: Story) -> None:
    decision, _ = issued(story)
    snapshot = decision.snapshot
    assert (snapshot["on"], snapshot["policy"]) == (story.day(10).isoformat(), policy_for(story.edition).digest)
    assert {each["id"]: each["state"] for each in snapshot["criteria"]} == dict.fromkeys(
        ["ready", "trained", "signposting", "values"], "met"
    )
    needs = {(need["kind"], need["of"]): need for each in snapshot["criteria"] for need in each["needs"]}
    assert len(needs[("observation", "observation")]["evidence"]) == 2
    readiness = needs[("readiness", "readiness")]["evidence"][0]
    assert (readiness["judge"], readiness["outcome"], readiness["on"]) == (
        story.cast.trainer.id,
        "ready",
        story.day(8).isoformat(),
    )
    quiz = needs[("quiz", "first/quiz")]["evidence"][0]
    assert (quiz["edition"], quiz["revision"], quiz["outcome"]) == (story.edition.digest, 1, "passed")


def test_every_piece_of_evidence_in_a_snapshot_is_a_row_that_is_there(story: Story) -> None:
    decision, _ = issued(story)
    evidence = [
        (need["kind"], fact["id"])
        for criterion in decision.snapshot["criteria"]
        for need in criterion["needs"]
        for fact in need["evidence"]
    ]
    tables = {"quiz": "mark", "reflection": "submission"}
    assert len(evidence) == 9
    for kind, row_id in evidence:
        found = story.session.execute(text(f"SELECT 1 FROM {tables.get(kind, kind)} WHERE id = :id"), {"id": row_id})
        assert found.scalar_one() == 1, kind


def test_a_snapshot_holds_no_name_and_no_written_word(story: Story) -> None:
    decision, _ = issued(story)
    kept = json.dumps(decision.snapshot)
    names = [each.name for each in vars(story.cast).values() if hasattr(each, "name")]
    words = ["Test charity", REASON, "Something happened", "You were honest", "left silence", "@example.org"]
    assert len(names) == 8
    assert [each for each in (*names, *words) if each in kept] == []


def test_what_is_printed_is_kept_apart_as_text_about_the_holder(story: Story) -> None:
    decision, _ = issued(story)
    row = story.session.get_one(PersonalText, decision.printed_id)
    assert row.about_id == story.cast.trainee.id
    assert printed(story.session, decision) == {
        "name": "Trainee",
        "award": "Small award",
        "programme": "Small programme",
        "organisation": "Test charity",
        "criteria": ["Ready enough", "Trained enough", "Signposts well", "Upholds the values"],
        "decided_by": "Admin",
        "issued_on": story.day(10).isoformat(),
        "valid_until": certificate_until(story),
    }


def certificate_until(story: Story) -> str:
    return story.session.scalars(select(Certificate.valid_until)).one().isoformat()


def test_a_later_change_of_name_does_not_change_the_certificate(story: Story) -> None:
    decision, certificate = issued(story)
    for who in (story.cast.trainee, story.cast.admin):
        story.session.get_one(Person, who.id).name = "Quite Another"
    story.session.flush()
    assert printed(story.session, decision)["name"] == "Trainee"
    view = certificate_for(story.session, story.cast.trainee, certificate.number, story.day(10))
    assert view.printed is not None
    assert (view.printed["name"], view.printed["decided_by"]) == ("Trainee", "Admin")


def test_a_later_policy_does_not_change_the_certificate(story: Story) -> None:
    decision, certificate = issued(story)
    before = json.dumps(decision.snapshot), certificate_until(story)
    course = story.edition.course
    changed = course.programme.model_copy(
        update={
            "award": "Another award",
            "title": "Another",
            "valid_months": 1,
            "renewal_window_days": 366,
            "criteria": tuple(reversed(course.programme.criteria)),
        }
    )
    publish(story.session, course.model_copy(update={"programme": changed}), by=None, note="", now=story.at(11))
    assert policy_for(require_current(story.session)).digest != decision.snapshot["policy"]
    story.session.expire_all()
    view = certificate_for(story.session, story.cast.trainee, certificate.number, story.day(20))
    assert (view.award, view.status, view.valid_until.isoformat()) == ("Small award", Status.VALID, before[1])
    assert json.dumps(decision.snapshot) == before[0]


def test_evidence_that_goes_bad_later_does_not_change_the_certificate(story: Story) -> None:
    decision, certificate = issued(story)
    before = json.dumps(decision.snapshot)
    story.observes(story.cast.trainer, story.cast.trainee, 12, opens=1)
    story.settles(12)
    story.session.expire_all()
    view = certificate_for(story.session, story.cast.trainee, certificate.number, story.day(13))
    assert view.status == Status.VALID
    assert json.dumps(decision.snapshot) == before


def test_two_people_have_two_numbers(story: Story) -> None:
    for who in (story.cast.trainee, story.cast.other_trainee):
        story.meets_all(who)
        story.decides(story.cast.admin, who)
    assert len(set(story.session.scalars(select(Certificate.number)))) == 2
