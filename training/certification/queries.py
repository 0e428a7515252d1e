"""Certificates, decisions, and who is ready for one."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from training.certification.models import Certificate, Decision, StatusEntry
from training.certification.rules import STANDS, DecisionKind, Entry, Status, status_on
from training.core.actors import Actor
from training.core.errors import NotFound
from training.core.models import PersonalText
from training.core.roles import Permission, Role, may_to
from training.course.queries import EditionView
from training.criteria.models import Standing, StandingKind
from training.criteria.queries import standings
from training.criteria.rules import State
from training.people.models import Person, PersonState, RoleGrant


@dataclass(frozen=True)
class CertificateView:
    """A certificate as its page prints it. `printed` is None once erased."""

    number: str
    person_id: str
    award: str
    organisation: str
    issued_on: date
    valid_until: date
    status: Status
    revoked_on: date | None
    printed: dict[str, Any] | None


@dataclass(frozen=True)
class DecisionView:
    sequence: int
    kind: DecisionKind
    by_name: str
    at: datetime
    reason: str | None
    snapshot: dict[str, Any]


@dataclass(frozen=True)
class Candidate:
    """Someone on the certification page."""

    person_id: str
    name: str
    decided: tuple[DecisionKind, datetime] | None
    """The latest decision, where it was to decline or to revoke."""


@dataclass(frozen=True)
class Holder:
    person_id: str
    name: str
    number: str
    status: Status
    valid_until: date


@dataclass(frozen=True)
class Certification:
    """The certification page: who is ready for a first decision, whom one went against, who has had a certificate."""

    ready: tuple[Candidate, ...]
    decided: tuple[Candidate, ...]
    holders: tuple[Holder, ...]


def certificate_for(session: Session, actor: Actor, number: str, on: date) -> CertificateView:
    """A certificate's page: the holder's own, or any for an admin.

    :raises NotFound: there is none, or not for this actor
    """
    row = session.execute(
        select(Certificate, PersonalText.body)
        .join(Decision, Decision.id == Certificate.decision_id)
        .join(PersonalText, PersonalText.id == Decision.printed_id)
        .where(Certificate.number == number)
    ).one_or_none()
    if row is None:
        raise NotFound
    certificate, printed = row
    if not may_to(
        actor.roles,
        Permission.SEE_CERTIFICATE,
        is_self=certificate.person_id == actor.id,
        in_own_cohort=False,
    ):
        raise NotFound
    entries = _entries(session, [certificate.number])[certificate.number]
    return CertificateView(
        certificate.number,
        certificate.person_id,
        certificate.award,
        certificate.organisation,
        certificate.issued_on,
        certificate.valid_until,
        _status(certificate, entries, on),
        next((entry.on for entry in entries if entry.status == Status.REVOKED), None),
        json.loads(printed) if printed is not None else None,
    )


def any_certificate(session: Session) -> bool:
    """Whether one was ever issued."""
    return bool(session.scalar(select(select(Certificate.number).exists())))


def latest_certificate(session: Session, person_id: str, on: date) -> tuple[str, Status] | None:
    """Number and status of a person's latest certificate, or None."""
    row = session.scalar(
        select(Certificate).where(Certificate.person_id == person_id).order_by(Certificate.period.desc()).limit(1)
    )
    if row is None:
        return None
    return row.number, _status(row, _entries(session, [row.number])[row.number], on)


def decisions_about(session: Session, person_id: str) -> tuple[DecisionView, ...]:
    """Every decision about a person, newest first, with its reason."""
    rows = session.execute(
        select(Decision, Person.name, PersonalText.body)
        .join(Person, Person.id == Decision.by)
        .join(PersonalText, PersonalText.id == Decision.reason_id)
        .where(Decision.person_id == person_id)
        .order_by(Decision.sequence.desc())
    )
    return tuple(DecisionView(row.sequence, row.kind, name, row.at, reason, row.snapshot) for row, name, reason in rows)


