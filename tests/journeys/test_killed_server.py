"""The server is killed again and again while twenty people answer. What was acknowledged is there, once."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from config import ROOT
from tests.journeys.answering import Answering, Sitting
from tests.journeys.conftest import free_port
from tests.support.cast import PASSWORD, PASSWORDS, SMALL_COURSE, ZONE
from tests.support.databases import DURABLE, SqliteMaker, migrated, postgresql
from training.attempts.models import Attempt, Response
from training.attempts.service import open_attempt
from training.audit.queries import fault
from training.audit.service import append_noted
from training.core import clock
from training.core.actors import Actor
from training.core.database import begin_writing
from training.core.models import Installation
from training.core.roles import Role
from training.course.loader import load
from training.course.queries import require_current
from training.course.service import publish
from training.criteria.service import recheck
from training.marking.models import Mark
from training.people.models import PersonState
from training.people.service import add_person

PEOPLE = 20
SITTINGS = 20
"""So many accounts each of the twenty goes through, one attempt each."""
KILLS = 7
SECRET = "tests-only-secret-that-is-long-enough-0123456789"
SERVE = "import sys; from start import Server; from wsgi import app; Server(app, int(sys.argv[1])).run()"


@contextmanager
def a_database(kind: str, factory: pytest.TempPathFactory) -> Iterator[str]:
    """An address of a scratch database that keeps what it acknowledged."""
    if kind == "sqlite":
        yield SqliteMaker(factory.mktemp("killed")).empty()
        return
    with postgresql(DURABLE) as made:
        yield made.empty()


def prepare(engine: Engine) -> list[list[Sitting]]:
    """A published course, and for each of the twenty their accounts with an open attempt each."""
    now, dealt = clock.now(), []
    with Session(engine) as session:
        begin_writing(session)
        session.add(Installation(id=1, purpose="real", made_at=now))
        publish(session, load(SMALL_COURSE), by=None, note="small", now=now)
        edition, stored, chance = require_current(session), PASSWORDS.hash(PASSWORD), random.Random(1)
        for number in range(PEOPLE * SITTINGS):
            email = f"person-{number}@example.org"
            person = add_person(session, name=f"Person {number}", email=email, roles=[Role.TRAINEE], by=None, now=now)
            person.state, person.password_hash = PersonState.ACTIVE, stored
            actor = Actor(person.id, person.name, frozenset({Role.TRAINEE}))
            attempt = open_attempt(session, actor=actor, edition=edition, activity="first/quiz", random=chance, now=now)
            dealt.append(Sitting(email, attempt.id, attempt.items))
        recheck(session, zone=ZONE, now=now, repair=True)
        append_noted(session, actor_id=None, now=now)
        session.commit()
    return [dealt[number::PEOPLE] for number in range(PEOPLE)]


@dataclass
class Application:
    """Our server on a database, as `make run` starts it, in a process group of its own."""

    database: str
    port: int
    log: Path
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        environment = {
            **os.environ,
            "ALONGSIDE_MODE": "local",
            "DATABASE_URL": self.database,
            "SECRET_KEY": SECRET,
            "PUBLIC_URL": f"http://127.0.0.1:{self.port}",
            "MODULES": str(SMALL_COURSE),
        }
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-c", SERVE, str(self.port)],
                cwd=ROOT,
                env=environment,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )

    def kill(self) -> None:
        """No farewell to anyone: every process of the group ends at this instant."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(20)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_an_acknowledged_answer_survives_every_kill_of_the_server_and_is_there_once(
    kind: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    chance = random.Random(time.time_ns())
    with a_database(kind, tmp_path_factory) as address:
        engine = migrated(address)
        app = Application(address, free_port(), tmp_path_factory.mktemp("log") / "log")
        over = Event()
        people = [
            Answering(app.port, PASSWORD, sittings, over, random.Random(chance.random()))
            for sittings in prepare(engine)
        ]
        threads = [Thread(target=person.go, daemon=True) for person in people]
        app.start()
        try:
            for thread in threads:
                thread.start()
            for _ in range(KILLS):
                heard = sum(len(person.acknowledged) for person in people)
                wait_until_more(people, heard + chance.randrange(5, 60), app.log)
                time.sleep(chance.random() / 5)
                app.kill()
                app.start()
            wait_until_more(people, sum(len(person.acknowledged) for person in people) + 40, app.log)
            over.set()
            for thread in threads:
                thread.join(30)
            assert not [thread for thread in threads if thread.is_alive()]
        finally:
            over.set()
            app.kill()
        told = app.log.read_text()
        assert [person.surprise for person in people if person.surprise] == [], told
        every_promise_is_kept(engine, people)
        engine.dispose()


def wait_until_more(people: list[Answering], acknowledged: int, log: Path) -> None:
    """Until so many answers were acknowledged: a kill before anything happened would prove nothing."""
    for _ in range(2000):
        if sum(len(person.acknowledged) for person in people) >= acknowledged:
            return
        time.sleep(0.01)
    pytest.fail(f"nothing is acknowledged any more: {log.read_text()}")


def every_promise_is_kept(engine: Engine, people: list[Answering]) -> None:
    acknowledged = [save for person in people for save in person.acknowledged]
    handed_in = {attempt for person in people for attempt in person.handed_in}
    assert len(acknowledged) > KILLS * 5
    assert handed_in
    with Session(engine) as session:
        kept: dict[tuple[str, str, str, str], int] = {}
        for row in session.scalars(select(Response)):
            place = (row.attempt_id, row.page_id, row.item, row.answer)
            kept[place] = kept.get(place, 0) + 1
        assert {save: kept.get(save.place, 0) for save in acknowledged if kept.get(save.place, 0) != 1} == {}
        assert max(kept.values()) == 1
        by_id = {
            (attempt_id, save_id)
            for attempt_id, save_id in session.execute(select(Response.attempt_id, Response.save_id))
        }
        assert [save for save in acknowledged if (save.attempt_id, save.save_id) not in by_id] == []
        closed = set(session.scalars(select(Attempt.id).where(Attempt.handed_in_at.is_not(None))))
        marked = list(session.scalars(select(Mark.attempt_id)))
        assert sorted(marked) == sorted(closed)
        assert handed_in <= closed
        assert fault(session) is None
        assert recheck(session, zone=ZONE, now=clock.now(), repair=False) == []
        if engine.dialect.name == "sqlite":
            assert session.connection().exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
            assert session.connection().exec_driver_sql("PRAGMA foreign_key_check").all() == []
        assert session.scalar(select(func.count()).select_from(Response)) == sum(kept.values())
