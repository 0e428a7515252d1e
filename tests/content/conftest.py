"""What the tests of content break."""

import shutil
from pathlib import Path

import pytest

from tests.support.cast import SMALL_COURSE


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A copy of the small course, to break."""
    return Path(shutil.copytree(SMALL_COURSE, tmp_path / "modules"))
