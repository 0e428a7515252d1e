"""Assessments of one person, and standing of many."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from training.course.content import activity_name
from training.course.queries import EditionView
from training.criteria.models import Standing, StandingKind
from training.criteria.policy import Policy, policy_of
from training.criteria.rules import (
    Assessment,
    Lack,
    Missing,
    ModuleState,
    State,
    Who,
    assess,
    module_state,
)
from training.evidence.queries import gather
from training.evidence.rules import Record
from training.practice.queries import accepted_counts, signed_counts

_policies: dict[str, Policy] = {}


@dataclass(frozen=True)
class StandingView:
    """Where one person stands: state by module and by criterion, and what each criterion lacks."""

    modules: Mapping[str, ModuleState]
    criteria: Mapping[str, State]
    missing: Mapping[str, tuple[Missing, ...]]
    next_change_on: Mapping[str, date | None]

    @property
    def met(self) -> bool:
        """All criteria met: worth a decision. The decision itself computes afresh."""
        return bool(self.criteria) and all(state == State.MET for state in self.criteria.values())

    def waits_for_review(self, criterion: str) -> bool:
        """Whether something was handed in and waits for a trainer."""
        return any(missing.lack == Lack.REVIEW for missing in self.missing.get(criterion, ()))


def policy_for(edition: EditionView) -> Policy:
    """The policy of an edition, resolved once a process."""
    held = _policies.get(edition.digest)
    if held is None:
        held = _policies.setdefault(edition.digest, policy_of(edition.course))
    return held


def assessment(session: Session, person_id: str, edition: EditionView, zone: ZoneInfo, on: date) -> Assessment:
    """One person's assessment, computed afresh."""
    record = gather(session, [person_id], zone)[person_id]
    return assess(policy_for(edition), record, on)


def standings(
    session: Session, person_ids: Collection[str], edition: EditionView, zone: ZoneInfo, on: date
) -> dict[str, StandingView]:
    """Where these people stand on a day: one statement when all rows are fresh, four otherwise.

    A row of another edition, or past its next change, is computed for this call; it is not written.
    """
    rows: dict[str, list[Standing]] = {person_id: [] for person_id in person_ids}
    for row in session.scalars(select(Standing).where(Standing.person_id.in_(person_ids))):
        rows[row.person_id].append(row)
    outdated = [
        person_id
        for person_id, own in rows.items()
        if not own or any(row.edition != edition.digest or _is_past(row, on) for row in own)
    ]
    records = gather(session, outdated, zone) if outdated else {}
    return {
        person_id: summary(edition, records[person_id], on) if person_id in records else _view(own)
        for person_id, own in rows.items()
    }


def summary(edition: EditionView, record: Record, on: date) -> StandingView:
    """Standing computed from a record: what `service` stores."""
    policy = policy_for(edition)
    verdict = assess(policy, record, on)
    return StandingView(
        {module.id: module_state(module, record, policy, on) for module in edition.course.modules},
        {criterion.id: criterion.state for criterion in verdict.criteria},
        {criterion.id: criterion.missing + verdict.upcoming(criterion) for criterion in verdict.criteria},
        {criterion.id: verdict.next_change_on(criterion) for criterion in verdict.criteria},
    )


def _view(rows: list[Standing]) -> StandingView:
    of_criteria = [row for row in rows if row.kind == StandingKind.CRITERION]
    return StandingView(
        {row.key: ModuleState(row.state) for row in rows if row.kind == StandingKind.MODULE},
        {row.key: State(row.state) for row in of_criteria},
        {row.key: tuple(Missing(Lack(a), Who(b), c) for a, b, c in row.because) for row in of_criteria},
        {row.key: row.next_change_on for row in of_criteria},
    )


def _is_past(row: Standing, on: date) -> bool:
    return row.next_change_on is not None and row.next_change_on <= on


def holders(session: Session, edition: EditionView) -> dict[str, int]:
    """How many people hold evidence that would go stale if an activity's or statement's revision was raised.

    :returns: the number of people, by the activity's full name or the statement's id; three statements
    """
    course = edition.course
    passed: dict[str, int] = {
        row[0]: row[1]
        for row in session.execute(
            select(Standing.key, func.count())
            .where(Standing.kind == StandingKind.MODULE, Standing.state == ModuleState.PASSED.value)
            .group_by(Standing.key)
        )
    }
    found = {
        activity_name(module.id, module.quiz.id): passed.get(module.id, 0) for module in course.modules if module.quiz
    }
    signed = signed_counts(session)
    accepted = accepted_counts(session)
    for statement in course.statements:
        found[statement.id] = signed.get((statement.id, statement.revision), 0)
    for module in course.modules:
        if module.reflection:
            name = activity_name(module.id, module.reflection.id)
            found[name] = accepted.get((name, module.reflection.revision), 0)
    return found
