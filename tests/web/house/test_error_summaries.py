"""A form that is sent back says at its top what is wrong, with links that lead to the fields."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.support.browser import Browser
from tests.support.story import Story
from training.core.actors import Actor
from training.core.clock import now
from training.people.service import make_link

Open = Callable[..., Browser]

KEY = "a-key-of-ours"


@dataclass
class Case:
    who: Actor | None
    path: str
    data: dict[str, Any] = field(default_factory=dict)


@pytest.fixture
def cases(story: Story) -> dict[str, Case]:
    cast = story.cast
    submission = story.reflects(cast.trainee)
    token, _ = make_link(story.session, person_id=cast.elsewhere.id, by=None, now=now())
    story.session.commit()
    key = {"form_key": KEY}
    named = {**key, "name": "Somebody", "email": "some@example.org"}
    return {
        "sign in": Case(None, "/sign-in"),
        "link": Case(None, f"/reset/{token}"),
        "account": Case(cast.trainee, "/account"),
        "reflection": Case(cast.other_trainee, "/learn/first/looking-back/hand-in", key),
        "review": Case(cast.trainer, f"/reviews/{submission}", key),
        "observation": Case(cast.trainer, f"/people/{cast.trainee.id}/observations/new", key),
        "readiness": Case(cast.trainer, f"/people/{cast.trainee.id}/readiness/new", key),
        "cohort": Case(cast.admin, "/admin/cohorts", key),
        "decision": Case(cast.admin, f"/admin/certification/{cast.trainee.id}", {**key, "kind": "decline", "seen": 0}),
        "new person": Case(cast.admin, "/admin/people/new", key),
        "new person without a role": Case(cast.admin, "/admin/people/new", named),
        "trainee of a cohort without the role": Case(
            cast.admin, "/admin/people/new", {**named, "roles": "trainer", "trainee_of": cast.cohort_id}
        ),
        "trainer of a cohort without the role": Case(
            cast.admin, f"/admin/people/{cast.trainee.id}", {"roles": "trainee", "trainer_of": cast.cohort_id}
        ),
        "person without a role": Case(cast.admin, f"/admin/people/{cast.trainee.id}"),
    }


def test_each_problem_is_summed_up_and_its_link_leads_to_the_field(browser: Open, cases: dict[str, Case]) -> None:
    astray = {}
    for name, case in cases.items():
        page = browser(case.who).post(case.path, case.data, status=422)
        assert "Something needs another look" in page.text, name
        links = [link.removeprefix("#") for link in page.links if link.startswith("#") and link != "#main"]
        assert links, name
        astray[name] = [link for link in links if link not in page.reader.ids]
    assert {name: links for name, links in astray.items() if links} == {}


def test_the_summary_takes_the_focus_and_the_title_says_that_something_is_wrong(
    browser: Open, cases: dict[str, Case]
) -> None:
    for name, case in cases.items():
        page = browser(case.who).post(case.path, case.data, status=422)
        assert page.html.count("autofocus") == 1, name
        assert '<div class="summary" role="alert" tabindex="-1" autofocus>' in page.html, name
        assert page.reader.title.startswith("Error: "), name


@pytest.mark.parametrize("name", ["review", "observation", "reflection", "account"])
def test_the_summary_has_the_order_of_the_page_and_no_sentence_twice(
    browser: Open, cases: dict[str, Case], name: str
) -> None:
    case = cases[name]
    page = browser(case.who).post(case.path, case.data, status=422)
    links = [link.removeprefix("#") for link in page.links if link.startswith("#") and link != "#main-part"]
    assert len(links) > 1
    places = [page.reader.ids.index(link) for link in links]
    assert places == sorted(places)
    told = re.findall(r"<li><a href=\"#[^>]*>([^<]*)</a></li>", page.html)
    assert len(told) == len(links)
    assert len(set(told)) == len(told)


def test_each_control_with_a_problem_says_so_to_a_screen_reader(browser: Open, cases: dict[str, Case]) -> None:
    for name, case in cases.items():
        page = browser(case.who).post(case.path, case.data, status=422)
        wrong = [control for control in page.reader.controls if control.get("aria-invalid") == "true"]
        assert wrong, name
        for control in wrong:
            grouped = control.get("type") in ("radio", "checkbox")
            assert grouped or f"{control['id']}-error" in control["aria-describedby"].split(), name


def test_the_check_of_a_number_sums_up_its_problem_too(browser: Open) -> None:
    page = browser().get("/verify?number=")
    assert "#number" in page.links
    assert "number" in page.reader.ids
    assert 'aria-describedby="number-hint number-error"' in page.html
