"""A scenario stands in its module and is practised with a trainer. It holds nothing up."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.full_course import full_course

Open = Callable[..., Browser]


@pytest.fixture
def someone(browser: Open, cast: Cast, published: Callable[[Path], None], tmp_path: Path) -> Browser:
    """A trainee of the course that has a scenario in its second module."""
    published(full_course(tmp_path))
    return browser(cast.trainee)


def test_a_module_says_that_its_scenario_is_practised_with_a_trainer(someone: Browser) -> None:
    page = someone.get("/learn/safety")
    assert "Scenario: In the kitchen" in page.text
    assert "Practise with a trainer for now." in page.text
    assert "/learn/safety/kitchen" not in page.links


def test_a_module_without_one_says_nothing_of_scenarios(someone: Browser) -> None:
    assert "Scenario" not in someone.get("/learn/first").text


def test_a_scenario_cannot_be_opened_yet(someone: Browser) -> None:
    someone.get("/learn/safety/kitchen", status=404)
    someone.post("/learn/safety/kitchen/begin", {"form_key": "a-key-of-ours"}, status=404)


def test_after_the_last_lesson_comes_what_can_be_opened(someone: Browser) -> None:
    page = someone.post("/learn/safety/notes/read", {"form_key": "a-key-of-ours"})
    assert page.location == "/learn/safety/quiz"


def test_the_quiz_opens_without_it(someone: Browser) -> None:
    for lesson in ("limits", "notes"):
        someone.post(f"/learn/safety/{lesson}/read", {"form_key": f"a-key-of-{lesson}"})
    assert "open" in someone.get("/learn/safety").text
    assert "/attempts/" in someone.post("/learn/safety/quiz/begin", {"form_key": "one-more-key"}).location
