"""`course check` tells every mistake; `course publish` replaces the current edition by a good one only."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from flask.testing import FlaskCliRunner
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from config import ROOT
from tests.support.cast import SMALL_COURSE, ZONE
from training.core import clock
from training.course.models import Edition
from training.course.queries import require_current
from training.criteria.models import Standing
from training.criteria.service import recheck
from training.web.application import Alongside

MISTAKE = re.compile(r"^[\w./-]+:\d+:\d+: .+$")


@pytest.fixture
def runner(app: Alongside) -> FlaskCliRunner:
    return app.test_cli_runner()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the small course, to be changed."""
    return Path(shutil.copytree(SMALL_COURSE, tmp_path / "course"))


def change(folder: Path, file: str, old: str, new: str) -> None:
    text = (folder / file).read_text()
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1))


def broken(folder: Path) -> None:
    """Three mistakes in three files."""
    change(folder, "01-first/quiz.yaml", "is: best", "is: acceptable")
    change(folder, "02-safety/1-limits.md", "Never promise secrecy.", "Call {{ service.nobody }}.")
    change(folder, "rubrics/observation.yaml", "critical: true", "critical: perhaps")


def numbers(engine: Engine) -> list[int]:
    with Session(engine) as session:
        return list(session.scalars(select(Edition.number).order_by(Edition.number)))


def test_a_course_without_mistakes_is_counted(runner: FlaskCliRunner) -> None:
    result = runner.invoke(args=["course", "check"])
    assert (result.exit_code, result.output) == (0, "No mistakes: 2 modules, 4 lessons, 18 questions.\n")


def test_another_folder_can_be_checked(runner: FlaskCliRunner, folder: Path) -> None:
    shutil.rmtree(folder / "rubrics")
    assert runner.invoke(args=["course", "check"]).exit_code == 0
    assert runner.invoke(args=["course", "check", str(folder)]).exit_code == 1


def test_every_mistake_is_told_at_once_with_its_place(runner: FlaskCliRunner, folder: Path) -> None:
    broken(folder)
    result = runner.invoke(args=["course", "check", str(folder)])
    assert result.exit_code == 1
    *mistakes, count = result.stderr.splitlines()
    assert count == "3 mistakes."
    assert [line.split(":")[0] for line in mistakes] == [
        "course/01-first/quiz.yaml",
        "course/02-safety/1-limits.md",
        "course/rubrics/observation.yaml",
    ]
    assert all(MISTAKE.match(line) for line in mistakes)
    assert 'there is no service "nobody" in directory.yaml' in mistakes[1]


def test_a_mistake_in_a_module_hides_none_in_the_programme(runner: FlaskCliRunner, folder: Path) -> None:
    change(folder, "01-first/quiz.yaml", "is: best", "is: acceptable")
    change(folder, "programme.yaml", "of: values-agreement", "of: other-agreement")
    told = runner.invoke(args=["course", "check", str(folder)]).stderr
    assert "course/01-first/quiz.yaml" in told
    assert '"other-agreement" is not a statement that people sign' in told


def test_a_folder_that_is_not_there_is_no_course(runner: FlaskCliRunner, tmp_path: Path) -> None:
    for command in ("check", "publish"):
        assert runner.invoke(args=["course", command, str(tmp_path / "none")]).exit_code == 2


def test_an_empty_folder_is_no_course(runner: FlaskCliRunner, tmp_path: Path) -> None:
    result = runner.invoke(args=["course", "check", str(tmp_path)])
    assert result.exit_code == 1
    assert "this file is missing" in result.stderr


def test_checking_publishes_nothing(runner: FlaskCliRunner, engine: Engine, folder: Path) -> None:
    change(folder, "programme.yaml", "Small programme", "Changed")
    runner.invoke(args=["course", "check", str(folder)])
    assert numbers(engine) == [1]


def test_an_unchanged_course_is_not_published_again(runner: FlaskCliRunner, engine: Engine) -> None:
    result = runner.invoke(args=["course", "publish"])
    assert (result.exit_code, result.output) == (0, "Nothing changed, so nothing was published.\n")
    assert numbers(engine) == [1]


def test_a_changed_course_is_published_with_its_note(runner: FlaskCliRunner, engine: Engine, folder: Path) -> None:
    change(folder, "programme.yaml", "Small programme", "Changed")
    result = runner.invoke(args=["course", "publish", str(folder), "--note", "A better title."])
    assert result.exit_code == 0
    with Session(engine) as session:
        current = require_current(session)
        assert current.course.programme.title == "Changed"
        assert result.output == f"Published edition 2 ({current.digest[:12]}).\n"
        newest = session.scalars(select(Edition).where(Edition.number == 2)).one()
        assert (newest.note, newest.published_by) == ("A better title.", None)


def test_publishing_brings_everyones_standing_up_to_date(runner: FlaskCliRunner, engine: Engine, folder: Path) -> None:
    change(folder, "programme.yaml", "Small programme", "Changed")
    runner.invoke(args=["course", "publish", str(folder)])
    with Session(engine) as session:
        assert set(session.scalars(select(Standing.edition))) == {require_current(session).digest}
        assert recheck(session, zone=ZONE, now=clock.now(), repair=False) == []


def test_a_broken_course_keeps_the_old_edition(runner: FlaskCliRunner, engine: Engine, folder: Path) -> None:
    broken(folder)
    result = runner.invoke(args=["course", "publish", str(folder)])
    assert result.exit_code == 1
    assert result.stderr.splitlines()[-2:] == ["3 mistakes.", "Nothing was published."]
    assert numbers(engine) == [1]
    with Session(engine) as session:
        assert require_current(session).course.programme.title == "Small programme"


def test_warnings_are_told_after_the_mistakes_with_their_number(runner: FlaskCliRunner, folder: Path) -> None:
    change(folder, "01-first/1-one.md", "The first lesson.", "You should read. A crazy day.")
    change(folder, "02-safety/1-limits.md", "Never promise secrecy.", "Call {{ service.nobody }}.")
    result = runner.invoke(args=["course", "check", str(folder)])
    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        'course/02-safety/1-limits.md:7:1: there is no service "nobody" in directory.yaml',
        "1 mistake.",
        'course/01-first/1-one.md:6:1: warning: "crazy" can hurt; rather: upset, or busy',
        'course/01-first/1-one.md:6:1: warning: "you should" can hurt; rather: would you like ideas?',
        "2 warnings to look at. Warnings stop no publication.",
    ]


def test_with_warnings_alone_a_course_is_good_and_is_published(
    runner: FlaskCliRunner, engine: Engine, folder: Path
) -> None:
    change(folder, "01-first/1-one.md", "The first lesson.", "You should read.")
    result = runner.invoke(args=["course", "check", str(folder)])
    assert result.exit_code == 0
    assert result.stderr.splitlines()[-1] == "1 warning to look at. Warnings stop no publication."
    assert result.stdout == "No mistakes: 2 modules, 4 lessons, 18 questions.\n"
    assert runner.invoke(args=["course", "publish", str(folder)]).exit_code == 0
    assert numbers(engine) == [1, 2]


def test_make_check_course_reads_the_folder_that_modules_names(folder: Path) -> None:
    change(folder, "01-first/module.yaml", "minutes: 20", "minuts: 20")
    done = subprocess.run(
        [sys.executable, "start.py", "check"],
        cwd=ROOT,
        env={**os.environ, "MODULES": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert '"minuts" is not a key that belongs here' in done.stderr
