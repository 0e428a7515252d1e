"""Who may call what. Every endpoint declares it; permission is decided before CSRF."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import UserMixin
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from training.core.roles import Permission, may
from training.course.queries import current_digest
from training.extensions import csrf, login, session
from training.people.queries import SignedIn, signed_in
from training.web import asking
from training.web.application import Alongside

View = TypeVar("View", bound=Callable[..., Any])
PUBLIC = "public"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class Visitor(UserMixin):
    """Flask-Login's idea of a user: our session. Its id is the session's secret, which only the cookie keeps."""

    def __init__(self, token: str, signed_in: SignedIn) -> None:
        self.token = token
        self.signed_in = signed_in

    def get_id(self) -> str:
        return self.token


def access(permission: Permission, load: Callable[..., object] | None = None) -> Callable[[View], View]:
    """Declare that an endpoint is for people with this permission. About whom, its query decides.

    :param load: the view's load-and-authorise call, of the view's own arguments. It is asked only about a form without
        a good CSRF token: someone whom the thing does not concern is told 404, as ever
    """

    def declare(view: View) -> View:
        view.access = permission  # type: ignore[attr-defined]
        view.load = load  # type: ignore[attr-defined]
        return view

    return declare


def public(view: View) -> View:
    """Declare that anyone may call an endpoint, signed in or not."""
    view.access = PUBLIC  # type: ignore[attr-defined]
    return view


def register_guards(app: Alongside) -> None:
    login.user_loader(_load)
    app.before_request(_guard)


def _load(token: str) -> Visitor | None:
    try:
        found = signed_in(session(), token, asking.now(), current_digest())
    except SQLAlchemyError:
        if _declared() != PUBLIC:
            raise
        session().rollback()
        asking.app().logger.exception("a public page is shown to everyone as to a visitor")
        return None
    return Visitor(token, found) if found else None


def _declared() -> Permission | str | None:
    """What the endpoint of this request declares; None for an address of no kind."""
    return getattr(asking.app().view_functions.get(request.endpoint or ""), "access", None)


def _guard() -> ResponseReturnValue | None:
    """Stand before every view."""
    if request.endpoint is None:
        return None
    if "\x00" in request.path:
        abort(404)
    declared = _declared()
    if declared is None:
        abort(404)
    if declared != PUBLIC:
        visitor = asking.who()
        if visitor is None:
            return redirect(url_for("auth.sign_in", next=place_to_return()), 303)
        if not isinstance(declared, Permission) or not may(visitor.actor.roles, declared):
            abort(404)
    if request.method not in SAFE:
        try:
            csrf.protect()
        except CSRFError:
            load = getattr(asking.app().view_functions[request.endpoint], "load", None)
            if load is not None:
                load(**(request.view_args or {}))
            raise
    return None


def place_to_return() -> str:
    """An address of ours that can be opened with GET: this one, or the nearest above it that can."""
    path = request.path
    if request.method in ("GET", "HEAD"):
        return request.full_path.rstrip("?")
    adapter = asking.app().url_map.bind("")
    while path != "/":
        try:
            adapter.match(path, method="GET")
            return path
        except RequestRedirect:
            return path
        except HTTPException:
            path = path.rsplit("/", 1)[0] or "/"
    return "/"


def safe_next(target: str | None) -> str | None:
    """A place to go after sign-in, if it is a path of our own; else None (ASVS 3.7.2)."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return None
    if any(ord(character) < 32 or character == "\\" for character in target):
        return None
    return target
