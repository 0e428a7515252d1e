from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from shutil import copytree

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.browser import Browser
from tests.support.cast import SMALL_COURSE
from tests.support.story import Story
from training.core.ids import digest_of
from training.course.loader import load
from training.course.service import publish
from training.practice.models import Declaration

Open = Callable[..., Browser]
Stop = Callable[[datetime], None]

PLACE = "/declarations/values-agreement"
CHANGED = "The words have just been changed. Please read them again before you sign."


def declarations(someone: Browser) -> list[Declaration]:
    with Session(someone.engine) as session:
        return list(session.scalars(select(Declaration)))


@dataclass
class Editor:
    """Publishes the statement of values with other words."""

    story: Story
    folder: Path

    def publishes(self, words: str, *, revision: int) -> None:
        file = self.folder / "values.yaml"
        file.write_text(
            file.read_text().replace("We look after each other.", words).replace("revision: 1", f"revision: {revision}")
        )
        publish(self.story.session, load(self.folder), by=None, note="other words", now=self.story.at(5))
        self.story.session.commit()


@pytest.fixture
def editor(story: Story, tmp_path: Path) -> Editor:
    return Editor(story, copytree(SMALL_COURSE, tmp_path / "modules"))


def test_a_statement_is_shown_with_every_line_and_what_one_promises(story: Story, browser: Open) -> None:
    story.session.commit()
    page = browser(story.cast.trainee).get(PLACE)
    for words in (
        "The values",
        "These are only for tests.",
        "Please read.",
        "Safety We look after each other.",
        "I will uphold these values.",
        "I agree and sign",
    ):
        assert words in page.text


def test_signing_keeps_what_was_signed_and_says_thank_you(story: Story, browser: Open, on_day: Stop) -> None:
    story.session.commit()
    on_day(story.at(3))
    someone = browser(story.cast.trainee)
    page = someone.get(PLACE)
    signed = someone.post(PLACE, {name: page.value(name) for name in ("form_key", "words_digest")})
    assert signed.location == "/progress"
    assert "Thank you. You have signed: The values." in someone.get("/progress").text
    (kept,) = declarations(someone)
    statement = story.edition.course.statement("values-agreement")
    assert statement is not None
    assert (kept.person_id, kept.words_digest) == (story.cast.trainee.id, digest_of(statement.words))
    after = someone.get(PLACE)
    assert "✓ Signed 5 March 2026" in after.text
    assert "You signed: “I will uphold these values.”" in after.text
    assert "I agree and sign" not in after.text


def test_looking_signs_nothing(story: Story, browser: Open) -> None:
    story.session.commit()
    someone = browser(story.cast.trainee)
    someone.get(PLACE)
    assert declarations(someone) == []


def test_the_same_form_sent_twice_signs_once(story: Story, browser: Open) -> None:
    story.session.commit()
    someone = browser(story.cast.trainee)
    page = someone.get(PLACE)
    form = {name: page.value(name) for name in ("form_key", "words_digest")}
    assert [someone.post(PLACE, form).location for _ in range(2)] == ["/progress"] * 2
    assert len(declarations(someone)) == 1


def test_when_the_words_changed_meanwhile_one_reads_again_before_one_signs(
    story: Story, browser: Open, editor: Editor
) -> None:
    story.session.commit()
    someone = browser(story.cast.trainee)
    page = someone.get(PLACE)
    form = {name: page.value(name) for name in ("form_key", "words_digest")}
    editor.publishes("We look after ourselves first.", revision=1)
    assert someone.post(PLACE, form).location == PLACE
    again = someone.get(PLACE)
    assert CHANGED in again.text
    assert "We look after ourselves first." in again.text
    assert declarations(someone) == []
    someone.post(PLACE, {name: again.value(name) for name in ("form_key", "words_digest")})
    assert len(declarations(someone)) == 1


def test_a_new_revision_must_be_signed_again_and_an_unchanged_one_not(
    story: Story, browser: Open, editor: Editor, on_day: Stop
) -> None:
    story.signs(story.cast.trainee, "values-agreement")
    story.signs(story.cast.trainee, "wellbeing-plan")
    editor.publishes("We look after ourselves first.", revision=2)
    on_day(story.at(6))
    someone = browser(story.cast.trainee)
    assert "I agree and sign" in someone.get(PLACE).text
    assert "✓ Signed" in someone.get("/declarations/wellbeing-plan").text
    assert "Please read and sign it again." in someone.get("/progress").text


def test_other_words_than_those_shown_are_not_signed(story: Story, browser: Open) -> None:
    story.session.commit()
    someone = browser(story.cast.trainee)
    for digest in ("0" * 64, "f" * 64):
        someone.post(PLACE, {"form_key": "a-key-of-ours", "words_digest": digest})
        assert CHANGED in someone.get(PLACE).text
    assert declarations(someone) == []


def test_a_form_that_no_page_of_ours_made_is_refused(story: Story, browser: Open) -> None:
    story.session.commit()
    someone = browser(story.cast.trainee)
    for digest in ("", "junk", "g" * 64, "0" * 63, "0" * 65, "A" * 64):
        someone.post(PLACE, {"form_key": "a-key-of-ours", "words_digest": digest}, status=400)
    assert declarations(someone) == []


def test_the_words_of_one_statement_do_not_sign_another(story: Story, browser: Open) -> None:
    story.session.commit()
    someone = browser(story.cast.trainee)
    form = {"form_key": "a-key-of-ours", "words_digest": someone.get(PLACE).value("words_digest")}
    someone.post("/declarations/wellbeing-plan", form)
    assert declarations(someone) == []


def test_nobody_signs_for_somebody_else(story: Story, browser: Open) -> None:
    story.session.commit()
    someone = browser(story.cast.other_trainee)
    page = someone.get(PLACE)
    form = {name: page.value(name) for name in ("form_key", "words_digest")}
    someone.post(PLACE, {**form, "person_id": story.cast.trainee.id, "at": "2020-01-01"})
    assert [each.person_id for each in declarations(someone)] == [story.cast.other_trainee.id]


def test_a_wellbeing_plan_is_never_uploaded(story: Story, browser: Open) -> None:
    story.session.commit()
    page = browser(story.cast.trainee).get("/declarations/wellbeing-plan")
    kinds = {control.get("type", control["tag"]) for control in page.reader.controls}
    assert kinds <= {"hidden"}
