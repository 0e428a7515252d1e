"""What is sent after a session ended is carried through sign-in, and saved only once its writer confirms it."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from tests.support.browser import Browser
from tests.support.cast import PASSWORD
from tests.support.page import Page
from tests.support.story import Story
from training.attempts.queries import AttemptView, answers
from training.core.actors import Actor
from training.core.base import Base
from training.people.models import LoginSession
from training.practice.models import Observation, Readiness, ReflectionDraft, Review, Submission
from training.web.carried import LARGEST

Open = Callable[..., Browser]
Stop = Callable[[datetime], None]

KEY = "a-key-of-ours"
TYPED = 'A heron & "water"\r\nsecond line <b>'
SHOWN = 'A heron & "water" second line <b>'


@dataclass
class Sent:
    """A form that is carried: who fills it in where, what it says, and where its facts are kept."""

    name: str
    who: Actor
    opened: str
    to: str
    typed: dict[str, str]
    shown: list[str]
    kept: type[Base]
    back: str


@pytest.fixture
def attempt(story: Story) -> AttemptView:
    story.reads(story.cast.trainee, "first")
    return story.begins(story.cast.trainee, "first")


@pytest.fixture
def forms(story: Story, attempt: AttemptView, on_day: Stop) -> dict[str, Sent]:
    cast = story.cast
    waiting = story.reflects(cast.other_trainee, 2)
    story.settles(2)
    story.session.commit()
    on_day(story.at(3))
    reflection, person = "/learn/first/looking-back", f"/people/{cast.trainee.id}"
    prompts = {"prompt_what": TYPED, "prompt_now_what": "Listen"}
    feedback = {"helped": TYPED, "to_try": "Wait"}
    all_forms = [
        Sent("draft", cast.trainee, reflection, f"{reflection}/draft", prompts,
             ["What happened?", SHOWN, "Listen"], ReflectionDraft, reflection),
        Sent("hand-in", cast.trainee, reflection, f"{reflection}/hand-in", prompts,
             ["What happened?", SHOWN, "Listen"], Submission, reflection),
        Sent("review", cast.trainer, f"/reviews/{waiting}", f"/reviews/{waiting}",
             {**feedback, "line_privacy": "3", "line_learning": "2", "outcome": "not yet"},
             ["Other Trainee", SHOWN, "Wait", "Ask for another go", "Protects others"], Review, "/reviews"),
        Sent("observation", cast.trainer, f"{person}/observations/new", f"{person}/observations/new",
             {**feedback, "held_on": "2026-03-04", "line_opens": "1", "line_listens": "3"},
             ["Trainee", SHOWN, "Wait", "2026-03-04", "Does not.", "Listens."], Observation, person),
        Sent("readiness", cast.trainer, f"{person}/readiness/new", f"{person}/readiness/new",
             {"outcome": "paused", "review_on": "2026-06-01"},
             ["Trainee", "Paused", "2026-06-01"], Readiness, person),
    ]  # fmt: skip
    return {each.name: each for each in all_forms}


KINDS = pytest.mark.parametrize("kind", ["draft", "hand-in", "review", "observation", "readiness"])


def hidden(page: Page) -> dict[str, str]:
    """The hidden fields of the form in the main part."""
    return {
        control["name"]: control.get("value", "")
        for control in page.reader.controls
        if control.get("type") == "hidden" and "name" in control
    }


def open_and_lose(browser: Open, who: Actor, path: str) -> tuple[Browser, dict[str, str]]:
    """Opens a page; then its session ends on the server. What the page holds hidden."""
    someone = browser(who)
    held = hidden(someone.get(path))
    with Session(someone.engine) as session:
        session.execute(update(LoginSession).values(ended_at=datetime.now().astimezone()))
        session.commit()
    return someone, held


def sends(someone: Browser, path: str, form: dict[str, str], *, status: int = 303) -> Page:
    """Sends a form as the page that held it does: with that page's token."""
    response = someone.raw("POST", path, data=form)
    assert response.status_code == status, f"POST {path}: {response.status_code}, wanted {status}"
    page = Page(path, response)
    page.check()
    return page


def signs_in(someone: Browser, page: Page, email: str, password: str = PASSWORD, *, status: int = 200) -> Page:
    """Fills in the sign-in page as it stands."""
    form = {**hidden(page), "email": email, "password": password}
    return sends(someone, "/sign-in", form, status=status)


def rows(someone: Browser, of: type[Base]) -> int:
    with Session(someone.engine) as session:
        return session.scalar(select(func.count()).select_from(of)) or 0


