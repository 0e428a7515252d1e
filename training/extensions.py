"""Things that are made once and bound to each application: database, sign-in, CSRF, the workers' queue."""

import hashlib
import hmac
import logging
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path

from flask import Flask, current_app
from flask_login import LoginManager
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from huey import PostgresHuey, SqliteHuey, crontab
from huey.api import Huey
from huey.serializer import SignedSerializer
from sqlalchemy import make_url
from sqlalchemy.orm import Session

from training.core.base import Base
from training.core.database import prepare

log = logging.getLogger("training.queue")


class Line:
    """One application's line to its workers: the store, which knows what to do with what it is told."""

    def __init__(self, store: Huey, run: Callable[[str], None], sweep: Callable[[], None]) -> None:
        self.store = store
        self.run_soon = store.task(name="run")(run)
        store.periodic_task(crontab(), name="sweep")(sweep)
        store.on_shutdown(name="close")(self.close)

    def close(self) -> None:
        """Let go of the store. Workers that end at the same time ask for it together; one finds it closed."""
        with suppress(AttributeError):
            self.store.storage.close()


class Queue:
    """Tells workers of a job, so that it runs at once. Nothing rests on it: a sweep finds what they missed."""

    def serve(self, app: Flask, *, run: Callable[[str], None], sweep: Callable[[], None]) -> None:
        """Bind an application: what its workers do with a job's id, and what they do every minute."""

        def line() -> Line:
            return Line(_store(app.config["SQLALCHEMY_DATABASE_URI"], app.config["SECRET_KEY"]), run, sweep)

        app.extensions["queue"] = cache(line)

    @property
    def store(self) -> Huey:
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

    def _line(self) -> Line:
        line: Callable[[], Line] = current_app.extensions["queue"]
        return line()


def _store(database_url: str, secret_key: str) -> Huey:
    """Where workers are told: a file beside a SQLite database, or tables of its own in PostgreSQL.

    Only who has the secret key can tell them anything.
    """
    key = hmac.new(secret_key.encode(), b"what workers are told", hashlib.sha256).hexdigest()
    serializer = SignedSerializer(secret=key)
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        path = Path(url.database or "")
        file = path.with_name(f"{path.stem}-jobs.sqlite")
        return SqliteHuey("alongside", filename=str(file), timeout=2, results=False, serializer=serializer)
    dsn = url.set(drivername="postgresql").render_as_string(hide_password=False)
    return PostgresHuey("alongside", dsn=dsn, results=False, serializer=serializer)


db = SQLAlchemy(model_class=Base)
login = LoginManager()
csrf = CSRFProtect()
queue = Queue()


def bind(app: Flask) -> None:
    """Bind every extension to an application."""
    db.init_app(app)
    login.init_app(app)
    csrf.init_app(app)
    login.session_protection = None
    with app.app_context():
        prepare(db.engine)


def session() -> Session:
    """The session of this request or command."""
    return db.session()
