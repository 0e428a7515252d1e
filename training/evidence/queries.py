"""Gathering. Three statements, however many people are asked about."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    JSON,
    CompoundSelect,
    Date,
    Select,
    String,
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
from training.core.database import people_in, run, whose
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
from training.reading.queries import last_read_by

SIGNED, OBSERVED = "signed", "observed"
READY = frozenset({ReadinessOutcome.READY.value, ReadinessOutcome.WITH_SUPPORT.value})
GOOD = frozenset(
    {
        (Kind.DECLARATION.value, SIGNED),
        (Kind.REFLECTION.value, ReviewOutcome.ACCEPTED.value),
        (Kind.OBSERVATION.value, OBSERVED),
        *((Kind.READINESS.value, outcome) for outcome in READY),
    }
)
"""What speaks for somebody; an observation is judged line by line."""


def gather(session: Session, person_ids: Collection[str], zone: ZoneInfo) -> dict[str, Record]:
    """The record of each of these people, by id; an empty one for somebody who has done nothing."""
    evidence: dict[str, list[Evidence]] = {person_id: [] for person_id in person_ids}
    waiting: dict[str, dict[str, datetime]] = {person_id: {} for person_id in person_ids}
    unfinished: dict[str, dict[str, str]] = {person_id: {} for person_id in person_ids}
    one, people = people_in(person_ids)
    for person_id, *fact in run(session, _facts(one), people).all():
        kind, _, of, _, _, at, outcome, *_ = fact
        if kind == Kind.REFLECTION and outcome is None:
            waiting[person_id][of] = at
        else:
            evidence[person_id].append(_judged(fact, zone))
    sittings = {attempt_id: rest for attempt_id, *rest in run(session, _sittings(one), people).all()}
    for attempt_id, (person_id, activity, handed_in_at, *mark) in sittings.items():
        if mark[0]:
            evidence[person_id].append(_quiz(activity, handed_in_at, mark, zone))
        elif handed_in_at is None:
            unfinished[person_id][activity] = attempt_id
    lessons = last_read_by(session, person_ids)
    return {
        person_id: Record(
            tuple(sorted(evidence[person_id], key=lambda fact: (fact.at, fact.id))),
            lessons[person_id],
            unfinished[person_id],
            waiting[person_id],
        )
        for person_id in person_ids
    }


@cache
def _facts(one: bool) -> CompoundSelect[Any]:
    """Declarations, reflections, observations and readiness, as one list of rows of the same shape."""
    nothing, no_date, no_lines = cast(null(), String), cast(null(), Date), cast(null(), JSON)
    declared = select(
        Declaration.person_id.label("person_id"),
        literal(Kind.DECLARATION.value).label("kind"),
        Declaration.id.label("id"),
        Declaration.statement.label("of"),
        Declaration.revision.label("revision"),
        Declaration.edition.label("edition"),
        Declaration.at.label("at"),
        literal(SIGNED).label("outcome"),
        nothing.label("judge"),
        no_date.label("day"),
        no_lines.label("lines"),
    ).where(whose(Declaration.person_id, one=one))
    reflected = (
        select(
            Submission.person_id,
            literal(Kind.REFLECTION.value),
            Submission.id,
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
        .where(whose(Submission.person_id, one=one))
    )
    observed = select(
        Observation.person_id,
        literal(Kind.OBSERVATION.value),
        Observation.id,
        Observation.rubric,
        literal(1),
        Observation.edition,
        Observation.at,
        literal(OBSERVED),
        Observation.by,
        Observation.held_on,
        Observation.lines,
    ).where(whose(Observation.person_id, one=one))
    talked = select(
        Readiness.person_id,
        literal(Kind.READINESS.value),
        Readiness.id,
        literal(Kind.READINESS.value),
        literal(1),
        literal(""),
        Readiness.at,
        cast(Readiness.outcome, String),
        Readiness.by,
        Readiness.review_on,
        no_lines,
    ).where(whose(Readiness.person_id, one=one))
    return union_all(declared, reflected, observed, talked)


@cache
def _sittings(one: bool) -> Select[Any]:
    """Every attempt that counts, with each of its marks, the newest last."""
    return (
        select(
            Attempt.id,
            Attempt.person_id,
            Attempt.activity,
            Attempt.handed_in_at,
            Mark.id,
            Attempt.revision,
            Mark.key_edition,
            Mark.passed,
            Mark.critical_misses,
            Mark.at,
        )
        .outerjoin(Mark, Mark.attempt_id == Attempt.id)
        .where(whose(Attempt.person_id, one=one), Attempt.voided_at.is_(None))
        .order_by(Mark.at, Mark.id)
    )


def _judged(fact: Sequence[Any], zone: ZoneInfo) -> Evidence:
    kind, row_id, of, revision, edition, at, outcome, judge, day, lines = fact
    return Evidence(
        kind=Kind(kind),
        id=row_id,
        of=of,
        revision=revision,
        edition=edition,
        at=at,
        on=day if kind == Kind.OBSERVATION else local_date(at, zone),
        outcome=outcome,
        judge=judge,
        good=(kind, outcome) in GOOD,
        lines=lines or {},
        until=day if kind == Kind.READINESS else None,
    )


def _quiz(activity: str, handed_in_at: datetime | None, mark: Sequence[Any], zone: ZoneInfo) -> Evidence:
    mark_id, revision, edition, passed, critical_misses, marked_at = mark
    at = handed_in_at or marked_at
    return Evidence(
        kind=Kind.QUIZ,
        id=mark_id,
        of=activity,
        revision=revision,
        edition=edition,
        at=at,
        on=local_date(at, zone),
        outcome="passed" if passed else "not passed yet",
        good=passed,
        critical_misses=frozenset(critical_misses),
    )
