import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from pathlib import Path
from shutil import copytree

import pytest

from config import Settings
from tests.support.browser import Browser
from tests.support.cast import SMALL_COURSE, Cast
from tests.support.page import Page
from training import create_app
from training.core.nations import Nation
from training.course.directory import Service
from training.course.files import load_directory
from training.extensions import db

Open = Callable[..., Browser]


def links(page: Page) -> dict[str, str]:
    """The words of each link that calls or texts, by its address."""
    found = re.findall(r'<a [^>]*href="((?:tel|sms):[^"]*)"[^>]*>(.*?)</a>', page.html, re.DOTALL)
    return {address: unescape(re.sub(r"<[^>]+>", "", words)) for address, words in found}


def services() -> tuple[Service, ...]:
    return load_directory(SMALL_COURSE).services


def test_every_service_is_listed_with_what_it_is_for_its_hours_and_when_it_was_checked(browser: Open) -> None:
    page = browser().get("/support")
    assert page.heading == "Support now"
    assert len(services()) == 3
    for service in services():
        for words in (service.name, service.audience, service.hours):
            assert words in page.text
        assert str(service.url) in page.links
    assert page.text.count("Number last checked 1 November 2026") == 3


def test_every_number_shown_can_be_called_or_texted_at_that_very_number(browser: Open) -> None:
    assert links(browser().get("/support")) == {
        "tel:999": "Call 999",
        "tel:08000000000": "Call 0800 000 0000",
        "sms:85999": "Text HELLO to 85999",
    }


def test_danger_comes_first(browser: Open) -> None:
    text = browser().get("/support").text
    assert text.index("Danger now") < text.index("Emergency services") < text.index("Someone to talk to")
    assert text.index("Someone to talk to") < text.index("Talk Line")


def test_the_number_comes_before_the_small_print(browser: Open) -> None:
    """On a phone, who is in danger must not scroll past a note to find the button."""
    text = browser().get("/support").text
    assert text.index("Call 999") < text.index("Number last checked")


def test_only_who_can_have_saved_something_is_told_that_it_stays_saved(browser: Open, cast: Cast) -> None:
    assert "stays saved" not in browser().get("/support").text
    assert "What you have saved stays saved" in browser(cast.trainee).get("/support").text


def test_a_service_that_not_every_nation_has_says_where_it_is(browser: Open) -> None:
    text = browser().get("/support").text
    assert "Day and night · England" in text
    assert "Evenings · Wales" in text
    assert "Day and night · England, Wales, Scotland, Northern Ireland" not in text


def test_support_is_there_for_everyone_signed_in_or_not_and_keeps_them_signed_in(browser: Open, cast: Cast) -> None:
    for who in (None, cast.trainee, cast.trainer, cast.admin):
        someone = browser(who)
        assert "tel:999" in someone.get("/support").links
        if who is not None:
            someone.get("/account")


def test_the_way_back_leads_to_where_one_was_and_only_within_the_site(browser: Open, cast: Cast) -> None:
    someone = browser(cast.trainee)
    here = "http://localhost/attempts/some/questions/2"
    assert here in Page("/support", someone.raw("GET", "/support", headers={"Referer": here})).links
    for elsewhere in (
        "https://evil.example/",
        "http://localhost.evil.example/",
        "http://localhost@evil.example/",
        "javascript:alert(1)",
        "//evil.example",
        "",
    ):
        page = Page("/support", someone.raw("GET", "/support", headers={"Referer": elsewhere}))
        assert "go back to where you were" not in page.text, elsewhere
        assert "evil" not in page.html, elsewhere


def test_a_hostile_way_back_stays_text(browser: Open) -> None:
    hostile = 'http://localhost/"><script>alert(1)</script>'
    page = Page("/support", browser().raw("GET", "/support", headers={"Referer": hostile}))
    page.check()
    assert "<script>alert" not in page.html


def order(page: Page) -> list[str]:
    """The services as they stand, and the line between those here and those elsewhere."""
    names = [*(service.name for service in services()), "Elsewhere in the UK"]
    return sorted((name for name in names if name in page.text), key=page.text.index)


def test_ones_own_nation_comes_first_and_the_others_stay_at_hand(browser: Open) -> None:
    assert order(browser().get("/support")) == ["Emergency services", "Talk Line", "Elsewhere in the UK", "Type Line"]


def test_another_nation_can_be_asked_for(browser: Open) -> None:
    page = browser().get("/support")
    assert [link for link in page.links if "nation=" in link] == [
        "/support?nation=wales",
        "/support?nation=scotland",
        "/support?nation=northern-ireland",
    ]
    wales = browser().get("/support?nation=wales")
    assert order(wales) == ["Emergency services", "Type Line", "Elsewhere in the UK", "Talk Line"]
    assert '<strong aria-current="true">Wales</strong>' in wales.html
    scotland = browser().get("/support?nation=scotland")
    assert order(scotland) == ["Emergency services", "Elsewhere in the UK", "Talk Line", "Type Line"]


@pytest.mark.parametrize("asked", ["", "cornwall", "WALES", "<script>", "wales%00"])
def test_a_nation_that_is_none_shows_the_installations_own(browser: Open, asked: str) -> None:
    assert '<strong aria-current="true">England</strong>' in browser().get(f"/support?nation={asked}").html


def test_every_number_is_there_whichever_nation_is_asked_for(browser: Open) -> None:
    for nation in Nation:
        assert set(links(browser().get(f"/support?nation={nation}"))) == {"tel:999", "tel:08000000000", "sms:85999"}


def test_the_nation_of_the_installation_comes_first(settings: Settings) -> None:
    page = support_page(replace(settings, nation=Nation.WALES), SMALL_COURSE)
    assert order(page) == ["Emergency services", "Type Line", "Elsewhere in the UK", "Talk Line"]


def support_page(settings: Settings, modules: Path) -> Page:
    app = create_app(replace(settings, modules=modules))
    page = Page("/support", app.test_client().get("/support"))
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    return page


def test_a_number_that_was_put_right_in_the_file_is_right_at_the_next_start(settings: Settings, tmp_path: Path) -> None:
    folder = copytree(SMALL_COURSE, tmp_path / "modules")
    file = folder / "directory.yaml"
    file.write_text(file.read_text().replace("0800 000 0000", "0800 111 2222"))
    found = links(support_page(settings, folder))
    assert found["tel:08001112222"] == "Call 0800 111 2222"
    assert "tel:08000000000" not in found


@pytest.mark.parametrize("broken", ["services: [", "services: []\nunknown: 1\n", ""])
def test_a_directory_with_mistakes_is_not_used_and_the_last_good_one_is_shown(
    settings: Settings, tmp_path: Path, broken: str
) -> None:
    folder = copytree(SMALL_COURSE, tmp_path / "modules")
    (folder / "directory.yaml").write_text(broken)
    page = support_page(settings, folder)
    assert page.status == 200
    assert set(links(page)) == {"tel:999", "tel:08000000000", "sms:85999"}


def test_a_lesson_calls_the_same_number(browser: Open, cast: Cast) -> None:
    page = browser(cast.trainee).get("/learn/first/one")
    assert links(page) == {"tel:08000000000": "Talk Line: 0800 000 0000"}
    assert "{{" not in page.html
