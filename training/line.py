"""An application's line to its workers: huey and its store, a file beside a SQLite database or tables of PostgreSQL's.

Only a process that tells workers something, or has them, reads this module: see `extensions.Queue`.
"""

import hashlib
import hmac
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from huey import PostgresHuey, SqliteHuey, crontab
from huey.api import Huey
from huey.serializer import SignedSerializer
from sqlalchemy import make_url


@dataclass(frozen=True)
class Work:
    """What workers do: with a job's id, and every minute. Only a process that has workers knows it."""

    run: Callable[[str], None]
    sweep: Callable[[], None]


class Line:
    """One application's line to its workers: the store, and the messages that go through it."""

    def __init__(self, store: Huey) -> None:
        self.store = store
        self.work: Work | None = None
        self.run_soon = store.task(name="run")(self._run)
        store.periodic_task(crontab(), name="sweep")(self._sweep)
        store.on_shutdown(name="close")(self.close)

    def close(self) -> None:
        """Let go of the store. Workers that end at the same time ask for it together; one finds it closed."""
        with suppress(AttributeError):
            self.store.storage.close()

    def _run(self, job_id: str) -> None:
        self._known().run(job_id)

    def _sweep(self) -> None:
        self._known().sweep()

    def _known(self) -> Work:
        if self.work is None:
            raise RuntimeError("this process was never told what its workers do: see Queue.serve")
        return self.work


def store_of(database_url: str, secret_key: str) -> Huey:
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
