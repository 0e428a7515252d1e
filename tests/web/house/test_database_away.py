"""A locked database and a full one: told plainly, nothing half-written, and all goes on once it passes."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import request_finished
from sqlalchemy import Engine, NullPool, create_engine, event, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests.support.browser import Browser
from tests.support.cast import PASSWORD, ZONE
from tests.support.page import Page
from tests.support.story import Story
from tests.web.house.test_headers import POLICY, WANTED
from training.attempts.models import Attempt, Response
from training.attempts.queries import AttemptView, answers
from training.core.base import Base
from training.criteria.service import recheck
from training.extensions import db, session
from training.marking.models import Mark
from training.practice.models import ReflectionDraft, Submission
from training.web.application import Alongside
from training.web.errors import RETRY_SECONDS

Open = Callable[..., Browser]
Stop = Callable[[datetime], None]
Trouble = Callable[[Engine], AbstractContextManager[None]]

KEY = "a-key-of-ours"
SHORT_MS = 40
PLACE = "/learn/first/looking-back"
LONG = {"form_key": KEY, "prompt_what": "A heron. " * 600, "prompt_now_what": "Water. " * 600}
HEADING = "We cannot do that just now"
NO_LIMIT = 1_000_000_000


@pytest.fixture
def attempt(story: Story, app: Alongside, on_day: Stop) -> AttemptView:
    """The trainee's, nothing answered; another trainee has handed one in."""
    app.config["PROPAGATE_EXCEPTIONS"] = False
    story.passes(story.cast.other_trainee, "first")
    story.reads(story.cast.trainee, "first")
    made = story.begins(story.cast.trainee, "first")
    story.settles(2)
    story.session.commit()
    on_day(story.at(2))
    return made


def only_on_sqlite(engine: Engine) -> None:
    """Both troubles are made with settings that SQLite alone has."""
    if engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL has no settings that lock it or fill its disk")


@contextmanager
def locked(engine: Engine) -> Iterator[None]:
    """Somebody else writes, for longer than anyone waits."""
    only_on_sqlite(engine)

    def impatient(connection: Any, *_rest: Any) -> None:
        connection.execute(f"PRAGMA busy_timeout={SHORT_MS}")

    event.listen(engine, "checkout", impatient)
    other = engine.raw_connection()
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.rollback()
        other.close()
        event.remove(engine, "checkout", impatient)


@contextmanager
def full(engine: Engine) -> Iterator[None]:
    """The disk is full: no table can grow by a page, and that of marks has no room left on its last."""
    only_on_sqlite(engine)
    limit = [page_count(engine)]

    def bound(connection: Any, *_rest: Any) -> None:
        connection.execute(f"PRAGMA max_page_count={limit[0]}")

    event.listen(engine, "checkout", bound)
    for size in (1000, 200, 40, 1):
        while mark_of(engine, "x" * size):
            pass
    assert page_count(engine) == limit[0]
    try:
        yield
    finally:
        limit[0] = NO_LIMIT
        with engine.connect():
            event.remove(engine, "checkout", bound)


def page_count(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.exec_driver_sql("PRAGMA page_count").scalar_one())


def mark_of(engine: Engine, detail: str) -> bool:
    """Whether one more mark of the other trainee's attempt still found room."""
    with Session(engine) as session:
        held = session.scalars(select(Mark).order_by(Mark.at)).first()
        assert held is not None
        values = {"critical_misses": [], "detail": [detail], "score": 0, "maximum": 1, "passed": False}
        session.add(Mark(attempt_id=held.attempt_id, key_edition=held.key_edition, at=held.at, **values))
        try:
            session.commit()
        except OperationalError:
            return False
        return True


TROUBLES = pytest.mark.parametrize("trouble", [locked, full])


def contents(engine: Engine) -> dict[str, list[str]]:
    with engine.connect() as connection:
        return {
            name: sorted(repr(tuple(row)) for row in connection.execute(select(table)))
            for name, table in Base.metadata.tables.items()
        }


def answer(attempt: AttemptView, number: int = 1, save: str = KEY) -> dict[str, str]:
    return {"item": attempt.items[number - 1], "answer": "b", "save_id": save, "page_id": KEY, "sequence": "1"}


