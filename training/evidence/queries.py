"""Gathering. Two statements, however many people are asked about."""

from collections.abc import Collection
from datetime import datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    JSON,
    BindParameter,
    CompoundSelect,
    Date,
    Row,
    Select,
    String,
    and_,
    bindparam,
    cast,
    func,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from training.attempts.models import Attempt
from training.core.base import Moment
from training.core.clock import local_date
from training.evidence.rules import Evidence, Kind, Record
from training.marking.models import Mark
from training.practice.models import (
    Declaration,
    Observation,
    Readiness,
    ReadinessOutcome,
    Review,
    ReviewOutcome,
    Submission,
)
from training.reading.models import LessonRead

LESSON = "lesson"
READY = frozenset({ReadinessOutcome.READY.value, ReadinessOutcome.WITH_SUPPORT.value})


def gather(session: Session, person_ids: Collection[str], zone: ZoneInfo) -> dict[str, Record]:
    """The record of each of these people, by id; an empty one for somebody who has done nothing."""
    evidence: dict[str, list[Evidence]] = {person_id: [] for person_id in person_ids}
    waiting: dict[str, dict[str, datetime]] = {person_id: {} for person_id in person_ids}
    unfinished: dict[str, dict[str, str]] = {person_id: {} for person_id in person_ids}
    lessons: dict[str, dict[tuple[str, str], datetime]] = {person_id: {} for person_id in person_ids}
    people = {"people": list(person_ids)}
    for row in session.execute(_facts(), people):
        if row.kind == LESSON:
            lessons[row.person_id][row.of, row.outcome] = row.at
        elif row.kind == Kind.REFLECTION and row.outcome is None:
            waiting[row.person_id][row.of] = row.at
        else:
            evidence[row.person_id].append(_fact(row, zone))
    for row in session.execute(_sittings(), people):
        if row.mark_id:
            evidence[row.person_id].append(_quiz(row, zone))
        elif row.handed_in_at is None:
            unfinished[row.person_id][row.activity] = row.id
    return {
        person_id: Record(
            tuple(sorted(evidence[person_id], key=lambda fact: (fact.at, fact.id))),
            lessons[person_id],
            unfinished[person_id],
            waiting[person_id],
        )
        for person_id in person_ids
    }


_PEOPLE: BindParameter[Any] = bindparam("people", expanding=True)


@cache
def _facts() -> CompoundSelect[Any]:
    """Declarations, reflections, observations, readiness and lessons read, as one list of rows of the same shape."""
    nothing, no_date, no_lines = cast(null(), String), cast(null(), Date), cast(null(), JSON)
    declared = select(
        literal(Kind.DECLARATION.value).label("kind"),
        Declaration.id.label("id"),
        Declaration.person_id.label("person_id"),
        Declaration.statement.label("of"),
        Declaration.revision.label("revision"),
        Declaration.edition.label("edition"),
        Declaration.at.label("at"),
        literal("signed").label("outcome"),
        nothing.label("judge"),
        no_date.label("day"),
        no_lines.label("lines"),
    ).where(Declaration.person_id.in_(_PEOPLE))
    reflected = (
        select(
            literal(Kind.REFLECTION.value),
            Submission.id,
            Submission.person_id,
            Submission.activity,
            Submission.revision,
            Submission.edition,
            func.coalesce(Review.at, Submission.at, type_=Moment()),
            cast(Review.outcome, String),
            Review.by,
            no_date,
            no_lines,
        )
        .outerjoin(Review, Review.submission_id == Submission.id)
        .where(Submission.person_id.in_(_PEOPLE))
    )
    observed = select(
        literal(Kind.OBSERVATION.value),
        Observation.id,
        Observation.person_id,
        Observation.rubric,
        literal(1),
        Observation.edition,
        Observation.at,
        literal("observed"),
        Observation.by,
        Observation.held_on,
        Observation.lines,
    ).where(Observation.person_id.in_(_PEOPLE))
    talked = select(
        literal(Kind.READINESS.value),
        Readiness.id,
        Readiness.person_id,
        literal(Kind.READINESS.value),
        literal(1),
        literal(""),
        Readiness.at,
        cast(Readiness.outcome, String),
        Readiness.by,
        Readiness.review_on,
        no_lines,
    ).where(Readiness.person_id.in_(_PEOPLE))
    read = (
        select(
            literal(LESSON),
            literal(""),
            LessonRead.person_id,
            LessonRead.module,
            literal(1),
            literal(""),
            func.max(LessonRead.at, type_=Moment()),
            LessonRead.lesson,
            nothing,
            no_date,
            no_lines,
        )
        .where(LessonRead.person_id.in_(_PEOPLE))
        .group_by(LessonRead.person_id, LessonRead.module, LessonRead.lesson)
    )
    return union_all(declared, reflected, observed, talked, read)


@cache
def _sittings() -> Select[Any]:
    """Every attempt that counts, with its newest mark."""
    newest = (
        select(Mark.attempt_id, func.max(Mark.at).label("at"))
        .join(Attempt, Attempt.id == Mark.attempt_id)
        .where(Attempt.person_id.in_(_PEOPLE))
        .group_by(Mark.attempt_id)
        .subquery()
    )
    return (
        select(
            Attempt.id,
            Attempt.person_id,
            Attempt.activity,
            Attempt.revision,
            Attempt.handed_in_at,
            Mark.id.label("mark_id"),
            Mark.key_edition,
            Mark.passed,
            Mark.critical_misses,
            Mark.at,
        )
        .outerjoin(newest, newest.c.attempt_id == Attempt.id)
        .outerjoin(Mark, and_(Mark.attempt_id == Attempt.id, Mark.at == newest.c.at))
        .where(Attempt.person_id.in_(_PEOPLE), Attempt.voided_at.is_(None))
    )


def _fact(row: Row[Any], zone: ZoneInfo) -> Evidence:
    kind = Kind(row.kind)
    good = {
        Kind.DECLARATION: True,
        Kind.REFLECTION: row.outcome == ReviewOutcome.ACCEPTED.value,
        Kind.OBSERVATION: True,
        Kind.READINESS: row.outcome in READY,
    }[kind]
    return Evidence(
        kind=kind,
        id=row.id,
        of=row.of,
        revision=row.revision,
        edition=row.edition,
        at=row.at,
        on=row.day if kind == Kind.OBSERVATION else local_date(row.at, zone),
        outcome=row.outcome,
        judge=row.judge,
        good=good,
        lines=row.lines or {},
        until=row.day if kind == Kind.READINESS else None,
    )


def _quiz(row: Row[Any], zone: ZoneInfo) -> Evidence:
    return Evidence(
        kind=Kind.QUIZ,
        id=row.mark_id,
        of=row.activity,
        revision=row.revision,
        edition=row.key_edition,
        at=row.handed_in_at or row.at,
        on=local_date(row.handed_in_at or row.at, zone),
        outcome="passed" if row.passed else "not passed yet",
        good=row.passed,
        critical_misses=frozenset(row.critical_misses),
    )
