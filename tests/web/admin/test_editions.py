"""The folder against what is published, the preview, and publishing."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from shutil import copytree

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from config import Settings
from tests.support.browser import Browser
from tests.support.cast import SMALL_COURSE, Cast
from tests.support.story import Story
from training.audit.models import AuditEvent
from training.course.models import Edition
from training.web.application import Alongside

Open = Callable[..., Browser]


@pytest.fixture
def folder(app: Alongside, settings: Settings, tmp_path: Path) -> Path:
    """A folder of content that authors may change."""
    copied = copytree(SMALL_COURSE, tmp_path / "modules")
    app.settings = replace(settings, modules=copied)
    return copied


def edit(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def editions(session: Session) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(Edition)) or 0


def test_a_folder_as_published_leaves_nothing_to_do(browser: Open, cast: Cast, folder: Path) -> None:
    page = browser(cast.admin).get("/admin/editions")
    assert page.heading == "What is published is up to date"
    assert ">Publish<" not in page.html


def test_a_change_is_shown_and_published_with_a_note(browser: Open, cast: Cast, folder: Path, session: Session) -> None:
    session.rollback()
    edit(folder, "directory.yaml", "0800 000 0000", "0800 000 0001")
    someone = browser(cast.admin)
    page = someone.get("/admin/editions")
    assert page.heading == "The folder differs from what is published"
    assert "Directory: 1 changed" in page.text
    fingerprint = page.value("fingerprint")
    someone.post("/admin/editions", {"fingerprint": fingerprint, "note": "A new number"})
    assert someone.get("/admin/editions").heading == "What is published is up to date"
    assert "A new number" in someone.get("/admin/editions").text
    assert editions(session) == 2
    assert session.scalar(select(AuditEvent.actor_id).where(AuditEvent.action == "edition published")) == cast.admin.id


def test_publishing_needs_a_note_and_keeps_what_was_typed(browser: Open, cast: Cast, folder: Path) -> None:
    edit(folder, "directory.yaml", "0800 000 0000", "0800 000 0001")
    someone = browser(cast.admin)
    fingerprint = someone.get("/admin/editions").value("fingerprint")
    page = someone.post("/admin/editions", {"fingerprint": fingerprint, "note": " "}, status=422)
    assert "Say in a sentence what changed." in page.text


def test_what_changed_after_the_page_was_opened_is_shown_before_it_is_published(
    browser: Open, cast: Cast, folder: Path, session: Session
) -> None:
    session.rollback()
    edit(folder, "directory.yaml", "0800 000 0000", "0800 000 0001")
    someone = browser(cast.admin)
    fingerprint = someone.get("/admin/editions").value("fingerprint")
    edit(folder, "directory.yaml", "0800 000 0001", "0800 000 0002")
    page = someone.post("/admin/editions", {"fingerprint": fingerprint, "note": "A new number"}, status=422)
    assert "The folder has changed since you opened this page." in page.text
    assert editions(session) == 1
    someone.post("/admin/editions", {"fingerprint": page.value("fingerprint"), "note": "A new number"})
    assert editions(session) == 2


def test_mistakes_are_told_and_nothing_can_be_published(
    browser: Open, cast: Cast, folder: Path, session: Session
) -> None:
    session.rollback()
    edit(folder, "02-safety/quiz.yaml", "is: best", "is: wrong")
    someone = browser(cast.admin)
    page = someone.get("/admin/editions")
    assert page.heading == "The folder has 1 mistake"
    assert '"is" is "wrong"' in page.text
    assert ">Publish<" not in page.html
    someone.post("/admin/editions", {"fingerprint": "0" * 64, "note": "Never mind"}, status=422)
    assert editions(session) == 1


def test_whose_evidence_would_go_stale_is_told_in_numbers(
    browser: Open, cast: Cast, folder: Path, story: Story
) -> None:
    story.passes(cast.trainee, "safety")
    story.settles(3)
    story.session.commit()
    edit(folder, "02-safety/quiz.yaml", "revision: 1", "revision: 2")
    page = browser(cast.admin).get("/admin/editions")
    assert "Some people will be asked to do something again." in page.text
    assert "safety/quiz: 1 person" in page.text


def test_a_preview_shows_the_folder_with_its_answers_and_leaves_no_trace(
    browser: Open, cast: Cast, folder: Path, session: Session
) -> None:
    session.rollback()
    lesson = next((folder / "01-first").glob("*.md"))
    lesson.write_text(lesson.read_text() + "\nWords that nobody has published.\n")
    for who in (cast.trainer, cast.admin):
        someone = browser(who)
        assert "First module" in someone.get("/admin/editions/preview").text
        page = someone.get("/admin/editions/preview/first")
        assert "Words that nobody has published." in page.text
        assert "best" in page.text
    assert "Words that nobody" not in browser(cast.trainee).get("/learn/first/one").text
    assert editions(session) == 1


def test_a_preview_of_a_folder_with_mistakes_tells_them(browser: Open, cast: Cast, folder: Path) -> None:
    edit(folder, "02-safety/quiz.yaml", "is: best", "is: wrong")
    someone = browser(cast.trainer)
    assert '"is" is "wrong"' in someone.get("/admin/editions/preview").text
    someone.get("/admin/editions/preview/first", status=404)


def test_a_number_that_authors_mend_is_live_without_a_publication(browser: Open, cast: Cast, folder: Path) -> None:
    visitor = browser()
    assert "0800 000 0001" not in visitor.get("/support").text
    edit(folder, "directory.yaml", "0800 000 0000", "0800 000 0001")
    assert "0800 000 0001" in visitor.get("/support").text
    edit(folder, "directory.yaml", "0800 000 0001", "not a number")
    assert "0800 000 0001" in visitor.get("/support").text
