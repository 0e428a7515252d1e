"""What an author is told about a broken lesson, word for word and at its place."""

from pathlib import Path

import pytest

from tests.support.authors import change, told
from training.course.loader import load

ONE = "01-first/1-one.md"
"""Lines 1 to 5 are its facts; line 6: The first lesson. Call {{ service.talk }}."""
TWO = "01-first/2-two.md"
"""Line 8 is a heading, lines 10 to 12 are a box."""
NUMBER = '"0161 496 0000" looks like a telephone number; write {{ service.name }} instead'


def write(course: Path, file: str, text: str | bytes) -> None:
    (course / file).write_bytes(text if isinstance(text, bytes) else text.encode())


def test_a_telephone_number(course: Path) -> None:
    change(course, ONE, "The first lesson.", "The first lesson. Call 0161 496 0000.")
    assert told(course) == [f"modules/01-first/1-one.md:6:1: {NUMBER}"]


def test_a_number_of_the_directory_written_out(course: Path) -> None:
    change(course, ONE, "{{ service.talk }}", "0800 000 0000 or text 85999")
    assert told(course) == [
        'modules/01-first/1-one.md:6:1: "0800 000 0000" looks like a telephone number;'
        " write {{ service.name }} instead",
        'modules/01-first/1-one.md:6:1: "85999" looks like a telephone number; write {{ service.name }} instead',
    ]


def test_999_and_111_may_be_written_out(course: Path) -> None:
    change(course, ONE, "The first lesson.", "Call 999, or 111 and then option 2, or 101; press 55.")
    load(course)


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("title: Lesson one", "title: Call 0161 496 0000", "3:8"),
        ("minutes: 5", "minutes: 5\ncontent_note: If it is hard, call 0161 496 0000.", "5:15"),
    ],
)
def test_a_telephone_number_in_a_lessons_facts(course: Path, old: str, new: str, place: str) -> None:
    change(course, ONE, old, new)
    assert told(course) == [f"modules/01-first/1-one.md:{place}: {NUMBER}"]


def test_a_service_that_is_not_in_the_directory(course: Path) -> None:
    change(course, ONE, "service.talk", "service.nobody")
    assert told(course) == ['modules/01-first/1-one.md:6:1: there is no service "nobody" in directory.yaml']


def test_a_service_in_a_lessons_facts_that_is_not_in_the_directory(course: Path) -> None:
    change(course, ONE, "minutes: 5", 'minutes: 5\ncontent_note: "{{ service.nobody }} can help."')
    assert told(course) == ['modules/01-first/1-one.md:5:15: there is no service "nobody" in directory.yaml']


def test_a_token_of_another_kind(course: Path) -> None:
    change(course, ONE, "service.talk", "number.talk")
    assert told(course) == [
        'modules/01-first/1-one.md:6:1: "{{ number.talk }}" is not a token we know; write {{ service.name }}'
    ]


@pytest.mark.parametrize(
    "loose", ["{{ service.talk", "service.talk }}", "{{ service talk }}", "{{ Service.Talk }}", "{{ }}", "{{\n"]
)
def test_loose_braces(course: Path, loose: str) -> None:
    change(course, ONE, "{{ service.talk }}", loose)
    assert told(course) == ["modules/01-first/1-one.md:6:1: there are {{ or }} that do not make a token"]


def test_a_box_that_we_do_not_know(course: Path) -> None:
    change(course, TWO, "::: say", "::: shout")
    assert told(course) == ['modules/01-first/2-two.md:10:1: there is no box "shout"']


def test_a_box_that_is_never_closed(course: Path) -> None:
    """It would swallow the rest of the lesson."""
    change(course, TWO, "Hello.\n:::", "Hello.\n\nThe lesson goes on.")
    (mistake,) = told(course)
    assert mistake.startswith("modules/01-first/2-two.md:10:1: ")


def test_an_end_of_a_box_without_its_beginning(course: Path) -> None:
    """Readers would see three colons; it happens where a try box is written with three of them."""
    change(course, TWO, "Hello.\n:::", "Hello.\n:::\n\n:::")
    (mistake,) = told(course)
    assert mistake.startswith("modules/01-first/2-two.md:14:1: ")


@pytest.mark.parametrize("heading", ["# A heading", "#\tA heading", " # A heading", "A heading\n========="])
def test_a_heading_of_level_one(course: Path, heading: str) -> None:
    change(course, TWO, "## A heading", heading)
    assert told(course) == ['modules/01-first/2-two.md:8:1: headings in a lesson begin at "##"']


