"""Checking a number."""

import json
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Integer, Select, bindparam, literal, select
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


@dataclass(frozen=True)
class Found:
    """What is known of a number, before a day is named.

    :param until: with `window_days`, `award`, `organisation`, `issued_on`, `entries`: only of a genuine one
    :param local: what the caller wanted from the same statement; None where there was no row or no statement
    """

    finding: Finding
    number: str
    until: date | None = None
    window_days: int = 0
    award: str | None = None
    organisation: str | None = None
    issued_on: date | None = None
    entries: tuple[Entry, ...] = ()
    local: int | None = None

    def on(self, day: date) -> Verification:
        """The answer for a day."""
        if self.until is None:
            return Verification(self.finding, self.number)
        status = status_on(until=self.until, window_days=self.window_days, entries=self.entries, on=day)
        since = next((entry.on for entry in self.entries if entry.status == status), None)
        return Verification(
            self.finding, self.number, status, since, self.award, self.organisation, self.issued_on, self.until
        )


def look_up(connection: Connection, typed: str, local: ColumnElement[int] | None = None) -> Found:
    """Look up a number as someone typed it: one statement, and none for one that cannot be a number.

    It asks a connection and no session, because strangers ask this of us, and a session is for objects.

    :param local: what the caller wants from the same statement
    """
    number = normal(typed)
    form = form_of(typed)
    if form != Form.WELL_FORMED:
        return Found(Finding.MALFORMED if form == Form.MALFORMED else Finding.MISTYPED, number)
    rows = connection.execute(_by_number(local), {"number": number}).all()
    if not rows:
        return Found(Finding.UNKNOWN, number)
    until, window_days, award, organisation, issued_on, newest, _, _ = rows[0]
    entries = tuple(Entry(status, starts_on) for *_, status, starts_on in rows if status is not None)
    return Found(Finding.GENUINE, number, until, window_days, award, organisation, issued_on, entries, newest)


@cache
def _by_number(local: ColumnElement[int] | None) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Certificate.valid_until,
            Certificate.window_days,
            Certificate.award,
            Certificate.organisation,
            Certificate.issued_on,
            literal(None, Integer) if local is None else local,
            StatusEntry.status,
            StatusEntry.starts_on,
        )
        .outerjoin(StatusEntry, StatusEntry.certificate == Certificate.number)
        .where(Certificate.number == bindparam("number"))
        .order_by(StatusEntry.at, StatusEntry.id)
    )
