"""How often one may try to sign in or to open a link; and that no stranger can keep a person out."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from config import Settings
from tests.support.browser import Browser
from tests.support.cast import BEGINNING, PASSWORD, PASSWORDS, Cast
from training import create_app
from training.core.models import Tries
from training.core.roles import Role
from training.extensions import db
from training.people.models import LoginSession, PersonState
from training.people.service import add_person, make_link
from training.web import limits
from training.web.application import Alongside

Open = Callable[..., Browser]
Stop = Callable[[datetime], None]

WRONG = "not the password at all"
Later = Callable[[timedelta], None]
NOON = BEGINNING + timedelta(hours=3)
NEW = "four quiet words here"


def tries(
    visitor: Browser, email: str, password: str = WRONG, *, address: str = "192.0.2.1", named: str | None = None
) -> TestResponse:
    """A try to sign in from a network address, past proxies that name another."""
    headers = {"X-Forwarded-For": named} if named else {}
    form = {"csrf_token": visitor.token(), "email": email, "password": password}
    return visitor.raw("POST", "/sign-in", data=form, headers=headers, environ_overrides={"REMOTE_ADDR": address})


def tries_until_told_to_wait(visitor: Browser, email: str, *, address: str = "192.0.2.1", most: int = 200) -> int:
    """How many wrong tries are answered before one must wait."""
    for number in range(most):
        if tries(visitor, email, address=address).status_code == 429:
            return number
    return most


@pytest.fixture
def noon(on_day: Stop) -> Later:
    """Stops the clock at noon, or so much later."""
    on_day(NOON)
    return lambda later: on_day(NOON + later)


def test_ten_wrong_tries_for_an_account_from_an_address_and_then_one_waits(
    browser: Open, cast: Cast, noon: Later
) -> None:
    visitor = browser()
    assert tries_until_told_to_wait(visitor, cast.email("trainee")) == limits.SIGN_IN_HERE.tries == 10
    told = tries(visitor, cast.email("trainee"), PASSWORD)
    assert told.status_code == 429
    assert told.headers["Retry-After"] == str(15 * 60 + 1)
    page = told.get_data(as_text=True)
    assert "Please wait 15 minutes, then try again. Your account is not locked." in page
    assert f'value="{cast.email("trainee")}"' in page
    assert PASSWORD not in page


@pytest.mark.parametrize("written", ["{}\x00", "\x00{}", " {}\t", "\u2003{}", "{}\x00\x00 "])
def test_however_an_address_is_written_its_tries_count_for_one_account(
    browser: Open, cast: Cast, noon: Later, written: str
) -> None:
    email = cast.email("trainee")
    tries_until_told_to_wait(browser(), email)
    for spelt in (email, email.upper(), email.replace("@", "\x00@")):
        assert tries(browser(), written.format(spelt), PASSWORD).status_code == 429


def test_the_limit_ends_by_itself(browser: Open, cast: Cast, noon: Later) -> None:
    visitor = browser()
    tries_until_told_to_wait(visitor, cast.email("trainee"))
    noon(limits.SIGN_IN_HERE.window - timedelta(seconds=1))
    told = tries(visitor, cast.email("trainee"), PASSWORD)
    assert (told.status_code, told.headers["Retry-After"]) == (429, "2")
    noon(limits.SIGN_IN_HERE.window)
    assert tries(visitor, cast.email("trainee"), PASSWORD).status_code == 303


def test_spelling_the_address_otherwise_gives_no_more_tries(browser: Open, cast: Cast, noon: Later) -> None:
    visitor = browser()
    for number in range(limits.SIGN_IN_HERE.tries):
        tries(visitor, ["TRAINEE@example.org", " trainee@example.org ", "trainee@EXAMPLE.org"][number % 3])
    assert tries(visitor, cast.email("trainee"), PASSWORD).status_code == 429


def test_an_unknown_account_is_told_to_wait_after_the_same_tries(browser: Open, noon: Later) -> None:
    assert tries_until_told_to_wait(browser(), "nobody@example.org") == limits.SIGN_IN_HERE.tries


def test_tries_are_counted_although_the_request_was_refused(browser: Open, cast: Cast, noon: Later) -> None:
    visitor = browser()
    assert tries(visitor, cast.email("trainee")).status_code == 422
    with Session(visitor.engine) as session:
        assert sorted(session.scalars(select(Tries.count))) == [1, 1, 1, 1]
        assert session.scalars(select(LoginSession)).all() == []
        assert not [key for key in session.scalars(select(Tries.key)) if "trainee" in key or "192.0" in key]


def test_a_right_password_counts_towards_nothing(browser: Open, cast: Cast, noon: Later) -> None:
    for _ in range(limits.SIGN_IN_HERE.tries + 2):
        visitor = browser()
        assert tries(visitor, cast.email("trainee"), PASSWORD).status_code == 303
    with Session(visitor.engine) as session:
        assert session.scalars(select(Tries)).all() == []


def test_sixty_people_behind_one_address_with_a_wrong_try_each_get_in_within_five_minutes(
    browser: Open, session: Session, noon: Later
) -> None:
    stored = PASSWORDS.hash(PASSWORD)
    for number in range(60):
        person = add_person(
            session, name=f"P {number}", email=f"p{number}@example.org", roles=[Role.TRAINEE], by=None, now=BEGINNING
        )
        person.state, person.password_hash = PersonState.ACTIVE, stored
    session.commit()
    visitors = [browser() for _ in range(60)]
    for number, visitor in enumerate(visitors):
        noon(timedelta(seconds=2 * number))
        assert tries(visitor, f"p{number}@example.org").status_code == 422
    for number, visitor in enumerate(visitors):
        noon(timedelta(seconds=120 + 2 * number))
        assert tries(visitor, f"p{number}@example.org", PASSWORD).status_code == 303


def test_one_address_that_tries_many_accounts_is_slowed_and_others_are_not(
    browser: Open, cast: Cast, noon: Later
) -> None:
    attacker = browser()
    answered = [tries(attacker, f"guess-{number}@example.org").status_code for number in range(101)]
    assert answered == [422] * limits.SIGN_IN_FROM.tries + [429]
    assert tries(browser(), cast.email("trainee"), PASSWORD, address="192.0.2.2").status_code == 303


def test_many_addresses_that_try_one_account_do_not_slow_the_browser_in_which_it_signed_in_before(
    browser: Open, cast: Cast, noon: Later
) -> None:
    known = browser()
    assert tries(known, cast.email("trainee"), PASSWORD, address="203.0.113.9").status_code == 303
    forget_session(known)
    attacker = browser()
    for number in range(limits.SIGN_IN_ANYWHERE.tries):
        tries(attacker, cast.email("trainee"), address=f"198.51.100.{number}")
    assert tries(attacker, cast.email("trainee"), address="198.51.100.250").status_code == 429
    assert tries(attacker, cast.email("other_trainee"), PASSWORD, address="198.51.100.250").status_code == 303
    assert tries(known, cast.email("trainee"), address="203.0.113.9").status_code == 422
    assert tries(known, cast.email("trainee"), PASSWORD, address="203.0.113.9").status_code == 303


def forget_session(someone: Browser) -> None:
    """The session's cookie is gone; what marks the browser stays."""
    someone.client.delete_cookie("alongside")
    someone._token = None


