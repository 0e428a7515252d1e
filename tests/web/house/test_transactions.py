"""One transaction a request: what is answered well is committed whole, what is refused leaves nothing."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import Engine, event, text
from sqlalchemy.pool import QueuePool

from tests.support.browser import Browser
from tests.support.cast import PASSWORD, Cast
from tests.support.story import Story
from training.core.actors import Actor

Open = Callable[..., Browser]
Stop = Callable[[datetime], None]

KEY = "a-key-of-ours"
WRITES = ("INSERT", "UPDATE", "DELETE")
NOTED = ("/reviews/", "/admin/certification/", "/sign-in", "/account")
"""Pages that show somebody's words or record, also beside a form that will not do; and where passwords are typed."""


@dataclass
class Written:
    """What became of a request's writes."""

    pending: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    commits: int = 0


@contextmanager
def watched(engine: Engine) -> Iterator[Written]:
    """Follow every write to its commit or rollback."""
    seen = Written()

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith(WRITES):
            seen.pending.append(statement)

    def commit(_connection: Any) -> None:
        seen.kept += seen.pending
        seen.commits += bool(seen.pending)
        seen.pending.clear()

    def rollback(_connection: Any) -> None:
        seen.lost += seen.pending
        seen.pending.clear()

    listeners = (("before_cursor_execute", note), ("commit", commit), ("rollback", rollback))
    for name, listener in listeners:
        event.listen(engine, name, listener)
    try:
        yield seen
    finally:
        for name, listener in listeners:
            event.remove(engine, name, listener)


@dataclass
class Case:
    """A form that is taken, or refused after something was written."""

    who: Actor | None
    path: str
    data: dict[str, Any]
    status: int


@pytest.fixture
def cases(story: Story, on_day: Stop) -> list[Case]:
    cast = story.cast
    story.reads(cast.trainee, "first")
    attempt = story.begins(cast.trainee, "first")
    other_attempt = story.begins(cast.trainee, "first")
    submission = story.reflects(cast.trainee)
    story.meets_all(cast.other_trainee)
    story.session.commit()
    on_day(story.at(20))
    item = attempt.items[0]
    answer = {"item": item, "save_id": KEY, "page_id": KEY}
    feedback = {"helped": "It helped.", "to_try": "Try this.", "form_key": KEY}
    assert other_attempt.id == attempt.id
    return [
        Case(cast.trainee, "/learn/first/one/read", {"form_key": KEY}, 303),
        Case(cast.trainee, "/learn/safety/quiz/begin", {"form_key": KEY}, 409),
        Case(cast.trainee, f"/attempts/{attempt.id}/responses/{item}", {**answer, "answer": "b"}, 303),
        Case(cast.trainee, f"/attempts/{attempt.id}/responses/{item}", {**answer, "answer": "z"}, 422),
        Case(cast.trainee, f"/attempts/{attempt.id}/hand-in", {**answer, "answer": "z", "confirmed": "yes"}, 422),
        Case(cast.trainee, f"/attempts/{attempt.id}/hand-in", {**answer, "answer": "b", "confirmed": "yes"}, 303),
        Case(cast.trainee, "/learn/first/looking-back/draft", {"form_key": KEY, "prompt_what": "a"}, 303),
        Case(cast.trainee, "/learn/first/looking-back/draft", {"form_key": KEY, "prompt_what": "a" * 7000}, 422),
        Case(cast.trainer, f"/reviews/{submission}", {**feedback, "outcome": "accepted"}, 422),
        Case(
            cast.trainer,
            f"/reviews/{submission}",
            {**feedback, "outcome": "accepted", "line_privacy": "1", "line_learning": "3"},
            422,
        ),
        Case(
            cast.trainer,
            f"/reviews/{submission}",
            {**feedback, "outcome": "accepted", "line_privacy": "3", "line_learning": "3"},
            303,
        ),
        Case(
            cast.trainer,
            f"/people/{cast.trainee.id}/observations/new",
            {**feedback, "held_on": "2031-01-01", "line_opens": "3", "line_listens": "3"},
            422,
        ),
        Case(
            cast.trainer,
            f"/people/{cast.trainee.id}/readiness/new",
            {"form_key": KEY, "outcome": "ready", "review_on": "2026-06-01"},
            303,
        ),
        Case(cast.admin, "/admin/cohorts", {"form_key": KEY, "name": "Autumn"}, 422),
        Case(cast.admin, "/admin/cohorts", {"form_key": KEY, "name": "Spring"}, 303),
        Case(
            cast.admin,
            "/admin/people/new",
            {"form_key": KEY, "name": "New", "email": "trainee@example.org", "roles": "trainee"},
            422,
        ),
        Case(
            cast.admin,
            "/admin/people/new",
            {
                "form_key": KEY,
                "name": "New",
                "email": "new@example.org",
                "roles": ["trainee"],
                "trainee_of": [cast.cohort_id],
            },
            200,
        ),
        Case(cast.admin, f"/admin/people/{cast.admin.id}", {"roles": ["admin", "trainee"]}, 422),
        Case(cast.admin, f"/admin/people/{cast.elsewhere.id}", {"roles": ["trainer"]}, 303),
        Case(cast.admin, f"/admin/people/{cast.trainee.id}/link", {}, 200),
        Case(
            cast.admin,
            f"/admin/certification/{cast.trainee.id}",
            {"form_key": KEY, "kind": "issue", "seen": "0", "reason": "All four are met."},
            422,
        ),
        Case(
            cast.admin,
            f"/admin/certification/{cast.other_trainee.id}",
            {"form_key": KEY, "kind": "issue", "seen": "0", "reason": "All four are met."},
            303,
        ),
        Case(None, "/sign-in", {"email": cast.email("trainee"), "password": "not this one at all"}, 422),
        Case(None, "/sign-in", {"email": cast.email("trainee"), "password": PASSWORD}, 303),
        Case(
            cast.trainee,
            "/account",
            {"current": "not this one at all", "password": "four quiet words", "again": "four quiet words"},
            422,
        ),
        Case(
            cast.trainee,
            "/account",
            {"current": PASSWORD, "password": "four quiet words", "again": "four quiet words"},
            303,
        ),
    ]


