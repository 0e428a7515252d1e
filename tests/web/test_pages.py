from collections.abc import Callable

import pytest

from tests.support.browser import Browser
from training.core.actors import Actor


@pytest.mark.parametrize(
    ("who", "path"),
    [
        (None, "/"),
        (None, "/support"),
        (None, "/glossary"),
        (None, "/templates/wellbeing-plan"),
        (None, "/verify"),
        (None, "/sign-in"),
        (None, "/reset"),
        (None, "/about"),
        (None, "/about/privacy"),
        (None, "/about/accessibility"),
        ("trainee", "/learn"),
        ("trainee", "/learn/first"),
        ("trainee", "/learn/first/one"),
        ("trainee", "/learn/first/quiz"),
        ("trainee", "/learn/first/looking-back"),
        ("trainee", "/progress"),
        ("trainee", "/declarations/values-agreement"),
        ("trainee", "/declarations/wellbeing-plan"),
        ("trainee", "/account"),
        ("trainer", "/cohorts"),
        ("trainer", "/reviews"),
        ("admin", "/admin"),
        ("admin", "/admin/people"),
        ("admin", "/admin/people/new"),
        ("admin", "/admin/cohorts"),
        ("admin", "/admin/certification"),
    ],
)
def test_every_page_is_sound(
    browser: Callable[..., Browser], people: dict[str, Actor], who: str | None, path: str
) -> None:
    browser(people[who] if who else None).get(path)
