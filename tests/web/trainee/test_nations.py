"""Numbers and law are those of the reader's nation; the edition is the same for all."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from shutil import copytree

import pytest

from config import Settings
from tests.support.browser import Browser
from tests.support.cast import SMALL_COURSE, Cast
from training.core.nations import Nation
from training.web.application import Alongside

Open = Callable[..., Browser]
NATIONS = [nation.value for nation in Nation]


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """The small course with law by nation and an urgent line everywhere but in Wales, which has its own."""
    folder = Path(copytree(SMALL_COURSE, tmp_path / "modules"))
    boxes = "".join(f"::: {nation}\nThe law of {nation}.\n:::\n" for nation in NATIONS)
    lesson = folder / "01-first/1-one.md"
    lesson.write_text(f"{lesson.read_text()}\nUrgent: {{{{ nation.urgent }}}}.\n\n:::: law\n{boxes}::::\n")
    rows = folder / "directory.yaml"
    text = rows.read_text().replace("nations: [england]", "nations: [england, scotland, northern-ireland]")
    for service in ("talk", "type"):
        text = text.replace(f"id: {service}\n", f"id: {service}\n    role: urgent\n")
    rows.write_text(text)
    return folder


@pytest.mark.parametrize(
    ("nation", "urgent"),
    [(Nation.ENGLAND, "tel:08000000000"), (Nation.WALES, "sms:85999"), (Nation.NORTHERN_IRELAND, "tel:08000000000")],
)
def test_a_lesson_shows_the_readers_nation(
    app: Alongside,
    settings: Settings,
    browser: Open,
    cast: Cast,
    published: Callable[[Path], None],
    course: Path,
    nation: Nation,
    urgent: str,
) -> None:
    published(course)
    app.settings = replace(settings, nation=nation, modules=course)
    page = browser(cast.trainee).get("/learn/first/one")
    assert page.links.count(urgent) == 1 + (urgent == "tel:08000000000")
    assert f"We show {nation.words}." in page.text
    assert page.html.count('<details class="nation') == 4
    assert f'<details class="nation {nation}" open>' in page.html
    assert page.html.count(" open>") == 1
