"""Whether a typed name is the holder's: yes, no, or no longer held. Nothing is kept of it."""

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.browser import Browser
from tests.support.page import Page
from tests.support.story import Story
from tests.web.house.test_looking_changes_nothing import contents
from training.certification.models import Certificate
from training.certification.numbers import grouped, new_number
from training.core.models import PersonalText, Tries
from training.people.models import LoginSession, Person
from training.web.limits import NAMES_FROM, NUMBERS_FROM

Open = Callable[..., Browser]
Stop = Callable[[datetime], None]

HOLDER = "Łucja O’Brien-Müller"
YES, NO = "is the name on this certificate.", "is not the name on this certificate."


@pytest.fixture
def number(story: Story, on_day: Stop) -> str:
    story.session.get_one(Person, story.cast.trainee.id).name = HOLDER
    story.meets_all(story.cast.trainee)
    story.decides(story.cast.admin, story.cast.trainee)
    story.session.commit()
    on_day(story.at(11))
    return story.session.scalars(select(Certificate.number)).one()


def asks(visitor: Browser, number: str, name: str, *, status: int = 200) -> Page:
    """Sends the form as a browser without cookies does: with no token at all."""
    response = visitor.raw("POST", f"/verify/{number}", data={"name": name})
    assert response.status_code == status
    assert not response.headers.getlist("Set-Cookie")
    page = Page(f"/verify/{number}", response)
    page.check()
    return page


@pytest.mark.parametrize(
    "typed",
    [
        HOLDER,
        HOLDER.upper(),
        "łucja o'brien-müller",
        "Lucja O'Brien-Muller",
        "  Łucja   O`Brien‐Müller ",
        "Łucja O’Brien-Mu\u0308ller",
        "Lucja\u200b O'Brien\u00adMuller".replace("\u00ad", "-"),
    ],
)
def test_case_accents_spaces_and_kinds_of_apostrophe_do_not_matter(browser: Open, number: str, typed: str) -> None:
    page = asks(browser(), number, typed)
    assert YES in page.text
    assert page.heading == "Genuine, and valid today"


@pytest.mark.parametrize(
    "typed", ["Łucja", "O'Brien-Müller Łucja", "Łucja O'Brien-Millar", "Trainee", "a", "%", "\u0301"]
)
def test_another_name_is_told_not_to_be_it_and_the_right_one_is_not_shown(
    browser: Open, number: str, typed: str
) -> None:
    page = asks(browser(), number, typed)
    assert NO in page.text
    assert [part for part in ("Łucja", "Brien", "Müller") if part in page.html and part not in typed] == []


def test_a_name_that_was_erased_is_told_to_be_no_longer_held(browser: Open, story: Story, number: str) -> None:
    for row in story.session.scalars(select(PersonalText)):
        row.body, row.erased_at = None, story.at(11)
    story.session.commit()
    page = asks(browser(), number, HOLDER)
    assert "The name is no longer held. The number is genuine all the same." in page.text
    assert YES not in page.text
    assert NO not in page.text


def test_a_name_for_a_number_that_is_none_tells_nothing(browser: Open, number: str) -> None:
    for other in (new_number(), "nonsense", number[:-1] + ("0" if number[-1] != "0" else "1")):
        page = asks(browser(), other, HOLDER, status=404)
        assert YES not in page.text
        assert NO not in page.text


def test_the_answer_is_what_one_lands_on(browser: Open, number: str) -> None:
    """On a phone the verdict and the facts fill the screen, and the answer about the name stands below them."""
    page = asks(browser(), number, HOLDER)
    assert f'action="/verify/{number}#whose"' in page.html
    assert "whose" in page.reader.ids


def test_nothing_typed_is_blamed_and_not_counted(browser: Open, number: str) -> None:
    visitor = browser()
    for typed in ("", "   ", "\u00a0"):
        page = asks(visitor, number, typed, status=422)
        assert "Type the name that is printed on the certificate." in page.text
    with Session(visitor.engine) as session:
        assert session.scalars(select(Tries)).all() == []


def test_the_number_may_be_written_as_it_is_printed(browser: Open, number: str) -> None:
    assert YES in asks(browser(), grouped(number).lower(), HOLDER).text


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "' OR 1=1 --",
        "{{ 7*7 }}",
        "x" * 100_000,
        "a\x00b",
        "\u202eabc",
        "%s%n",
        "\ufffd" * 300,
    ],
)
def test_hostile_names_are_only_other_names(browser: Open, number: str, hostile: str) -> None:
    page = asks(browser(), number, hostile)
    assert NO in page.text
    assert "<script>alert" not in page.html
    assert len(page.html) < 20_000


def test_a_check_changes_nothing_and_opens_no_session(browser: Open, number: str) -> None:
    visitor = browser()
    before = contents(visitor.engine)
    asks(visitor, number, HOLDER)
    asks(visitor, number, "Somebody Else")
    assert contents(visitor.engine) == before
    with Session(visitor.engine) as session:
        assert session.scalars(select(LoginSession)).all() == []
        assert not [each for each in session.scalars(select(Tries.key)) if "ucja" in each]


def test_someone_signed_in_stays_signed_in(browser: Open, story: Story, number: str) -> None:
    someone = browser(story.cast.trainer)
    assert someone.raw("POST", f"/verify/{number}", data={"name": HOLDER}).status_code == 200
    someone.get("/cohorts")


def test_names_are_counted_right_and_wrong_and_the_number_goes_on_answering(browser: Open, number: str) -> None:
    visitor = browser()
    for count in range(NAMES_FROM.tries):
        asks(visitor, number, HOLDER if count % 2 else f"Guess {count}")
    told = asks(visitor, number, HOLDER, status=429)
    assert told.heading == "Please wait a little"
    assert int(told.response.headers["Retry-After"]) == NAMES_FROM.window.total_seconds() + 1
    assert visitor.get(f"/verify/{number}").heading == "Genuine, and valid today"


def test_unknown_numbers_are_counted_and_genuine_ones_answer_over_the_limit(browser: Open, number: str) -> None:
    visitor = browser()
    for _ in range(NUMBERS_FROM.tries):
        visitor.get(f"/verify/{new_number()}", status=404)
    told = visitor.get(f"/verify/{new_number()}", status=429)
    assert int(told.response.headers["Retry-After"]) == NUMBERS_FROM.window.total_seconds() + 1
    for _ in range(3):
        assert visitor.get(f"/verify/{number}").heading == "Genuine, and valid today"
    assert visitor.get("/verify/mistyped", status=404).heading == "This is not a certificate number"
    assert YES in asks(visitor, number, HOLDER).text
    elsewhere = visitor.raw("GET", f"/verify/{new_number()}", environ_overrides={"REMOTE_ADDR": "192.0.2.9"})
    assert elsewhere.status_code == 404
