"""A changed course made the current edition, as an author would."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from tests.support.cast import BEGINNING
from training.core.database import begin_writing
from training.course.loader import load
from training.course.service import publish


@pytest.fixture
def published(engine: Engine) -> Callable[[Path], None]:
    """Publishes a folder of content."""

    def make(folder: Path) -> None:
        with Session(engine) as session:
            begin_writing(session)
            publish(session, load(folder), by=None, note="changed", now=BEGINNING)
            session.commit()

    return make
