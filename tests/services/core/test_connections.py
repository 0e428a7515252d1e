"""Every connection behaves the same, whoever opened it; one that may write takes its place in the queue at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event
from time import sleep

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from tests.support.cast import Cast
from training.core.database import begin_writing
from training.people.models import Person


def needs_sqlite(engine: Engine) -> None:
    if engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL needs no settings of ours")


def test_every_connection_keeps_what_was_acknowledged_and_checks_what_is_written(engine: Engine) -> None:
    needs_sqlite(engine)
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "recursive_triggers": 1}
    with engine.connect() as first, engine.connect() as second:
        for connection in (first, second):
            found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in wanted}
            assert found == wanted
            assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar_one() >= 5000


def test_a_second_writer_waits_and_then_sees_what_the_first_wrote(session: Session, engine: Engine, cast: Cast) -> None:
    needs_sqlite(engine)
    session.get_one(Person, cast.trainee.id).name = "First Writer"
    session.flush()
    begun = Event()

    def second() -> str:
        with Session(engine) as own:
            begun.set()
            begin_writing(own)
            person = own.get_one(Person, cast.trainee.id)
            seen = person.name
            person.name = "Second Writer"
            own.commit()
            return seen

    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(second)
        begun.wait(10)
        sleep(0.2)
        assert not waiting.done()
        session.commit()
        assert waiting.result(20) == "First Writer"
    assert session.scalar(text("SELECT name FROM person WHERE id = :id"), {"id": cast.trainee.id}) == "Second Writer"


def test_a_reader_does_not_wait_for_a_writer(session: Session, engine: Engine, cast: Cast) -> None:
    session.get_one(Person, cast.trainee.id).name = "Not Committed"
    session.flush()
    with Session(engine) as reader:
        assert reader.get_one(Person, cast.trainee.id).name == "Trainee"
