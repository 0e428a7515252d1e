"""A browser without a window: it signs in, carries CSRF tokens and looks over every page it gets."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from config import Mode, Settings
from tests.support.cast import SMALL_COURSE, ZONE, Cast
from tests.support.page import Page
from training import create_app
from training.core.actors import Actor
from training.core.database import begin_writing
from training.extensions import db, queue
from training.people.service import open_session
from training.web.application import Alongside

SECRET = "tests-only-secret-that-is-long-enough-0123456789"
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@pytest.fixture
def settings(database: str) -> Settings:
    return Settings(
        mode=Mode.LOCAL,
        database_url=database,
        secret_key=SECRET,
        public_url="http://localhost",
        modules=SMALL_COURSE,
        zone=ZONE,
        organisation="Test charity",
        password_cost="low",
    )


@pytest.fixture
def app(settings: Settings) -> Iterator[Alongside]:
    made = create_app(settings)
    made.testing = True
    yield made
    with made.app_context():
        db.session.remove()
        db.engine.dispose()
        queue.close()


@dataclass
class Browser:
    """Someone at a browser: a member of the cast, or a visitor."""

    client: FlaskClient
    engine: Engine
    who: Actor | None = None
    statements: list[str] = field(default_factory=list)
    _token: str | None = None

    def get(self, path: str, *, status: int = 200) -> Page:
        """Open a page, which must answer with this status and be sound HTML."""
        response = self.client.get(path)
        assert response.status_code == status, f"GET {path}: {response.status_code}, wanted {status}"
        page = Page(path, response)
        page.check()
        return page

    def post(self, path: str, data: dict[str, Any] | None = None, *, status: int = 303) -> Page:
        """Send a form with a CSRF token."""
        response = self.client.post(path, data={"csrf_token": self.token(), **(data or {})})
        assert response.status_code == status, (
            f"POST {path}: {response.status_code}, wanted {status}\n{response.get_data(as_text=True)[:3000]}"
        )
        page = Page(path, response)
        page.check()
        return page

    def raw(self, method: str, path: str, **more: Any) -> TestResponse:
        """Anything at all, unchecked."""
        return self.client.open(path, method=method, **more)

    def save(self, path: str, data: dict[str, Any]) -> TestResponse:
        """What the page's script sends."""
        return self.client.post(path, data={"csrf_token": self.token(), **data}, headers={"Accept": "application/json"})

    def token(self) -> str:
        """A CSRF token of this browser's session."""
        if self._token is None:
            page = self.client.get("/account" if self.who else "/sign-in").get_data(as_text=True)
            found = TOKEN.search(page)
            assert found is not None
            self._token = found[1]
        return self._token

    def counted(self, act: Callable[[], Any]) -> list[str]:
        """The SQL statements that something costs; BEGIN, COMMIT and PRAGMA do not count."""
        seen: list[str] = []

        def note(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            if not statement.startswith(("BEGIN", "COMMIT", "PRAGMA", "ROLLBACK", "SAVEPOINT")):
                seen.append(statement)

        event.listen(self.engine, "before_cursor_execute", note)
        try:
            act()
        finally:
            event.remove(self.engine, "before_cursor_execute", note)
        return seen


@pytest.fixture
def browser(app: Alongside) -> Callable[..., Browser]:
    """Makes a browser: of nobody, or of a person who is signed in (since `at`, for tests on another day)."""
    with app.app_context():
        engine = db.engine

    def make(who: Actor | None = None, *, at: datetime | None = None) -> Browser:
        client = app.test_client()
        if who is not None:
            with Session(engine) as session:
                begin_writing(session)
                token = open_session(session, person_id=who.id, now=at or datetime.now(ZONE))
                session.commit()
            with client.session_transaction() as cookie:
                cookie["_user_id"] = token
                cookie["_fresh"] = True
        return Browser(client, engine, who)

    return make


@pytest.fixture
def committed(session: Session) -> Callable[[], None]:
    """Commits what a story did, so that browsers see it, and lets the test go on writing."""

    def commit() -> None:
        session.commit()
        begin_writing(session)
        session.commit()

    return commit


@pytest.fixture
def on_day() -> Iterator[Callable[[datetime], None]]:
    """Stops the clock at a moment."""
    stopped: list[time_machine.travel] = []

    def stop(moment: datetime) -> None:
        traveller = time_machine.travel(moment, tick=False)
        traveller.start()
        stopped.append(traveller)

    yield stop
    for traveller in reversed(stopped):
        traveller.stop()


@pytest.fixture
def people(cast: Cast) -> dict[str, Actor]:
    """The cast by name."""
    return {name: value for name, value in vars(cast).items() if isinstance(value, Actor)}
