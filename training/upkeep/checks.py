"""What a doctor looks at. Another check is another function in `CHECKS`."""

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import disk_usage

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from config import ROOT, UNNAMED, Mode, Settings, secret_problem
from training.certification.rules import DecisionKind, refusal
from training.core.clock import local_date
from training.core.database import begin_writing, is_damaged
from training.core.roles import Role
from training.course.files import load_directory
from training.course.positions import ContentInvalid
from training.course.queries import EditionView, current
from training.criteria.queries import assessment, standings
from training.criteria.service import recheck
from training.migrations.revisions import revision_of, revisions
from training.organisation.queries import local_values
from training.organisation.rules import Key
from training.upkeep.backup import SUFFIX
from training.upkeep.queries import (
    database_time,
    has_file,
    holders,
    is_closed,
    missing_triggers,
    purpose,
    yielding_ledgers,
)
from training.upkeep.queries import (
    jobs as job_states,
)
from training.upkeep.rules import (
    Finding,
    Level,
    backup_age,
    clock,
    deciders,
    directory_age,
    module_age,
    problem,
    some,
    space,
    warning,
    well,
)

LATE = timedelta(minutes=15)
SILENT = timedelta(days=2)
SAMPLE_HOSTS = ("example.org", "example.com", "example.net")
SQLITE_WANTS = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "recursive_triggers": 1}
OWN = "Let the program's user own the folder and write all that is in it, and look at DATABASE_URL and the disk."
POSTGRESQL_WANTS = ("fsync", "synchronous_commit", "full_page_writes")


@dataclass(frozen=True)
class Patient:
    """The installation that is looked at, and when."""

    settings: Settings
    engine: Engine
    now: datetime


Check = Callable[[Patient, Session], Iterable[Finding]]


def examine(patient: Patient) -> tuple[Finding, ...]:
    """Look at everything; change nothing. A check that breaks is a problem, and the others go on."""
    found = [*settings(patient), *backups(patient), *disk(patient)]
    answer = _answers(patient)
    found.append(answer)
    if answer.level != Level.WELL:
        return tuple(found)
    with patient.engine.connect() as connection:
        at = revision_of(connection)
    found.append(_migrations(at))
    if at != revisions()[0]:
        return tuple(found)
    unwritten = _unwritten(patient.engine)
    if unwritten is not None:
        return (*found, unwritten)
    for check in CHECKS:
        with Session(patient.engine) as session:
            try:
                found.extend(check(patient, session))
            except Exception as error:
                said = f"This could not be looked at: {type(error).__name__}: {error}"
                found.append(problem(check.__name__, said.splitlines()[0], "Tell whoever looks after the program."))
            finally:
                session.rollback()
    return tuple(found)


def settings(patient: Patient) -> Iterable[Finding]:
    """What the environment says. What production refuses to start with never gets here."""
    found = patient.settings
    if found.mode == Mode.PRODUCTION:
        yield well("settings", "The mode is production.")
    else:
        yield warning("settings", f"The mode is {found.mode.value}: for trying only.", "Leave ALONGSIDE_MODE out.")
    if not found.is_https:
        yield warning("settings", f"{found.public_url} is not encrypted.", "Let PUBLIC_URL begin with https://.")
    elif any(f"{found.public_url}/".endswith(f"{host}/") for host in SAMPLE_HOSTS):
        yield problem("settings", f"PUBLIC_URL is still the sample, {found.public_url}.", "Set it to your own address.")
    else:
        yield well("settings", f"People reach the site at {found.public_url}.")
    if found.mode == Mode.PRODUCTION and not found.proxies:
        yield warning(
            "settings",
            "PROXIES is 0: behind a proxy all people count as one address, and one stranger's wrong passwords make "
            "them all wait.",
            "Set PROXIES to how many proxies of yours stand in front: 1 for one nginx. With none, leave it.",
        )
    wrong = secret_problem(found.secret_key)
    if wrong:
        yield problem("settings", wrong, "Make another: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'.")
    else:
        yield well("settings", "SECRET_KEY is set, long enough and not a sample.")


def backups(patient: Patient) -> Iterable[Finding]:
    """The newest file in the folder of backups."""
    folder = patient.settings.backups
    if folder is None:
        yield warning("backups", "BACKUPS is not set, so nobody looks how old the newest backup is.", "Set BACKUPS.")
        return
    try:
        dates = [entry.stat().st_mtime for entry in os.scandir(folder) if entry.name.endswith(SUFFIX)]
    except OSError as error:
        yield warning(
            "backups",
            f"Nobody can say how old the newest backup is: {folder} cannot be looked into ({error.strerror}).",
            "Make the folder and let the program's user own it, or put BACKUPS right.",
        )
        return
    yield backup_age(datetime.fromtimestamp(max(dates), UTC) if dates else None, patient.now, str(folder))


