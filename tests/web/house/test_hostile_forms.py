"""Whatever is sent to a form, by whomever: it is refused or taken, and never breaks anything."""

import json
from collections.abc import Callable
from urllib.parse import urlencode

import pytest

from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.senders import FIELDS, KEY, Senders, plausible
from tests.support.story import Story
from training.people.models import Person, PersonState

Open = Callable[..., Browser]

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


def test_no_form_breaks_on_a_hostile_value_in_every_field(senders: Senders) -> None:
    broken = {name: senders.broken_by(data=dict.fromkeys(FIELDS, hostile)) for name, hostile in VALUES.items()}
    assert {name: forms for name, forms in broken.items() if forms} == {}


@pytest.mark.parametrize("hostile", VALUES.values(), ids=VALUES.keys())
def test_no_form_breaks_on_a_hostile_value_in_one_field_of_a_good_form(
    senders: Senders, named: dict[str, str], cast: Cast, hostile: str
) -> None:
    good = plausible(named, cast)
    broken = {}
    for number, (field, among) in enumerate(WHERE.items()):
        form = {**good, "form_key": f"{KEY}-{number}", "save_id": f"{KEY}-{number}", field: hostile}
        if found := senders.broken_by(among, data=form):
            broken[field] = found
    assert broken == {}


def test_no_form_breaks_on_nothing_at_all(senders: Senders) -> None:
    assert senders.broken_by(data={}) == []
    assert senders.broken_by(data=b"", content_type="") == []


def test_no_form_breaks_when_every_field_is_sent_twice(senders: Senders, named: dict[str, str], cast: Cast) -> None:
    good = plausible(named, cast)
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


def test_no_form_breaks_on_hostile_headers(senders: Senders, named: dict[str, str], cast: Cast) -> None:
    for headers in (
        {"Accept": "application/json", "X-Requested-With": "x"},
        {"Accept": ";;;,q=,/"},
        {"Referer": "javascript:alert(1)"},
        {"X-Forwarded-For": "127.0.0.1", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"},
        {"X-HTTP-Method-Override": "DELETE"},
        {"Content-Encoding": "gzip"},
    ):
        assert senders.broken_by(data=plausible(named, cast), headers=headers) == [], headers


def test_the_good_form_is_good_enough_to_reach_what_lies_behind_the_forms(
    senders: Senders, named: dict[str, str], cast: Cast
) -> None:
    taken = {
        path.removeprefix("/").split("/")[0]
        for path, access in senders.forms
        if senders.send(path, access, data=plausible(named, cast)).status_code in (200, 303)
    }
    assert {"learn", "attempts", "declarations", "people", "reviews", "admin", "reset", "sign-out"} <= taken


def test_everyone_is_still_there_after_an_attempt_to_inject_sql(senders: Senders, story: Story, cast: Cast) -> None:
    senders.broken_by(data=dict.fromkeys(FIELDS, VALUES["sql"]))
    assert story.session.get_one(Person, cast.trainee.id).state == PersonState.ACTIVE
    story.session.rollback()