def email_of(who: Actor) -> str:
    return who.name.lower().replace(" ", "-") + "@example.org"


@KINDS
def test_what_was_written_comes_through_a_wrong_password_and_is_saved_once_it_is_confirmed(
    browser: Open, forms: dict[str, Sent], kind: str
) -> None:
    sent = forms[kind]
    someone, held = open_and_lose(browser, sent.who, sent.opened)
    before = rows(someone, sent.kept)
    page = sends(someone, sent.to, {**held, **sent.typed}, status=401)
    assert page.heading == "Sign in"
    assert "It is not lost" in page.text
    page = signs_in(someone, page, email_of(sent.who), "a wrong password", status=422)
    assert "It is not lost" in page.text
    page = signs_in(someone, page, email_of(sent.who))
    assert page.heading == "You are signed in again"
    for words in sent.shown:
        assert words in page.text, words
    assert rows(someone, sent.kept) == before
    fields = hidden(page)
    assert fields["csrf_token"] != held["csrf_token"]
    assert f'action="{sent.to}"' in page.html
    assert sends(someone, sent.to, fields).location == sent.back
    assert rows(someone, sent.kept) == before + 1
    sends(someone, sent.to, fields)
    assert rows(someone, sent.kept) == before + 1


@KINDS
def test_what_a_page_sent_that_had_grown_old_is_saved_once_it_is_confirmed(
    browser: Open, forms: dict[str, Sent], kind: str
) -> None:
    sent = forms[kind]
    someone = browser(sent.who)
    stale = {**hidden(someone.get(sent.opened)), "csrf_token": browser(sent.who).token()}
    before = rows(someone, sent.kept)
    asked = sends(someone, sent.to, {**stale, **sent.typed}, status=400)
    assert "This page was open for a long time" in asked.text
    for words in sent.shown:
        assert words in asked.text
    assert rows(someone, sent.kept) == before
    someone.post(sent.to, hidden(asked))
    assert rows(someone, sent.kept) == before + 1


@KINDS
def test_what_a_page_of_somebody_else_or_of_elsewhere_sends_without_a_good_token_is_offered_to_nobody(
    browser: Open, forms: dict[str, Sent], kind: str
) -> None:
    sent = forms[kind]
    someone = browser(sent.who)
    stale = {**hidden(someone.get(sent.opened)), "csrf_token": "junk", **sent.typed}
    for form, headers in (
        ({**stale, "writer": "x" * 26}, {}),
        ({name: value for name, value in stale.items() if name != "writer"}, {}),
        (stale, {"Sec-Fetch-Site": "cross-site"}),
        (stale, {"Sec-Fetch-Site": "same-site"}),
    ):
        response = someone.raw("POST", sent.to, data=form, headers=headers)
        assert response.status_code == 400
        assert "Save it and go on" not in response.get_data(as_text=True)


@KINDS
def test_what_is_not_confirmed_is_not_saved_and_one_is_led_back(
    browser: Open, forms: dict[str, Sent], kind: str
) -> None:
    sent = forms[kind]
    someone, held = open_and_lose(browser, sent.who, sent.opened)
    before = rows(someone, sent.kept)
    page = signs_in(someone, sends(someone, sent.to, {**held, **sent.typed}, status=401), email_of(sent.who))
    back = [link for link in page.links if link in (sent.opened, sent.to)]
    assert back
    assert someone.get(back[0]).status == 200
    assert rows(someone, sent.kept) == before


@KINDS
def test_whoever_else_signs_in_is_neither_shown_nor_given_it(
    browser: Open, forms: dict[str, Sent], story: Story, kind: str
) -> None:
    sent = forms[kind]
    others = {story.cast.trainee: story.cast.other_trainee, story.cast.trainer: story.cast.second_trainer}
    someone, held = open_and_lose(browser, sent.who, sent.opened)
    before = rows(someone, sent.kept)
    page = signs_in(
        someone, sends(someone, sent.to, {**held, **sent.typed}, status=401), email_of(others[sent.who]), status=303
    )
    assert "heron" not in page.html
    assert "heron" not in someone.get(page.location).html
    assert rows(someone, sent.kept) == before


@KINDS
def test_nothing_of_it_is_in_the_cookie(browser: Open, forms: dict[str, Sent], kind: str) -> None:
    sent = forms[kind]
    someone, held = open_and_lose(browser, sent.who, sent.opened)
    page = signs_in(someone, sends(someone, sent.to, {**held, **sent.typed}, status=401), email_of(sent.who))
    assert page.heading == "You are signed in again"
    with someone.client.session_transaction() as cookie:
        kept = json.dumps(dict(cookie))
    assert not [value for value in sent.typed.values() if len(value) > 3 and value in kept]
    assert len(kept) < 500


