"""`flask --app wsgi backup`, `restore` and `doctor`"""

import errno
import json
import signal
import sqlite3
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from types import FrameType
from typing import NoReturn

import click
from flask.cli import with_appcontext
from sqlalchemy.exc import SQLAlchemyError

from config import version
from training.commands.settings import settings
from training.core import clock
from training.core.database import is_damaged, word_of
from training.core.errors import Refused
from training.extensions import db
from training.upkeep.backup import SUFFIX, Facts, back_up
from training.upkeep.checks import Patient, examine
from training.upkeep.restore import restore
from training.upkeep.rules import Finding, Level, all_well

FAULTS = (SQLAlchemyError, sqlite3.Error, OSError)


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path), required=False)
@with_appcontext
def backup(file: Path | None) -> None:
    """Copy the whole database into one new FILE, while people work.

    FILE may be a folder, or be left out where BACKUPS names one: the file is then named after the moment. Nothing is
    written over. SECRET_KEY is not in it.
    """
    now = clock.now()
    folder = settings().backups
    place = file or folder
    if place is None:
        _fail("Say which FILE to write, or set BACKUPS to a folder.")
    try:
        if place == folder and not place.is_dir():
            _fail(f"BACKUPS is {folder}, which is not a folder.")
        if place.is_dir():
            place = place / f"alongside-{now:%Y-%m-%dT%H%M%SZ}{SUFFIX}"
        with _ending_gently():
            facts = back_up(db.engine, place, version=version(), now=now)
    except Refused as refused:
        _fail(refused.message)
    except FAULTS as error:
        _fail(f"Nothing was backed up: {_why(error)}")
    click.echo(f"{place} holds {_told(facts)}.")


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path, readable=False))
@click.option("--check", is_flag=True, help="A drill: into an empty place of its own, which is removed afterwards.")
@with_appcontext
def restore_backup(file: Path, check: bool) -> None:
    """Bring a backup back into the database that DATABASE_URL names, which must be empty, and prove it.

    With --check the same is done and proven in a temporary place, and DATABASE_URL is left alone.
    """
    try:
        with _ending_gently():
            if check:
                with tempfile.TemporaryDirectory() as folder:
                    restored = restore(file, f"sqlite:///{folder}/drill.sqlite")
            else:
                restored = restore(file, settings().database_url)
    except Refused as refused:
        _fail(refused.message)
    except FAULTS as error:
        where = f" A drill is made in {tempfile.gettempdir()}; TMPDIR names another place." if check else ""
        _fail(f"Nothing was restored: {_why(error)}{where if _is_full(error) else ''}")
    click.echo(f"{file} holds {_told(restored.facts)}.")
    _tell(restored.findings)
    if check:
        click.echo("The backup is whole: it was restored into an empty place and proven, and the place was removed.")
    else:
        click.echo("The backup was restored. Next: flask --app wsgi doctor.")


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@with_appcontext
def doctor(as_json: bool) -> None:
    """Look whether all is well, and say what to do where it is not; exit status 1 if there is a problem."""
    found = examine(Patient(settings(), db.engine, clock.now()))
    good = all_well(found)
    if as_json:
        click.echo(json.dumps({"well": good, "findings": [asdict(each) for each in found]}, indent=2))
    else:
        _tell(found)
        number = {level: sum(each.level == level for each in found) for level in (Level.PROBLEM, Level.WARNING)}
        told = (f"{count} {level.value}{'' if count == 1 else 's'}" for level, count in number.items())
        click.echo(f"{', '.join(told)}.")
    sys.exit(0 if good else 1)


def _tell(findings: Iterable[Finding]) -> None:
    for each in findings:
        click.echo(f"{each.level.value:8} {each.about:12} {each.says}")
        if each.do:
            click.echo(f"{'':8} {'':12} → {each.do}")


def _told(facts: Facts) -> str:
    return (
        f"{facts.rows} rows of {len(facts.tables)} tables, as of {facts.made_at:%d %b %Y %H:%M:%S} UTC, "
        f"schema revision {facts.revision}, made by Alongside {facts.version}"
    )


def _why(error: Exception) -> str:
    """A fault of the disk or the database in a sentence, with what to do where that is known."""
    if isinstance(error, PermissionError):
        path = Path(error.filename or "")
        place = path.parent if path.name.endswith(".partial") else path
        return f"the user that this program runs as may not use {place}. Let it own that (chown)."
    if _is_full(error):
        return "there is no room on the disk where it was to be written. Make room there, or choose another place."
    said = str(getattr(error, "orig", None) or error).splitlines()[0]
    return f"{said}. Keep what there is, and restore the newest backup." if is_damaged(error) else said


def _is_full(error: Exception) -> bool:
    return getattr(error, "errno", None) == errno.ENOSPC or word_of(error) == "SQLITE_FULL"


@contextmanager
def _ending_gently() -> Iterator[None]:
    """Whoever is told to end (a shutdown, a closed terminal) takes half a copy away first: it holds people's data."""

    def end(number: int, _frame: FrameType | None) -> NoReturn:
        click.echo("Stopped before it was done. Nothing is left of it.", err=True)
        sys.exit(128 + number)

    before = {each: signal.signal(each, end) for each in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def _fail(message: str) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(1)
