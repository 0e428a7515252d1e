"""What a view knows of its request: who asks, when, in which edition."""

from datetime import date, datetime
from typing import cast
from zoneinfo import ZoneInfo

from flask import current_app, g, request
from flask import session as cookie
from flask_login import current_user
from sqlalchemy.exc import SQLAlchemyError

from training.core import clock
from training.core.actors import Actor
from training.core.nations import Nation
from training.course.content import Statement
from training.course.directory import Directory
from training.course.queries import EditionView, require_current
from training.course.queries import edition as edition_of
from training.extensions import login, session
from training.organisation.queries import local_values, sequence
from training.organisation.rules import Local, Organisation, statement_as_set
from training.people.queries import SignedIn
from training.web.application import Alongside

SIGNED_IN = "_user_id"
"""Where Flask-Login keeps the session's secret in the cookie."""
LAST_PAGE = 10_000
"""No list of a charity is longer; a database has its limits."""


def app() -> Alongside:
    """The running application, typed."""
    return cast(Alongside, current_app._get_current_object())  # type: ignore[attr-defined]


def now() -> datetime:
    """One moment for the whole request."""
    found: datetime | None = g.get("now")
    if found is None:
        found = g.now = clock.now()
    return found


def today() -> date:
    """The day where the organisation is."""
    return clock.local_date(now(), zone())


def local() -> Local:
    """What the charity set. Read anew only when somebody set something since this process last read it.

    Where the database does not answer, what was read last: a page for a fault needs no more.
    """
    found: Local | None = g.get("local")
    if found is None:
        running, visitor = app(), who()
        try:
            newest = visitor.local if visitor else g.get("newest")
            if newest is None:
                newest = sequence(session())
            if newest != running.local.sequence:
                running.local = local_values(session())
        except SQLAlchemyError:
            session().rollback()
        found = g.local = running.local
    return found


def know(newest: int | None) -> None:
    """Take the number of the newest local value from a statement that was asked anyway; None is no news."""
    g.newest = newest


def organisation() -> Organisation:
    """The charity, as its pages show it."""
    found: Organisation | None = g.get("organisation")
    if found is None:
        found = g.organisation = app().organisation(local())
    return found


def zone() -> ZoneInfo:
    """The time zone of the charity."""
    return organisation().zone


def statement(statement_id: str) -> Statement | None:
    """A statement that people sign, in the charity's own words where it has set any."""
    found = edition().course.statement(statement_id)
    return statement_as_set(found, local()) if found else None


def who() -> SignedIn | None:
    """The session that asks; None for a visitor. Flask-Login is asked once a request, and only about a cookie."""
    visitor = g.get("_login_user")
    if visitor is None:
        if "HTTP_COOKIE" not in request.environ or SIGNED_IN not in cookie:
            be_a_visitor()
            return None
        visitor = current_user._get_current_object()
    return visitor.signed_in if visitor.is_authenticated else None


def be_a_visitor() -> None:
    """From here on this request is nobody's."""
    g._login_user = login.anonymous_user()


def actor() -> Actor:
    """The person who asks. Only for endpoints that are not public: the guard let nobody else in."""
    signed_in = who()
    if signed_in is None:
        raise RuntimeError("this endpoint is public: it has no actor")
    return signed_in.actor


def edition() -> EditionView:
    """The current edition, read once a request.

    :raises NotFound: nothing has been published yet
    """
    found: EditionView | None = g.get("edition")
    if found is None:
        visitor = who()
        known = visitor.edition if visitor else None
        found = g.edition = edition_of(session(), known) if known else require_current(session())
    return found


def page_number() -> int:
    """The page of a list that the address asks for, from 1."""
    return min(max(request.args.get("page", 1, type=int), 1), LAST_PAGE)


def directory_as_written() -> Directory:
    """The directory of the files, whatever the edition. Without a good file: that of the current edition.

    :raises NotFound: there is neither
    """
    return app().directory or edition().course.directory


def directory() -> Directory:
    """The live directory of services: that of the files, as the charity put it right.

    :raises NotFound: there is none
    """
    found: Directory | None = g.get("directory")
    if found is None:
        found = g.directory = app().corrected(directory_as_written(), local())
    return found


def nation() -> Nation:
    """The nation whose numbers and law this request shows first: the reader's own, or that of the charity."""
    visitor = who()
    return visitor.nation if visitor and visitor.nation else organisation().nation
