"""What counts as well, as a warning and as a problem. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

LEAST_SPACE = 1_000_000_000
"""Bytes."""
LEAST_SHARE = 0.05
FULL = 50_000_000
"""Bytes. With less, nothing more is saved soon."""
CLOCK_MAY_DIFFER = timedelta(minutes=2)
SANE_YEARS = range(2026, 2100)
DIRECTORY_DAYS = 90
MODULE_DAYS = 365
BACKUP_HOURS = 48
NAMED = 5
"""How many of many are told by name."""


class Level(StrEnum):
    WELL = "well"
    WARNING = "warning"
    PROBLEM = "problem"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: how it is and, where it is not well, what to do."""

    level: Level
    about: str
    says: str
    do: str = ""


def well(about: str, says: str) -> Finding:
    return Finding(Level.WELL, about, says)


def warning(about: str, says: str, do: str) -> Finding:
    return Finding(Level.WARNING, about, says, do)


def problem(about: str, says: str, do: str) -> Finding:
    return Finding(Level.PROBLEM, about, says, do)


def all_well(findings: Iterable[Finding]) -> bool:
    """Whether there is no problem. Warnings are no problem."""
    return all(finding.level != Level.PROBLEM for finding in findings)


def space(free: int, total: int) -> Finding:
    """Space on the disk, in bytes. SQLite needs room to copy itself; a full disk loses answers."""
    said = f"{free / 1e9:.1f} GB of {total / 1e9:.1f} GB are free beside the database."
    if free < FULL:
        return problem(
            "disk", f"The disk is full: {said}", "Make room now: move old backups away, or enlarge the disk."
        )
    if free < LEAST_SPACE or free < total * LEAST_SHARE:
        return warning("disk", said, "Make room: move old backups away, or enlarge the disk.")
    return well("disk", said)


def clock(now: datetime, *, database: datetime, newest_file: datetime) -> list[Finding]:
    """This machine's clock beside the database's, and beside a file that cannot be younger than now."""
    do = "Set the clock, and let it follow a time server (timedatectl set-ntp true)."
    if now.year not in SANE_YEARS:
        return [problem("clock", f"The clock says that it is {now.year}.", do)]
    found = []
    if abs(now - database) > CLOCK_MAY_DIFFER:
        apart = f"{abs(now - database).total_seconds():.0f} seconds"
        found.append(problem("clock", f"This machine's clock and the database's are {apart} apart.", do))
    if newest_file - now > CLOCK_MAY_DIFFER:
        found.append(problem("clock", f"A file is dated {newest_file:%d %b %Y %H:%M} UTC, which is still to come.", do))
    return found or [well("clock", f"It is {now:%d %b %Y %H:%M} UTC, and the database agrees.")]


def directory_age(checked: Iterable[tuple[str, date]], on: date) -> Finding:
    """Services of the directory, by name, and the day on which each was last checked."""
    rows = list(checked)
    old = [name for name, day in rows if (on - day).days > DIRECTORY_DAYS]
    if old:
        return warning(
            "course",
            f"{len(old)} of {len(rows)} services in the directory were last checked over {DIRECTORY_DAYS} days ago: "
            f"{some(old)}.",
            "Check each number on its provider's own page, and set last_checked in modules/directory.yaml.",
        )
    return well("course", f"All {len(rows)} services in the directory were checked within {DIRECTORY_DAYS} days.")


def module_age(reviewed: Iterable[tuple[str, date]], on: date) -> Finding:
    """Modules, by title, and the day on which each was last reviewed."""
    rows = list(reviewed)
    old = [title for title, day in rows if (on - day).days > MODULE_DAYS]
    if old:
        return warning(
            "course",
            f"{len(old)} of {len(rows)} modules were last reviewed over a year ago: {some(old)}.",
            "Have them read again, set reviewed_on in each module.yaml, and publish.",
        )
    return well("course", f"All {len(rows)} modules were reviewed within a year.")


def deciders(admins: int) -> Finding:
    """People who may decide about certificates. Nobody decides about themself, so one is not enough."""
    if admins == 0:
        return problem(
            "people",
            "There is no active admin, so nobody can decide about a certificate.",
            "Let whoever was invited follow their link, or add one: flask --app wsgi people invite.",
        )
    if admins == 1:
        return warning(
            "people",
            "There is only one active admin, and nobody decides about themself or on their own judgement alone.",
            "Name a second person who may decide.",
        )
    return well("people", f"{admins} active admins may decide about certificates.")


def backup_age(newest: datetime | None, now: datetime, folder: str) -> Finding:
    """The newest backup of a folder, by its file's date."""
    do = "Look at the backup timer, or make one now: flask --app wsgi backup."
    if newest is None:
        return warning("backups", f"There is no backup in {folder}.", do)
    hours = (now - newest).total_seconds() / 3600
    if hours > BACKUP_HOURS:
        return warning("backups", f"The newest backup in {folder} is {hours / 24:.0f} days old.", do)
    return well("backups", f"The newest backup in {folder} is {max(hours, 0):.0f} hours old.")


def some(names: list[str]) -> str:
    """The first few names, and how many more."""
    told = ", ".join(names[:NAMED])
    return told if len(names) <= NAMED else f"{told} and {len(names) - NAMED} more"
