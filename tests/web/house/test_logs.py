"""What the log says, and what it never says: an answer, a name, an address, a secret, a statement's values."""

import io
import json
import logging
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import event

from tests.support.browser import Browser
from tests.support.cast import PASSWORD, Cast
from tests.support.page import Page
from tests.support.senders import FIELDS, KEY, Senders, plausible
from tests.web.house.test_database_away import locked
from training.core.ids import ALPHABET
from training.web.application import Alongside

Open = Callable[..., Browser]

MARK = "heron7secret"
REFERENCE = re.compile(rf"[{ALPHABET}]{{12}}")
WHAT_EVERY_PAGE_ASKS = ("BEGIN", "SELECT (SELECT coalesce(max(local_value.sequence)")
LOGGERS = ("training", "alongside")


class Log:
    """What was written since the test began."""

    def __init__(self) -> None:
        self.stream = io.StringIO()

    @property
    def text(self) -> str:
        return self.stream.getvalue()

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Every line, which must be a JSON object."""
        found = [json.loads(line) for line in self.text.splitlines()]
        assert all(isinstance(each, dict) for each in found)
        return found

    def faults(self) -> list[dict[str, Any]]:
        return [line for line in self.lines if "fault" in line]


@pytest.fixture
def log(app: Alongside) -> Iterator[Log]:
    """The log of an installation in production, where every request leaves a line."""
    made = Log()
    (handler,) = app.logger.handlers
    assert isinstance(handler, logging.StreamHandler)
    before = handler.setStream(made.stream)
    for name in LOGGERS:
        logging.getLogger(name).setLevel(logging.INFO)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    yield made
    handler.setStream(before)
    for name in LOGGERS:
        logging.getLogger(name).setLevel(logging.WARNING)


@pytest.fixture
def faulty(app: Alongside, browser: Open) -> Iterator[None]:
    """A fault of ours in nearly every statement, quoting all of it as a careless library would."""
    engine = browser().engine

    def fail(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        if not statement.startswith(WHAT_EVERY_PAGE_ASKS):
            raise RuntimeError(f"{MARK} {statement} {parameters}\n{{'level': 'forged'}}")

    event.listen(engine, "before_cursor_execute", fail)
    yield
    event.remove(engine, "before_cursor_execute", fail)


def test_a_request_leaves_one_line_that_says_when_what_how_long_and_how_it_ended(log: Log, browser: Open) -> None:
    response = browser().raw("GET", "/support")
    (line,) = log.lines
    assert line["request"] == response.headers["X-Request-ID"]
    assert (line["method"], line["rule"], line["status"], line["level"]) == ("GET", "/support", 200, "info")
    assert line["ms"] >= 0
    assert line["at"].endswith("+00:00")


def test_every_response_has_a_reference_of_its_own_whatever_the_client_sent(browser: Open, cast: Cast) -> None:
    someone, given = browser(cast.trainee), []
    for path in ("/", "/learn", "/no-such-address", "/sign-in"):
        given.append(someone.raw("GET", path, headers={"X-Request-ID": MARK}).headers["X-Request-ID"])
    assert all(REFERENCE.fullmatch(each) for each in given)
    assert len(set(given)) == len(given)


def test_the_reference_on_the_page_for_a_fault_is_the_one_in_its_header_and_in_the_log(
    log: Log, browser: Open, faulty: None
) -> None:
    page = Page("/invitation", browser().raw("GET", f"/invitation/{MARK}"))
    page.check()
    reference = page.response.headers["X-Request-ID"]
    assert (page.status, page.heading) == (500, "Something went wrong on our side")
    assert reference in page.text
    (fault,) = [line for line in log.faults() if line["request"] == reference]
    assert (fault["fault"], fault["rule"], fault["level"]) == ("RuntimeError", "/invitation/<token>", "error")
    assert any("queries.py" in frame and "usable_link" in frame for frame in fault["raised"])


def test_a_locked_database_is_told_to_operators_by_its_own_word(log: Log, browser: Open, cast: Cast) -> None:
    someone = browser(cast.trainee)
    someone.token()
    with locked(someone.engine):
        response = someone.raw("POST", "/learn/first/one/break", data={"csrf_token": someone.token()})
    (fault,) = log.faults()
    assert response.status_code == 503
    assert fault["request"] == response.headers["X-Request-ID"]
    assert (fault["database"], fault["says"]) == ("SQLITE_BUSY", "the database did not take it")


def test_other_pages_need_no_reference(browser: Open) -> None:
    page = browser().get("/no-such-address", status=404)
    assert page.response.headers["X-Request-ID"] not in page.html


def marked(named: dict[str, str], cast: Cast) -> dict[str, str]:
    """A good form in which everything that a person could type is marked."""
    typed = {
        "name": f"{MARK} name",
        "email": f"{MARK}@example.org",
        "password": f"{MARK} password",
        "again": f"{MARK} password",
        "current": f"{MARK} password",
        "reason": f"{MARK} reason",
        "prompt_what": f"{MARK} what",
        "prompt_now_what": f"{MARK} now what",
        "helped": f"{MARK} helped",
        "to_try": f"{MARK} to try",
        "next": f"/learn?{MARK}",
        "carried": json.dumps(["/learn/first/looking-back/draft", [["prompt_what", MARK]]]),
        "save_id": f"{KEY}-{MARK}",
        "form_key": f"{KEY}-{MARK}",
    }
    return {**plausible(named, cast), **typed}


def sends_everything(senders: Senders, named: dict[str, str], cast: Cast) -> list[int]:
    """Every form with marked words, good and bad, by people and scripts, with a marked query and marked headers."""
    headers = {"User-Agent": MARK, "Referer": f"http://localhost/?{MARK}", "X-Request-ID": MARK}
    statuses = []
    for form in (marked(named, cast), dict.fromkeys(FIELDS, MARK), dict.fromkeys(FIELDS, f"{MARK}\r\n\x00" * 900)):
        for more in ({}, {"Accept": "application/json"}):
            for path, access in senders.forms:
                said = senders.send(path, access, data=form, headers=headers | more, query_string={"a": MARK})
                statuses.append(said.status_code)
    return statuses


def secrets(senders: Senders, named: dict[str, str], cast: Cast) -> list[str]:
    """What must stand in no line."""
    cookies = [
        str(cookie["_user_id"])
        for someone in senders.held.values()
        for cookie in [dict(_cookie(someone))]
        if "_user_id" in cookie
    ]
    names = [person.name for person in (cast.trainee, cast.trainer, cast.admin, cast.elsewhere)]
    assert cookies
    return [
        MARK,
        PASSWORD,
        named["token"],
        named["attempt_id"],
        cast.email("trainee"),
        *names,
        *cookies,
        *(someone.token() for someone in senders.held.values()),
    ]


def _cookie(someone: Browser) -> dict[str, Any]:
    with someone.client.session_transaction() as cookie:
        return dict(cookie)


def test_no_line_says_what_somebody_sent(log: Log, senders: Senders, named: dict[str, str], cast: Cast) -> None:
    statuses = sends_everything(senders, named, cast)
    assert {200, 303, 404, 422} <= set(statuses)
    assert len([line for line in log.lines if line["says"] == "request"]) >= len(statuses)
    assert [each for each in secrets(senders, named, cast) if each in log.text] == []


def test_no_fault_says_what_somebody_sent_or_what_the_database_was_asked(
    log: Log, senders: Senders, named: dict[str, str], cast: Cast, request: pytest.FixtureRequest
) -> None:
    for _, access in senders.forms:
        senders.send("/account", access)
    request.getfixturevalue("faulty")
    statuses = sends_everything(senders, named, cast)
    assert statuses.count(500) > 30
    assert len(log.faults()) >= statuses.count(500)
    for never in (*secrets(senders, named, cast), "SELECT", "INSERT", "forged", "token_digest"):
        assert never not in log.text, never


def test_no_line_says_a_secret_that_stands_in_an_address(log: Log, browser: Open, faulty: None) -> None:
    visitor = browser()
    for path in (
        f"/reset/{MARK}",
        f"/invitation/{MARK}",
        f"/verify/{MARK}",
        f"/verify?number={MARK}",
        f"/no-such/{MARK}",
        f"/sign-in?next=/{MARK}",
        f"/static/{MARK}",
        f"//{MARK}",
    ):
        visitor.raw("GET", path)
    assert {line["status"] for line in log.lines if "status" in line} >= {404, 500}
    assert MARK not in log.text


HOSTILE = ("a\nb", 'a\r\n{"level": "forged"}', "a\u2028b", "a\x1b[2Jb", "a\x00b", '", "level": "forged')


def test_nothing_that_is_logged_can_begin_a_line_or_a_fact_of_its_own(log: Log, app: Alongside) -> None:
    for words in HOSTILE:
        app.logger.error("%s", words)
    assert [line["says"] for line in log.lines] == list(HOSTILE)
    assert {line["level"] for line in log.lines} == {"error"}
    assert log.text.isascii()
    assert len(log.text.splitlines()) == len(HOSTILE)


def test_an_address_cannot_forge_a_line(log: Log, browser: Open) -> None:
    visitor = browser()
    for path in ("/no%0A%7B%22level%22%3A%22forged%22%7D", "/verify/%0D%0Aforged", "/reset/%1B%5B2Jforged"):
        visitor.raw("GET", path)
    assert len(log.lines) == 3
    assert "forged" not in log.text
