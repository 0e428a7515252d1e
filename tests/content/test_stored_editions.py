"""Editions stored by earlier programs are read for ever. A sample of each landed format stands beside this."""

from pathlib import Path

import pytest

from tests.support.cast import SMALL_COURSE
from training.course.content import FORMAT
from training.course.loader import load
from training.course.queries import parsed

SAMPLES = Path(__file__).parent / "editions"


def sample(number: int) -> str:
    return (SAMPLES / f"format-{number}.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("number", range(1, FORMAT + 1))
def test_every_format_so_far_has_a_sample_that_is_read(number: int) -> None:
    course = parsed(sample(number))
    assert [module.id for module in course.modules] == ["first", "safety"]
    assert course.modules[0].lessons[0].html == "<p>The first lesson. Call {{ service.talk }}.</p>\n"


def test_the_first_format_tells_the_course_that_it_was_made_of() -> None:
    """What has been added since then is not in it, and is not missed."""
    stored, now = parsed(sample(1)), load(SMALL_COURSE)
    assert stored.programme == now.programme
    assert [module.quiz for module in stored.modules] == [module.quiz for module in now.modules]
    assert stored.statements == now.statements
    assert stored.rubrics == now.rubrics
    assert [service.phone for service in stored.directory.services][:2] == ["999", "0800 000 0000"]
