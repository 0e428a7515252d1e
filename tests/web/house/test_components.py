"""The page of every part: staff of a demo see it, and no part is missing from it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from jinja2.runtime import Macro

from config import ROOT, Mode, Settings
from tests.support.browser import Browser
from tests.support.cast import Cast
from training import create_app
from training.course.markdown import BOXES
from training.extensions import db
from training.web.application import Alongside

Open = Callable[..., Browser]
PARTS = ROOT / "templates" / "components"


@pytest.fixture
def demo(settings: Settings, app: Alongside) -> Iterator[None]:
    """The application of the test, as a demo."""
    app.settings = replace(settings, mode=Mode.DEMO)
    yield
    app.settings = settings


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> set[tuple[str, str]]:
    """Which macros are called from now on: (file, name)."""
    seen: set[tuple[str, str]] = set()
    invoke = Macro._invoke

    def note(macro: Macro, *rest: Any) -> str:
        seen.add((macro._func.__code__.co_filename.rsplit("/", 1)[-1], macro.name))
        return invoke(macro, *rest)

    monkeypatch.setattr(Macro, "_invoke", note)
    return seen


@pytest.mark.usefixtures("demo")
def test_every_macro_of_the_components_stands_on_the_page(
    app: Alongside, browser: Open, cast: Cast, printed: set[tuple[str, str]]
) -> None:
    browser(cast.trainer).get("/components")
    there = {
        (path.name, name)
        for path in PARTS.glob("*.html")
        for name, thing in vars(app.jinja_env.get_template(f"components/{path.name}").module).items()
        if isinstance(thing, Macro)
    }
    assert len(there) > 20
    assert there - printed == set()


@pytest.mark.usefixtures("demo")
def test_every_box_of_a_lesson_stands_on_the_page(browser: Open, cast: Cast) -> None:
    html = browser(cast.admin).get("/components").html
    for word in BOXES:
        assert f'<div class="box {word}">' in html


@pytest.mark.usefixtures("demo")
def test_only_staff_see_it(browser: Open, cast: Cast) -> None:
    assert browser().get("/components", status=303).location == "/sign-in?next=/components"
    browser(cast.trainee).get("/components", status=404)


@pytest.mark.parametrize("mode", [Mode.LOCAL, Mode.PRODUCTION])
def test_outside_a_demo_there_is_no_such_address_for_anyone(
    settings: Settings, browser: Open, cast: Cast, mode: Mode
) -> None:
    made = create_app(replace(settings, mode=mode))
    assert made.test_client().get("/components").status_code == 404
    with made.app_context():
        db.engine.dispose()
    for who in (cast.trainee, cast.trainer, cast.admin):
        browser(who).get("/components", status=404)
