from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from tests.support.addresses import looked_at
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.story import Story
from training.certification.queries import latest_certificate
from training.core.actors import Actor
from training.core.base import Base
from training.people.models import LoginSession
from training.people.service import make_link
from training.practice.service import save_draft
from training.web.application import Alongside

Open = Callable[..., Browser]
Stop = Callable[[datetime], None]
Names = dict[str, dict[str, str]]


NOTED = ("audit_event", "audit_head", "tries")
"""Who looked at a record is noted, and numbers that nobody was given are counted."""


def contents(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    """Everything in the database, save when sessions were last seen, and what is noted of looking itself."""
    with engine.connect() as connection:
        return {
            name: sorted(
                (
                    tuple(row)
                    for row in connection.execute(
                        select(*(column for column in table.c if column is not LoginSession.__table__.c.last_seen_at))
                    )
                ),
                key=repr,
            )
            for name, table in Base.metadata.tables.items()
            if name not in NOTED
        }


@pytest.fixture
def names(story: Story, on_day: Stop) -> Names:
    """What stands in addresses, for each who looks; the other trainee is in the middle of things."""
    trainee, other = story.cast.trainee, story.cast.other_trainee
    story.meets_all(trainee)
    story.decides(story.cast.admin, trainee)
    held = latest_certificate(story.session, trainee.id, story.day(11))
    assert held is not None
    story.prints(trainee, 11)
    story.reads(other, "first")
    attempt = story.begins(other, "first")
    waiting = story.reflects(other)
    save_draft(
        story.session,
        actor=trainee,
        edition=story.edition,
        activity="first/looking-back",
        texts={"what": "Still writing."},
        page="a-page",
        seen="",
        now=story.at(10),
    )
    token, _ = make_link(story.session, person_id=story.cast.elsewhere.id, by=None, now=story.at(11))
    logo = story.shows_logo(11)
    story.session.commit()
    on_day(story.at(11))
    common = {
        "module_id": "first",
        "activity_id": "one",
        "statement_id": "values-agreement",
        "template_id": "wellbeing-plan",
        "person_id": trainee.id,
        "cohort_id": story.cast.cohort_id,
        "number": held[0],
        "submission_id": waiting,
        "token": token,
        "service_id": "talk",
        "item_id": "restore-tried",
        "file_id": logo,
    }
    return {
        trainee.id: {**common, "attempt_id": story.attempts(trainee)[0].id, "activity_id": "looking-back"},
        other.id: {**common, "attempt_id": attempt.id, "activity_id": "quiz", "statement_id": "wellbeing-plan"},
        "": {**common, "attempt_id": attempt.id},
    }


def pages(app: Alongside, who: Actor | None, names: Names) -> list[tuple[Rule, str]]:
    """Every address that someone may look at."""
    return list(looked_at(app, who, names.get(who.id if who else "", names[""])))


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_looking_at_any_page_changes_nothing(
    app: Alongside, browser: Open, cast: Cast, names: Names, story: Story, method: str
) -> None:
    earlier = story.at(11) - timedelta(minutes=10)
    everyone = (None, cast.trainee, cast.other_trainee, cast.trainer, cast.admin)
    browsers = [(who, browser(who, at=earlier) if who else browser()) for who in everyone]
    engine = browsers[0][1].engine
    before, opened = contents(engine), set()
    for who, someone in browsers:
        for rule, path in pages(app, who, names):
            response = someone.raw(method, path)
            if response.status_code == 200:
                opened.add(rule.endpoint)
            assert response.status_code in (200, 303, 404), (path, response.status_code)
            if method == "HEAD":
                assert response.get_data() == b"", path
    assert contents(engine) == before
    if method != "OPTIONS":
        looked_at = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
        assert looked_at - opened == {"auth.invitation", "attempts.attempt", "components.components"}


def test_head_answers_as_get_would(app: Alongside, browser: Open, cast: Cast, names: Names) -> None:
    for who in (None, cast.trainee, cast.trainer, cast.admin):
        someone = browser(who)
        for _, path in pages(app, who, names):
            looked, asked = someone.raw("GET", path), someone.raw("HEAD", path)
            assert asked.status_code == looked.status_code, path
            assert asked.headers.get("Location") == looked.headers.get("Location"), path
            assert asked.headers["Content-Type"] == looked.headers["Content-Type"], path


def test_options_says_what_can_be_done(browser: Open, cast: Cast) -> None:
    someone = browser(cast.trainee)
    for path, methods in {
        "/learn": {"GET", "HEAD", "OPTIONS"},
        "/account": {"GET", "HEAD", "OPTIONS", "POST"},
        "/learn/first/one/read": {"POST", "OPTIONS"},
    }.items():
        response = someone.raw("OPTIONS", path)
        assert response.status_code == 200
        assert set(response.headers["Allow"].replace(" ", "").split(",")) == methods


def test_when_a_session_was_last_seen_is_written_at_most_every_five_minutes(
    browser: Open, cast: Cast, story: Story, on_day: Stop
) -> None:
    story.session.commit()
    on_day(story.at(1))
    someone = browser(cast.trainee)

    def last_seen() -> datetime:
        with Session(someone.engine) as session:
            return session.scalars(select(LoginSession.last_seen_at)).one()

    on_day(story.at(1) + timedelta(minutes=4, seconds=59))
    someone.get("/learn")
    assert last_seen() == story.at(1)
    on_day(story.at(1) + timedelta(minutes=5, seconds=1))
    someone.get("/learn")
    assert last_seen() == story.at(1) + timedelta(minutes=5, seconds=1)


def test_a_refused_form_also_counts_as_being_seen_and_changes_nothing_else(
    browser: Open, cast: Cast, story: Story, on_day: Stop
) -> None:
    story.session.commit()
    on_day(story.at(1))
    someone = browser(cast.admin)
    token = someone.token()
    before = contents(someone.engine)
    on_day(story.at(1) + timedelta(minutes=6))
    someone.post("/admin/cohorts", {"csrf_token": token, "form_key": "a-key-of-ours", "name": "Autumn"}, status=422)
    assert contents(someone.engine) == before
    with Session(someone.engine) as session:
        assert session.scalars(select(LoginSession.last_seen_at)).one() == story.at(1) + timedelta(minutes=6)
