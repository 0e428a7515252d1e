"""The network fails, a session ends, a second tab is open: no answer is lost, and nothing is kept in the browser."""

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect
from sqlalchemy import Engine, create_engine, update
from sqlalchemy.orm import Session

from tests.journeys.conftest import Site
from tests.journeys.walker import Findings, Walker
from tests.support.cast import PASSWORD, PASSWORDS
from training.attempts.queries import answers
from training.attempts.service import open_attempt
from training.audit.service import append_noted
from training.core import clock
from training.core.actors import Actor
from training.core.database import begin_writing, prepare
from training.core.roles import Role
from training.course.content import Module
from training.course.queries import require_current
from training.people.models import LoginSession, PersonState
from training.people.service import add_person
from training.practice.queries import draft

EMAIL = "nia@example.org"
SAVED, WAITING = "Saved just now", "Not saved yet. We keep trying."
SIGNED_OUT = "You are signed out, so this is not saved yet."
GREW_OLD = "This page was open for a long time, so this is not saved yet."
STAYS = "No connection, so this is not saved yet. Keep this page open: we keep trying."
OFFLINE = "ERR_INTERNET_DISCONNECTED"
WORDS = "A heron stood there for an hour."
EARLY, DRAFTED = "At first nobody spoke.", "Draft saved just now"
SAVED_AFTER_MS = 2_000
"""A draft is saved sooner than that after the last letter."""


@dataclass
class Quiz:
    """Someone's open attempt on a running site."""

    engine: Engine
    person: Actor
    attempt_id: str
    items: tuple[str, ...]
    module: Module

    @property
    def first_page(self) -> str:
        return f"/attempts/{self.attempt_id}/questions/1"

    def kept(self) -> str | None:
        """The answer to the first question that counts."""
        with Session(self.engine) as session:
            return answers(session, self.attempt_id).get(self.items[0])

    def drafted(self) -> str | None:
        """What is kept of the first box of the reflection."""
        assert self.module.reflection is not None
        with Session(self.engine) as session:
            found = draft(session, self.person, f"{self.module.id}/{self.module.reflection.id}")
            return found.texts[self.module.reflection.prompts[0].id] if found else None

    def end_sessions(self) -> None:
        """On the server; the browser does not notice."""
        with Session(self.engine) as session:
            begin_writing(session)
            session.execute(update(LoginSession).values(ended_at=clock.now()))
            session.commit()


@pytest.fixture
def site(serve: Callable[[str], Site]) -> Site:
    return serve("run")


@pytest.fixture
def quiz(site: Site) -> Iterator[Quiz]:
    engine = prepare(create_engine(f"sqlite:///{site.folder / 'run' / 'alongside.sqlite'}"))
    now = clock.now()
    with Session(engine) as session:
        begin_writing(session)
        person = add_person(session, name="Nia Newcomer", email=EMAIL, roles=[Role.TRAINEE], by=None, now=now)
        person.state, person.password_hash = PersonState.ACTIVE, PASSWORDS.hash(PASSWORD)
        actor = Actor(person.id, person.name, frozenset({Role.TRAINEE}))
        edition = require_current(session)
        module = next(each for each in edition.course.modules if each.quiz and each.reflection)
        assert module.quiz is not None
        attempt = open_attempt(
            session,
            actor=actor,
            edition=edition,
            activity=f"{module.id}/{module.quiz.id}",
            random=random.Random(1),
            now=now,
        )
        append_noted(session, actor_id=None, now=now)
        session.commit()
    yield Quiz(engine, actor, attempt.id, attempt.items, module)
    engine.dispose()


def told(page: Page) -> Locator:
    return page.locator("[data-saved]")


def option(page: Page, number: int) -> Locator:
    return page.get_by_role("radio").nth(number)


def is_warned_before_leaving(page: Page) -> None:
    """Leaving is asked about, and the answer is to stay."""
    with page.expect_event("dialog") as asked:
        page.close(run_before_unload=True)
    assert asked.value.type == "beforeunload"
    asked.value.dismiss()


def kept_in_the_browser(page: Page) -> list[int]:
    found: list[int] = page.evaluate(
        "async () => [localStorage.length, sessionStorage.length, (await indexedDB.databases()).length,"
        " (await caches.keys()).length]"
    )
    return found


