"""All mistakes at once, sorted; and no mistake that is only the echo of another."""

from pathlib import Path

import pytest

from tests.support.authors import change, told
from training.course.loader import load
from training.course.positions import ContentInvalid, Mistake

NUMBER = '"0161 496 0000" looks like a telephone number; write {{ service.name }} instead'


def test_mistakes_of_several_files_are_all_told_by_file_line_and_column(course: Path) -> None:
    change(course, "02-safety/quiz.yaml", "lesson: notes", "lesson: note")
    change(course, "01-first/2-two.md", "::: say", "::: shout")
    change(course, "01-first/quiz.yaml", "objective: ways", "objective: wais")
    change(course, "01-first/quiz.yaml", "lesson: one", "lesson: three")
    change(course, "values.yaml", "Please read.", "Please read. Call 0161 496 0000.")
    assert told(course) == [
        'modules/01-first/2-two.md:10:1: there is no box "shout"',
        'modules/01-first/quiz.yaml:6:45: "three" is not a lesson of this module',
        'modules/01-first/quiz.yaml:43:16: "wais" is not an objective of this quiz',
        'modules/02-safety/quiz.yaml:7:45: "note" is not a lesson of this module',
        f"modules/values.yaml:5:15: {NUMBER}",
    ]


def test_lines_are_sorted_as_numbers_and_not_as_letters() -> None:
    mistakes = [Mistake("a.yaml", line, column, "x") for line, column in ((10, 1), (9, 1), (9, 12), (9, 2))]
    mistakes.append(Mistake("a.yaml", 9, 2, "x"))
    assert [str(mistake) for mistake in ContentInvalid(mistakes).mistakes] == [
        "a.yaml:9:1: x",
        "a.yaml:9:2: x",
        "a.yaml:9:12: x",
        "a.yaml:10:1: x",
    ]


def test_several_mistakes_of_one_line_are_all_told(course: Path) -> None:
    change(course, "01-first/quiz.yaml", "{id: a, is: unsafe, text: Wrong 1,", "{id: A, text: '', colour: red,")
    assert told(course) == [
        'modules/01-first/quiz.yaml:14:9: "is" is missing',
        'modules/01-first/quiz.yaml:14:14: "id" is not written in the right form',
        'modules/01-first/quiz.yaml:14:23: "text" is empty',
        'modules/01-first/quiz.yaml:14:35: "colour" is not a key that belongs here',
    ]


@pytest.mark.parametrize(
    ("file", "old", "place"),
    [
        ("programme.yaml", "title: Trained enough", "15:12"),
        ("values.yaml", "promise: I will uphold these values.", "8:10"),
        ("wellbeing-plan.yaml", "introduction: Please make one.", "4:15"),
        ("rubrics/observation.yaml", "introduction: Watch one session.", "3:15"),
        ("01-first/module.yaml", "summary: About the first things.", "3:10"),
        ("01-first/module.yaml", "sources: [A source]", "7:10"),
        ("01-first/reflection.yaml", "introduction: Write a little.", "6:15"),
        ("01-first/quiz.yaml", "text: Question 1 about facts?", "12:11"),
        ("01-first/quiz.yaml", "feedback: Because it is wrong.}", "14:54"),
        ("02-safety/quiz.yaml", "prevents: Harm number 1.", "12:15"),
        ("02-safety/module.yaml", "content_note: This talks about risk, without details.", "6:15"),
    ],
)
def test_a_telephone_number_is_found_wherever_people_read(course: Path, file: str, old: str, place: str) -> None:
    words = old.removesuffix("}").removesuffix("]")
    change(course, file, words, f"{words} 0161 496 0000")
    shift = 1 if old.endswith("]") else 0
    line, column = place.split(":")
    assert told(course) == [f"modules/{file}:{line}:{int(column) + shift}: {NUMBER}"]


def test_a_number_may_stand_in_the_directory(course: Path) -> None:
    change(course, "directory.yaml", "hours: Evenings", "hours: Evenings\n    note: Or call 0161 496 0000.")
    load(course)