@KINDS
def test_a_script_is_told_to_let_the_page_do_it(browser: Open, forms: dict[str, Sent], kind: str) -> None:
    sent = forms[kind]
    someone, held = open_and_lose(browser, sent.who, sent.opened)
    before = rows(someone, sent.kept)
    response = someone.raw("POST", sent.to, data={**held, **sent.typed}, headers={"Accept": "application/json"})
    said = response.get_json()
    assert (response.status_code, said["signed_out"], said["saved"]) == (401, True, False)
    assert said["error"].startswith("You are signed out, so this is not saved yet.")
    assert rows(someone, sent.kept) == before


def answered(attempt: AttemptView, held: dict[str, str], answer: str = "c") -> dict[str, str]:
    return {**held, "item": attempt.items[1], "answer": answer, "go": "next"}


def test_an_answer_is_shown_in_words_and_leads_back_to_its_question(
    browser: Open, story: Story, attempt: AttemptView, forms: dict[str, Sent]
) -> None:
    place, to = f"/attempts/{attempt.id}/questions/2", f"/attempts/{attempt.id}/responses/{attempt.items[1]}"
    someone, held = open_and_lose(browser, story.cast.trainee, place)
    page = signs_in(someone, sends(someone, to, answered(attempt, held), status=401), email_of(story.cast.trainee))
    assert "Nearly" in page.text
    assert sends(someone, to, hidden(page)).location == place
    with Session(someone.engine) as session:
        assert answers(session, attempt.id) == {attempt.items[1]: "c"}
    assert 'value="c" checked' in someone.get(place).html


def test_a_hand_in_with_an_answer_is_carried_too(
    browser: Open, story: Story, attempt: AttemptView, forms: dict[str, Sent]
) -> None:
    to = f"/attempts/{attempt.id}/hand-in"
    someone, held = open_and_lose(browser, story.cast.trainee, f"/attempts/{attempt.id}/questions/2")
    page = signs_in(someone, sends(someone, to, answered(attempt, held), status=401), email_of(story.cast.trainee))
    assert sends(someone, to, hidden(page)).location == f"/attempts/{attempt.id}/check"
    with Session(someone.engine) as session:
        assert answers(session, attempt.id) == {attempt.items[1]: "c"}


def test_a_hand_in_that_holds_nothing_leads_back_to_the_attempt(
    browser: Open, story: Story, attempt: AttemptView, forms: dict[str, Sent]
) -> None:
    to = f"/attempts/{attempt.id}/hand-in"
    someone, held = open_and_lose(browser, story.cast.trainee, f"/attempts/{attempt.id}/check")
    page = sends(someone, to, {**held, "confirmed": "yes"}, status=401)
    assert signs_in(someone, page, email_of(story.cast.trainee), status=303).location == f"/attempts/{attempt.id}"


def test_an_answer_of_somebody_elses_attempt_is_offered_to_nobody(
    browser: Open, story: Story, attempt: AttemptView, forms: dict[str, Sent]
) -> None:
    to = f"/attempts/{attempt.id}/responses/{attempt.items[1]}"
    other = story.cast.other_trainee
    visitor = browser()
    form = {"writer": other.id, "item": attempt.items[1], "answer": "c", "save_id": KEY, "page_id": KEY}
    page = signs_in(visitor, sends(visitor, to, form, status=401), email_of(other), status=303)
    visitor.get(page.location, status=404)


def test_a_form_that_does_not_say_who_wrote_it_is_not_carried(browser: Open, forms: dict[str, Sent]) -> None:
    for writer in ({}, {"writer": ""}, {"writer": "nobody"}):
        page = browser().post(forms["draft"].to, {**forms["draft"].typed, **writer}, status=303)
        assert page.location.startswith("/sign-in")


