"""Errors in the house's own words. Never a stack trace."""

from flask import g, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from training.core.database import is_away
from training.core.errors import NotFound, Refused, TooOften
from training.core.ids import is_id
from training.extensions import session
from training.web import asking
from training.web.apart import refused
from training.web.application import Alongside
from training.web.logs import request_id

TITLES = {
    400: ("We could not read that", "Something in the request was not as we expected. Go back and try again."),
    404: ("We cannot find that page", "The address may be mistyped, or the page may not be there for you."),
    405: ("That cannot be done here", "This address does not do that. Go back and use the buttons of the page."),
    413: ("That is too much at once", "What you sent is larger than we can take. Make it shorter and try again."),
    429: ("Please wait a little", "That was tried very often. Wait a few minutes, then try again."),
    500: ("Something went wrong on our side", "It was not you. What was saved before is safe. Please try again soon."),
    503: (
        "We cannot do that just now",
        "Our database does not take it at the moment. What you sent was not saved. "
        "Go back, keep the page open, and try again in a minute.",
    ),
}
RETRY_SECONDS = 30
STALE_FORM = (
    "This page was open for a long time",
    "To keep you safe we could not accept it. Go back, load the page again, and send it once more.",
)


def register_errors(app: Alongside) -> None:
    app.register_error_handler(NotFound, _not_found)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(CSRFError, lambda _error: _page(400, STALE_FORM))
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(TooOften, _too_often)
    app.register_error_handler(500, _broken)


def _not_found(_error: NotFound) -> ResponseReturnValue:
    """Not there, or not for this person. Nobody outside can tell which; the audit trail keeps that they asked."""
    if asking.who() is not None:
        named = next((value for value in (request.view_args or {}).values() if is_id(value)), None)
        refused(str(request.endpoint), named)
    return _page(404)


def _too_often(error: TooOften) -> ResponseReturnValue:
    response = make_response(_page(429))
    response.headers["Retry-After"] = str(error.seconds)
    return response


def _away() -> ResponseReturnValue:
    """The page for a database that does not answer or cannot write now. It asks the database nothing."""
    _ask_nothing_more()
    response = make_response(_page(503))
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:
        return error.get_response()
    response = make_response(_page(error.code))
    allowed = error.get_response().headers.get("Allow")
    if allowed:
        response.headers["Allow"] = allowed
    return response


def _refused(error: Refused) -> ResponseReturnValue:
    session().rollback()
    return _page(409, ("That was not done", error.message))


def _broken(error: Exception) -> ResponseReturnValue:
    """The page for a fault of ours, with the reference that also stands in the log."""
    cause = getattr(error, "original_exception", None) or error
    if is_away(cause):
        return _away()
    _ask_nothing_more()
    return _page(500)


def _ask_nothing_more() -> None:
    """Leave the database alone, which may be what is broken: the page is shown as to a visitor."""
    session().rollback()
    asking.be_a_visitor()
    g.local = asking.app().local


def _page(code: int, words: tuple[str, str] | None = None) -> ResponseReturnValue:
    title, text = words or TITLES.get(code, TITLES[400])
    if request.accept_mimetypes.best == "application/json":
        return {"error": text}, code
    reference = request_id() if code >= 500 else None
    return render_template("error.html", title=title, text=text, code=code, reference=reference), code
