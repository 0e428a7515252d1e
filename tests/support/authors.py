"""What authors do to a folder of content, and what they are told."""

from pathlib import Path

import pytest

from training.course.loader import load
from training.course.positions import ContentInvalid


def change(course: Path, file: str, old: str, new: str, times: int = 1) -> None:
    """Put other words in the place of some that stand in a file."""
    text = (course / file).read_text(encoding="utf-8")
    assert old in text
    (course / file).write_text(text.replace(old, new, times), encoding="utf-8")


def told(course: Path) -> list[str]:
    """Every mistake of a course that has some."""
    with pytest.raises(ContentInvalid) as caught:
        load(course)
    return [str(mistake) for mistake in caught.value.mistakes]
