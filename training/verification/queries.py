"""Checking a number."""

import json
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from training.certification.models import Certificate, Decision, StatusEntry
from training.certification.numbers import Form, form_of, normal
from training.certification.rules import Entry, Status, status_on
from training.core.models import PersonalText
from training.verification.rules import plain_name


class Finding(StrEnum):
    MALFORMED = "malformed"
    MISTYPED = "mistyped"
    UNKNOWN = "unknown"
    GENUINE = "genuine"


@dataclass(frozen=True)
class Verification:
    """The answer to a check. All but `finding` and `number` only for a genuine one; never a name."""

    finding: Finding
    number: str
    status: Status | None = None
    status_since: date | None = None
    award: str | None = None
    organisation: str | None = None
    issued_on: date | None = None
    valid_until: date | None = None


def name_matches(session: Session, number: str, typed: str) -> bool | None:
    """Whether a name is the one that a certificate prints; None where there is no such number or no name any more.

    Upper and lower case, spaces, accents and kinds of apostrophe do not matter. One statement.
    """
    printed = session.scalar(
        select(PersonalText.body)
        .join(Decision, Decision.printed_id == PersonalText.id)
        .join(Certificate, Certificate.decision_id == Decision.id)
        .where(Certificate.number == number)
    )
    if printed is None:
        return None
    return plain_name(json.loads(printed)["name"]) == plain_name(typed)


_BY_NUMBER = (
    select(
        Certificate.valid_until,
        Certificate.window_days,
        Certificate.award,
        Certificate.organisation,
        Certificate.issued_on,
        StatusEntry.status,
        StatusEntry.starts_on,
    )
    .outerjoin(StatusEntry, StatusEntry.certificate == Certificate.number)
    .where(Certificate.number == bindparam("number"))
    .order_by(StatusEntry.at, StatusEntry.id)
)


def verify(session: Session, typed: str, on: date) -> Verification:
    """Check a number as someone typed it: one statement, and none for one that cannot be a number."""
    number = normal(typed)
    form = form_of(typed)
    if form != Form.WELL_FORMED:
        return Verification(Finding.MALFORMED if form == Form.MALFORMED else Finding.MISTYPED, number)
    rows = session.execute(_BY_NUMBER, {"number": number}).all()
    if not rows:
        return Verification(Finding.UNKNOWN, number)
    certificate = rows[0]
    entries = [Entry(row.status, row.starts_on) for row in rows if row.status is not None]
    status = status_on(until=certificate.valid_until, window_days=certificate.window_days, entries=entries, on=on)
    return Verification(
        Finding.GENUINE,
        number,
        status,
        next((entry.on for entry in entries if entry.status == status), None),
        certificate.award,
        certificate.organisation,
        certificate.issued_on,
        certificate.valid_until,
    )