def is_told(response: TestResponse) -> None:
    """A plain page or a word to a script, with everything that every response has; never that it was saved."""
    assert response.status_code == 503
    assert response.headers["Retry-After"] == str(RETRY_SECONDS)
    for name, value in WANTED.items():
        assert response.headers[name] == value
    policy = dict(part.strip().split(" ", 1) for part in response.headers["Content-Security-Policy"].split(";"))
    assert policy == POLICY
    if response.is_json:
        said = response.get_json()
        assert set(said) == {"error"}
        assert "was not saved" in said["error"]
        return
    page = Page("", response)
    page.check()
    assert page.heading == HEADING
    assert response.headers["X-Request-ID"] in page.text
    assert "What you sent was not saved." in page.text
    for internal in ("Traceback", "sqlite", "locked", "full", "OperationalError", "INSERT"):
        assert internal not in page.html


def post(someone: Browser, path: str, form: dict[str, str], *, script: bool = False) -> TestResponse:
    headers = {"Accept": "application/json"} if script else {}
    return someone.raw("POST", path, data={"csrf_token": someone.token(), **form}, headers=headers)


def save_until_told(someone: Browser, attempt: AttemptView) -> list[str]:
    """Saves until the database takes no more; the keys of those that were acknowledged."""
    path = f"/attempts/{attempt.id}/responses/{attempt.items[0]}"
    kept: list[str] = []
    for number in range(200):
        said = post(someone, path, answer(attempt, save=f"{KEY}-{number}"), script=True)
        if said.status_code != 200:
            is_told(said)
            return kept
        assert said.get_json() == {"saved": True}
        kept.append(f"{KEY}-{number}")
    pytest.fail("the database was never full")


@TROUBLES
def test_an_answer_that_was_not_saved_is_never_called_saved(
    browser: Open, story: Story, attempt: AttemptView, trouble: Trouble
) -> None:
    someone = browser(story.cast.trainee)
    someone.token()
    path = f"/attempts/{attempt.id}/responses/{attempt.items[0]}"
    with trouble(someone.engine):
        kept = save_until_told(someone, attempt)
        before = contents(someone.engine)
        is_told(post(someone, path, answer(attempt, save="another-key-of-ours")))
        assert contents(someone.engine) == before
    with Session(someone.engine) as session:
        assert sorted(session.scalars(select(Response.save_id).where(Response.attempt_id == attempt.id))) == sorted(
            kept
        )
    assert post(someone, path, answer(attempt), script=True).get_json() == {"saved": True}


@TROUBLES
def test_a_hand_in_is_whole_or_not_at_all(browser: Open, story: Story, attempt: AttemptView, trouble: Trouble) -> None:
    someone = browser(story.cast.trainee)
    for number in range(1, len(attempt.items) + 1):
        path = f"/attempts/{attempt.id}/responses/{attempt.items[number - 1]}"
        post(someone, path, answer(attempt, number, f"{KEY}-{number}"))
    path, form = f"/attempts/{attempt.id}/hand-in", {"confirmed": "yes", "save_id": KEY, "page_id": KEY}
    with trouble(someone.engine):
        before = contents(someone.engine)
        is_told(post(someone, path, form))
        is_told(post(someone, path, form, script=True))
        assert contents(someone.engine) == before
        with Session(someone.engine) as session:
            assert session.get_one(Attempt, attempt.id).handed_in_at is None
            assert len(answers(session, attempt.id)) == len(attempt.items)
    assert post(someone, path, form).headers["Location"] == f"/attempts/{attempt.id}/result"
    assert someone.get(f"/attempts/{attempt.id}/result").heading == "Passed. Well done"
    with Session(someone.engine) as session:
        differ = recheck(session, zone=ZONE, now=story.at(2), repair=False)
        assert story.cast.trainee.id not in differ


