"""What may be decided, by whom, and what a certificate is worth on a day. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from training.core.clock import add_months
from training.criteria.rules import Assessment

REASON_MIN = 10
REASON_MAX = 2000


class DecisionKind(StrEnum):
    ISSUE = "issue"
    DECLINE = "decline"
    REVOKE = "revoke"


class Status(StrEnum):
    VALID = "valid"
    DUE = "due for renewal"
    EXPIRED = "expired"
    REVOKED = "revoked"


STANDS = frozenset({Status.VALID, Status.DUE})
"""Statuses in which a certificate can be relied on."""


@dataclass(frozen=True)
class Entry:
    """A certificate's status changed from a day on."""

    status: Status
    on: date


@dataclass(frozen=True)
class Refusal:
    code: str
    message: str


def valid_until(issued_on: date, months: int) -> date:
    """The last day of a period: the day before the same day `months` later."""
    return add_months(issued_on, months) - timedelta(days=1)


def status_on(*, until: date, window_days: int, entries: Iterable[Entry], on: date) -> Status:
    """What a certificate is worth on a day. Revoked is for good and stands before everything else."""
    if any(entry.status == Status.REVOKED and entry.on <= on for entry in entries):
        return Status.REVOKED
    if on > until:
        return Status.EXPIRED
    return Status.DUE if on > until - timedelta(days=window_days) else Status.VALID


def refusal(
    kind: DecisionKind, *, decider: str, subject: str, present: Status | None, assessment: Assessment
) -> Refusal | None:
    """Why this decision may not be made, or None.

    :param present: status now of the person's latest certificate, or None without one
    """
    if decider == subject:
        return Refusal("self", "Nobody decides about themself. Ask another admin.")
    if kind == DecisionKind.REVOKE:
        if present not in STANDS:
            return Refusal("no certificate", "There is no valid certificate to revoke.")
        return None
    if present in STANDS:
        return Refusal("certified", "This person already holds a valid certificate.")
    if kind == DecisionKind.ISSUE:
        return _issue_refusal(decider, assessment)
    return None


def _issue_refusal(decider: str, assessment: Assessment) -> Refusal | None:
    if not assessment.met:
        return Refusal("not met", "A criterion is not met, so no certificate can be issued.")
    if assessment.judges <= {decider}:
        return Refusal(
            "only judge",
            "You are the only person who judged this evidence. Someone else must judge part of it, or decide.",
        )
    return None


def reason_problem(reason: str) -> str | None:
    """Why a reason will not do, or None."""
    if len(reason.strip()) < REASON_MIN:
        return f"Give your reason in a whole sentence, of at least {REASON_MIN} characters. It is kept for ever."
    if len(reason) > REASON_MAX:
        return f"This is longer than we can keep: use at most {REASON_MAX:,} characters."
    return None
