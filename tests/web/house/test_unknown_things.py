"""Names in addresses that name nothing, and questions that cannot be answered: not found, and never an error."""

import re
from collections.abc import Callable
from urllib.parse import quote

import pytest
from werkzeug.routing import Rule

from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.story import Story
from training.core.actors import Actor
from training.core.roles import Permission, may
from training.web.application import Alongside
from training.web.guards import PUBLIC

GONE = (404, 429)
"""Not found; and for secrets and numbers that nobody was given, after many tries, to wait."""
Open = Callable[..., Browser]

UNKNOWN = (
    "nobody",
    "0" * 26,
    "0" * 27,
    "x" * 3000,
    "\x00",
    "a\x00b",
    "..",
    ".",
    " ",
    "%",
    "%00",
    "ü🦉",
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "{{7*7}}",
    "a\nb",
    "\u202e",
    "-1",
    "null",
)


@pytest.fixture
def names(story: Story) -> dict[str, str]:
    """What stands beside an unknown name in an address: things of the trainee that are there."""
    story.reads(story.cast.trainee, "first")
    attempt = story.begins(story.cast.trainee, "first")
    story.session.commit()
    return {
        "module_id": "first",
        "activity_id": "one",
        "attempt_id": attempt.id,
        "item": attempt.items[0],
        "number": "1",
    }


def arguments(rule: Rule) -> list[str]:
    """The names in an address of this kind."""
    return re.findall(r"<(?:\w+:)?(\w+)>", rule.rule)


def addresses(rule: Rule, names: dict[str, str]) -> list[str]:
    """Addresses of this kind in which one name is unknown and the others are there."""
    found = []
    for argument in arguments(rule):
        for unknown in UNKNOWN:
            path = rule.rule
            for name in arguments(rule):
                value = quote(unknown if name == argument else names[name], safe="")
                path = re.sub(rf"<(?:\w+:)?{name}>", value.replace("\\", r"\\"), path)
            found.append(path)
    return found


def someone_who(app: Alongside, rule: Rule, cast: Cast) -> Actor | None:
    access = getattr(app.view_functions[rule.endpoint], "access", None)
    if access == PUBLIC:
        return None
    assert isinstance(access, Permission)
    return next(who for who in (cast.trainee, cast.trainer, cast.admin) if may(who.roles, access))


def test_an_unknown_name_in_an_address_is_not_found_and_never_an_error(
    app: Alongside, browser: Open, cast: Cast, names: dict[str, str]
) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    browsers = {who: browser(who) for who in (None, cast.trainee, cast.trainer, cast.admin)}
    wrong, looked = [], 0
    for rule in app.url_map.iter_rules():
        if not arguments(rule) or "GET" not in (rule.methods or ()):
            continue
        for path in addresses(rule, names):
            response = browsers[someone_who(app, rule, cast)].raw("GET", path)
            looked += 1
            if response.status_code not in GONE or "<script>alert" in response.get_data(as_text=True):
                wrong.append((rule.rule, path[:80], response.status_code))
    assert looked > 200
    assert wrong == []


def test_a_form_about_something_unknown_is_not_found_and_never_an_error(
    app: Alongside, browser: Open, cast: Cast, names: dict[str, str]
) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    browsers = {who: browser(who) for who in (None, cast.trainee, cast.trainer, cast.admin)}
    wrong, sent = [], 0
    for rule in app.url_map.iter_rules():
        if not arguments(rule) or "POST" not in (rule.methods or ()) or rule.endpoint == "learn.take_break":
            continue
        someone = browsers[someone_who(app, rule, cast)]
        form = {
            "form_key": "a-key-of-ours",
            "save_id": "a-key-of-ours",
            "page_id": "a-key-of-ours",
            "words_digest": "0" * 64,
            "answer": "a",
            "kind": "decline",
            "seen": "1",
            "name": "Nobody",
            "confirmed_by": "Nobody",
            "confirmed_on": "2026-03-03",
        }
        for path in addresses(rule, names):
            response = someone.raw("POST", path, data={"csrf_token": someone.token(), **form})
            sent += 1
            if response.status_code not in GONE:
                wrong.append((rule.rule, path[:80], response.status_code))
    assert sent > 100
    assert wrong == []


PAGES = (
    "0", "-1", "-99999999999999999999", "abc", "", "1e3", "٣", "1.5", "\x00", "1&page=2",
    "2", "1000000", "9" * 18, "9" * 20, "9" * 400,
)  # fmt: skip


def test_any_page_of_the_list_of_people_can_be_asked_for(app: Alongside, browser: Open, cast: Cast) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    someone = browser(cast.admin)
    for page in PAGES:
        response = someone.raw("GET", "/admin/people?page=" + quote(page, safe="&="))
        assert response.status_code in (200, 404), page


def test_any_page_of_a_cohort_can_be_asked_for(app: Alongside, browser: Open, cast: Cast) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    someone = browser(cast.trainer)
    for page in PAGES:
        response = someone.raw("GET", f"/cohorts/{cast.cohort_id}?page=" + quote(page, safe="&="))
        assert response.status_code in (200, 404), page


def test_a_question_beyond_the_last_is_not_found(browser: Open, cast: Cast, story: Story) -> None:
    story.reads(cast.trainee, "first")
    attempt = story.begins(cast.trainee, "first")
    story.session.commit()
    someone = browser(cast.trainee)
    for number in ("0", "5", "9" * 30):
        someone.get(f"/attempts/{attempt.id}/questions/{number}", status=404)
    for number in ("-1", "1.0", "one", "%00"):
        someone.get(f"/attempts/{attempt.id}/questions/{number}", status=404)
    someone.get(f"/attempts/{attempt.id}/questions/4")


def test_a_lesson_of_another_module_is_not_found(browser: Open, cast: Cast) -> None:
    someone = browser(cast.trainee)
    for path in ("/learn/first/limits", "/learn/safety/one", "/learn/first/one/read", "/learn/first/quiz/q01"):
        someone.get(path, status=405 if path.endswith("/read") else 404)
    someone.post("/learn/safety/one/read", {"form_key": "a-key-of-ours"}, status=404)
    someone.post("/learn/first/quiz/read", {"form_key": "a-key-of-ours"}, status=404)
    someone.post("/learn/first/one/begin", {"form_key": "a-key-of-ours"}, status=404)
    someone.post("/learn/safety/looking-back/draft", {"form_key": "a-key-of-ours"}, status=404)
    someone.post("/learn/first/one/hand-in", {"form_key": "a-key-of-ours"}, status=404)


def test_a_break_is_taken_only_from_something_that_is_there(browser: Open, cast: Cast) -> None:
    browser(cast.trainee).post("/learn/first/no-such-lesson/break", status=404)
