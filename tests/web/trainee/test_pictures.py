from collections.abc import Callable
from pathlib import Path

from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.full_course import full_course


def test_a_lesson_shows_its_picture_and_says_it(
    browser: Callable[..., Browser], cast: Cast, published: Callable[[Path], None], tmp_path: Path
) -> None:
    published(full_course(tmp_path))
    page = browser(cast.trainee).get("/learn/first/one")
    assert 'role="img" aria-label="First ask, then act."' in page.html
    assert "picture-0-box" in page.reader.ids
    assert "/glossary#lead" in page.links
