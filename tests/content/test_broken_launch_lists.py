"""What an author is told about launch.yaml and about modules that come first, word for word and at its place."""

import shutil
from pathlib import Path

import pytest

from tests.support.authors import change, told
from tests.support.cast import SMALL_COURSE
from training.course.loader import load

GOOD = """confirm:
  - id: law
    title: The law
    says: Somebody has read it.
  - id: numbers
    title: The numbers
    says: Somebody has called them.
"""


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A copy of the small course with a launch list, to break."""
    made = Path(shutil.copytree(SMALL_COURSE, tmp_path / "modules"))
    (made / "launch.yaml").write_text(GOOD, encoding="utf-8")
    return made


def test_a_course_has_what_it_leaves_to_the_charity_in_its_order(course: Path) -> None:
    assert [each.id for each in load(course).to_confirm] == ["law", "numbers"]
    (course / "launch.yaml").unlink()
    assert load(course).to_confirm == ()


@pytest.mark.parametrize(
    ("old", "new", "mistake"),
    [
        ("id: numbers", "id: law", 'modules/launch.yaml:5:9: "law" stands here twice'),
        ("    says: Somebody has read it.\n", "", 'modules/launch.yaml:2:5: "says" is missing'),
        ("title: The law", "titel: The law", 'modules/launch.yaml:3:12: "titel" is not a key that belongs here'),
        ("says: Somebody has called them.", 'says: ""', 'modules/launch.yaml:7:11: "says" is empty'),
        ("id: law", "id: The Law", 'modules/launch.yaml:2:9: "id" is not written in the right form'),
    ],
)
def test_a_mistake_in_the_launch_list_is_told_at_its_place(course: Path, old: str, new: str, mistake: str) -> None:
    change(course, "launch.yaml", old, new)
    assert mistake in told(course)


def test_a_telephone_number_in_the_launch_list_is_told(course: Path) -> None:
    change(course, "launch.yaml", "Somebody has called them.", "Somebody has called 0800 123 4567.")
    (mistake,) = told(course)
    assert mistake.startswith("modules/launch.yaml:7:")
    assert '"0800 123 4567" looks like a telephone number' in mistake


def test_a_module_that_comes_before_sessions_has_a_quiz(course: Path) -> None:
    change(
        course, "programme.yaml", "dates: 2, fresh_months: 24}", "dates: 2, fresh_months: 24, after: [safety, nothing]}"
    )
    (mistake,) = told(course)
    assert mistake.startswith("modules/programme.yaml:")
    assert mistake.endswith('"nothing" is not a module with a quiz')
