"""Log lines as JSON: who, what, when, how long. Never an answer, a name, an address or a secret (ASVS 16.2.5).

An address of the site is logged as its rule (`/reset/<token>`), a fault as its kind and where it was raised: what
an exception says may quote what somebody typed.
"""

import logging
import sys
import time
from typing import Any

from flask import Response, g, has_request_context, request

from log_lines import JsonLines
from training.core.database import word_of
from training.core.ids import new_id
from training.web.application import Alongside

REQUESTS = logging.getLogger("alongside.requests")


class RequestLines(JsonLines):
    """The program's log: a line of a request also says which, and a fault what the database called it."""

    def facts(self, record: logging.LogRecord) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if has_request_context():
            found["request"] = request_id()
            found["rule"] = request.url_rule.rule if request.url_rule else None
        found.update(getattr(record, "facts", {}))
        if record.exc_info and record.exc_info[0] is not None:
            found["database"] = word_of(record.exc_info[1])
        return found


def register_logs(app: Alongside) -> None:
    """Log to standard error: every request in production, warnings and faults elsewhere."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(RequestLines())
    level = logging.INFO if app.settings.is_production else logging.WARNING
    for logger, least in (
        (app.logger, level),
        (logging.getLogger("alongside"), level),
        (logging.getLogger("sqlalchemy"), logging.WARNING),
        (logging.getLogger("psycopg"), logging.WARNING),
    ):
        logger.handlers[:] = [handler]
        logger.propagate = False
        logger.setLevel(least)
    app.before_request(_begin)
    app.after_request(_end)


def request_id() -> str:
    """The reference of this request, the same in its log lines, its header and on the page for a fault."""
    found: str | None = g.get("request_id")
    if found is None:
        found = g.request_id = new_id()[:12]
    return found


def _begin() -> None:
    g.began = time.perf_counter()


def _end(response: Response) -> Response:
    response.headers["X-Request-ID"] = request_id()
    if REQUESTS.isEnabledFor(logging.INFO):
        began = g.get("began", time.perf_counter())
        facts = {
            "method": request.method,
            "status": response.status_code,
            "ms": round((time.perf_counter() - began) * 1000, 1),
        }
        REQUESTS.info("request", extra={"facts": facts})
    return response
