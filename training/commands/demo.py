"""The demo: a database of its own, the course, and plainly invented people at every stage."""

from flask import Flask
from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from config import Settings
from training.commands.demo_people import PEOPLE
from training.commands.demo_story import Story
from training.commands.transaction import commit
from training.core import clock
from training.core.database import begin_writing
from training.core.models import Installation
from training.course.loader import load
from training.course.service import publish
from training.criteria.service import recheck
from training.documents.queries import unprinted
from training.documents.service import make_certificate
from training.extensions import db, session
from training.migrations.runner import upgrade
from training.organisation.queries import zone as zone_of
from training.people.passwords import Passwords
from training.upkeep.queries import has_file


class DemoRefused(Exception):
    """This database was not made by the demo command."""


def prepare_demo(app: Flask) -> str:
    """Make the demo's database, or bring an earlier demo's up to date.

    :returns: what to tell the person who started it
    :raises DemoRefused: the database holds something else
    """
    settings: Settings = app.settings  # type: ignore[attr-defined]
    if has_file(db.engine) and inspect(db.engine).get_table_names():
        _refuse_unless_demo(session())
        session().rollback()
    upgrade(db.engine)
    own = session()
    begin_writing(own)
    now = clock.now()
    fresh = own.get(Installation, 1) is None
    if fresh:
        own.add(Installation(id=1, purpose="demo", made_at=now))
    published = publish(own, load(settings.modules), by=None, note="The demo's course", now=now)
    if fresh:
        passwords: Passwords = app.passwords  # type: ignore[attr-defined]
        Story(own, settings, passwords, now).tell()
        for number in unprinted(own, limit=len(PEOPLE)):
            make_certificate(own, number=number, folder=settings.certificate, public_url=settings.public_url, now=now)
    elif published is not None:
        recheck(own, zone=zone_of(own, settings.zone), now=now, repair=True)
    commit(own, now)
    return "This is a demo. The sign-in page lists the sample accounts."


def _refuse_unless_demo(own: Session) -> None:
    if not inspect(db.engine).has_table("installation"):
        raise DemoRefused("This database was not made by the demo command, so sample people are not added to it.")
    purpose = own.scalar(select(Installation.purpose))
    if purpose != "demo":
        raise DemoRefused("This database was not made by the demo command, so sample people are not added to it.")