@pytest.mark.journey
def test_no_answer_is_lost_without_a_network_or_a_session_and_the_browser_keeps_nothing(
    site: Site, chromium: Browser, quiz: Quiz
) -> None:
    findings = Findings()
    nia = Walker(chromium, site.url, findings, scripts=True)
    nia.signs_in(EMAIL, PASSWORD)
    nia.go(quiz.first_page)
    option(nia.page, 0).check()
    expect(told(nia.page)).to_have_text(SAVED)
    first = quiz.kept()
    assert first is not None
    expect(nia.page.locator(".dots [aria-current]")).to_have_accessible_name(re.compile("Question 1 ?, answered"))

    the_network_fails_for_a_while(nia, quiz, first)
    two_tabs_agree(nia, quiz)
    a_button_pressed_without_a_network_keeps_the_page(nia, quiz)
    the_page_grows_old_while_answering(nia, quiz)
    the_session_ends_while_answering(nia, quiz)
    a_slow_save_of_a_draft_does_not_overtake_a_later_one(nia, quiz)
    the_network_fails_while_writing(nia, quiz)
    a_hand_in_that_is_not_taken_keeps_the_words(nia, quiz)
    words_that_the_browser_put_back_are_not_called_saved(nia, quiz)
    the_session_ends_while_writing(nia, quiz)
    assert [each for each in findings.wrong if OFFLINE not in each] == []


def the_network_fails_for_a_while(nia: Walker, quiz: Quiz, first: str) -> None:
    nia.context.set_offline(True)
    option(nia.page, 1).check()
    expect(told(nia.page)).to_have_text(WAITING)
    assert quiz.kept() == first
    assert kept_in_the_browser(nia.page) == [0, 0, 0, 0]
    is_warned_before_leaving(nia.page)
    nia.context.set_offline(False)
    expect(told(nia.page)).to_have_text(SAVED)
    assert quiz.kept() == option(nia.page, 1).get_attribute("value")


def two_tabs_agree(nia: Walker, quiz: Quiz) -> None:
    second = nia.context.new_page()
    second.goto(nia.url + quiz.first_page)
    expect(option(second, 1)).to_be_checked()
    option(second, 2).check()
    expect(told(second)).to_have_text(SAVED)
    nia.go(quiz.first_page)
    expect(option(nia.page, 2)).to_be_checked()
    option(nia.page, 0).check()
    expect(told(nia.page)).to_have_text(SAVED)
    second.goto(nia.url + quiz.first_page)
    expect(option(second, 0)).to_be_checked()
    assert quiz.kept() == option(second, 0).get_attribute("value")
    second.close()


def a_button_pressed_without_a_network_keeps_the_page(nia: Walker, quiz: Quiz) -> None:
    before = quiz.kept()
    nia.context.set_offline(True)
    option(nia.page, 3).check()
    chosen = option(nia.page, 3).get_attribute("value")
    expect(told(nia.page)).to_have_text(WAITING)
    nia.page.get_by_role("button", name="Save and go on").click()
    expect(told(nia.page)).to_have_text(STAYS)
    assert nia.page.url == nia.url + quiz.first_page
    expect(option(nia.page, 3)).to_be_checked()
    is_warned_before_leaving(nia.page)
    assert quiz.kept() == before
    nia.context.set_offline(False)
    expect(told(nia.page)).to_have_text(SAVED)
    assert quiz.kept() == chosen
    nia.press("Save and go on")
    assert nia.page.url == f"{nia.url}/attempts/{quiz.attempt_id}/questions/2"
    nia.go(quiz.first_page)


def the_page_grows_old_while_answering(nia: Walker, quiz: Quiz) -> None:
    before = quiz.kept()
    token = nia.page.locator("form[data-quiz] [name=csrf_token]")
    token.evaluate("(field) => { field.value = 'of another session' }")
    option(nia.page, 2).check()
    expect(told(nia.page)).to_contain_text(GREW_OLD)
    assert quiz.kept() == before
    is_warned_before_leaving(nia.page)
    chosen = option(nia.page, 2).get_attribute("value")
    nia.press("Save and go on")
    nia.sees("Shall we save it now?")
    assert quiz.kept() == before
    nia.press("Save it and go on")
    assert nia.page.url == nia.url + quiz.first_page
    expect(option(nia.page, 2)).to_be_checked()
    assert quiz.kept() == chosen


def the_session_ends_while_answering(nia: Walker, quiz: Quiz) -> None:
    before = quiz.kept()
    quiz.end_sessions()
    option(nia.page, 1).check()
    chosen = option(nia.page, 1).get_attribute("value")
    words = nia.page.locator("label.choice").nth(1).inner_text()
    expect(told(nia.page)).to_contain_text(SIGNED_OUT)
    assert quiz.kept() == before
    is_warned_before_leaving(nia.page)
    nia.press("Save and go on")
    nia.sees("It is not lost")
    nia.fill("E-mail address", EMAIL)
    nia.fill("Password", "not the password")
    nia.press("Sign in")
    nia.sees("do not go together")
    nia.fill("Password", PASSWORD)
    nia.press("Sign in")
    nia.sees("You are signed in again")
    nia.sees(" ".join(words.split()))
    assert quiz.kept() == before
    nia.press("Save it and go on")
    assert nia.page.url == nia.url + quiz.first_page
    expect(option(nia.page, 1)).to_be_checked()
    assert quiz.kept() == chosen
    assert kept_in_the_browser(nia.page) == [0, 0, 0, 0]


