"""Reflections, reviews and observations as the screens see them."""

import json
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import Row, Select, exists, func, select
from sqlalchemy.orm import Session, aliased

from training.core.actors import Actor
from training.core.errors import NotFound
from training.core.ids import digest_of
from training.core.models import PersonalText
from training.core.roles import Permission, may
from training.people.models import Person
from training.people.queries import in_cohort_of
from training.practice.models import (
    Declaration,
    Observation,
    ReflectionDraft,
    Review,
    ReviewOutcome,
    Submission,
)


@dataclass(frozen=True)
class DraftView:
    texts: dict[str, str]
    saved_at: datetime
    digest: str
    """Of its words: a page that was opened with it says so when it saves."""


@dataclass(frozen=True)
class SubmissionView:
    """A reflection handed in, with its review if there is one. Texts are None once erased."""

    id: str
    person_id: str
    name: str
    activity: str
    edition: str
    at: datetime
    texts: dict[str, str] | None
    reviewed: "ReviewView | None"


@dataclass(frozen=True)
class ReviewView:
    outcome: ReviewOutcome
    lines: dict[str, int]
    edition: str
    rubric: str
    feedback: dict[str, str] | None
    by: str
    by_name: str
    at: datetime


@dataclass(frozen=True)
class WaitingReview:
    """A reflection that nobody has judged yet."""

    submission_id: str
    person_id: str
    name: str
    activity: str
    at: datetime


@dataclass(frozen=True)
class ObservationView:
    id: str
    held_on: date
    edition: str
    rubric: str
    lines: dict[str, int]
    feedback: dict[str, str] | None
    by: str
    by_name: str
    at: datetime


def draft(session: Session, actor: Actor, activity: str) -> DraftView | None:
    """One's own draft. Nobody else can ask for it: there is no argument for whose."""
    row = session.scalar(
        select(ReflectionDraft).where(ReflectionDraft.person_id == actor.id, ReflectionDraft.activity == activity)
    )
    return DraftView(json.loads(row.texts), row.saved_at, digest_of(row.texts)) if row else None


def own_submissions(session: Session, actor: Actor, activity: str) -> tuple[SubmissionView, ...]:
    """One's own submissions of an activity, newest first."""
    rows = session.execute(
        _submissions()
        .where(Submission.person_id == actor.id, Submission.activity == activity)
        .order_by(Submission.at.desc(), Submission.id)
    ).all()
    return tuple(_submission(row) for row in rows)


def submission_for(session: Session, actor: Actor, submission_id: str) -> SubmissionView:
    """A submission that the actor may judge: of a trainee of their own cohort, not their own.

    :raises NotFound: there is none, or not for this actor
    """
    if not may(actor.roles, Permission.JUDGE):
        raise NotFound
    row = session.execute(
        _submissions().where(
            Submission.id == submission_id,
            Submission.person_id != actor.id,
            in_cohort_of(actor.id, Submission.__table__.c.person_id),
        )
    ).one_or_none()
    if row is None:
        raise NotFound
    return _submission(row)


def waiting_reviews(session: Session, actor: Actor) -> tuple[WaitingReview, ...]:
    """Reflections of the actor's cohorts that wait to be judged, oldest first."""
    rows = session.execute(
        select(Submission.id, Submission.person_id, Person.name, Submission.activity, Submission.at)
        .join(Person, Person.id == Submission.person_id)
        .where(
            Submission.person_id != actor.id,
            in_cohort_of(actor.id, Submission.__table__.c.person_id),
            ~exists().where(Review.submission_id == Submission.id),
        )
        .order_by(Submission.at, Submission.id)
    )
    return tuple(WaitingReview(*row) for row in rows)


def observations_of(session: Session, person_id: str) -> tuple[ObservationView, ...]:
    """Observed sessions of a person, newest first. Whether the asker may see them is decided before."""
    rows = session.execute(
        select(Observation, PersonalText.body, Person.name)
        .join(PersonalText, PersonalText.id == Observation.feedback_id)
        .join(Person, Person.id == Observation.by)
        .where(Observation.person_id == person_id)
        .order_by(Observation.held_on.desc(), Observation.at.desc())
    )
    return tuple(
        ObservationView(row.id, row.held_on, row.edition, row.rubric, row.lines, _texts(body), row.by, name, row.at)
        for row, body, name in rows
    )


def reviews_of(session: Session, person_id: str) -> tuple[SubmissionView, ...]:
    """A person's reflections, newest first, with outcome and feedback but without their words."""
    rows = session.execute(
        _submissions().where(Submission.person_id == person_id).order_by(Submission.at.desc(), Submission.id)
    ).all()
    return tuple(replace(_submission(row), texts=None) for row in rows)


def _submissions() -> Select[Submission, str, str | None, Review, str | None, str]:
    words, feedback, judge = aliased(PersonalText), aliased(PersonalText), aliased(Person)
    return (
        select(Submission, Person.name, words.body, Review, feedback.body, judge.name)
        .join(Person, Person.id == Submission.person_id)
        .join(words, words.id == Submission.text_id)
        .outerjoin(Review, Review.submission_id == Submission.id)
        .outerjoin(feedback, feedback.id == Review.feedback_id)
        .outerjoin(judge, judge.id == Review.by)
    )


def _submission(row: Row[Submission, str, str | None, Review, str | None, str]) -> SubmissionView:
    submission, name, words, review, feedback, judge = row
    reviewed = None
    if review:
        reviewed = ReviewView(
            review.outcome,
            review.lines,
            review.edition,
            review.rubric,
            _texts(feedback),
            review.by,
            judge,
            review.at,
        )
    return SubmissionView(
        submission.id,
        submission.person_id,
        name,
        submission.activity,
        submission.edition,
        submission.at,
        _texts(words),
        reviewed,
    )


def _texts(body: str | None) -> dict[str, str] | None:
    return json.loads(body) if body is not None else None


def signed_counts(session: Session) -> dict[tuple[str, int], int]:
    """How many people signed each statement in each revision."""
    rows = session.execute(
        select(Declaration.statement, Declaration.revision, func.count(Declaration.person_id.distinct())).group_by(
            Declaration.statement, Declaration.revision
        )
    )
    return {(statement, revision): number for statement, revision, number in rows}


def accepted_counts(session: Session) -> dict[tuple[str, int], int]:
    """How many people have an accepted reflection of each activity in each revision."""
    rows = session.execute(
        select(Submission.activity, Submission.revision, func.count(Submission.person_id.distinct()))
        .join(Review, Review.submission_id == Submission.id)
        .where(Review.outcome == ReviewOutcome.ACCEPTED)
        .group_by(Submission.activity, Submission.revision)
    )
    return {(activity, revision): number for activity, revision, number in rows}
