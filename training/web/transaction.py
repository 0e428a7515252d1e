"""One transaction a request, one commit, at the edge.

A request that may write begins with BEGIN IMMEDIATE on SQLite, before its first statement. A response below 400 is
committed, after the standing of everyone it touched was settled; any other is rolled back. What is noted apart from the
request (last seen) commits in a transaction of its own after the request's has ended. Jobs that the request asked for
are rows of its own transaction; the workers are told of them after the commit.
"""

from flask import Response, g, request
from flask_login import current_user

from training.core.database import begin_writing
from training.core.jobs import take_asked
from training.criteria.service import settle
from training.extensions import queue, session
from training.people.rules import SEEN_EVERY
from training.people.service import note_seen
from training.web import asking
from training.web.application import Alongside
from training.web.guards import SAFE


def register_transaction(app: Alongside) -> None:
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    if request.endpoint is not None and request.method not in SAFE:
        begin_writing(session())


def _end(response: Response) -> Response:
    own = session()
    if request.method not in SAFE and response.status_code < 400:
        visitor = asking.who()
        edition = asking.edition() if visitor and visitor.also else None
        settle(own, zone=asking.app().settings.zone, now=asking.now(), edition=edition)
        own.commit()
        for job_id in take_asked(own):
            queue.tell(job_id)
    else:
        own.rollback()
    _note_seen()
    return response


def _note_seen() -> None:
    """Remember that the session was used. At most every five minutes, so nearly every request writes nothing."""
    visitor = current_user.signed_in if "_login_user" in g and current_user.is_authenticated else None
    if visitor is None or asking.now() - visitor.last_seen_at < SEEN_EVERY:
        return
    own = session()
    begin_writing(own)
    note_seen(own, session_id=visitor.session_id, now=asking.now())
    own.commit()
