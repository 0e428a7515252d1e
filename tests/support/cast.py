"""The fixed cast, on a small course, in a database that each test gets its own copy of."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from argon2 import PasswordHasher
from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session

from tests.support.databases import Maker, migrated
from training.core.actors import Actor
from training.core.database import begin_writing, prepare
from training.core.models import Installation
from training.core.roles import Role
from training.course.loader import load
from training.course.queries import EditionView, require_current
from training.course.service import publish
from training.criteria.service import recheck
from training.people.models import CohortPart, PersonState
from training.people.passwords import Passwords
from training.people.service import add_cohort, add_person, set_cohorts

SMALL_COURSE = Path(__file__).parent / "small_course"
PASSWORD = "a long enough password"
BEGINNING = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
"""When the cast came; the tests' own acts come later."""
ZONE = ZoneInfo("Europe/London")
PASSWORDS = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@dataclass(frozen=True)
class Cast:
    """Who there is. The trainees share a cohort with two trainers; the other trainer looks after another cohort."""

    trainee: Actor
    other_trainee: Actor
    trainer: Actor
    second_trainer: Actor
    other_trainer: Actor
    elsewhere: Actor
    """A trainee of the other trainer."""
    admin: Actor
    second_admin: Actor
    cohort_id: str
    other_cohort_id: str

    def email(self, name: str) -> str:
        return f"{name.replace('_', '-')}@example.org"


@dataclass(frozen=True)
class Ready:
    """A database with the small course and the cast, and where it is."""

    address: str
    cast: Cast


PEOPLE = {
    "trainee": Role.TRAINEE,
    "other_trainee": Role.TRAINEE,
    "elsewhere": Role.TRAINEE,
    "trainer": Role.TRAINER,
    "second_trainer": Role.TRAINER,
    "other_trainer": Role.TRAINER,
    "admin": Role.ADMIN,
    "second_admin": Role.ADMIN,
}


@pytest.fixture(scope="session")
def ready(maker: Maker) -> Ready:
    """Made once; tests use copies."""
    address = maker.empty()
    engine = migrated(address)
    with Session(engine) as session:
        begin_writing(session)
        session.add(Installation(id=1, purpose="real", made_at=BEGINNING))
        publish(session, load(SMALL_COURSE), by=None, note="small", now=BEGINNING)
        stored = PASSWORDS.hash(PASSWORD)
        actors = {}
        for name, role in PEOPLE.items():
            person = add_person(
                session,
                name=name.replace("_", " ").title(),
                email=f"{name.replace('_', '-')}@example.org",
                roles=[role],
                by=None,
                now=BEGINNING,
            )
            person.state, person.password_hash = PersonState.ACTIVE, stored
            actors[name] = Actor(person.id, person.name, frozenset({role}))
        cohort = add_cohort(session, name="Autumn", now=BEGINNING).id
        other_cohort = add_cohort(session, name="Winter", now=BEGINNING).id
        for name, part, of in (
            ("trainee", CohortPart.TRAINEE, cohort),
            ("other_trainee", CohortPart.TRAINEE, cohort),
            ("trainer", CohortPart.TRAINER, cohort),
            ("second_trainer", CohortPart.TRAINER, cohort),
            ("elsewhere", CohortPart.TRAINEE, other_cohort),
            ("other_trainer", CohortPart.TRAINER, other_cohort),
        ):
            set_cohorts(session, person_id=actors[name].id, part=part, cohort_ids=[of], now=BEGINNING)
        recheck(session, zone=ZONE, now=BEGINNING, repair=True)
        session.commit()
        made = Cast(**actors, cohort_id=cohort, other_cohort_id=other_cohort)
    engine.dispose()
    return Ready(address, made)


@pytest.fixture
def cast(ready: Ready) -> Cast:
    return ready.cast


@pytest.fixture
def database(maker: Maker, ready: Ready) -> Iterator[str]:
    """The address of this test's own copy."""
    copy = maker.copy(ready.address)
    yield copy
    maker.give_back(copy)


@pytest.fixture
def engine(database: str) -> Iterator[Engine]:
    made = prepare(create_engine(database))
    yield made
    made.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """A session that may write. Nothing is committed unless the test does."""
    with Session(engine) as made:
        begin_writing(made)
        yield made


@pytest.fixture
def edition(session: Session) -> EditionView:
    """The small course's edition."""
    return require_current(session)