@pytest.mark.parametrize("site", ["cross-site", "same-site", "junk"])
def test_a_form_from_elsewhere_is_not_carried(browser: Open, forms: dict[str, Sent], site: str) -> None:
    sent, visitor = forms["draft"], browser()
    form = {**sent.typed, "form_key": KEY, "writer": sent.who.id}
    assert visitor.raw("POST", sent.to, data=form, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 401
    assert visitor.raw("POST", sent.to, data=form, headers={"Sec-Fetch-Site": site}).status_code == 303


def test_what_is_too_large_to_carry_is_not_carried(browser: Open, forms: dict[str, Sent]) -> None:
    sent = forms["draft"]
    page = browser().post(sent.to, {"writer": sent.who.id, "prompt_what": "x" * LARGEST}, status=303)
    assert page.location.startswith("/sign-in")


def test_endpoints_that_do_not_declare_it_carry_nothing(browser: Open, story: Story, forms: dict[str, Sent]) -> None:
    visitor, admin = browser(), story.cast.admin
    for path in (
        "/admin/people/new",
        f"/admin/certification/{story.cast.trainee.id}",
        "/account",
        "/learn/first/one/read",
    ):
        assert visitor.post(path, {"writer": admin.id, "name": "x"}, status=303).location.startswith("/sign-in")


def hostile(sent: Sent) -> list[str]:
    """Values that no sign-in page of ours held, or that would lead elsewhere."""
    fields: Any = [["writer", sent.who.id], ["prompt_what", "planted"], ["form_key", KEY]]
    addresses = [
        "/admin/people/new", "/account", "/sign-out", "/sign-in", "/no-such", "//evil.example" + sent.to,
        "//" + sent.to, "/" + sent.to, "///" + sent.to.lstrip("/"), sent.to.lstrip("/"),
        "https://evil.example" + sent.to, "http:" + sent.to, "\\" + sent.to,
        "/\\evil.example" + sent.to, sent.to + "/", sent.to + "?next=//evil",
        "javascript:alert(1)", "", " " + sent.to,
    ]  # fmt: skip
    return [
        *(json.dumps([address, fields]) for address in addresses),
        "junk", "[]", "{}", "null", "7", '"ab"', "[1, 2]", "[[], []]", '["/x"]', '{"a": 1, "b": 2}',
        json.dumps([sent.to, None]), json.dumps([sent.to, "text"]), json.dumps([sent.to, [["one"]]]),
        json.dumps([sent.to, [["a", "b", "c"]]]), json.dumps([sent.to, {"ab": "cd"}]), json.dumps([sent.to, []]),
        json.dumps([None, fields]), json.dumps([[sent.to], fields]), "[" * 50_000, "[" * 20_000 + "]" * 20_000,
        "9" * 10_000, json.dumps([sent.to, [*fields, ["more", "x" * LARGEST]]]), "\x00", "\ud7ff",
    ]  # fmt: skip


def test_values_that_are_none_of_ours_are_ignored(browser: Open, forms: dict[str, Sent]) -> None:
    sent = forms["draft"]
    for number, value in enumerate(hostile(sent)):
        visitor = browser()
        form = {"email": email_of(sent.who), "password": PASSWORD, "carried": value}
        wrong = visitor.post("/sign-in", {**form, "email": f"nobody-{number}@example.org"}, status=422)
        assert "It is not lost" not in wrong.text, value[:60]
        assert visitor.post("/sign-in", form).location == "/learn", value[:60]


def test_a_planted_token_or_way_on_is_not_printed(browser: Open, forms: dict[str, Sent]) -> None:
    sent, visitor = forms["draft"], browser()
    fields = [["writer", sent.who.id], ["csrf_token", "planted"], ["go", "break"], ["prompt_what", "<b>planted"]]
    form = {"email": email_of(sent.who), "password": PASSWORD, "carried": json.dumps([sent.to, fields])}
    page = visitor.post("/sign-in", form, status=200)
    assert page.html.count('name="csrf_token"') == 2
    assert page.html.count('name="go"') == 1
    assert hidden(page)["csrf_token"] != "planted"
    assert "<b>planted" not in page.html


def test_a_session_that_is_too_old_or_idle_carries_as_well(
    browser: Open, story: Story, forms: dict[str, Sent], on_day: Stop
) -> None:
    sent = forms["draft"]
    someone = browser(sent.who)
    held = hidden(someone.get(sent.opened))
    on_day(story.at(8))
    page = signs_in(someone, sends(someone, sent.to, {**held, **sent.typed}, status=401), email_of(sent.who))
    assert page.heading == "You are signed in again"
    sends(someone, sent.to, hidden(page))
    assert rows(someone, sent.kept) == 1


def test_a_cookie_that_can_no_longer_be_read_carries_as_well(browser: Open, forms: dict[str, Sent]) -> None:
    """After an upgrade that signs cookies in another way, or with another key."""
    sent = forms["draft"]
    someone = browser(sent.who)
    held = hidden(someone.get(sent.opened))
    someone.client.set_cookie("alongside", "signed.in.another.way")
    page = signs_in(someone, sends(someone, sent.to, {**held, **sent.typed}, status=401), email_of(sent.who))
    assert page.heading == "You are signed in again"
    sends(someone, sent.to, hidden(page))
    assert rows(someone, sent.kept) == 1