def test_a_known_browser_too_must_wait_after_twenty_wrong_tries(browser: Open, cast: Cast, noon: Later) -> None:
    known = browser()
    tries(known, cast.email("trainee"), PASSWORD)
    forget_session(known)
    assert tries_until_told_to_wait(known, cast.email("trainee")) == limits.SIGN_IN_KNOWN.tries == 20
    assert tries(browser(), cast.email("trainee"), PASSWORD, address="192.0.2.77").status_code == 303


def test_the_mark_of_a_known_browser_is_for_its_account_only_and_cannot_be_made_up(
    browser: Open, cast: Cast, noon: Later
) -> None:
    known = browser()
    tries(known, cast.email("trainee"), PASSWORD)
    mark = known.client.get_cookie("known", path="/sign-in")
    assert mark is not None
    for number, value in enumerate((mark.value, mark.value[:-2] + "xx", "junk", "", "W10.aaaaaa.bbbb")):
        other = browser()
        other.client.set_cookie("known", value, path="/sign-in")
        assert tries_until_told_to_wait(other, cast.email("admin"), address=f"192.0.2.{number}") == 10


def test_a_browser_in_which_a_link_was_used_is_known_from_then_on(
    browser: Open, session: Session, cast: Cast, noon: Later
) -> None:
    token, purpose = make_link(session, person_id=cast.trainee.id, by=cast.admin, now=BEGINNING)
    session.commit()
    visitor = browser()
    visitor.post(f"/{purpose.value}/{token}", {"password": NEW, "again": NEW})
    forget_session(visitor)
    assert tries_until_told_to_wait(visitor, cast.email("trainee")) == limits.SIGN_IN_KNOWN.tries