def test_a_lesson_without_its_facts(course: Path) -> None:
    write(course, ONE, "The first lesson.\n")
    assert told(course) == ["modules/01-first/1-one.md:1:1: a lesson begins with its facts between two lines of ---"]


def test_a_lesson_whose_facts_never_end(course: Path) -> None:
    write(course, ONE, "---\nid: one\ntitle: Lesson one\nminutes: 5\nThe first lesson.\n")
    assert told(course) == ["modules/01-first/1-one.md:1:1: a lesson begins with its facts between two lines of ---"]


def test_a_lesson_whose_facts_are_not_there(course: Path) -> None:
    write(course, ONE, "---\n---\nThe first lesson.\n")
    for mistake in told(course):
        assert mistake.startswith("modules/01-first/1-one.md:")
        assert "the file is empty" not in mistake


def test_a_lesson_without_text(course: Path) -> None:
    write(course, ONE, "---\nid: one\ntitle: Lesson one\nminutes: 5\n---\n\n   \n")
    assert told(course) == ["modules/01-first/1-one.md:6:1: the lesson has no text"]


def test_a_lesson_file_with_nothing_in_it(course: Path) -> None:
    write(course, ONE, "")
    (mistake,) = told(course)
    assert mistake.startswith("modules/01-first/1-one.md:1:1: ")


def test_a_key_of_a_lessons_facts_that_is_missing(course: Path) -> None:
    change(course, ONE, "minutes: 5\n", "")
    assert told(course) == ['modules/01-first/1-one.md:2:1: "minutes" is missing']


def test_a_key_of_a_lessons_facts_that_we_do_not_know(course: Path) -> None:
    change(course, ONE, "minutes: 5\n", "minutes: 5\nauthor: Tam\n")
    assert told(course) == ['modules/01-first/1-one.md:5:9: "author" is not a key that belongs here']


def test_a_key_of_a_lessons_facts_that_stands_there_twice(course: Path) -> None:
    change(course, ONE, "minutes: 5\n", "minutes: 5\nminutes: 6\n")
    assert told(course) == ['modules/01-first/1-one.md:5:1: "minutes" stands here twice']


def test_facts_that_are_not_yaml(course: Path) -> None:
    change(course, ONE, "title: Lesson one", "title: Lesson: one")
    assert told(course) == [
        "modules/01-first/1-one.md:3:14: this is not valid YAML: mapping values are not allowed here"
    ]


def test_text_that_is_not_utf_8(course: Path) -> None:
    write(course, ONE, "---\nid: one\ntitle: Caf\xe9\nminutes: 5\n---\nText.\n".encode("latin-1"))
    assert told(course) == ["modules/01-first/1-one.md:1:1: this file is not UTF-8 text"]


def test_a_lesson_that_an_editor_saved_with_a_byte_order_mark_is_fine(course: Path) -> None:
    write(course, ONE, b"\xef\xbb\xbf" + (course / ONE).read_bytes())
    assert load(course).modules[0].lessons[0].title == "Lesson one"


def test_a_lesson_that_an_editor_saved_with_other_line_ends_is_fine(course: Path) -> None:
    before = load(course)
    write(course, TWO, (course / TWO).read_bytes().replace(b"\n", b"\r\n"))
    assert load(course) == before


def test_a_rule_between_paragraphs_is_not_the_end_of_the_facts(course: Path) -> None:
    change(course, ONE, "The first lesson.", "The first lesson.\n\n---\n\nMore.")
    assert "<hr>" in load(course).modules[0].lessons[0].html


def test_html_in_a_lesson_is_no_mistake_and_no_danger(course: Path) -> None:
    change(course, ONE, "The first lesson.", "<script>alert(1)</script>")
    assert "<script" not in load(course).modules[0].lessons[0].html


def test_several_mistakes_of_one_lesson_are_all_told(course: Path) -> None:
    change(course, TWO, "## A heading", "# A heading")
    change(course, TWO, "::: say", "::: shout")
    change(course, TWO, "Hello.", "Hello {{ service.nobody }}, call 0161 496 0000.")
    change(course, TWO, "minutes: 5", "minutes: five")
    assert told(course) == [
        'modules/01-first/2-two.md:4:10: "minutes" must be a whole number',
        'modules/01-first/2-two.md:8:1: headings in a lesson begin at "##"',
        'modules/01-first/2-two.md:10:1: there is no box "shout"',
        f"modules/01-first/2-two.md:11:1: {NUMBER}",
        'modules/01-first/2-two.md:11:1: there is no service "nobody" in directory.yaml',
    ]
