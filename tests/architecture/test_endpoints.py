"""Every endpoint says who may call it."""

import re
from collections.abc import Callable

import pytest
from flask import Blueprint

from config import Settings
from training import create_app
from training.core import addresses
from training.course.links import PAGES
from training.web.application import Alongside, UndeclaredEndpoint
from training.web.guards import public


def test_every_endpoint_declares_its_access(app: Alongside) -> None:
    assert {rule.endpoint for rule in app.url_map.iter_rules()} == {
        endpoint for endpoint, view in app.view_functions.items() if hasattr(view, "access")
    }


def test_the_app_refuses_to_start_with_an_endpoint_that_does_not_say(app: Alongside) -> None:
    def silent() -> str:
        return "hello"

    app.view_functions["silent"] = silent
    with pytest.raises(UndeclaredEndpoint, match="silent"):
        app.check_access()


def test_an_endpoint_that_says_so_is_accepted(app: Alongside) -> None:
    @public
    def open_to_all() -> str:
        return "hello"

    app.view_functions["open"] = open_to_all
    app.check_access()


def test_addresses_are_lower_case_words_and_hyphens(app: Alongside) -> None:
    for rule in app.url_map.iter_rules():
        fixed = re.sub(r"<[^>]+>", "", rule.rule)
        assert re.fullmatch(r"[a-z0-9/-]*(\.pdf|\.txt)?", fixed), rule.rule


@pytest.mark.parametrize("make", [addresses.invitation, addresses.reset, addresses.verify])
def test_addresses_that_leave_the_site_lead_to_a_page(app: Alongside, make: Callable[[str, str], str]) -> None:
    path = make("", "X7K3Q9XWD2MTA5")
    endpoint, _ = app.url_map.bind("").match(path, method="GET")
    assert endpoint in app.view_functions


@pytest.mark.parametrize("path", [*sorted(PAGES), "/learn/m", "/learn/m/a", "/templates/t", "/declarations/s"])
def test_pages_that_lessons_may_link_to_are_there(app: Alongside, path: str) -> None:
    endpoint, _ = app.url_map.bind("").match(path, method="GET")
    assert endpoint in app.view_functions


def test_a_blueprint_cannot_be_added_behind_the_guard(settings: Settings) -> None:
    made = create_app(settings)
    late = Blueprint("late", __name__)
    late.add_url_rule("/late", view_func=lambda: "late")
    made.register_blueprint(late)
    assert made.test_client().get("/late").status_code == 404
