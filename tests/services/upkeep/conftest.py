"""An installation that is well kept, and a look of the doctor at it."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from config import Mode, Settings
from tests.support.looks import GOOD_SECRET, Look
from training.core import clock
from training.upkeep.checks import Patient, examine
from training.upkeep.rules import Finding


@pytest.fixture
def well_set(settings: Settings, tmp_path: Path) -> Settings:
    """What an installation in use would have set."""
    (tmp_path / "new.backup").touch()
    return replace(
        settings,
        mode=Mode.PRODUCTION,
        public_url="https://training.harbour.test",
        secret_key=GOOD_SECRET,
        backups=tmp_path,
        proxies=1,
    )


@pytest.fixture
def look(well_set: Settings, engine: Engine) -> Look:
    """What the doctor finds, of everything or about one thing."""

    def at(
        about: str | None = None, *, now: datetime | None = None, on: Engine = engine, **changed: Any
    ) -> tuple[Finding, ...]:
        found = examine(Patient(replace(well_set, **changed), on, now or clock.now()))
        return tuple(finding for finding in found if about in (None, finding.about))

    return at
