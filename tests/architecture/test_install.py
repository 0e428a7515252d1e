"""What `requirements/install.sh` leaves beside the libraries: the program's own files, compiled."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from config import ROOT

PYTHON = """#!/bin/sh
case "$*" in *" pip "*) exit 0 ;; esac
exec "{python}" "$@"
"""
"""Installs nothing, and is Python otherwise."""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A small program with its install script."""
    (tmp_path / "requirements").mkdir()
    shutil.copy(ROOT / "requirements" / "install.sh", tmp_path / "requirements")
    (tmp_path / "training" / "room").mkdir(parents=True)
    for name in ("wsgi.py", "training/__init__.py", "training/room/rules.py"):
        (tmp_path / name).write_text("said = 'old'\n")
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(PYTHON.format(python=sys.executable))
    python.chmod(0o755)
    return tmp_path


def install(place: Path) -> subprocess.CompletedProcess[str]:
    script = place / "requirements" / "install.sh"
    return subprocess.run(
        ["sh", script, place / ".venv", "runtime.txt"],
        cwd="/",
        env={**os.environ, "PYTHON": sys.executable},
        capture_output=True,
        text=True,
        check=False,
    )


def said(place: Path) -> str:
    """What the program says, when it is run by somebody who compiles nothing."""
    code = "import wsgi, training.room.rules; print(wsgi.said, training.room.rules.said)"
    return subprocess.run(
        [sys.executable, "-B", "-c", code], cwd=place, capture_output=True, text=True, check=True
    ).stdout.strip()


def test_the_programs_own_files_are_compiled_from_wherever_it_is_typed(place: Path) -> None:
    done = install(place)
    assert (done.returncode, done.stderr) == (0, "")
    compiled = {path.name.split(".")[0] for path in place.rglob("*.pyc")}
    assert compiled == {"wsgi", "__init__", "rules"}


def test_another_version_is_what_runs_whether_or_not_it_was_installed(place: Path) -> None:
    install(place)
    assert said(place) == "old old"
    for name in ("wsgi.py", "training/room/rules.py"):
        path = place / name
        before = path.stat().st_mtime
        path.write_text("said = 'new'\n")
        os.utime(path, (before + 60, before + 60))
    assert said(place) == "new new"
    install(place)
    assert said(place) == "new new"


def test_where_nothing_can_be_written_the_install_goes_well_all_the_same(place: Path) -> None:
    for folder in (place, place / "training", place / "training" / "room"):
        (folder / "__pycache__").write_text("in the way")
    done = install(place)
    assert (done.returncode, done.stderr) == (0, "")
    assert "***" not in done.stdout
    assert said(place) == "old old"
