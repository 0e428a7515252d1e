"""What publishing would change, in numbers."""

from pathlib import Path
from shutil import copytree

import pytest

from tests.support.cast import SMALL_COURSE
from training.course.changes import Changes, Counts, changes, words_in
from training.course.content import Course
from training.course.loader import load

BEFORE = load(SMALL_COURSE)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copytree(SMALL_COURSE, tmp_path / "modules")


def edited(folder: Path, file: str, old: str, new: str) -> Course:
    path = folder / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    return load(folder)


def test_a_folder_that_is_as_published_changes_nothing() -> None:
    assert not changes(BEFORE, load(SMALL_COURSE)).any


def test_before_anything_is_published_everything_is_new() -> None:
    found = changes(None, BEFORE)
    assert [module.is_new for module in found.modules] == [True] * len(BEFORE.modules)
    assert found.policy
    assert found.services.added == len(BEFORE.directory.services)


def test_a_changed_lesson_is_counted_with_its_words(folder: Path) -> None:
    lesson = next((folder / "01-first").glob("*.md"))
    lesson.write_text(lesson.read_text() + "\nThree more words.\n")
    (module,) = changes(BEFORE, load(folder)).modules
    assert module.lessons == Counts(changed=1)
    assert module.words_after == module.words_before + 3
    assert module.items == Counts()
    assert not module.raised


def test_a_raised_revision_names_the_quiz_that_people_will_do_again(folder: Path) -> None:
    (module,) = changes(BEFORE, edited(folder, "02-safety/quiz.yaml", "revision: 1", "revision: 2")).modules
    assert module.raised == ("safety/quiz",)


def test_a_changed_question_is_counted_and_asks_nobody_anything_again(folder: Path) -> None:
    quiz = BEFORE.modules[1].quiz
    assert quiz is not None
    text = quiz.items[0].text
    (module,) = changes(BEFORE, edited(folder, "02-safety/quiz.yaml", text, text + " Really?")).modules
    assert module.items == Counts(changed=1)
    assert module.raised == ()


def test_a_changed_number_in_the_directory_is_counted(folder: Path) -> None:
    found: Changes = changes(BEFORE, edited(folder, "directory.yaml", "0800 000 0000", "0800 000 0001"))
    assert found.services == Counts(changed=1)
    assert found.modules == ()


def test_a_module_that_is_gone_is_told_with_the_policy_that_named_it() -> None:
    programme = BEFORE.programme.model_copy(update={"modules": BEFORE.programme.modules[1:]})
    after = BEFORE.model_copy(update={"modules": BEFORE.modules[1:], "programme": programme})
    found = changes(BEFORE, after)
    assert [(module.id, module.is_gone) for module in found.modules] == [(BEFORE.modules[0].id, True)]
    assert found.policy


@pytest.mark.parametrize(("html", "words"), [("", 0), ("<p>Two words</p>", 2), ("<p>One</p><p>two</p>", 2)])
def test_tags_are_no_words(html: str, words: int) -> None:
    assert words_in(html) == words