@TROUBLES
def test_a_draft_and_a_reflection_that_were_not_saved_leave_nothing(
    browser: Open, story: Story, attempt: AttemptView, trouble: Trouble
) -> None:
    someone = browser(story.cast.trainee)
    someone.token()
    with trouble(someone.engine):
        before = contents(someone.engine)
        for path in (f"{PLACE}/draft", f"{PLACE}/hand-in"):
            is_told(post(someone, path, LONG))
            is_told(post(someone, path, LONG, script=True))
        assert contents(someone.engine) == before
    with Session(someone.engine) as session:
        assert session.scalars(select(ReflectionDraft)).all() == []
        assert session.scalars(select(Submission)).all() == []
    assert post(someone, f"{PLACE}/draft", LONG, script=True).get_json() == {"saved": True}
    post(someone, f"{PLACE}/hand-in", LONG)
    assert "Handed in." in someone.get(PLACE).text


@TROUBLES
def test_what_only_looks_goes_on_also_when_the_time_of_last_seen_cannot_be_written(
    browser: Open, story: Story, attempt: AttemptView, on_day: Stop, trouble: Trouble
) -> None:
    someone = browser(story.cast.trainee)
    someone.token()
    with trouble(someone.engine):
        on_day(story.at(2) + timedelta(minutes=6))
        for path in ("/learn", "/learn/first/one", f"/attempts/{attempt.id}/questions/1", "/support", "/progress"):
            assert someone.get(path).status == 200


def test_nobody_gets_to_see_a_record_when_that_cannot_be_noted(
    browser: Open, story: Story, attempt: AttemptView
) -> None:
    trainer = browser(story.cast.trainer)
    with locked(trainer.engine):
        response = trainer.raw("GET", f"/people/{story.cast.trainee.id}")
        is_told(response)
    trainer.get(f"/people/{story.cast.trainee.id}")


def test_nobody_signs_in_when_tries_cannot_be_counted(browser: Open, story: Story, attempt: AttemptView) -> None:
    visitor = browser()
    visitor.token()
    form = {"email": story.cast.email("trainee"), "password": PASSWORD}
    with locked(visitor.engine):
        is_told(post(visitor, "/sign-in", form))
        is_told(post(visitor, "/sign-in", form | {"password": "a wrong password"}))
    visitor.get("/learn", status=303)
    assert post(visitor, "/sign-in", form).headers["Location"] == "/learn"


def test_no_connection_is_held_after_trouble(browser: Open, story: Story, attempt: AttemptView) -> None:
    someone = browser(story.cast.trainee)
    someone.token()
    path = f"/attempts/{attempt.id}/responses/{attempt.items[0]}"
    with locked(someone.engine):
        for _ in range(20):
            is_told(post(someone, path, answer(attempt), script=True))
    assert someone.engine.pool.checkedout() == 0  # type: ignore[attr-defined]
    assert post(someone, path, answer(attempt), script=True).status_code == 200


def test_nobody_notices_that_the_database_server_was_restarted(browser: Open, story: Story) -> None:
    story.session.commit()
    trainee = browser(story.cast.trainee)
    trainee.get(PLACE)
    if trainee.engine.dialect.name != "postgresql":
        pytest.skip("SQLite is no server")
    story.session.close()
    restart(trainee.engine)
    trainee.get(PLACE)
    trainee.post(f"{PLACE}/draft", LONG)


def test_an_answer_that_is_made_is_given_though_the_database_server_went_away_meanwhile(
    browser: Open, story: Story, app: Alongside
) -> None:
    """Closing the session fails then. It once cost the answer, and left the session to a later request."""
    story.session.commit()
    trainee = browser(story.cast.trainee)
    trainee.get(PLACE)
    if trainee.engine.dialect.name != "postgresql":
        pytest.skip("SQLite is no server")
    story.session.close()

    def at_the_end(_sender: object, **_more: object) -> None:
        session().connection()
        restart(trainee.engine)

    with request_finished.connected_to(at_the_end, app):
        trainee.get(PLACE)
    assert trainee.engine.pool.checkedout() == 0  # type: ignore[attr-defined]
    assert db.session.registry.registry == {}
    trainee.get(PLACE)
    trainee.post(f"{PLACE}/draft", LONG)


def restart(engine: Engine) -> None:
    """End every connection, as a restart of PostgreSQL does."""
    ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> "
    other = create_engine(engine.url, poolclass=NullPool)
    with other.connect() as connection:
        assert connection.execute(text(f"{ended} pg_backend_pid()")).all()
    other.dispose()
