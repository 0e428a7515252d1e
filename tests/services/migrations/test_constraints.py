"""Two requests at once, or a mistake in the program, make no state that the rules forbid: the database refuses."""

from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.orm import Session

from tests.support.cast import BEGINNING, Cast
from tests.support.story import Story
from training.attempts.models import Attempt
from training.certification.models import Certificate, Decision
from training.certification.rules import DecisionKind
from training.core.ids import new_token
from training.core.models import Installation, PersonalText, keep_text
from training.core.roles import Role
from training.course.queries import EditionView
from training.marking.models import Mark
from training.people.models import CohortMember, CohortPart, RoleGrant
from training.practice.models import Observation, Readiness, ReadinessOutcome, ReflectionDraft

TODAY = date(2026, 3, 20)


def refused(session: Session, row: Any, name: str) -> None:
    """Adding a row breaks the rule of this name."""
    nested = session.begin_nested()
    session.add(row)
    with pytest.raises(IntegrityError) as broken:
        session.flush()
    nested.rollback()
    if session.get_bind().dialect.name == "postgresql" or "CHECK" in str(broken.value.orig):
        assert name in str(broken.value.orig)


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        (
            "UPDATE person SET email = 'Trainee@Example.org' WHERE email = 'trainee@example.org'",
            "ck_person_email_lower",
        ),
        ("UPDATE person SET name = ''", "ck_person_name_given"),
        ("UPDATE person SET state = 'gone'", "ck_person_state"),
        ("UPDATE role_grant SET role = 'owner'", "ck_role_grant_role"),
        ("UPDATE cohort SET name = ''", "ck_cohort_name_given"),
        ("UPDATE cohort_member SET part = 'guest'", "ck_cohort_member_part"),
        (
            "INSERT INTO edition SELECT 'another', 0, format, content, published_at, published_by, note FROM edition",
            "ck_edition_number_positive",
        ),
        ("UPDATE installation SET purpose = 'other'", "ck_installation_purpose"),
        ("UPDATE installation SET id = 2", "ck_installation_one_row"),
        ("UPDATE standing SET kind = 'mood'", "ck_standing_kind"),
    ],
)
def test_a_check_bites(session: Session, statement: str, constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        session.execute(text(statement))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE person SET email = 'trainee@example.org' WHERE email = 'trainer@example.org'",
        "UPDATE cohort SET name = 'Autumn' WHERE name = 'Winter'",
    ],
)
def test_what_stands_once_stands_once(session: Session, statement: str) -> None:
    with pytest.raises(IntegrityError):
        session.execute(text(statement))


def test_the_installation_is_one_row(session: Session) -> None:
    refused(session, Installation(id=2, purpose="demo", made_at=BEGINNING), "ck_installation_one_row")


def test_nobody_holds_a_role_twice_at_once(session: Session, cast: Cast) -> None:
    twice = RoleGrant(person_id=cast.trainee.id, role=Role.TRAINEE, from_at=BEGINNING)
    refused(session, twice, "uq_role_grant_current")


def test_a_role_that_ended_may_be_held_again(session: Session, cast: Cast) -> None:
    session.execute(text("UPDATE role_grant SET to_at = from_at"))
    session.add(RoleGrant(person_id=cast.trainee.id, role=Role.TRAINEE, from_at=BEGINNING))
    session.flush()


def test_nobody_is_in_a_cohort_twice_at_once(session: Session, cast: Cast) -> None:
    twice = CohortMember(
        cohort_id=cast.cohort_id, person_id=cast.trainee.id, part=CohortPart.TRAINEE, from_at=BEGINNING
    )
    refused(session, twice, "uq_cohort_member_current")


@pytest.mark.parametrize(
    "row",
    [
        RoleGrant(person_id="nobody", role=Role.ADMIN, from_at=BEGINNING),
        CohortMember(cohort_id="none", person_id="nobody", part=CohortPart.TRAINER, from_at=BEGINNING),
        ReflectionDraft(person_id="nobody", activity="first/looking-back", texts="{}", saved_at=BEGINNING),
    ],
)
def test_a_row_about_nobody_is_refused(session: Session, row: Any) -> None:
    copy = type(row)(**{key: value for key, value in vars(row).items() if not key.startswith("_")})
    session.add(copy)
    with pytest.raises(IntegrityError):
        session.flush()


def test_a_person_with_a_past_is_not_deleted(session: Session, cast: Cast) -> None:
    with pytest.raises(IntegrityError):
        session.execute(text("DELETE FROM person WHERE id = :id"), {"id": cast.trainee.id})


def attempt(edition: EditionView, cast: Cast, **more: Any) -> Attempt:
    given = {"activity": "first/quiz", "revision": 1, "number": 1, "items": ["q01"], "opened_at": BEGINNING}
    return Attempt(person_id=cast.trainee.id, edition=edition.digest, **{**given, **more})


def test_an_attempt_is_counted_from_one(session: Session, cast: Cast, edition: EditionView) -> None:
    refused(session, attempt(edition, cast, number=0), "ck_attempt_number_positive")


