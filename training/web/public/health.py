"""What a proxy or a watcher asks: whether the process answers, and whether it can serve. Without cookie or session."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from training.extensions import session
from training.upkeep.queries import unreadiness
from training.web.guards import public

blueprint = Blueprint("health", __name__)
HEADERS = {"Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store"}


@blueprint.get("/healthz")
@public
def healthz() -> ResponseReturnValue:
    """The process answers. It asks the database nothing."""
    return "ok\n", 200, HEADERS


@blueprint.get("/readyz")
@public
def readyz() -> ResponseReturnValue:
    """The database answers, its tables are this version's, and there is a course."""
    wrong = unreadiness(session())
    return (f"not ready: {wrong}\n", 503, HEADERS) if wrong else ("ready\n", 200, HEADERS)
