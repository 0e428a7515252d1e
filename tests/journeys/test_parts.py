"""The parts that pages are made of, at a real browser: no rule of accessibility broken, and the keyboard is enough."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from tests.journeys.conftest import Site
from tests.journeys.walker import Findings, Walker
from training.people.samples import SAMPLE_PASSWORD

LEAST_TARGET = 44


@pytest.fixture
def findings() -> Iterator[Findings]:
    found = Findings()
    yield found
    assert not found.wrong, "\n".join(found.wrong)


@pytest.fixture
def someone(demo: Site, chromium: Browser, findings: Findings) -> Callable[..., Walker]:
    """Makes a person at a browser: a sample person of a demo, or a visitor."""

    def make(name: str | None = None, *, scripts: bool = True) -> Walker:
        walker = Walker(chromium, demo.url, findings, scripts=scripts)
        if name:
            walker.signs_in(f"{name}@example.org", SAMPLE_PASSWORD)
        return walker

    return make


def focused(page: Page) -> Locator:
    return page.locator(":focus")


@pytest.mark.journey
def test_every_part_in_every_state_is_accessible_and_fits_a_phone(someone: Callable[..., Walker]) -> None:
    trainer = someone("trainer")
    trainer.go("/components")
    trainer.sees("Every part, in every state")


@pytest.mark.journey
def test_the_first_tab_skips_to_the_main_part_and_the_order_is_that_of_the_page(
    someone: Callable[..., Walker],
) -> None:
    walker = someone("newcomer")
    page = walker.page
    page.keyboard.press("Tab")
    expect(focused(page)).to_have_text("Skip to the main part")
    expect(focused(page)).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    walker.go("/learn")
    reached = []
    for _ in range(9):
        page.keyboard.press("Tab")
        reached.append(focused(page).inner_text().strip())
        edge = focused(page).evaluate("it => getComputedStyle(it).outlineStyle + getComputedStyle(it).outlineWidth")
        assert edge == "solid3px", reached[-1]
    assert reached[:6] == [
        "Skip to the main part",
        "Alongside",
        "My path",
        "My progress",
        "Account",
        "I need support now",
    ]
    assert reached[7].startswith("Begin")


@pytest.mark.journey
def test_what_is_wrong_is_reached_at_once_and_leads_to_the_field(someone: Callable[..., Walker]) -> None:
    for scripts in (True, False):
        walker = someone(scripts=scripts)
        walker.go("/sign-in")
        leads_to_the_field(walker.page)


def leads_to_the_field(page: Page) -> None:
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(page).to_have_title(re.compile("^Error: "))
    expect(page.get_by_role("alert")).to_be_focused()
    page.keyboard.press("Tab")
    expect(focused(page)).to_have_text("Type your e-mail address.")
    page.keyboard.press("Enter")
    expect(page.get_by_label("E-mail address")).to_be_focused()


@pytest.mark.journey
def test_what_controls_are_is_told_to_those_who_do_not_see_them(someone: Callable[..., Walker]) -> None:
    walker = someone("trainer")
    walker.go("/components")
    expect(walker.page.locator("form").nth(1)).to_match_aria_snapshot(
        """
        - alert:
          - heading "Something needs another look" [level=2]
          - list:
            - listitem:
              - link "Type a name."
        - textbox "A line of text" [invalid]
        - textbox "Some words" [invalid]
        - textbox "A date" [invalid]
        - group "One of these":
          - radio "Ready"
          - radio "Ready with support" [checked]
        - group "Any of these":
          - checkbox "Trainee" [invalid]
          - checkbox "Trainer" [checked] [invalid]
        - paragraph:
          - button "Save"
        """
    )
    wrong = walker.page.locator("form").nth(1).get_by_label("A line of text")
    expect(wrong).to_have_accessible_description(
        "The hint says what is wanted, before anything goes wrong. Type a name."
    )


@pytest.mark.journey
def test_what_one_presses_most_is_large_enough_for_a_thumb(someone: Callable[..., Walker]) -> None:
    walker = someone("trainer")
    walker.go("/components")
    pressed = walker.page.locator(".button, .choice, .input, .help, .bar nav a, .brand, .foot a, .foot button")
    for width in (320, 1280):
        walker.page.set_viewport_size(ViewportSize(width=width, height=800))
        assert too_small(pressed) == [], width


@pytest.mark.journey
def test_colour_that_is_taken_away_takes_no_meaning_with_it(someone: Callable[..., Walker]) -> None:
    """On paper, and with the reader's own few colours."""
    walker = someone("trainer")
    walker.go("/components")
    page = walker.page
    page.emulate_media(media="print")
    looks = "all => [...new Set(all.map(it => getComputedStyle(it).backgroundColor + getComputedStyle(it).color))]"
    assert page.locator("main .button").evaluate_all(looks) == ["rgba(0, 0, 0, 0)rgb(0, 0, 0)"]
    page.emulate_media(media="screen", forced_colors="active")
    answered = page.locator(".dots .answered").evaluate_all(looks)
    others = page.locator(".dots a:not(.answered)").evaluate_all(looks)
    assert len(answered) == len(others) == 1
    assert answered != others


def too_small(pressed: Locator) -> list[str]:
    """Controls that a thumb would miss: their words and sizes."""
    found: list[str] = pressed.evaluate_all(
        """(all, least) => all.map(it => [it.innerText || it.name, it.getBoundingClientRect()])
            .filter(([, box]) => box.height < least || box.width < least)
            .map(([words, box]) => `${words}: ${box.width} x ${box.height}`)""",
        LEAST_TARGET,
    )
    return found


@pytest.mark.journey
def test_nothing_moves_for_those_who_prefer_so(someone: Callable[..., Walker]) -> None:
    walker = someone("trainer")
    walker.go("/components")
    moving = walker.page.evaluate(
        """() => [...document.querySelectorAll('*')].filter(it => {
            const style = getComputedStyle(it);
            return style.animationName !== 'none' || parseFloat(style.transitionDuration) > 0
                || style.scrollBehavior === 'smooth';
        }).length"""
    )
    assert moving == 0
