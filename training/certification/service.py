"""Deciding. The assessment is computed afresh in the deciding transaction; what it said is frozen with the decision."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from training.audit.service import note
from training.certification.lettering import can_print
from training.certification.models import Certificate, Decision, StatusEntry
from training.certification.numbers import new_number
from training.certification.queries import last_sequence, latest_certificate
from training.certification.rules import DecisionKind, Status, reason_problem, refusal, valid_until
from training.core.actors import Actor
from training.core.errors import NotFound, Refused
from training.core.ids import key_of_form
from training.core.models import keep_text
from training.core.roles import Permission, Role, may_to
from training.core.touch import touched
from training.course.queries import EditionView
from training.criteria.queries import assessment as assessment_of
from training.criteria.queries import policy_for
from training.criteria.rules import Assessment, NeedVerdict
from training.people.models import Person
from training.people.queries import lock, roles_of
from training.people.rules import name_problem, tidy_name


@dataclass(frozen=True)
class Issuer:
    """Who issues: printed on the certificate."""

    organisation: str


@dataclass(frozen=True)
class Spelling:
    """How names are to be printed that the certificate's fonts do not hold. Not asked about any other name."""

    holder: str = ""
    decider: str = ""


AS_HELD = Spelling()
UNPRINTABLE = (
    "This name has letters that our certificate's fonts do not hold. "
    "Type it as it should be printed, in Latin, Greek, Cyrillic or Hebrew letters."
)
TYPE_OTHERWISE = "To issue the certificate, type the name in letters that can be printed. Declining needs none."


def decide(
    session: Session,
    *,
    actor: Actor,
    person_id: str,
    kind: DecisionKind,
    reason: str,
    seen_sequence: int,
    edition: EditionView,
    issuer: Issuer,
    zone: ZoneInfo,
    on: date,
    form_key: str,
    now: datetime,
    spelling: Spelling = AS_HELD,
) -> Decision:
    """Make one decision about one person. Two at once: the first stands, the second is told.

    :param seen_sequence: the latest decision that the decider's page showed
    :raises NotFound: the actor may not decide, or there is no such trainee
    :raises Refused: "self", "not met", "only judge", "certified", "no certificate", "reason";
        "decided": somebody decided since the page was opened; "holder's name", "decider's name": cannot be printed as
        held, and `spelling` does not say how else; "letters": something else on the certificate cannot be printed
    """
    if not may_to(actor.roles, Permission.DECIDE, is_self=False, in_own_cohort=False):
        raise NotFound
    lock(session, person_id)
    form_key = key_of_form(form_key, person_id, kind, reason.strip())
    done = session.scalar(select(Decision).where(Decision.by == actor.id, Decision.form_key == form_key))
    if done:
        return done
    person = session.get_one(Person, person_id)
    sequence = last_sequence(session, person_id)
    if sequence != seen_sequence:
        raise Refused(
            "decided",
            "Somebody else decided about this person while you had the page open. Nothing of yours was recorded.",
        )
    if Role.TRAINEE not in roles_of(session, person_id) and kind != DecisionKind.REVOKE:
        raise NotFound
    verdict = assessment_of(session, person_id, edition, zone, on)
    held = latest_certificate(session, person_id, on)
    refused = refusal(kind, decider=actor.id, subject=person_id, present=held[1] if held else None, assessment=verdict)
    if refused:
        raise Refused(refused.code, refused.message)
    problem = reason_problem(reason)
    if problem:
        raise Refused("reason", problem)
    programme = edition.course.programme
    until = valid_until(on, programme.valid_months)
    printed_id = None
    if kind == DecisionKind.ISSUE:
        printed = _printed(person, actor, edition, issuer, on, until, spelling)
        printed_id = keep_text(session, about_id=person_id, body=json.dumps(printed, ensure_ascii=False))
    decision = Decision(
        person_id=person_id,
        sequence=sequence + 1,
        kind=kind,
        by=actor.id,
        at=now,
        edition=edition.digest,
        snapshot=_snapshot(verdict, policy_for(edition).digest),
        reason_id=keep_text(session, about_id=person_id, body=reason.strip()),
        printed_id=printed_id,
        form_key=form_key,
    )
    session.add(decision)
    session.flush()
    if kind == DecisionKind.ISSUE:
        _certify(session, decision, edition, issuer, on, until)
    elif kind == DecisionKind.REVOKE and held:
        session.add(
            StatusEntry(certificate=held[0], decision_id=decision.id, status=Status.REVOKED, starts_on=on, at=now)
        )
    session.flush()
    note(session, "decided", person_id, kind=kind.value, decision=decision.id)
    touched(session, person_id)
    return decision