def test_a_person_has_one_open_attempt_of_an_activity(session: Session, cast: Cast, edition: EditionView) -> None:
    session.add(attempt(edition, cast))
    session.flush()
    refused(session, attempt(edition, cast, number=2), "uq_attempt_open")
    session.add(attempt(edition, cast, number=2, activity="safety/quiz"))
    session.add(attempt(edition, cast, number=3, handed_in_at=BEGINNING))
    session.add(attempt(edition, cast, number=4, voided_at=BEGINNING))
    session.flush()


@pytest.mark.parametrize(("score", "maximum"), [(-1, 8), (9, 8), (0, 0)])
def test_a_mark_is_between_nothing_and_all(
    session: Session, cast: Cast, edition: EditionView, score: int, maximum: int
) -> None:
    of = attempt(edition, cast)
    session.add(of)
    session.flush()
    mark = Mark(
        attempt_id=of.id,
        key_edition=edition.digest,
        score=score,
        maximum=maximum,
        passed=False,
        critical_misses=[],
        detail=[],
        at=BEGINNING,
    )
    refused(session, mark, "ck_mark_")


def test_nobody_observes_themself(session: Session, cast: Cast, edition: EditionView) -> None:
    own = Observation(
        person_id=cast.trainer.id,
        by=cast.trainer.id,
        held_on=TODAY,
        edition=edition.digest,
        rubric="observation",
        lines={},
        feedback_id=keep_text(session, about_id=cast.trainer.id, body="{}"),
        at=BEGINNING,
        form_key=new_token(),
    )
    refused(session, own, "ck_observation_not_of_self")


def test_nobody_records_their_own_readiness(session: Session, cast: Cast) -> None:
    own = Readiness(
        person_id=cast.trainer.id,
        by=cast.trainer.id,
        outcome=ReadinessOutcome.READY,
        review_on=TODAY,
        at=BEGINNING,
        form_key=new_token(),
    )
    refused(session, own, "ck_readiness_not_of_self")


def decision(session: Session, cast: Cast, edition: EditionView, **more: Any) -> Decision:
    kept = keep_text(session, about_id=cast.trainee.id, body="Because.")
    given = {"kind": DecisionKind.DECLINE, "by": cast.admin.id, "sequence": 1, "printed_id": None}
    return Decision(
        person_id=cast.trainee.id,
        at=BEGINNING,
        edition=edition.digest,
        snapshot={},
        reason_id=kept,
        form_key=new_token(),
        **{**given, **more},
    )


def test_nobody_decides_about_themself(session: Session, cast: Cast, edition: EditionView) -> None:
    refused(session, decision(session, cast, edition, by=cast.trainee.id), "ck_decision_not_of_self")


def test_an_issue_prints_and_nothing_else_does(session: Session, cast: Cast, edition: EditionView) -> None:
    refused(session, decision(session, cast, edition, kind=DecisionKind.ISSUE), "ck_decision_issue_prints")
    printed = keep_text(session, about_id=cast.trainee.id, body="{}")
    refused(session, decision(session, cast, edition, printed_id=printed), "ck_decision_issue_prints")


def test_the_same_decision_is_not_taken_twice(session: Session, cast: Cast, edition: EditionView) -> None:
    session.add(decision(session, cast, edition))
    session.flush()
    again = decision(session, cast, edition, by=cast.second_admin.id)
    refused(session, again, "uq_decision_person_id_sequence")


@pytest.mark.parametrize(
    ("more", "constraint"),
    [
        ({"number": "SHORT"}, "ck_certificate_number_length"),
        ({"valid_until": date(2026, 3, 19)}, "ck_certificate_period_forward"),
    ],
)
def test_a_certificate_has_a_whole_number_and_a_period_that_goes_forward(
    story: Story, edition: EditionView, more: dict[str, Any], constraint: str
) -> None:
    made = decision(story.session, story.cast, edition)
    story.session.add(made)
    story.session.flush()
    given = {"number": "0" * 14, "issued_on": TODAY, "valid_until": TODAY}
    certificate = Certificate(
        person_id=story.cast.trainee.id,
        period=1,
        decision_id=made.id,
        award="Award",
        organisation="Charity",
        window_days=1,
        **{**given, **more},
    )
    refused(story.session, certificate, constraint)


@pytest.mark.parametrize(("body", "erased_at"), [(None, None), ("still here", BEGINNING)])
def test_a_text_is_either_kept_or_erased(
    session: Session, cast: Cast, body: str | None, erased_at: datetime | None
) -> None:
    row = PersonalText(about_id=cast.trainee.id, body=body, erased_at=erased_at)
    refused(session, row, "ck_personal_text_erased_or_kept")


def test_a_moment_without_a_zone_is_not_stored(session: Session) -> None:
    naive = BEGINNING.replace(tzinfo=None)
    session.add(PersonalText(about_id="x", body=None, erased_at=naive))
    with pytest.raises(StatementError, match="without a time zone"):
        session.flush()


def test_a_moment_comes_back_as_the_same_moment(session: Session) -> None:
    kept = session.get_one(Installation, 1)
    session.expire(kept)
    assert kept.made_at == BEGINNING
    assert kept.made_at.utcoffset() is not None
