"""What a view knows of its request: who asks, when, in which edition."""

from datetime import date, datetime
from typing import cast

from flask import current_app, g, request
from flask_login import current_user

from training.core import clock
from training.core.actors import Actor
from training.course.content import Directory, Nation
from training.course.queries import EditionView, require_current
from training.course.queries import edition as edition_of
from training.extensions import session
from training.people.queries import SignedIn
from training.web.application import Alongside

LAST_PAGE = 10_000
"""No list of a charity is longer; a database has its limits."""


def app() -> Alongside:
    """The running application, typed."""
    return cast(Alongside, current_app._get_current_object())  # type: ignore[attr-defined]


def now() -> datetime:
    """One moment for the whole request."""
    if "now" not in g:
        g.now = clock.now()
    return cast(datetime, g.now)


def today() -> date:
    """The day where the organisation is."""
    return clock.local_date(now(), app().settings.zone)


def who() -> SignedIn | None:
    """The session that asks; None for a visitor."""
    return current_user.signed_in if current_user.is_authenticated else None


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
    if "edition" not in g:
        visitor = who()
        known = visitor.also if visitor else None
        g.edition = edition_of(session(), known) if known else require_current(session())
    return cast(EditionView, g.edition)


def page_number() -> int:
    """The page of a list that the address asks for, from 1."""
    return min(max(request.args.get("page", 1, type=int), 1), LAST_PAGE)


def directory() -> Directory:
    """The live directory of services, whatever the edition. Without a good file: that of the current edition.

    :raises NotFound: there is neither
    """
    return app().directory or edition().course.directory


def nation() -> Nation:
    """The nation whose numbers and law this request shows first: that of the installation."""
    return app().settings.nation