def last_sequence(session: Session, person_id: str) -> int:
    """The number of the latest decision about a person; 0 before the first."""
    return session.scalar(select(func.max(Decision.sequence)).where(Decision.person_id == person_id)) or 0


def certification(session: Session, edition: EditionView, zone: ZoneInfo, on: date) -> Certification:
    """Who stands where, from stored standing: the same few statements however many people there are."""
    holders = _holders(session, on)
    certified = {holder.person_id for holder in holders if holder.status in STANDS}
    candidates = {
        person.id: person.name for person in _perhaps_ready(session, edition, on) if person.id not in certified
    }
    met = {person_id for person_id, view in standings(session, list(candidates), edition, zone, on).items() if view.met}
    decided = _decided(session, met)
    met_now = [Candidate(each, candidates[each], decided.get(each)) for each in met]
    met_now.sort(key=lambda each: (each.name, each.person_id))
    return Certification(
        tuple(each for each in met_now if each.decided is None),
        tuple(each for each in met_now if each.decided is not None),
        holders,
    )


def _perhaps_ready(session: Session, edition: EditionView, on: date) -> list[Person]:
    """Trainees whose stored standing is all met, or is out of date and must be computed."""
    unmet, old = aliased(Standing), aliased(Standing)
    is_unmet = (
        select(unmet.person_id)
        .where(
            unmet.person_id == Person.id,
            unmet.kind == StandingKind.CRITERION,
            unmet.state != State.MET.value,
        )
        .exists()
    )
    is_old = (
        select(old.person_id)
        .where(old.person_id == Person.id, or_(old.edition != edition.digest, old.next_change_on <= on))
        .exists()
    )
    return list(
        session.scalars(
            select(Person)
            .join(
                RoleGrant,
                and_(RoleGrant.person_id == Person.id, RoleGrant.role == Role.TRAINEE, RoleGrant.to_at.is_(None)),
            )
            .where(
                Person.state != PersonState.LEFT,
                select(Standing.person_id).where(Standing.person_id == Person.id).exists(),
                or_(~is_unmet, is_old),
            )
        )
    )


def _holders(session: Session, on: date) -> tuple[Holder, ...]:
    """Everyone with a certificate: their latest one."""
    later = aliased(Certificate)
    rows = session.execute(
        select(Certificate, Person.name)
        .join(Person, Person.id == Certificate.person_id)
        .where(
            ~select(later.number)
            .where(later.person_id == Certificate.person_id, later.period > Certificate.period)
            .exists()
        )
        .order_by(Person.name, Certificate.number)
    ).all()
    entries = _entries(session, [certificate.number for certificate, _ in rows])
    return tuple(
        Holder(
            certificate.person_id,
            name,
            certificate.number,
            _status(certificate, entries[certificate.number], on),
            certificate.valid_until,
        )
        for certificate, name in rows
    )


def _decided(session: Session, person_ids: set[str]) -> dict[str, tuple[DecisionKind, datetime]]:
    """Of these people, those whose latest decision went against them."""
    rows = session.execute(
        select(Decision.person_id, Decision.kind, Decision.at)
        .where(Decision.person_id.in_(person_ids))
        .order_by(Decision.sequence)
    )
    latest = {person_id: (kind, at) for person_id, kind, at in rows}
    return {person_id: last for person_id, last in latest.items() if last[0] != DecisionKind.ISSUE}


def _entries(session: Session, numbers: list[str]) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = {number: [] for number in numbers}
    for row in session.scalars(
        select(StatusEntry).where(StatusEntry.certificate.in_(numbers)).order_by(StatusEntry.at, StatusEntry.id)
    ):
        found[row.certificate].append(Entry(row.status, row.starts_on))
    return found


def _status(certificate: Certificate, entries: list[Entry], on: date) -> Status:
    return status_on(until=certificate.valid_until, window_days=certificate.window_days, entries=entries, on=on)
