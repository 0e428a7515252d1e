"""A scratch database with the real course and sample people, and what is asked of it: the same of both applications."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count, cycle, islice
from pathlib import Path
from random import SystemRandom
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from sqlalchemy import select

from config import ROOT, Mode, Settings
from training import create_app
from training.attempts.queries import AttemptView
from training.attempts.service import Answer, open_attempt, save_answers
from training.certification.models import Certificate
from training.commands.demo import prepare_demo
from training.commands.transaction import commit
from training.core import clock
from training.core.actors import Actor
from training.core.database import begin_writing
from training.core.ids import new_token
from training.core.roles import Role
from training.course.content import Quiz, activity_name
from training.course.queries import EditionView, require_current
from training.extensions import db, session
from training.people.models import PersonState
from training.people.service import add_person, open_session
from training.reading.service import record_reading
from training.web.application import Alongside

SECRET = "a-bench-on-this-machine-only-0918273645"
ITEMS = 10
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
COOKIE = "alongside"


@dataclass(frozen=True)
class Ask:
    """A request, and the status of its answer."""

    method: str
    path: str
    status: int
    body: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Scratch:
    """Two copies of one database, and for each page what is asked of either."""

    ours: Path
    bare: Path
    asks: dict[str, list[Ask]]


@dataclass(frozen=True)
class Sitting:
    """Somebody's attempt with all answers but the last."""

    token: str
    attempt: AttemptView
    last: Answer


def settings_for(database: Path) -> Settings:
    """Those of an installation on this database, on one's own machine."""
    return Settings(
        mode=Mode.LOCAL,
        database_url=f"sqlite:///{database}",
        secret_key=SECRET,
        public_url="http://127.0.0.1",
        modules=ROOT / "modules",
        zone=ZoneInfo("Europe/London"),
        organisation="Bench",
        var=database.parent,
    )


def prepare(folder: Path, number: int) -> Scratch:
    """The demo's people, learners with attempts to answer and to hand in, and so many requests of each page.

    Every save and every hand-in has an attempt of its own: the last of ten answers, then the hand-in of all.
    """
    ours, bare = folder / "ours.sqlite", folder / "bare.sqlite"
    app = create_app(settings_for(ours))
    with app.app_context():
        prepare_demo(app)
        begin_writing(session())
        edition = require_current(session())
        certificates = session().scalars(select(Certificate.number)).all()
        sittings = list(islice(_sittings(edition), number))
        commit(session(), clock.now())
        db.session.remove()
    entered = {sitting.token: _enter(app, sitting.token) for sitting in sittings}
    with app.app_context():
        db.engine.dispose()
    shutil.copy(ours, bare)
    lessons = [(module.id, lesson.id) for module in edition.course.modules for lesson in module.lessons]
    reader = {"Cookie": entered[sittings[0].token][0]}
    return Scratch(
        ours,
        bare,
        {
            "lesson": [
                Ask("GET", f"/learn/{module}/{lesson}", 200, headers=reader)
                for module, lesson in islice(cycle(lessons), number)
            ],
            "save": [_save(each, *entered[each.token]) for each in sittings],
            "hand-in": [_hand_in(each, *entered[each.token]) for each in sittings],
            "verify": [Ask("GET", f"/verify/{each}", 200) for each in islice(cycle(certificates), number)],
        },
    )


def _sittings(edition: EditionView) -> Iterator[Sitting]:
    """One for each quiz of ten items, learner after learner, without end."""
    now, chance = clock.now(), SystemRandom()
    for index in count():
        email = f"learner-{index}@example.org"
        person = add_person(session(), name=f"Learner {index}", email=email, roles=[Role.TRAINEE], by=None, now=now)
        person.state = PersonState.ACTIVE
        actor = Actor(person.id, person.name, frozenset({Role.TRAINEE}))
        token = open_session(session(), person_id=person.id, now=now)
        for module in edition.course.modules:
            if module.quiz is None or module.quiz.length != ITEMS:
                continue
            for lesson in module.lessons:
                record_reading(
                    session(),
                    actor=actor,
                    edition=edition,
                    module_id=module.id,
                    lesson_id=lesson.id,
                    form_key=new_token(),
                    now=now,
                )
            attempt = open_attempt(
                session(),
                actor=actor,
                edition=edition,
                activity=activity_name(module.id, module.quiz.id),
                random=chance,
                now=now,
            )
            *before, last = [_answer(module.quiz, item) for item in attempt.items]
            save_answers(session(), actor=actor, attempt_id=attempt.id, answers=before, now=now)
            yield Sitting(token, attempt, last)


def _answer(quiz: Quiz, item: str) -> Answer:
    return Answer(item, quiz.items_by_id[item].options[0].id, new_token(), new_token(), 1)


def _enter(app: Alongside, token: str) -> tuple[str, str]:
    """The cookie of someone who is signed in, and a CSRF token that goes with it."""
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = token
        cookie["_fresh"] = True
    found = TOKEN.search(client.get("/account").get_data(as_text=True))
    kept = client.get_cookie(COOKIE)
    if found is None or kept is None:
        raise ValueError("the account page has no form")
    return f"{COOKIE}={kept.value}", found[1]


def _save(sitting: Sitting, cookie: str, csrf: str) -> Ask:
    """The last answer, as the page's script sends it."""
    last = sitting.last
    fields = {"answer": last.answer, "save_id": last.save_id, "page_id": last.page_id, "sequence": "1"}
    headers = {"Cookie": cookie, "Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"}
    body = urlencode({"csrf_token": csrf, "item": last.item, **fields}).encode()
    return Ask("POST", f"/attempts/{sitting.attempt.id}/responses/{last.item}", 200, body, headers)


def _hand_in(sitting: Sitting, cookie: str, csrf: str) -> Ask:
    """From the page to check, which holds no answer of its own."""
    fields = {"csrf_token": csrf, "confirmed": "yes", "save_id": new_token(), "page_id": new_token()}
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    return Ask("POST", f"/attempts/{sitting.attempt.id}/hand-in", 303, urlencode(fields).encode(), headers)
