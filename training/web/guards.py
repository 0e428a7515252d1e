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

from training.core.errors import NotFound
from training.core.roles import Permission, may
from training.course.queries import current_digest
from training.extensions import csrf, login, session
from training.organisation.queries import newest_sequence
from training.people.queries import SignedIn, signed_in
from training.web import asking
from training.web.application import Alongside
from training.web.auth.forms import SignInForm
from training.web.auth.sign_in_page import carried_page, sign_in_page
from training.web.carried import of_request

View = TypeVar("View", bound=Callable[..., Any])
PUBLIC = "public"
SIGNED_OUT = "You are signed out, so this is not saved yet. Use the button below: you sign in, and then it is saved."
GREW_OLD = (
    "This page was open for a long time, so this is not saved yet. Use the button below: it asks, and then saves."
)
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


def changes_nothing(view: View) -> View:
    """Declare that an endpoint changes nothing, although it is called with POST so that nothing stands in its address.

    It needs no CSRF token and no transaction that may write.
    """
    view.changes_nothing = True  # type: ignore[attr-defined]
    return view


def takes_files(largest: int) -> Callable[[View], View]:
    """Declare that an endpoint takes files, in requests of at most this many bytes. Others take what forms need."""

    def declare(view: View) -> View:
        view.largest = largest  # type: ignore[attr-defined]
        return view

    return declare


def begins_late(view: View) -> View:
    """Declare that an endpoint begins its writing transaction itself, once what takes long is done.

    Until then it only reads. On SQLite there is one writer: what a stranger may ask for must not keep it for long.
    """
    view.begins_late = True  # type: ignore[attr-defined]
    return view


def demo_only(view: View) -> View:
    """Declare that an endpoint is there in a demo only: anywhere else its address is of no kind."""
    view.demo_only = True  # type: ignore[attr-defined]
    return view


def may_write() -> bool:
    """Whether this request may change something."""
    if request.method in SAFE:
        return False
    view = asking.app().view_functions.get(request.endpoint or "")
    return not getattr(view, "changes_nothing", False)


def register_guards(app: Alongside) -> None:
    login.user_loader(_load)
    app.before_request(_guard)


def _load(token: str) -> Visitor | None:
    try:
        found = signed_in(session(), token, asking.now(), current_digest(), newest_sequence())
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
    view = asking.app().view_functions[request.endpoint]
    declared = getattr(view, "access", None)
    if declared is None or (getattr(view, "demo_only", False) and not asking.app().settings.is_demo):
        abort(404)
    if declared != PUBLIC:
        visitor = asking.who()
        if visitor is None:
            return _to_sign_in()
        if not isinstance(declared, Permission) or not may(visitor.actor.roles, declared):
            raise NotFound
    largest = getattr(view, "largest", None)
    if largest is not None:
        request.max_content_length = largest
    if may_write():
        try:
            csrf.protect()
        except CSRFError:
            load = getattr(view, "load", None)
            if load is not None:
                load(**(request.view_args or {}))
            offered = _offered_again()
            if offered is None:
                raise
            return offered
    return None


def _to_sign_in() -> ResponseReturnValue:
    """Where a visitor goes. What the endpoint carries comes along; a script is told to let the page do it."""
    place = place_to_return()
    carried = of_request() if may_write() else None
    if carried is None:
        return redirect(url_for("auth.sign_in", next=place), 303)
    if request.accept_mimetypes.best == "application/json":
        return {"saved": False, "signed_out": True, "error": SIGNED_OUT}, 401
    return sign_in_page(SignInForm(formdata=None, next=place), carried), 401


def _offered_again() -> ResponseReturnValue | None:
    """What somebody sent from a page of theirs that had grown old: saved with a fresh token, once they confirm it."""
    carried = of_request() if asking.who() is not None else None
    page = carried_page(carried, place_to_return(), stale=True)
    if page is None:
        return None
    if request.accept_mimetypes.best == "application/json":
        return {"saved": False, "error": GREW_OLD}, 400
    return page, 400


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
