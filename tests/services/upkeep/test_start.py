"""What a database was made for, and on which the program does not start."""

import subprocess
import sys
from pathlib import Path

import pytest
from gunicorn.arbiter import Arbiter
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from config import ROOT
from tests.support.looks import GOOD_SECRET
from training.upkeep.queries import made_for


@pytest.mark.parametrize("purpose", ["demo", "real"])
def test_what_a_database_was_made_for_is_known(engine: Engine, session: Session, purpose: str) -> None:
    session.execute(text("UPDATE installation SET purpose = :purpose"), {"purpose": purpose})
    session.commit()
    assert made_for(engine) == purpose


def test_production_does_not_start_on_the_database_of_a_demo(database: str, session: Session) -> None:
    session.execute(text("UPDATE installation SET purpose = 'demo'"))
    session.commit()
    done = subprocess.run(
        [sys.executable, "-c", "import wsgi"],
        cwd=ROOT,
        env={"SECRET_KEY": GOOD_SECRET, "DATABASE_URL": database, "PUBLIC_URL": "https://training.harbour.test"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == Arbiter.WORKER_BOOT_ERROR, "gunicorn would try again for ever"
    assert "the database of a demo" in done.stderr


def test_a_demo_does_not_start_on_the_database_of_a_real_installation(database: str, session: Session) -> None:
    """Its sign-in page would offer sample accounts and their password to a charity's own people."""
    session.commit()
    settings = {"SECRET_KEY": GOOD_SECRET, "DATABASE_URL": database, "PUBLIC_URL": "https://training.harbour.test"}
    for mode, said in (("demo", "the database of a real installation"), ("local", "")):
        done = subprocess.run(
            [sys.executable, "-c", "import wsgi"],
            cwd=ROOT,
            env={**settings, "ALONGSIDE_MODE": mode},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == (Arbiter.WORKER_BOOT_ERROR if said else 0)
        assert said in done.stderr


def test_a_file_that_is_not_there_is_not_made_by_starting(tmp_path: Path) -> None:
    """Otherwise an address with a slip in it would seem to be a database that waits for its tables."""
    gone = tmp_path / "gone.sqlite"
    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "doctor"],
        cwd=ROOT,
        env={
            "SECRET_KEY": GOOD_SECRET,
            "DATABASE_URL": f"sqlite:///{gone}",
            "PUBLIC_URL": "https://training.harbour.test",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert f"There is no file at sqlite:///{gone}." in done.stdout
    assert not gone.exists()
