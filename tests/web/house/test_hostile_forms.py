"""Whatever is sent to a form, by whomever: it is refused or taken, and never breaks anything."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.story import Story
from training.core.actors import Actor
from training.core.clock import now
from training.core.roles import Permission, may
from training.people.models import Person, PersonState
from training.people.service import make_link
from training.web.application import Alongside
from training.web.guards import PUBLIC

Open = Callable[..., Browser]

KEY = "a-key-of-ours-0123"
NUL, ESCAPE, TURNED, UNSEEN = "a\x00b", "a\x1b[31mb", "a\u202eb", "\u200b\u200b"
VALUES = {
    "empty": "",
    "spaces": "   ",
    "unseen": UNSEEN,
    "nul": NUL,
    "control": ESCAPE,
    "turned round": TURNED,
    "html": "\"'><script>alert(1)</script>{{ 7*7 }}{% x %}${7*7}",
    "sql": "' OR 1=1; DROP TABLE person;--",
    "format": "%s%n{0}%(a)s",
    "long": "x" * 20_000,
    "digits": "9" * 400,
    "negative": "-1",
    "float": "1e999",
    "unicode": "ÅÄÖ 🦉 ﷽ \u0000\u0301"[:8],
    "lines": "a\r\nb\rc\n",
    "path": "../../../etc/passwd",
    "date": "0001-01-01",
    "last date": "9999-12-31",
    "no date": "2026-02-30",
}
FIELDS = (
    "email", "password", "next", "again", "name", "current", "roles", "trainee_of", "trainer_of", "kind", "seen",
    "reason", "item", "answer", "save_id", "page_id", "sequence", "words_digest", "prompt_what", "prompt_now_what",
    "helped", "to_try", "outcome", "held_on", "review_on", "line_opens", "line_listens", "line_privacy",
    "line_learning", "confirmed", "go", "form_key", "charity_number", "nation", "zone", "lead_name", "lead_phone",
    "deputy_name", "deputy_phone", "out_of_hours", "data_contact", "picture", "phone", "text_to", "text_word", "hours",
    "note", "hidden", "checked_on", "introduction", "title_1", "says_1", "title_12", "says_12", "promise",
    "confirmed_by", "confirmed_on",
)  # fmt: skip

WHERE = {
    "name": ("/admin/people/new", "/admin/cohorts"),
    "email": ("/sign-in", "/admin/people/new"),
    "password": ("/sign-in", "/account", "/reset"),
    "current": ("/account",),
    "next": ("/sign-in",),
    "roles": ("/admin/people",),
    "trainee_of": ("/admin/people",),
    "reason": ("/admin/certification",),
    "kind": ("/admin/certification",),
    "seen": ("/admin/certification", "/admin/organisation"),
    **dict.fromkeys(
        ("charity_number", "nation", "zone", "lead_name", "lead_phone", "out_of_hours", "data_contact"),
        ("/admin/organisation/details",),
    ),
    **dict.fromkeys(
        ("phone", "text_to", "text_word", "hours", "note", "hidden", "checked_on"), ("/admin/organisation/directory",)
    ),
    **dict.fromkeys(("introduction", "title_1", "says_1", "promise"), ("/admin/organisation/statements",)),
    **dict.fromkeys(("confirmed_by", "confirmed_on"), ("/admin/launch",)),
    "picture": ("/admin/organisation/logo",),
    "helped": ("/people", "/reviews"),
    "outcome": ("/people", "/reviews"),
    "line_opens": ("/people",),
    "held_on": ("/people",),
    "review_on": ("/people",),
    "prompt_what": ("/learn/first/looking-back",),
    "words_digest": ("/declarations",),
    "answer": ("/attempts",),
    "item": ("/attempts",),
    "save_id": ("/attempts",),
    "page_id": ("/attempts",),
    "sequence": ("/attempts",),
    "form_key": ("/learn", "/declarations", "/people", "/reviews", "/admin"),
}
"""Which addresses have which field."""


@pytest.fixture
def names(story: Story) -> dict[str, str]:
    """What stands in addresses: things that are there, for those who may use them."""
    trainee = story.cast.trainee
    story.reads(trainee, "first")
    attempt = story.begins(trainee, "first")
    submission_id = story.reflects(trainee)
    token, _ = make_link(story.session, person_id=story.cast.elsewhere.id, by=None, now=now())
    story.session.commit()
    return {
        "module_id": "first",
        "activity_id": "one",
        "statement_id": "values-agreement",
        "person_id": trainee.id,
        "attempt_id": attempt.id,
        "item": attempt.items[0],
        "submission_id": submission_id,
        "token": token,
        "service_id": "talk",
        "item_id": "restore-tried",
    }


def plausible(names: dict[str, str], cast: Cast) -> dict[str, str]:
    """A form that most endpoints would take."""
    return {
        "form_key": KEY,
        "save_id": KEY,
        "page_id": KEY,
        "sequence": "1",
        "item": names["item"],
        "answer": "a",
        "seen": "0",
        "kind": "decline",
        "reason": "A reason in a sentence.",
        "name": "Somebody New",
        "email": "new@example.org",
        "roles": "trainee",
        "trainee_of": cast.cohort_id,
        "password": "four quiet words here",
        "again": "four quiet words here",
        "current": "four quiet words here",
        "words_digest": "0" * 64,
        "prompt_what": "What",
        "prompt_now_what": "Now what",
        "helped": "Helped",
        "to_try": "To try",
        "outcome": "accepted",
        "held_on": "2026-03-03",
        "review_on": "2026-03-03",
        "line_opens": "3",
        "line_listens": "3",
        "line_privacy": "3",
        "line_learning": "3",
        "charity_number": "1234567",
        "nation": "england",
        "zone": "Europe/London",
        "lead_name": "Lead",
        "lead_phone": "01632 960001",
        "out_of_hours": "Call the lead.",
        "data_contact": "data@example.org",
        "phone": "0800 000 0000",
        "hours": "Day and night",
        "checked_on": now().date().isoformat(),
        "introduction": "Please read.",
        "title_1": "Safety",
        "says_1": "We look after each other.",
        "promise": "I will.",
        "confirmed_by": "Somebody",
        "confirmed_on": now().date().isoformat(),
    }


def forms(app: Alongside, names: dict[str, str]) -> list[tuple[str, object]]:
    """Every address that takes a form, with who may send it."""
    found = []
    for rule in app.url_map.iter_rules():
        if "POST" in (rule.methods or ()):
            found.append((example(rule, names), getattr(app.view_functions[rule.endpoint], "access", None)))
    assert len(found) > 15
    return found


def example(rule: Rule, names: dict[str, str]) -> str:
    values = {argument: names[argument] for argument in rule.arguments if argument in names}
    if rule.endpoint == "public.check_name":
        values["number"] = "7K3Q9XWD2MTA5V"
    if rule.endpoint == "learn.begin":
        values["activity_id"] = "quiz"
    if rule.endpoint.startswith("reflections."):
        values["activity_id"] = "looking-back"
    return str(rule.build(values)[1])  # type: ignore[index]


class Senders:
    """Someone for each form, who stays signed in whatever the form does."""

    def __init__(self, app: Alongside, browser: Open, cast: Cast, names: dict[str, str]) -> None:
        app.config["PROPAGATE_EXCEPTIONS"] = False
        self.forms = forms(app, names)
        self.browser = browser
        self.cast = cast
        self.held: dict[str, Browser] = {}

    def who(self, access: object) -> Actor | None:
        if access == PUBLIC:
            return None
        assert isinstance(access, Permission)
        return next(who for who in (self.cast.trainee, self.cast.trainer, self.cast.admin) if may(who.roles, access))

    def send(self, path: str, access: object, **more: Any) -> TestResponse:
        who = self.who(access)
        key = who.id if who else "visitor"
        if key not in self.held or who is None:
            self.held[key] = self.browser(who)
        someone = self.held[key]
        headers = {"X-CSRFToken": someone.token(), **more.pop("headers", {})}
        return someone.raw("POST", path, headers=headers, **more)

    def broken_by(self, among: tuple[str, ...] = ("/",), **more: Any) -> list[str]:
        """The forms that break when they are sent this."""
        return [
            path
            for path, access in self.forms
            if path.startswith(among) and self.send(path, access, **more).status_code >= 500
        ]


@pytest.fixture
def senders(app: Alongside, browser: Open, cast: Cast, names: dict[str, str]) -> Senders:
    return Senders(app, browser, cast, names)


def test_no_form_breaks_on_a_hostile_value_in_every_field(senders: Senders) -> None:
    broken = {name: senders.broken_by(data=dict.fromkeys(FIELDS, hostile)) for name, hostile in VALUES.items()}
    assert {name: forms for name, forms in broken.items() if forms} == {}


@pytest.mark.parametrize("hostile", VALUES.values(), ids=VALUES.keys())
def test_no_form_breaks_on_a_hostile_value_in_one_field_of_a_good_form(
    senders: Senders, names: dict[str, str], cast: Cast, hostile: str
) -> None:
    good = plausible(names, cast)
    broken = {}
    for number, (field, among) in enumerate(WHERE.items()):
        form = {**good, "form_key": f"{KEY}-{number}", "save_id": f"{KEY}-{number}", field: hostile}
        if found := senders.broken_by(among, data=form):
            broken[field] = found
    assert broken == {}


def test_no_form_breaks_on_nothing_at_all(senders: Senders) -> None:
    assert senders.broken_by(data={}) == []
    assert senders.broken_by(data=b"", content_type="") == []


def test_no_form_breaks_when_every_field_is_sent_twice(senders: Senders, names: dict[str, str], cast: Cast) -> None:
    good = plausible(names, cast)
    for second in ("", NUL, "junk", "admin"):
        doubled = [pair for name, value in good.items() for pair in ((name, value), (name, second), (name, value))]
        assert senders.broken_by(data=urlencode(doubled), content_type="application/x-www-form-urlencoded") == []


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/x-www-form-urlencoded", b"\xff\xfe=\x00&name=\xf0\x28\x8c\xbc&%ff=%c3%28&name=%ED%A0%80"),
        ("application/x-www-form-urlencoded", b"&&&===&;&%&%zz=%"),
        ("multipart/form-data", b"--x\r\nno boundary"),
        ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="name"\r\n\r\n\xff\xfe\x00'),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="name"; filename="a.php"\r\nContent-Type: x/y\r\n\r\n'
            b'<?php\r\n--x\r\nContent-Disposition: form-data; name="email"; filename=""\r\n\r\n\r\n--x--\r\n',
        ),
        ("text/plain", b"name=a"),
        ("application/xml", b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>"),
        ("application/octet-stream", bytes(range(256))),
        ("junk", b"junk"),
        ("application/x-www-form-urlencoded; charset=utf-7", b"name=+ADw-script+AD4-"),
    ],
)
def test_no_form_breaks_on_another_kind_of_body(senders: Senders, kind: str, body: bytes) -> None:
    assert senders.broken_by(data=body, content_type=kind) == []


def test_no_form_breaks_on_json(senders: Senders) -> None:
    broken = {}
    for body in (
        [],
        [1],
        "text",
        7,
        None,
        True,
        {"email": 5, "password": 7, "name": 1, "roles": 1, "reason": 3, "form_key": 12345678},
        {"email": [1], "password": {"a": 1}, "name": [[1]], "answer": {"b": []}, "save_id": [KEY]},
        dict.fromkeys(FIELDS, "\ud800"),
        dict.fromkeys(FIELDS),
    ):
        text = json.dumps(body)
        if found := senders.broken_by(data=text, content_type="application/json"):
            broken[text[:40]] = found
    assert broken == {}


def test_no_form_breaks_on_json_that_is_none(senders: Senders) -> None:
    assert senders.broken_by(data=b'{"a": ', content_type="application/json") == []
    assert senders.broken_by(data=b"[" * 50_000, content_type="application/json") == []


def test_no_form_breaks_on_hostile_headers(senders: Senders, names: dict[str, str], cast: Cast) -> None:
    for headers in (
        {"Accept": "application/json", "X-Requested-With": "x"},
        {"Accept": ";;;,q=,/"},
        {"Referer": "javascript:alert(1)"},
        {"X-Forwarded-For": "127.0.0.1", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"},
        {"X-HTTP-Method-Override": "DELETE"},
        {"Content-Encoding": "gzip"},
    ):
        assert senders.broken_by(data=plausible(names, cast), headers=headers) == [], headers


def test_the_good_form_is_good_enough_to_reach_what_lies_behind_the_forms(
    senders: Senders, names: dict[str, str], cast: Cast
) -> None:
    taken = {
        path.removeprefix("/").split("/")[0]
        for path, access in senders.forms
        if senders.send(path, access, data=plausible(names, cast)).status_code in (200, 303)
    }
    assert {"learn", "attempts", "declarations", "people", "reviews", "admin", "reset", "sign-out"} <= taken


def test_everyone_is_still_there_after_an_attempt_to_inject_sql(senders: Senders, story: Story, cast: Cast) -> None:
    senders.broken_by(data=dict.fromkeys(FIELDS, VALUES["sql"]))
    assert story.session.get_one(Person, cast.trainee.id).state == PersonState.ACTIVE
    story.session.rollback()
