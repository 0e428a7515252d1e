"""The demo: made from nothing, brought up to date when it is there, and never put among real people."""

import io
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pypdf import PdfReader
from sqlalchemy import Engine, create_engine, func, inspect, select, text
from sqlalchemy.orm import Session

from config import ROOT, Mode, Settings
from tests.support.cast import SMALL_COURSE, ZONE
from tests.support.databases import Maker
from training import create_app
from training.certification.models import Certificate, Decision
from training.certification.queries import certification
from training.certification.rules import Status
from training.commands.demo import DemoRefused, prepare_demo
from training.core import clock
from training.core.database import prepare
from training.core.models import Installation
from training.core.roles import Role
from training.course.models import Edition
from training.course.queries import require_current
from training.criteria.models import Standing
from training.criteria.service import recheck
from training.documents.models import Document
from training.extensions import db
from training.migrations.runner import upgrade
from training.organisation.launch import launch_list
from training.organisation.queries import local_values
from training.organisation.rules import Key
from training.people.models import Person, RoleGrant
from training.people.passwords import Passwords
from training.people.queries import account_with, holders_since, roles_of
from training.people.samples import SAMPLE_ACCOUNTS, SAMPLE_PASSWORD
from training.people.service import sign_in
from training.practice.models import Review, Submission
from training.web.application import Alongside


