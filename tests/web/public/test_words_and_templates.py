"""The words that we explain, and pages to print: for everyone."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.full_course import full_course

Open = Callable[..., Browser]


@pytest.fixture
def full(published: Callable[[Path], None], tmp_path: Path) -> None:
    published(full_course(tmp_path))


def test_each_word_has_an_anchor_and_they_stand_in_the_order_of_the_alphabet(browser: Open, full: None) -> None:
    page = browser().get("/glossary")
    assert page.heading == "Words we use"
    assert {"lead", "adult-at-risk"} <= set(page.reader.ids)
    assert page.text.index("Adult at risk") < page.text.index("The lead")


def test_a_word_may_name_a_service(browser: Open, full: None) -> None:
    assert "tel:08000000000" in browser().get("/glossary").links


def test_without_words_the_page_says_so(browser: Open) -> None:
    assert "No words are explained here yet." in browser().get("/glossary").text


def test_every_page_leads_to_the_words(browser: Open) -> None:
    assert "/glossary" in browser().get("/about").links


def test_a_template_is_there_for_everyone_and_has_lines_to_write_on(browser: Open, cast: Cast) -> None:
    for who in (None, cast.trainee, cast.admin):
        page = browser(who).get("/templates/wellbeing-plan")
        assert page.heading == "My wellbeing plan"
        assert "For you alone." in page.text
        assert page.html.count('<div class="write-here"></div>') == 2


def test_a_template_asks_for_nothing_and_sends_nothing(browser: Open) -> None:
    page = browser().get("/templates/wellbeing-plan")
    assert "<form" not in page.html
    assert "<input" not in page.html


@pytest.mark.parametrize("name", ["nothing", "WELLBEING-PLAN", "values-agreement"])
def test_a_template_that_is_not_there(browser: Open, name: str) -> None:
    browser().get(f"/templates/{name}", status=404)


def test_the_declaration_leads_to_its_page_to_print(browser: Open, cast: Cast) -> None:
    someone = browser(cast.trainee)
    assert "/templates/wellbeing-plan" in someone.get("/declarations/wellbeing-plan").links
    assert not any("/templates/" in link for link in someone.get("/declarations/values-agreement").links)
