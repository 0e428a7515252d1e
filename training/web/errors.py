"""Errors in the house's own words. Never a stack trace."""

from flask import g, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from training.core.errors import NotFound, Refused
from training.extensions import login, session
from training.web.application import Alongside

TITLES = {
    400: ("We could not read that", "Something in the request was not as we expected. Go back and try again."),
    404: ("We cannot find that page", "The address may be mistyped, or the page may not be there for you."),
    405: ("That cannot be done here", "This address does not do that. Go back and use the buttons of the page."),
    413: ("That is too much at once", "What you sent is larger than we can take. Make it shorter and try again."),
    500: ("Something went wrong on our side", "It was not you. What was saved before is safe. Please try again soon."),
}
STALE_FORM = (
    "This page was open for a long time",
    "To keep you safe we could not accept it. Go back, load the page again, and send it once more.",
)


def register_errors(app: Alongside) -> None:
    app.register_error_handler(NotFound, lambda _error: _page(404))
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(CSRFError, lambda _error: _page(400, STALE_FORM))
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(500, _broken)


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


def _broken(_error: Exception) -> ResponseReturnValue:
    """The page for a fault of ours. It asks the database nothing, which may be what is broken."""
    session().rollback()
    g._login_user = login.anonymous_user()
    return _page(500)


def _page(code: int, words: tuple[str, str] | None = None) -> ResponseReturnValue:
    title, text = words or TITLES.get(code, TITLES[400])
    if request.accept_mimetypes.best == "application/json":
        return {"error": text}, code
    return render_template("error.html", title=title, text=text, code=code), code