@pytest.fixture(autouse=True)
def on_sqlite(request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--database") != "sqlite":
        pytest.skip("the demo keeps to SQLite")


@pytest.fixture
def address(maker: Maker) -> str:
    """Where the demo is to be."""
    return maker.empty()


@pytest.fixture
def demo(settings: Settings, address: str) -> Iterator[Callable[..., str]]:
    """Prepares the demo at an address, with an application of its own each time."""
    made: list[Alongside] = []

    def run(at: str = address, modules: Path = SMALL_COURSE) -> str:
        app = create_app(replace(settings, mode=Mode.DEMO, database_url=at, modules=modules))
        made.append(app)
        with app.app_context():
            try:
                return prepare_demo(app)
            finally:
                db.session.remove()
                db.engine.dispose()

    yield run
    for app in made:
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def looked(address: str) -> Iterator[Session]:
    """A session on the demo's database."""
    engine = prepare(create_engine(address))
    with Session(engine) as session:
        yield session
    engine.dispose()


def everything(at: str) -> dict[str, list[str]]:
    """Every row of every table of a database."""
    engine = prepare(create_engine(at))
    with engine.connect() as connection:
        found = {
            table: sorted(repr(tuple(row)) for row in connection.execute(text(f'SELECT * FROM "{table}"')))
            for table in inspect(engine).get_table_names()
        }
    engine.dispose()
    return found


def test_a_demo_is_made_from_nothing_and_says_so(demo: Callable[..., str], looked: Session) -> None:
    assert "sample accounts" in demo()
    assert looked.scalars(select(Installation.purpose)).all() == ["demo"]
    assert looked.scalar(select(func.max(Edition.number))) == 1


def test_every_sample_account_signs_in_as_what_the_sign_in_page_says(demo: Callable[..., str], looked: Session) -> None:
    demo()
    hashes = Passwords()
    for email, name, said in SAMPLE_ACCOUNTS:
        assert (
            sign_in(looked, hashes, account=account_with(looked, email), password=SAMPLE_PASSWORD, now=clock.now())
            is not None
        ), email
        person = looked.scalars(select(Person).where(Person.email == email)).one()
        assert person.name == name
        (role,) = roles_of(looked, person.id)
        assert role.value in said


def test_there_are_people_at_every_stage(demo: Callable[..., str], looked: Session) -> None:
    demo()
    trainees = looked.scalars(select(RoleGrant.person_id).where(RoleGrant.role == Role.TRAINEE)).all()
    assert len(set(trainees)) >= 12
    found = certification(looked, require_current(looked), ZONE, clock.local_date(clock.now(), ZONE))
    statuses = [holder.status for holder in found.holders]
    assert statuses.count(Status.VALID) >= 1
    assert statuses.count(Status.REVOKED) >= 1
    assert found.ready
    states = set(looked.scalars(select(Standing.state)))
    assert {"not begun", "in progress", "try again", "talk", "passed", "met", "not yet"} <= states


def test_a_reflection_waits_to_be_judged(demo: Callable[..., str], looked: Session) -> None:
    demo()
    waiting = looked.scalars(
        select(Person.email)
        .join(Submission, Submission.person_id == Person.id)
        .where(~select(Review.id).where(Review.submission_id == Submission.id).exists())
    ).all()
    assert "trainee@example.org" in waiting


def test_sample_people_are_plainly_invented(demo: Callable[..., str], looked: Session) -> None:
    demo()
    assert [email for email in looked.scalars(select(Person.email)) if not email.endswith("@example.org")] == []


def test_the_demos_charity_has_settled_nearly_everything_and_a_little_is_open(
    demo: Callable[..., str], looked: Session
) -> None:
    demo()
    course = require_current(looked).course
    items = launch_list(
        local_values(looked),
        directory=course.directory,
        statements=course.statements,
        to_confirm=course.to_confirm,
        deciders=holders_since(looked, Role.ADMIN),
        zone=ZONE,
        on=clock.local_date(clock.now(), ZONE),
    )
    assert {"restore-tried", "data-protection"} == {item.id for item in items if not item.done}
    assert len(items) >= 13


def test_nobody_can_be_called_at_the_invented_numbers_of_a_demo(demo: Callable[..., str], looked: Session) -> None:
    demo()
    own = local_values(looked)
    for key in (Key.LEAD_PHONE, Key.DEPUTY_PHONE):
        assert own.text(key).startswith("01632 960"), "kept free for drama by Ofcom"


def test_nothing_in_a_demo_happens_in_the_future_and_its_standing_is_right(
    demo: Callable[..., str], looked: Session
) -> None:
    demo()
    now = clock.now()
    assert max(looked.scalars(select(Decision.at))) <= now
    assert max(looked.scalars(select(Submission.at))) <= now
    assert recheck(looked, zone=ZONE, now=now, repair=False) == []


def test_preparing_a_demo_again_changes_nothing(demo: Callable[..., str], address: str) -> None:
    demo()
    before = everything(address)
    assert len(before["person"]) >= 16
    demo()
    assert everything(address) == before


def test_a_changed_course_reaches_an_earlier_demo(
    demo: Callable[..., str], address: str, looked: Session, tmp_path: Path
) -> None:
    demo()
    before = everything(address)
    changed = Path(shutil.copytree(SMALL_COURSE, tmp_path / "course"))
    programme = changed / "programme.yaml"
    programme.write_text(programme.read_text().replace("Small programme", "Changed"))
    demo(modules=changed)
    assert require_current(looked).course.programme.title == "Changed"
    assert set(looked.scalars(select(Standing.edition))) == {require_current(looked).digest}
    after = everything(address)
    assert {table for table in before if after[table] != before[table]} == {
        "edition",
        "standing",
        "audit_event",
        "audit_head",
    }


def test_a_real_installation_is_refused_and_left_as_it_is(demo: Callable[..., str], database: str) -> None:
    before = everything(database)
    with pytest.raises(DemoRefused):
        demo(database)
    assert everything(database) == before


def test_a_migrated_database_of_nobody_yet_is_refused(demo: Callable[..., str], address: str) -> None:
    engine = prepare(create_engine(address))
    upgrade(engine)
    engine.dispose()
    with pytest.raises(DemoRefused):
        demo()
    assert everything(address)["person"] == []


def test_another_programs_database_is_refused_and_left_as_it_is(demo: Callable[..., str], address: str) -> None:
    engine: Engine = create_engine(address)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE recipes (id INTEGER PRIMARY KEY, name TEXT)"))
    engine.dispose()
    with pytest.raises(DemoRefused):
        demo()
    assert everything(address) == {"recipes": []}


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2028, 2, 29, 23, 30, tzinfo=UTC),
        datetime(2027, 3, 28, 0, 30, tzinfo=UTC),
        datetime(2027, 7, 31, 23, 30, tzinfo=UTC),
        datetime(2027, 10, 31, 1, 30, tzinfo=UTC),
    ],
)
def test_a_demo_can_be_made_on_any_day(
    demo: Callable[..., str], looked: Session, on_day: Callable[[datetime], None], moment: datetime
) -> None:
    on_day(moment)
    demo()
    assert len(looked.scalars(select(Certificate)).all()) == 2
    assert recheck(looked, zone=ZONE, now=moment, repair=False) == []


def test_every_certificate_of_a_demo_is_printed_and_says_that_it_is_not_real(
    demo: Callable[..., str], looked: Session
) -> None:
    demo()
    assert set(looked.scalars(select(Document.certificate))) == set(looked.scalars(select(Certificate.number)))
    for content in looked.scalars(select(Document.content)):
        (page,) = PdfReader(io.BytesIO(content)).pages
        assert "This is not a real certificate." in " ".join(page.extract_text().split())


def test_the_demo_tells_its_story_on_the_course_that_ships(demo: Callable[..., str], looked: Session) -> None:
    demo(modules=ROOT / "modules")
    assert len(looked.scalars(select(Certificate)).all()) == 2