def test_an_unknown_service_is_found_in_a_quiz_too(course: Path) -> None:
    change(course, "01-first/quiz.yaml", "text: Question 1 about facts?", 'text: "{{ service.nobody }}?"')
    assert told(course) == ['modules/01-first/quiz.yaml:12:11: there is no service "nobody" in directory.yaml']


def test_loose_braces_are_found_in_a_quiz_too(course: Path) -> None:
    change(course, "01-first/quiz.yaml", "text: Question 1 about facts?", 'text: "{{ service.talk }?"')
    assert told(course) == ["modules/01-first/quiz.yaml:12:11: there are {{ or }} that do not make a token"]


def test_a_mistake_in_a_module_does_not_hide_one_in_the_programme(course: Path) -> None:
    change(course, "01-first/quiz.yaml", "    kind: choice\n", "    kind: choice\n    colour: red\n")
    change(course, "programme.yaml", "of: wellbeing-plan", "of: wellbeing")
    assert told(course) == [
        'modules/01-first/quiz.yaml:11:13: "colour" is not a key that belongs here',
        'modules/programme.yaml:12:33: "wellbeing" is not a statement that people sign',
    ]


def test_a_mistake_in_the_directory_does_not_hide_numbers_elsewhere(course: Path) -> None:
    change(course, "directory.yaml", "    hours: Evenings\n", "")
    change(course, "01-first/1-one.md", "The first lesson.", "The first lesson. Call 0161 496 0000.")
    assert told(course) == [
        f"modules/01-first/1-one.md:6:1: {NUMBER}",
        'modules/directory.yaml:20:5: "hours" is missing',
    ]


def test_a_mistake_in_a_quiz_does_not_hide_a_file_that_is_not_named(course: Path) -> None:
    change(course, "01-first/quiz.yaml", "lesson: one", "lesson: three")
    change(course, "01-first/module.yaml", "[one, two,", "[one, two, four,")
    assert told(course) == [
        'modules/01-first/module.yaml:8:24: there is no lesson, quiz, reflection or scenario "four" in this folder',
        'modules/01-first/quiz.yaml:6:45: "three" is not a lesson of this module',
    ]


@pytest.mark.parametrize(
    ("file", "old", "new", "mistake"),
    [
        ("01-first/1-one.md", "minutes: 5", "minutes: five", '4:10: "minutes" must be a whole number'),
        ("values.yaml", "revision: 1\n", "", '1:1: "revision" is missing'),
        ("rubrics/reflection.yaml", "title: Reflection", "colour: red\ntitle: Reflection", None),
        ("rubrics/observation.yaml", "title: Observed session\n", "", '1:1: "title" is missing'),
        ("01-first/reflection.yaml", "minutes: 10", "minutes: ten", '4:10: "minutes" must be a whole number'),
        ("02-safety/module.yaml", "minutes: 30", "minutes: thirty", '4:10: "minutes" must be a whole number'),
    ],
)
def test_a_mistake_in_one_file_is_not_told_again_where_that_file_is_named(
    course: Path, file: str, old: str, new: str, mistake: str | None
) -> None:
    """The lesson, statement or rubric is there; it only has a mistake of its own."""
    change(course, file, old, new)
    expected = mistake or '2:9: "colour" is not a key that belongs here'
    assert told(course) == [f"modules/{file}:{expected}"]


def test_a_course_with_one_mistake_in_every_file_tells_every_one(course: Path) -> None:
    for path in sorted(course.rglob("*.yaml")):
        path.write_text(path.read_text(encoding="utf-8") + "colour: red\n", encoding="utf-8")
    mistakes = told(course)
    files = {str(path.relative_to(course.parent)) for path in course.rglob("*.yaml")}
    assert {each.split(":")[0] for each in mistakes if '"colour" is not a key' in each} == files
    assert len(mistakes) == len(files)
