"""Someone for every form there is, with what a form may hold."""

from collections.abc import Callable
from typing import Any

import pytest
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.story import Story
from training.core.actors import Actor
from training.core.clock import now
from training.core.roles import Permission, may
from training.people.service import make_link
from training.web.application import Alongside
from training.web.guards import PUBLIC

Open = Callable[..., Browser]

KEY = "a-key-of-ours-0123"
FIELDS = (
    "email", "password", "next", "again", "name", "current", "roles", "trainee_of", "trainer_of", "kind", "seen",
    "reason", "item", "answer", "save_id", "page_id", "sequence", "words_digest", "prompt_what", "prompt_now_what",
    "helped", "to_try", "outcome", "held_on", "review_on", "line_opens", "line_listens", "line_privacy",
    "line_learning", "confirmed", "go", "form_key", "early_reason", "fingerprint", "charity_number", "nation", "zone",
    "lead_name", "lead_phone", "deputy_name", "deputy_phone", "out_of_hours", "data_contact", "picture", "phone",
    "text_to", "text_word", "hours", "note", "hidden", "checked_on", "introduction", "title_1", "says_1", "title_12",
    "says_12", "promise", "confirmed_by", "confirmed_on",
)  # fmt: skip


@pytest.fixture
def named(story: Story) -> dict[str, str]:
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


def plausible(named: dict[str, str], cast: Cast) -> dict[str, str]:
    """A form that most endpoints would take."""
    return {
        "form_key": KEY,
        "save_id": KEY,
        "page_id": KEY,
        "sequence": "1",
        "item": named["item"],
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


def forms(app: Alongside, named: dict[str, str]) -> list[tuple[str, object]]:
    """Every address that takes a form, with who may send it."""
    found = []
    for rule in app.url_map.iter_rules():
        if "POST" in (rule.methods or ()):
            found.append((example(rule, named), getattr(app.view_functions[rule.endpoint], "access", None)))
    assert len(found) > 15
    return found


def example(rule: Rule, named: dict[str, str]) -> str:
    values = {argument: named[argument] for argument in rule.arguments if argument in named}
    if rule.endpoint == "public.check_name":
        values["number"] = "7K3Q9XWD2MTA5V"
    if rule.endpoint == "learn.begin":
        values["activity_id"] = "quiz"
    if rule.endpoint.startswith("reflections."):
        values["activity_id"] = "looking-back"
    return str(rule.build(values)[1])  # type: ignore[index]


class Senders:
    """Someone for each form, who stays signed in whatever the form does."""

    def __init__(self, app: Alongside, browser: Open, cast: Cast, named: dict[str, str]) -> None:
        app.config["PROPAGATE_EXCEPTIONS"] = False
        self.forms = forms(app, named)
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
def senders(app: Alongside, browser: Open, cast: Cast, named: dict[str, str]) -> Senders:
    return Senders(app, browser, cast, named)
