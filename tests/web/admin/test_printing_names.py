"""An admin decides about someone whose name the certificate cannot print; and issuing sends it to the printer."""

import logging
import re
from collections.abc import Callable
from datetime import datetime
from html import unescape
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.browser import Browser
from tests.support.page import Page
from tests.support.story import Story
from training.certification.models import Certificate, Decision
from training.core.models import Job, JobState
from training.extensions import queue
from training.jobs.runner import run_job
from training.people.models import Person
from training.web.application import Alongside

Open = Callable[..., Browser]
Stop = Callable[[datetime], None]

SENTENCE = (
    "This name has letters that our certificate's fonts do not hold. "
    "Type it as it should be printed, in Latin, Greek, Cyrillic or Hebrew letters."
)
OTHERWISE = "To issue the certificate, type the name in letters that can be printed. Declining needs none."


@pytest.fixture
def place(story: Story, on_day: Stop) -> str:
    story.meets_all(story.cast.trainee)
    story.session.commit()
    on_day(story.at(20))
    return f"/admin/certification/{story.cast.trainee.id}"


def called(story: Story, who: str, name: str) -> None:
    story.session.get_one(Person, getattr(story.cast, who).id).name = name
    story.session.commit()


def form(**instead: Any) -> dict[str, Any]:
    return {"form_key": "a-key-of-ours", "kind": "issue", "seen": "0", "reason": "All are met, and well.", **instead}


def blamed(page: Page, field: str) -> str:
    found = re.search(rf'id="{field}-error">([^<]*)<', page.html)
    return unescape(found[1]) if found else ""


def of(someone: Browser, table: Any) -> list[Any]:
    with Session(someone.engine) as session:
        return list(session.scalars(select(table)))


def controls(page: Page) -> set[str]:
    return {control["name"] for control in page.reader.controls if "name" in control}


def test_a_name_that_can_be_printed_is_asked_nothing_about(story: Story, browser: Open, place: str) -> None:
    called(story, "trainee", "Świętosława Żółć")
    assert not {"holder", "decider"} & controls(browser(story.cast.admin).get(place))


@pytest.mark.parametrize("name", ["محمد عبد الله", "山田太郎", "สมชาย"])
def test_a_name_that_cannot_be_printed_is_asked_about_before_anyone_decides(
    story: Story, browser: Open, place: str, name: str
) -> None:
    called(story, "trainee", name)
    admin = browser(story.cast.admin)
    page = admin.get(place)
    assert "holder" in controls(page)
    assert SENTENCE in page.text
    for typed in ("", "Mu 山"):
        again = admin.post(place, form(holder=typed), status=422)
        assert blamed(again, "holder") == OTHERWISE
        assert again.value("holder") == typed
        assert "All are met, and well." in again.text
    assert of(admin, Decision) == []
    issued = admin.post(place, form(holder="Muhammad Abdullah"))
    shown = admin.get(issued.location)
    assert "certifies that Muhammad Abdullah is a" in shown.text


def test_the_deciders_own_name_is_asked_about_in_the_same_way(story: Story, browser: Open, place: str) -> None:
    called(story, "admin", "สมชาย")
    admin = browser(story.cast.admin)
    assert {"holder", "decider"} & controls(admin.get(place)) == {"decider"}
    assert blamed(admin.post(place, form(), status=422), "decider") == OTHERWISE
    issued = admin.post(place, form(decider="Somchai"))
    assert "Decided by Somchai" in admin.get(issued.location).text


def test_characters_that_hide_text_are_refused_in_a_printed_name(story: Story, browser: Open, place: str) -> None:
    called(story, "trainee", "山田")
    admin = browser(story.cast.admin)
    for typed in ("a\u202eb", "x" * 121):
        page = admin.post(place, form(holder=typed), status=422)
        assert blamed(page, "holder")
    assert of(admin, Decision) == []


def test_another_name_cannot_be_put_on_the_certificate_of_someone_whose_name_can_be_printed(
    story: Story, browser: Open, place: str
) -> None:
    admin = browser(story.cast.admin)
    issued = admin.post(place, form(holder="Somebody Else", decider="Another"))
    text = admin.get(issued.location).text
    assert "certifies that Trainee is a" in text
    assert "Decided by Admin" in text


def test_issuing_asks_for_the_document_and_tells_the_workers_after_the_commit(
    app: Alongside, story: Story, browser: Open, place: str
) -> None:
    admin = browser(story.cast.admin)
    admin.post(place, form())
    admin.post(place, form())
    (certificate,) = of(admin, Certificate)
    (job,) = of(admin, Job)
    assert (job.subject, job.state) == (certificate.number, JobState.WAITING)
    with app.app_context():
        message = queue.store.storage.dequeue()
        assert queue.store.deserialize_task(message).args == (job.id,)
    run_job(app, job.id)
    answer = browser(story.cast.trainee).raw("GET", f"/certificates/{certificate.number}.pdf")
    assert answer.data.startswith(b"%PDF-")


def test_declining_asks_for_no_document(story: Story, browser: Open, place: str) -> None:
    admin = browser(story.cast.admin)
    admin.post(place, form(kind="decline"))
    assert of(admin, Job) == []


def test_a_queue_that_cannot_be_reached_never_fails_the_decision(
    app: Alongside, story: Story, browser: Open, place: str, caplog: pytest.LogCaptureFixture
) -> None:
    app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite:////nowhere/at/all.sqlite"
    admin = browser(story.cast.admin)
    with caplog.at_level(logging.WARNING):
        admin.post(place, form())
    assert "workers were not told" in caplog.text
    assert len(of(admin, Certificate)) == 1
    assert of(admin, Job)[0].state == JobState.WAITING
