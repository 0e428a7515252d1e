"""What is told about files that cannot be read, are missing, or that nobody asked for."""

import shutil
from pathlib import Path

import pytest

from tests.support.authors import change, told
from training.course.files import load_directory
from training.course.positions import ContentInvalid

QUIZ = "01-first/quiz.yaml"
MODULE = "01-first/module.yaml"


def line_of(course: Path, file: str, text: str) -> int:
    lines = (course / file).read_text(encoding="utf-8").splitlines()
    return 1 + next(number for number, line in enumerate(lines) if text in line)


def test_text_that_is_not_yaml(course: Path) -> None:
    change(course, QUIZ, "revision: 1", "revision: 1: 2")
    assert told(course) == [
        "modules/01-first/quiz.yaml:2:12: this is not valid YAML: mapping values are not allowed here"
    ]


def test_a_tab_where_yaml_wants_spaces(course: Path) -> None:
    change(course, QUIZ, "    kind: choice", "\tkind: choice")
    (mistake,) = told(course)
    assert mistake.startswith("modules/01-first/quiz.yaml:10:1: this is not valid YAML: ")


def test_a_quotation_that_never_ends_is_told_where_it_begins(course: Path) -> None:
    """The end of the file tells an author nothing."""
    change(course, QUIZ, "text: Question 1 about facts?", 'text: "Question 1 about facts?')
    (mistake,) = told(course)
    assert mistake.startswith("modules/01-first/quiz.yaml:12:11: this is not valid YAML: ")


def test_a_character_that_cannot_be_used_is_told_where_it_stands(course: Path) -> None:
    change(course, QUIZ, "Question 3 about facts?", "Question 3 about \x07 facts?")
    line = line_of(course, QUIZ, "\x07")
    (mistake,) = told(course)
    assert mistake.startswith(f"modules/01-first/quiz.yaml:{line}:")
    assert mistake.endswith("this is not valid YAML: it has a character that cannot be used")


def test_two_documents_in_one_file(course: Path) -> None:
    change(course, QUIZ, "items:", "---\nitems:")
    (mistake,) = told(course)
    assert mistake.startswith("modules/01-first/quiz.yaml:8:1: this is not valid YAML: ")
    assert "YAML: but" not in mistake


@pytest.mark.parametrize("text", ["", "\n\n", "# Only a comment.\n"])
def test_an_empty_file(course: Path, text: str) -> None:
    (course / QUIZ).write_text(text, encoding="utf-8")
    assert told(course) == ["modules/01-first/quiz.yaml:1:1: the file is empty"]


@pytest.mark.parametrize("text", ["- a\n- b\n", "Just words.\n", "42\n"])
def test_a_file_that_has_no_keys(course: Path, text: str) -> None:
    (course / QUIZ).write_text(text, encoding="utf-8")
    (mistake,) = told(course)
    assert mistake.startswith("modules/01-first/quiz.yaml:1:1: ")
    assert "must be keys with values" in mistake


def test_a_file_that_is_not_utf_8(course: Path) -> None:
    (course / QUIZ).write_bytes("id: caf\xe9\n".encode("latin-1"))
    assert told(course) == ["modules/01-first/quiz.yaml:1:1: this file is not UTF-8 text"]


@pytest.mark.parametrize("file", ["programme.yaml", "directory.yaml", "values.yaml", "wellbeing-plan.yaml"])
def test_a_file_that_is_missing(course: Path, file: str) -> None:
    (course / file).unlink()
    assert told(course) == [f"modules/{file}:1:1: this file is missing"]


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    assert told(tmp_path / "modules") == [
        f"modules/{file}:1:1: this file is missing"
        for file in ("directory.yaml", "programme.yaml", "values.yaml", "wellbeing-plan.yaml")
    ]


def test_a_folder_of_lessons_without_module_yaml(course: Path) -> None:
    """Its lessons would be neither checked nor taught, and nobody would notice."""
    (course / "03-third").mkdir()
    shutil.copy(course / "01-first/1-one.md", course / "03-third/1-one.md")
    assert told(course) == ["modules/03-third/module.yaml:1:1: this file is missing"]


