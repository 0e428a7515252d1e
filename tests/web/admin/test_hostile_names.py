"""Names and reasons full of HTML are text on every page, whoever looks."""

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest

from tests.support.addresses import looked_at
from tests.support.browser import Browser
from tests.support.page import Page
from tests.support.story import Story
from training.certification.queries import latest_certificate
from training.certification.rules import DecisionKind
from training.core.actors import Actor
from training.people.models import Cohort, Person
from training.web.application import Alongside

Open = Callable[..., Browser]
Stop = Callable[[datetime], None]

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{ 7*7 }}&amp;"


@pytest.fixture
def names(story: Story, on_day: Stop) -> dict[str, str]:
    """Everyone and everything has a hostile name; the trainee's certificate was issued and revoked."""
    cast = story.cast
    for who in (cast.trainee, cast.other_trainee, cast.trainer, cast.second_trainer, cast.admin):
        story.session.get_one(Person, who.id).name = HOSTILE
    story.session.get_one(Cohort, cast.cohort_id).name = HOSTILE
    story.meets_all(cast.trainee)
    story.decides(cast.admin, cast.trainee, reason=HOSTILE)
    held = latest_certificate(story.session, cast.trainee.id, story.day(11))
    assert held is not None
    story.decides(cast.second_admin, cast.trainee, DecisionKind.REVOKE, seen=1, day=11, reason=HOSTILE)
    story.meets_all(cast.other_trainee)
    submission = story.reflects(cast.elsewhere)
    attempt = story.attempts(cast.trainee)[0]
    logo = story.shows_logo(12)
    story.session.commit()
    on_day(story.at(12))
    return {
        "module_id": "first",
        "activity_id": "looking-back",
        "statement_id": "values-agreement",
        "template_id": "wellbeing-plan",
        "person_id": cast.trainee.id,
        "cohort_id": cast.cohort_id,
        "number": held[0],
        "submission_id": submission,
        "attempt_id": attempt.id,
        "token": "some",
        "service_id": "talk",
        "item_id": "restore-tried",
        "file_id": logo,
    }


def pages(app: Alongside, someone: Browser, who: Actor, given: dict[str, str]) -> Iterator[Page]:
    for _, path in looked_at(app, who, given):
        yield Page(path, someone.raw("GET", path))


@pytest.mark.parametrize("name", ["trainee", "trainer", "admin"])
def test_no_page_runs_a_name_or_a_reason(
    app: Alongside, browser: Open, story: Story, names: dict[str, str], name: str
) -> None:
    who = getattr(story.cast, name)
    shown = 0
    for page in pages(app, browser(who), who, names):
        page.check() if page.status == 200 and page.response.mimetype == "text/html" else None
        assert "<script>alert" not in page.html, page.path
        assert "<img src=x" not in page.html, page.path
        assert "49" not in page.reader.headings, page.path
        shown += HOSTILE in page.text
    assert shown >= 5


def test_notices_and_forms_escape_names_too(browser: Open, story: Story, names: dict[str, str]) -> None:
    admin = browser(story.cast.second_admin)
    saved = admin.post(f"/admin/people/{story.cast.trainer.id}", {"roles": ["trainer"]})
    link = admin.post(f"/admin/people/{story.cast.trainee.id}/link", status=200)
    refused = admin.post(
        f"/admin/certification/{story.cast.trainee.id}",
        {"form_key": "a-key-of-ours", "kind": "decline", "seen": "2", "reason": ""},
        status=422,
    )
    typed = admin.post("/admin/cohorts", {"form_key": "a-key-of-ours", "name": HOSTILE}, status=422)
    for page in (admin.get(saved.location), link, refused, typed):
        assert HOSTILE in page.text, page.path
        assert "<script>alert" not in page.html, page.path
    assert typed.value("name") == HOSTILE
