"""Things that are made once and bound to each application: database, sign-in, CSRF, the workers' queue."""

import logging
from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from flask import Flask, current_app
from flask_login import LoginManager
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as BoundSession
from flask_wtf import CSRFProtect
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from training.core.base import Base
from training.core.database import is_away, open_only, prepare

if TYPE_CHECKING:
    from huey.api import Huey

    from training.line import Line, Work

LINE = "training.line"
"""Read when workers are first told something: most processes never tell, and huey is a tenth of their memory."""
log = logging.getLogger("training.queue")


class Queue:
    """Tells workers of a job, so that it runs at once. Nothing rests on it: a sweep finds what they missed."""

    def init_app(self, app: Flask) -> None:
        """Bind an application."""

        def line() -> "Line":
            place = import_module(LINE)
            made: Line = place.Line(place.store_of(app.config["SQLALCHEMY_DATABASE_URI"], app.config["SECRET_KEY"]))
            return made

        app.extensions["queue"] = cache(line)

    def serve(self, work: "Work") -> "Huey":
        """The present application's store, whose workers, in this process, do this work."""
        line = self._line()
        line.work = work
        return line.store

    @property
    def store(self) -> "Huey":
        """The present application's store, opened when it is first needed."""
        return self._line().store

    def tell(self, job_id: str) -> None:
        """Tell the workers. That this fails is logged and harms nobody: the job's row is there."""
        try:
            self._line().run_soon(job_id)
        except Exception as error:
            log.warning("workers were not told of job %s, the sweep will find it: %s", job_id, type(error).__name__)

    def close(self) -> None:
        """Let go of the present application's store, if it was opened."""
        line = current_app.extensions["queue"]
        if line.cache_info().currsize:
            line().close()

    def _line(self) -> "Line":
        line: Callable[[], Line] = current_app.extensions["queue"]
        return line()


class Closing(BoundSession):
    """A session that can always be closed.

    Its end takes back what was not committed. Where the database went away meanwhile there is nothing to take back,
    and a fault then would cost the person the answer that was already made for them.
    """

    def close(self) -> None:
        try:
            super().close()
        except DBAPIError as error:
            if not is_away(error):
                raise


db = SQLAlchemy(model_class=Base, session_options={"class_": Closing})
login = LoginManager()
csrf = CSRFProtect()
queue = Queue()


def bind(app: Flask) -> None:
    """Bind every extension to an application."""
    db.init_app(app)
    login.init_app(app, add_context_processor=False)
    csrf.init_app(app)
    queue.init_app(app)
    login.session_protection = None
    with app.app_context():
        open_only(prepare(db.engine))


def session() -> Session:
    """The session of this request or command."""
    return db.session()


def reading() -> Connection:
    """A connection of its own, to be closed, for a page that asks for columns once and changes nothing."""
    return db.engine.connect()