def database(patient: Patient, session: Session) -> Iterable[Finding]:
    """Whether what the database acknowledged outlives a power cut, and rows point at rows."""
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        yield _sqlite_settings(connection)
    else:
        yield _postgresql_settings(connection)
    if purpose(session) == "demo" and patient.settings.mode == Mode.PRODUCTION:
        yield problem(
            "database",
            "This database holds the demo's sample people, whose password everybody knows.",
            "Let DATABASE_URL name a new database, or restore your own.",
        )


def ledgers(_patient: Patient, session: Session) -> Iterable[Finding]:
    """Whether rows that must never change cannot be. Every try is taken back."""
    begin_writing(session)
    connection = session.connection()
    soft = sorted({*missing_triggers(connection), *yielding_ledgers(connection, truncate=False)})
    if soft:
        yield problem(
            "ledgers",
            f"The database would let rows be changed that must not be: {some(soft)}.",
            "Find out who changed the database. Then restore the newest backup from before into an empty place.",
        )
    else:
        yield well("ledgers", "Rows that must never change are refused any change.")


def disk(patient: Patient) -> Iterable[Finding]:
    """Space where SQLite's file is: on a full disk it may not even answer. PostgreSQL's disk is its own server's."""
    if patient.engine.dialect.name != "sqlite":
        yield well("disk", "The database is PostgreSQL's: watch the disk of its server.")
        return
    try:
        usage = disk_usage(Path(patient.engine.url.database or "").resolve().parent)
    except OSError:
        return
    yield space(usage.free, usage.total)


def time(patient: Patient, session: Session) -> Iterable[Finding]:
    """The clock, beside the database's and the newest file's."""
    files = [ROOT / "pyproject.toml"]
    if patient.engine.dialect.name == "sqlite":
        files.append(Path(patient.engine.url.database or ""))
    newest = max(datetime.fromtimestamp(path.stat().st_mtime, UTC) for path in files)
    return clock(patient.now, database=database_time(session.connection()), newest_file=newest)


def course(patient: Patient, session: Session) -> Iterable[Finding]:
    """Whether a course is published, and how old what it says is."""
    edition = current(session)
    if edition is None:
        yield problem("course", "No course has been published.", "Run flask --app wsgi course publish.")
        return
    on = local_date(patient.now, patient.settings.zone)
    try:
        directory = load_directory(patient.settings.modules)
    except ContentInvalid as invalid:
        directory = edition.course.directory
        yield problem(
            "course",
            f"The directory of services has mistakes, so an older one is shown: {invalid.mistakes[0]}",
            "Run flask --app wsgi course check, and mend what it names.",
        )
    yield directory_age([(service.name, service.last_checked) for service in directory.services], on)
    yield module_age([(module.title, module.reviewed_on) for module in edition.course.modules], on)


def organisation(patient: Patient, session: Session) -> Iterable[Finding]:
    """Who issues: the name that the charity set on its page, or that of the settings."""
    name = local_values(session).text(Key.NAME) or patient.settings.organisation
    if name == UNNAMED:
        yield warning(
            "organisation", f"Certificates would be issued by “{UNNAMED}”.", "Let an admin set the name on Our charity."
        )
    else:
        yield well("organisation", f"Certificates are issued by {name}.")


def people(patient: Patient, session: Session) -> Iterable[Finding]:
    """Whether everyone could be certified by somebody."""
    admins = holders(session, Role.ADMIN)
    yield deciders(len(admins))
    stuck = _stuck(patient, session, list(admins))
    if admins and stuck:
        yield warning(
            "people",
            f"Nobody here could certify {some(stuck)}: the only admin is that person, or the only one who judged them.",
            "Let another trainer judge some of it, or name another admin.",
        )


def standing(patient: Patient, session: Session) -> Iterable[Finding]:
    """Whether the stored summaries are what the facts say."""
    different = recheck(session, zone=patient.settings.zone, now=patient.now, repair=False)
    if different:
        yield warning(
            "standing",
            f"The stored standing of {len(different)} people is out of date; pages compute it afresh, which is slower.",
            "Run flask --app wsgi standing recheck --repair.",
        )
    else:
        yield well("standing", "Everyone's stored standing is what the facts say.")


def jobs(patient: Patient, session: Session) -> Iterable[Finding]:
    """Whether the workers run: one job at least is done each day."""
    found = job_states(session, patient.now - LATE)
    if found.latest is None or patient.now - found.latest > SILENT or found.late:
        yield problem("jobs", "No worker has done anything lately.", "Start flask --app wsgi jobs run, and keep it up.")
    else:
        yield well("jobs", "The workers run.")
    if found.given_up:
        yield warning(
            "jobs", f"Given up after many tries: {some(list(found.given_up))}.", "Look at the log, then run jobs again."
        )