def _certify(session: Session, decision: Decision, edition: EditionView, issuer: Issuer, on: date, until: date) -> None:
    programme = edition.course.programme
    periods = session.scalar(
        select(func.count()).select_from(Certificate).where(Certificate.person_id == decision.person_id)
    )
    number = new_number()
    session.add(
        Certificate(
            number=number,
            person_id=decision.person_id,
            period=(periods or 0) + 1,
            decision_id=decision.id,
            award=programme.award,
            organisation=issuer.organisation,
            issued_on=on,
            valid_until=until,
            window_days=programme.renewal_window_days,
        )
    )
    session.flush()
    session.add(
        StatusEntry(certificate=number, decision_id=decision.id, status=Status.VALID, starts_on=on, at=decision.at)
    )


def _printed(
    person: Person, decider: Actor, edition: EditionView, issuer: Issuer, on: date, until: date, spelling: Spelling
) -> dict[str, Any]:
    """All that the certificate will ever print. A name printed otherwise than it is held stands there both ways."""
    programme = edition.course.programme
    words = [programme.award, issuer.organisation, *(criterion.title for criterion in programme.criteria)]
    if not can_print(" ".join(words)):
        raise Refused(
            "letters",
            "The charity's name, the award or a criterion has letters that our certificate's fonts do not hold. "
            "Nothing was recorded. Ask whoever looks after this site to change its wording.",
        )
    name = _as_printed(person.name, spelling.holder, "holder's name")
    return {
        "name": name,
        "award": programme.award,
        "programme": programme.title,
        "organisation": issuer.organisation,
        "criteria": [criterion.title for criterion in programme.criteria],
        "decided_by": _as_printed(decider.name, spelling.decider, "decider's name"),
        "issued_on": on.isoformat(),
        "valid_until": until.isoformat(),
        **({"name_held": person.name} if name != person.name else {}),
    }


def _as_printed(held: str, instead: str, whose: str) -> str:
    """A name as it is held, where that can be printed; else as it was typed for this certificate."""
    if can_print(held):
        return held
    typed = tidy_name(instead)
    if name_problem(typed) or not can_print(typed):
        raise Refused(whose, TYPE_OTHERWISE)
    return typed


def _snapshot(verdict: Assessment, policy_digest: str) -> dict[str, Any]:
    return {
        "on": verdict.on.isoformat(),
        "policy": policy_digest,
        "criteria": [
            {
                "id": criterion.id,
                "state": criterion.state.value,
                "needs": [_need(need) for need in criterion.needs],
            }
            for criterion in verdict.criteria
        ],
    }


def _need(need: NeedVerdict) -> dict[str, Any]:
    return {
        "kind": need.need.kind.value,
        "of": need.need.of,
        "revision": need.need.revision,
        "state": need.state.value,
        "evidence": [
            {
                "id": fact.id,
                "edition": fact.edition,
                "revision": fact.revision,
                "on": fact.on.isoformat(),
                "outcome": fact.outcome,
                "judge": fact.judge,
                "lines": dict(fact.lines),
            }
            for fact in need.counted
        ],
        "missing": [[missing.lack.value, missing.who.value, missing.detail] for missing in need.missing],
    }