def test_a_form_that_is_taken_is_committed_once_and_whole_and_a_refused_one_leaves_nothing(
    browser: Open, cases: list[Case]
) -> None:
    for case in cases:
        someone = browser(case.who)
        token = someone.token()
        with watched(someone.engine) as written:
            someone.post(case.path, {"csrf_token": token, **case.data}, status=case.status)
        told = f"{case.path} {case.status}"
        assert written.pending == [], told
        if case.status < 400:
            assert written.kept, told
            assert written.commits == 1, told
            assert written.lost == [], told
        else:
            apart = ("tries", "audit_") if case.path.startswith(NOTED) else ("tries",)
            assert [each for each in written.kept if not any(name in each for name in apart)] == [], told


def test_after_any_request_no_connection_is_held_and_somebody_else_can_write(browser: Open, cases: list[Case]) -> None:
    for case in cases:
        someone = browser(case.who)
        someone.post(case.path, {"csrf_token": someone.token(), **case.data}, status=case.status)
        someone.get("/support")
        someone.get("/no-such-page", status=404)
        pool = someone.engine.pool
        assert isinstance(pool, QueuePool)
        assert pool.checkedout() == 0, case.path
    with someone.engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM person")) == 9


def test_looking_commits_nothing(browser: Open, cast: Cast, story: Story, on_day: Stop) -> None:
    story.meets_all(cast.trainee)
    story.session.commit()
    on_day(story.at(10))
    for who, paths in {
        cast.trainee: ["/learn", "/learn/first", "/learn/first/one", "/learn/first/quiz", "/progress"],
        cast.trainer: ["/cohorts", f"/cohorts/{cast.cohort_id}", "/reviews"],
        cast.admin: ["/admin", "/admin/people", "/admin/certification"],
    }.items():
        someone = browser(who)
        with watched(someone.engine) as written:
            for path in paths:
                someone.get(path)
        assert written == Written()


def test_the_standing_that_lists_read_is_right_at_once(browser: Open, cast: Cast, story: Story, on_day: Stop) -> None:
    story.meets_all(cast.trainee)
    story.session.commit()
    on_day(story.at(20))
    assert "all four criteria" in browser(cast.trainer).get(f"/cohorts/{cast.cohort_id}").text
    browser(cast.trainer).post(
        f"/people/{cast.trainee.id}/readiness/new",
        {"form_key": KEY, "outcome": "not yet", "review_on": "2026-06-01"},
    )
    assert "all four criteria" not in browser(cast.trainer).get(f"/cohorts/{cast.cohort_id}").text
    assert browser(cast.admin).get("/admin/certification").heading == "Nobody waits for a decision"