def test_what_a_client_says_of_its_address_is_not_believed(browser: Open, cast: Cast, noon: Later) -> None:
    visitor = browser()
    for number in range(limits.SIGN_IN_HERE.tries):
        tries(visitor, cast.email("trainee"), named=f"198.51.100.{number}")
    assert tries(visitor, cast.email("trainee"), PASSWORD, named="198.51.100.99").status_code == 429


@pytest.fixture
def behind_a_proxy(settings: Settings) -> Iterator[Alongside]:
    made = create_app(replace(settings, proxies=1))
    made.testing = True
    yield made
    with made.app_context():
        db.session.remove()
        db.engine.dispose()


def test_behind_a_proxy_of_ours_the_address_that_it_names_counts_and_none_before_it(
    behind_a_proxy: Alongside, browser: Open, cast: Cast, noon: Later
) -> None:
    visitor = Browser(behind_a_proxy.test_client(), browser().engine)
    for number in range(limits.SIGN_IN_HERE.tries):
        assert tries(visitor, cast.email("trainee"), named=f"10.0.0.{number}, 198.51.100.7").status_code == 422
    assert tries(visitor, cast.email("trainee"), PASSWORD, named="198.51.100.7").status_code == 429
    assert tries(visitor, cast.email("trainee"), PASSWORD, named="198.51.100.7, 198.51.100.8").status_code == 303


def test_addresses_of_one_ipv6_network_count_together(browser: Open, cast: Cast, noon: Later) -> None:
    visitor = browser()
    for number in range(limits.SIGN_IN_HERE.tries):
        tries(visitor, cast.email("trainee"), address=f"2001:db8:0:1::{number:x}")
    assert tries(visitor, cast.email("trainee"), PASSWORD, address="2001:db8:0:1:ffff::1").status_code == 429
    assert tries(visitor, cast.email("trainee"), PASSWORD, address="2001:db8:0:2::1").status_code == 303


def test_ipv4_addresses_count_one_by_one_also_where_the_server_writes_them_as_ipv6(
    browser: Open, cast: Cast, noon: Later
) -> None:
    for number in range(limits.SIGN_IN_HERE.tries):
        tries(browser(), cast.email("trainee"), address=("::ffff:192.0.2.1", "192.0.2.1")[number % 2])
    assert tries(browser(), cast.email("trainee"), PASSWORD, address="::ffff:192.0.2.1").status_code == 429
    assert tries(browser(), cast.email("trainee"), PASSWORD, address="::ffff:192.0.2.2").status_code == 303


def test_guessed_links_are_counted_and_a_real_one_opens_all_the_same(
    browser: Open, session: Session, cast: Cast, noon: Later
) -> None:
    token, purpose = make_link(session, person_id=cast.trainee.id, by=cast.admin, now=BEGINNING)
    session.commit()
    visitor = browser()
    for number in range(limits.LINKS_FROM.tries):
        kind = ("reset", "invitation")[number % 2]
        visitor.get(f"/{kind}/guess-{number}", status=404)
    told = visitor.get("/reset/one-guess-more", status=429)
    assert told.heading == "Please wait a little"
    assert told.response.headers["Retry-After"] == str(15 * 60 + 1)
    assert visitor.raw("POST", "/reset/x", data={"csrf_token": visitor.token()}).status_code == 429
    assert visitor.get(f"/{purpose.value}/{token}").status == 200
    assert visitor.post(f"/{purpose.value}/{token}", {"password": NEW, "again": NEW}).location == "/learn"