def test_a_lesson_that_is_missing_is_told_where_it_is_named(course: Path) -> None:
    (course / "01-first/1-one.md").unlink()
    sentence = 'there is no lesson, quiz, reflection or scenario "one" in this folder'
    assert f"modules/01-first/module.yaml:8:14: {sentence}" in told(course)


def test_an_activity_that_has_no_file(course: Path) -> None:
    change(course, MODULE, "[one, two,", "[one, two, three,")
    assert told(course) == [
        'modules/01-first/module.yaml:8:24: there is no lesson, quiz, reflection or scenario "three" in this folder'
    ]


def test_an_activity_that_is_named_twice(course: Path) -> None:
    change(course, MODULE, "[one, two,", "[one, two, one,")
    assert told(course) == ['modules/01-first/module.yaml:8:24: "one" stands here twice']


def test_a_lesson_that_no_activity_names(course: Path) -> None:
    text = (course / "01-first/1-one.md").read_text(encoding="utf-8")
    (course / "01-first/3-three.md").write_text(text.replace("id: one", "id: three"), encoding="utf-8")
    assert told(course) == [
        'modules/01-first/module.yaml:8:13: "three" is in this folder but not in the list of activities'
    ]


@pytest.mark.parametrize("name", ["quiz", "looking-back"])
def test_a_quiz_or_reflection_that_no_activity_names(course: Path, name: str) -> None:
    change(course, MODULE, f", {name}", "")
    (mistake,) = [each for each in told(course) if "module.yaml" in each]
    assert mistake == (
        f'modules/01-first/module.yaml:8:13: "{name}" is in this folder but not in the list of activities'
    )


def test_two_lessons_with_the_same_id(course: Path) -> None:
    change(course, "01-first/2-two.md", "id: two", "id: one")
    mistakes = told(course)
    assert any('"one"' in each and "2-two.md:2:5" in each for each in mistakes)


def test_a_lesson_and_a_quiz_with_the_same_id(course: Path) -> None:
    change(course, "01-first/2-two.md", "id: two", "id: quiz")
    assert any('"quiz"' in each and ("2-two.md:2:5" in each or "quiz.yaml:1:5" in each) for each in told(course))


@pytest.mark.parametrize(
    ("file", "old", "new", "name"),
    [
        ("02-safety/module.yaml", "id: safety", "id: first", "first"),
        ("wellbeing-plan.yaml", "id: wellbeing-plan", "id: values-agreement", "values-agreement"),
        ("rubrics/reflection.yaml", "id: reflection", "id: observation", "observation"),
    ],
)
def test_two_files_with_the_same_id_are_told_at_the_second(
    course: Path, file: str, old: str, new: str, name: str
) -> None:
    """The programme's first line, where nothing is wrong, would lead nowhere."""
    change(course, file, old, new)
    mistakes = told(course)
    assert any(each.startswith(f"modules/{file}:1:5: ") and f'"{name}"' in each for each in mistakes)
    assert not [each for each in mistakes if "programme.yaml:1:1" in each]


def test_two_prompts_of_one_name_would_share_an_answer(course: Path) -> None:
    change(course, "01-first/reflection.yaml", "id: now-what", "id: what")
    assert told(course) == ['modules/01-first/reflection.yaml:9:10: "what" stands here twice']


def test_the_directory_can_be_read_alone(course: Path) -> None:
    change(course, QUIZ, "revision: 1", "revision: 1: 2")
    assert set(load_directory(course).by_id) == {"emergency", "talk", "type"}


def test_the_directory_read_alone_tells_its_mistakes(course: Path) -> None:
    change(course, "directory.yaml", "id: type", "id: talk")
    with pytest.raises(ContentInvalid) as caught:
        load_directory(course)
    assert [str(mistake) for mistake in caught.value.mistakes] == [
        'modules/directory.yaml:20:9: "talk" stands here twice'
    ]


def test_mistakes_of_the_present_folder_are_told_with_a_name_that_can_be_opened(
    course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An author who stands in the folder types `course check .`"""
    (course / "values.yaml").unlink()
    monkeypatch.chdir(course)
    assert not [each for each in told(Path()) if each.startswith("/")]
