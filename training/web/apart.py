"""What commits apart from the request, after its transaction: tries that count, wrong passwords, looks, refusals,
last seen."""

from dataclasses import dataclass, field

from flask import Response, g
from sqlalchemy.exc import SQLAlchemyError

from training.audit.queries import PRESENT_PASSWORD_WRONG, SIGN_IN_FAILED
from training.audit.rules import Event
from training.audit.service import append
from training.core.database import begin_writing, is_away
from training.core.limits import Try
from training.core.tries import count, wait
from training.extensions import session
from training.people.queries import SignedIn
from training.people.rules import SEEN_EVERY
from training.people.service import note_seen
from training.web import asking, limits


@dataclass
class Apart:
    tries: list[Try] = field(default_factory=list)
    wrong_passwords: list[Event] = field(default_factory=list)
    looks: list[Event] = field(default_factory=list)
    refusals: list[Event] = field(default_factory=list)


def apart() -> Apart:
    """What this request will commit apart."""
    found: Apart | None = g.get("apart")
    if found is None:
        found = g.apart = Apart()
    return found


def looked(action: str, subject: str | None) -> None:
    """Note that the person who asks looks at somebody else's record; their own is theirs to see.

    :param subject: whose; None: everybody's
    """
    if subject != asking.actor().id:
        apart().looks.append(Event(action, subject, {}))


def refused(endpoint: str, subject: str | None) -> None:
    """Note that somebody who is signed in was refused something."""
    apart().refusals.append(Event("refused", subject, {"endpoint": endpoint}))


def failed(tries: list[Try]) -> None:
    """Count these tries."""
    apart().tries += tries


def sign_in_failed(tries: list[Try], person_id: str | None) -> None:
    """Count and note a failed sign-in: the same work whether the address is somebody's or nobody's.

    :param person_id: whose address it was; None: nobody's. What was typed is noted nowhere
    """
    failed(tries)
    apart().wrong_passwords.append(Event(SIGN_IN_FAILED, person_id, {}))


def present_password_wrong(tries: list[Try]) -> None:
    """Count and note that whoever is at this browser did not know the password of the one who is signed in."""
    failed(tries)
    apart().wrong_passwords.append(Event(PRESENT_PASSWORD_WRONG, asking.actor().id, {}))


def commit_apart(response: Response) -> Response:
    """Commit what was noted; nothing at all for nearly every request.

    Without a note of who looked nobody gets to look. When somebody was last seen may wait until the database takes it.
    """
    visitor = asking.who() if "_login_user" in g else None
    noted: Apart = g.get("apart") or Apart()
    seen = visitor is not None and asking.now() - visitor.last_seen_at >= SEEN_EVERY
    if not (noted.tries or noted.looks or noted.refusals or seen):
        return response
    own = session()
    try:
        own.rollback()
        begin_writing(own)
        _write(noted, visitor if seen else None, visitor.actor.id if visitor else None)
        own.commit()
    except SQLAlchemyError as error:
        if noted.tries or noted.looks or noted.refusals or not is_away(error):
            raise
        own.rollback()
    return response


def _write(noted: Apart, seen: SignedIn | None, actor_id: str | None) -> None:
    own, now = session(), asking.now()
    events = list(noted.looks)
    if noted.wrong_passwords:
        counted = [Try(limits.WRONG_PASSWORDS_NOTED, "everyone")]
        if wait(own, counted, now) is None:
            events += noted.wrong_passwords
            noted.tries += counted
    if noted.refusals and actor_id:
        counted = [Try(limits.REFUSALS_NOTED, actor_id)]
        if wait(own, counted, now) is None:
            events += noted.refusals
            noted.tries += counted
    if noted.tries:
        count(own, noted.tries, now)
    if seen:
        note_seen(own, session_id=seen.session_id, now=now)
    if events:
        append(own, events, actor_id=actor_id, now=now)
