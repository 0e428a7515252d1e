"""What was noted in the audit trail, in words."""

from collections.abc import Mapping
from typing import Any

from training.audit.queries import (
    PRESENT_PASSWORD_WRONG,
    RECORD_VIEWED,
    REFLECTION_READ,
    SIGN_IN_FAILED,
    TRAIL_READ,
    Entry,
)
from training.certification.rules import DecisionKind
from training.web.admin.organisation_words import KEY_WORDS

DEEDS = {
    TRAIL_READ: "Read the audit trail",
    "cohort added": "Added a cohort",
    "cohorts set": "Set whose cohorts somebody is in or looks after",
    "decided": "Decided about a certificate",
    "edition published": "Published an edition",
    "link made": "Made a one-time link",
    "local value set": "Changed what the charity says of itself",
    "password changed": "Changed a password",
    "password chosen": "Chose a password with a one-time link",
    "person added": "Added a person",
    PRESENT_PASSWORD_WRONG: "Typed a wrong password on the account page",
    "practice observed": "Recorded an observed session",
    "readiness recorded": "Recorded a talk about readiness",
    RECORD_VIEWED: "Opened a record",
    "reflection judged": "Judged a reflection",
    REFLECTION_READ: "Read a reflection",
    "refused": "Was refused a page",
    "roles set": "Set what somebody does here",
    SIGN_IN_FAILED: "Tried to sign in, with a wrong password",
    "signed in": "Signed in",
    "signed out": "Signed out",
}
"""Every action that is noted: a test compares them with the code."""
DECISIONS = {
    DecisionKind.ISSUE.value: "Issued a certificate",
    DecisionKind.DECLINE.value: "Declined a certificate",
    DecisionKind.REVOKE.value: "Revoked a certificate",
}


def doer(entry: Entry, names: Mapping[str, str]) -> str:
    """Who did it, as far as that is known."""
    if entry.actor_id is None:
        return "Somebody who was not signed in" if entry.action == SIGN_IN_FAILED else "A command"
    return names.get(entry.actor_id, "Someone who has left")


def deed(entry: Entry) -> str:
    """What somebody did; an action that we no longer know is told by its own name."""
    words = DEEDS.get(entry.action, entry.action)
    return DECISIONS.get(str(entry.detail.get("kind")), words) if entry.action == "decided" else words


def more(entry: Entry) -> str:
    """What else is worth knowing; nothing for most."""
    detail: Mapping[str, Any] = entry.detail
    match entry.action:
        case "edition published":
            return f"Edition {detail.get('number')}"
        case "local value set":
            return KEY_WORDS.get(str(detail.get("key")), "")
        case "person added" | "roles set":
            roles = detail.get("roles")
            return ", ".join(map(str, roles) if roles and isinstance(roles, list) else ["nothing"]).capitalize()
        case "practice observed":
            return "Before the safety modules: it does not count" if detail.get("early") else ""
        case "sign-in failed":
            return "" if entry.subject_id else "With an address that nobody here has"
    return ""