CHECKS: tuple[Check, ...] = (database, ledgers, time, organisation, course, people, standing, jobs)
"""What is asked of a database whose tables are up to date, in the order in which it is told."""


def _answers(patient: Patient) -> Finding:
    place = patient.engine.url.render_as_string()
    if is_closed(patient.engine):
        return problem("database", f"This program may not look at {place}: a folder above it is closed to it.", OWN)
    if not has_file(patient.engine):
        return problem("database", f"There is no file at {place}.", "Look at DATABASE_URL, or run db upgrade to begin.")
    try:
        with patient.engine.connect() as connection:
            connection.exec_driver_sql("SELECT 1")
    except SQLAlchemyError as error:
        said = str(getattr(error, "orig", error)).splitlines()[0]
        do = OWN if patient.engine.dialect.name == "sqlite" else "Look whether it runs, and at DATABASE_URL."
        if is_damaged(error):
            do = "Stop the services, keep the file, and restore the newest backup."
        return problem("database", f"{place} does not answer: {said}", do)
    return well("database", f"{place} answers.")


def _migrations(at: str | None) -> Finding:
    if at == revisions()[0]:
        return well("migrations", f"The tables are those of this version, revision {at}.")
    if at is not None and at not in revisions():
        return problem(
            "migrations", f"The tables are a newer version's, revision {at}.", "Install the version that made them."
        )
    if at is None:
        return problem(
            "migrations",
            "There are no tables of Alongside in the database.",
            "On a new installation run flask --app wsgi db upgrade. Otherwise look at DATABASE_URL, or restore the "
            "newest backup.",
        )
    return problem("migrations", "The tables are not those of this version.", "Run flask --app wsgi db upgrade.")


def _unwritten(engine: Engine) -> Finding | None:
    """Why nothing can be written, or None. Tries to change a ledger would then fail for that, and prove nothing."""
    try:
        with Session(engine) as session:
            begin_writing(session)
            session.connection().exec_driver_sql("UPDATE installation SET purpose = purpose WHERE 1 = 0")
            session.rollback()
    except SQLAlchemyError as error:
        said = str(getattr(error, "orig", error)).splitlines()[0]
        return problem(
            "database",
            f"{engine.url.render_as_string()} cannot be written: {said}",
            OWN if engine.dialect.name == "sqlite" else "Look whether PostgreSQL may only read.",
        )
    return None


def _sqlite_settings(connection: Connection) -> Finding:
    wrong = [
        name
        for name, wanted in SQLITE_WANTS.items()
        if connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() != wanted
    ]
    if wrong:
        return problem(
            "database",
            f"SQLite does not keep what it acknowledged as it should: {some(wrong)}.",
            "Look whether the disk allows it: write-ahead logging does not work on a network drive.",
        )
    return well("database", "SQLite writes ahead, waits for the disk, and checks what points at what.")


def _postgresql_settings(connection: Connection) -> Finding:
    wrong = [name for name in POSTGRESQL_WANTS if connection.exec_driver_sql(f"SHOW {name}").scalar_one() == "off"]
    if wrong:
        return problem(
            "database",
            f"A power cut could lose what was acknowledged: {some(wrong)} is off on the PostgreSQL server.",
            "Set it to on in postgresql.conf, and reload the server.",
        )
    return well("database", "PostgreSQL waits for the disk before it acknowledges.")


def _stuck(patient: Patient, session: Session, admins: list[str]) -> list[str]:
    """Names of trainees whom every admin would be refused to certify: themselves, or as the only judge."""
    trainees = holders(session, Role.TRAINEE)
    alone = [name for person_id, name in trainees.items() if set(admins) <= {person_id}]
    edition = current(session)
    if edition is None:
        return alone
    return alone + [
        trainees[person_id]
        for person_id in _all_met(patient, session, edition, list(trainees))
        if len(others := set(admins) - {person_id}) == 1
        and _refused(patient, session, edition, others.pop(), person_id)
    ]


def _all_met(patient: Patient, session: Session, edition: EditionView, person_ids: list[str]) -> list[str]:
    zone = patient.settings.zone
    found = standings(session, person_ids, edition, zone, local_date(patient.now, zone))
    return [person_id for person_id, view in found.items() if view.met]


def _refused(patient: Patient, session: Session, edition: EditionView, decider: str, person_id: str) -> bool:
    zone = patient.settings.zone
    verdict = assessment(session, person_id, edition, zone, local_date(patient.now, zone))
    return refusal(DecisionKind.ISSUE, decider=decider, subject=person_id, present=None, assessment=verdict) is not None
