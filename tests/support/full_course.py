"""The small course with one of everything that a course may also have."""

import shutil
from pathlib import Path

from tests.support.cast import SMALL_COURSE

ADDED = Path(__file__).parent / "full_course"


def full_course(folder: Path) -> Path:
    """Make it in a folder, to read or to break."""
    course = Path(shutil.copytree(SMALL_COURSE, folder / "modules"))
    return Path(shutil.copytree(ADDED, course, dirs_exist_ok=True))
