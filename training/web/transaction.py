"""One transaction a request, one commit, at the edge.

A request that may write begins with BEGIN IMMEDIATE on SQLite, before its first statement, save at endpoints that say
that they begin late. A response below 400 is
committed, after the standing of everyone it touched was settled and what was done was appended to the audit chain; any
other is rolled back. Jobs that the request asked for are rows of its own transaction; the workers are told of them
after the commit. What is noted apart from the request commits in a transaction of its own after the request's has
ended. After a fault of ours nothing more is asked of the database.
"""

from flask import Response, request

from training.audit.service import append_noted, forget
from training.core.database import begin_writing
from training.core.jobs import take_asked
from training.criteria.service import settle
from training.extensions import queue, session
from training.web import asking
from training.web.apart import commit_apart
from training.web.application import Alongside
from training.web.guards import may_write


def register_transaction(app: Alongside) -> None:
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    view = asking.app().view_functions.get(request.endpoint or "")
    if view is not None and may_write() and not getattr(view, "begins_late", False):
        begin_writing(session())


def _end(response: Response) -> Response:
    if response.status_code >= 500:
        _drop()
        return response
    if may_write():
        if response.status_code < 400:
            _keep()
        else:
            _drop()
    return commit_apart(response)


def _keep() -> None:
    own, visitor = session(), asking.who()
    edition = asking.edition() if visitor and visitor.edition else None
    settle(own, zone=asking.zone(), now=asking.now(), edition=edition)
    append_noted(own, actor_id=visitor.actor.id if visitor else None, now=asking.now())
    own.commit()
    for job_id in take_asked(own):
        queue.tell(job_id)


def _drop() -> None:
    own = session()
    own.rollback()
    forget(own)