def a_slow_save_of_a_draft_does_not_overtake_a_later_one(nia: Walker, quiz: Quiz) -> None:
    assert quiz.module.reflection is not None
    nia.go(f"/learn/{quiz.module.id}/{quiz.module.reflection.id}")
    held: list[Route] = []
    nia.page.route("**/draft", lambda route: route.continue_() if held else held.append(route))
    box = nia.page.get_by_label(quiz.module.reflection.prompts[0].asks, exact=True)
    with nia.page.expect_request("**/draft"):
        box.fill(EARLY)
    box.fill(f"{EARLY} And more.")
    nia.page.wait_for_timeout(SAVED_AFTER_MS)
    expect(told(nia.page)).not_to_have_text(DRAFTED)
    held[0].continue_()
    expect(told(nia.page)).to_have_text(DRAFTED)
    nia.page.wait_for_timeout(SAVED_AFTER_MS)
    assert quiz.drafted() == f"{EARLY} And more."
    nia.page.unroute("**/draft")


def the_network_fails_while_writing(nia: Walker, quiz: Quiz) -> None:
    assert quiz.module.reflection is not None
    nia.go(f"/learn/{quiz.module.id}/{quiz.module.reflection.id}")
    here = nia.page.url
    box = nia.page.get_by_label(quiz.module.reflection.prompts[0].asks, exact=True)
    for button in ("Save draft", "Hand in"):
        nia.context.set_offline(True)
        box.fill(f"{WORDS} {button}")
        nia.page.get_by_role("button", name=button).click()
        expect(told(nia.page)).to_have_text(STAYS)
        assert nia.page.url == here
        is_warned_before_leaving(nia.page)
        nia.context.set_offline(False)
        expect(told(nia.page)).to_have_text(DRAFTED)
        assert quiz.drafted() == f"{WORDS} {button}"


def a_hand_in_that_is_not_taken_keeps_the_words(nia: Walker, quiz: Quiz) -> None:
    """Pressed before the draft was saved, and with a box still empty."""
    assert quiz.module.reflection is not None
    nia.page.get_by_label(quiz.module.reflection.prompts[0].asks, exact=True).fill(f"{WORDS} All at once.")
    nia.page.get_by_role("button", name="Hand in").click()
    nia.sees("Something needs another look")
    expect(told(nia.page)).to_have_text(DRAFTED)
    assert quiz.drafted() == f"{WORDS} All at once."
    nia.go(f"/learn/{quiz.module.id}/{quiz.module.reflection.id}")


def words_that_the_browser_put_back_are_not_called_saved(nia: Walker, quiz: Quiz) -> None:
    """Coming back to the page, what stands in the boxes may be other than what is kept."""
    before = quiz.drafted()
    box = nia.page.locator("textarea").first
    nia.page.evaluate("window.dispatchEvent(new Event('pageshow'))")
    expect(told(nia.page)).not_to_contain_text("not saved yet")
    nia.page.reload()
    nia.page.evaluate("document.querySelector('textarea').value = 'Put back by the browser.'")
    nia.page.evaluate("window.dispatchEvent(new Event('pageshow'))")
    expect(told(nia.page)).to_have_text("These words are not saved yet. Use “Save draft” below.")
    is_warned_before_leaving(nia.page)
    nia.page.wait_for_timeout(SAVED_AFTER_MS)
    assert quiz.drafted() == before
    nia.press("Save draft")
    expect(box).to_have_value("Put back by the browser.")
    assert quiz.drafted() == "Put back by the browser."


def the_session_ends_while_writing(nia: Walker, quiz: Quiz) -> None:
    assert quiz.module.reflection is not None
    path = f"/learn/{quiz.module.id}/{quiz.module.reflection.id}"
    nia.go(path)
    quiz.end_sessions()
    prompt = quiz.module.reflection.prompts[0].asks
    nia.fill(prompt, WORDS)
    expect(told(nia.page)).to_contain_text(SIGNED_OUT)
    is_warned_before_leaving(nia.page)
    nia.press("Save draft")
    nia.fill("E-mail address", EMAIL)
    nia.fill("Password", PASSWORD)
    nia.press("Sign in")
    nia.sees(WORDS)
    nia.press("Save it and go on")
    nia.sees("Your draft is saved.")
    expect(nia.page.get_by_label(prompt, exact=True)).to_have_value(WORDS)
    assert kept_in_the_browser(nia.page) == [0, 0, 0, 0]
