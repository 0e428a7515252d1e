"""`flask --app wsgi course check|publish`"""

import sys
from pathlib import Path

import click

from config import CERTIFICATE
from training.commands.group import CommandGroup
from training.commands.settings import modules, zone
from training.commands.transaction import commit
from training.core import clock
from training.core.database import begin_writing
from training.course.content import Course
from training.course.loader import check as check_content
from training.course.loader import load
from training.course.positions import ContentInvalid, Mistake
from training.course.service import publish
from training.criteria.service import recheck
from training.documents.printing import layout_problem
from training.extensions import session

course = CommandGroup("course", help="Check and publish the course.")


@course.command("check")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path), required=False)
def check(folder: Path | None) -> None:
    """Read the folder of content and tell every mistake."""
    sys.exit(check_folder(folder or modules()))


def check_folder(folder: Path) -> int:
    """Tell every mistake of a folder of content, then advice on its style, which stops nothing.

    :returns: the exit status: 1 when there are mistakes
    """
    checked = check_content(folder)
    if checked.mistakes:
        _tell(checked.mistakes)
    for each in checked.advice:
        click.echo(f"{each.file}:{each.line}:{each.column}: warning: {each.sentence}", err=True)
    if checked.advice:
        click.echo(f"{_counted(len(checked.advice), 'warning')} to look at. Warnings stop no publication.", err=True)
    read = checked.course
    if read is None:
        return 1
    layout = folder / CERTIFICATE
    problem = layout_problem(layout) if layout.is_dir() else None
    if problem:
        click.echo(f"{layout}: {problem.strip()}", err=True)
        return 1
    items = sum(len(module.quiz.items) for module in read.modules if module.quiz)
    lessons = sum(len(module.lessons) for module in read.modules)
    click.echo(f"No mistakes: {len(read.modules)} modules, {lessons} lessons, {items} questions.")
    return 0


@course.command("publish")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path), required=False)
@click.option("--note", default="", help="What changed, in a sentence.")
def publish_course(folder: Path | None, note: str) -> None:
    """Make the folder of content the current edition. On any mistake the old one stays."""
    read = _read(folder or modules())
    begin_writing(session())
    edition = publish(session(), read, by=None, note=note, now=clock.now())
    if edition is None:
        click.echo("Nothing changed, so nothing was published.")
        return
    recheck(session(), zone=zone(), now=clock.now(), repair=True)
    commit(session(), clock.now())
    click.echo(f"Published edition {edition.number} ({edition.digest[:12]}).")


def _read(folder: Path) -> Course:
    try:
        return load(folder)
    except ContentInvalid as invalid:
        _tell(invalid.mistakes)
        click.echo("Nothing was published.", err=True)
        sys.exit(1)


def _tell(mistakes: list[Mistake]) -> None:
    for mistake in mistakes:
        click.echo(str(mistake), err=True)
    click.echo(f"{_counted(len(mistakes), 'mistake')}.", err=True)


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing if number == 1 else thing + 's'}"
