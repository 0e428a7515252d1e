"""What is told about values of the wrong kind: in an author's words, and never as a crash."""

from pathlib import Path

import pytest

from tests.support.authors import change, told
from training.course.loader import load
from training.course.positions import ContentInvalid

MODULE = "01-first/module.yaml"
QUIZ = "01-first/quiz.yaml"
PROGRAMME = "programme.yaml"


@pytest.mark.parametrize("word", ["no", "yes", "on", "true", "Off"])
def test_a_word_that_yaml_takes_for_true_or_false(course: Path, word: str) -> None:
    change(course, MODULE, "title: First module", f"title: {word}")
    assert told(course) == ['modules/01-first/module.yaml:2:8: "title" must be text; put it in quotes']


@pytest.mark.parametrize("number", ["2026", "1.5", "12:30", "0x1F", "1e3", "1_000"])
def test_a_number_where_text_is_wanted(course: Path, number: str) -> None:
    """1e3 is text to YAML; every other one is a number."""
    change(course, MODULE, "title: First module", f"title: {number}")
    if number == "1e3":
        assert load(course).modules[0].title == "1e3"
    else:
        assert told(course) == ['modules/01-first/module.yaml:2:8: "title" must be text; put it in quotes']


@pytest.mark.parametrize("quoted", ['"no"', "'2026'", '"12:30"'])
def test_in_quotes_each_of_them_is_text(course: Path, quoted: str) -> None:
    change(course, MODULE, "title: First module", f"title: {quoted}")
    assert load(course).modules[0].title == quoted.strip("\"'")


def test_a_key_without_a_value_is_empty(course: Path) -> None:
    """No quotes would help: the author forgot the words."""
    change(course, MODULE, "title: First module", "title:")
    assert told(course) == ['modules/01-first/module.yaml:2:7: "title" is empty']


def test_a_list_where_text_is_wanted(course: Path) -> None:
    change(course, MODULE, "title: First module", "title: [First, module]")
    (mistake,) = told(course)
    assert mistake.startswith('modules/01-first/module.yaml:2:8: "title" must be text')


def test_text_where_a_list_is_wanted(course: Path) -> None:
    change(course, MODULE, "outcomes: [Know the first things.]", "outcomes: Know the first things.")
    assert told(course) == ['modules/01-first/module.yaml:6:11: "outcomes" must be a list']


def test_an_empty_list(course: Path) -> None:
    change(course, MODULE, "outcomes: [Know the first things.]", "outcomes: []")
    assert told(course) == ['modules/01-first/module.yaml:6:11: "outcomes" has too few entries']


@pytest.mark.parametrize("minutes", ["twenty", "20.5", '"20"', "[20]", "no", ".nan"])
def test_something_else_where_a_whole_number_is_wanted(course: Path, minutes: str) -> None:
    change(course, MODULE, "minutes: 20", f"minutes: {minutes}")
    assert told(course) == ['modules/01-first/module.yaml:4:10: "minutes" must be a whole number']


@pytest.mark.parametrize("word", ['"yes"', "1", "maybe"])
def test_something_else_where_true_or_false_is_wanted(course: Path, word: str) -> None:
    change(course, "02-safety/module.yaml", "safety_critical: true", f"safety_critical: {word}")
    assert told(course) == ['modules/02-safety/module.yaml:5:18: "safety_critical" must be true or false']


@pytest.mark.parametrize(
    "slug", ["First", "first module", "first_module", "-first", "first-", "fírst", "first--module"]
)
def test_an_id_that_is_not_short_words_joined_by_hyphens(course: Path, slug: str) -> None:
    change(course, MODULE, "id: first", f'id: "{slug}"')
    assert told(course) == ['modules/01-first/module.yaml:1:5: "id" is not written in the right form']


@pytest.mark.parametrize("day", ["2026-02-30", "yesterday", "20261101", "01/11/2026", "2026-11"])
def test_a_date_that_is_none(course: Path, day: str) -> None:
    change(course, MODULE, "reviewed_on: 2026-11-01", f"reviewed_on: {day}")
    (mistake,) = told(course)
    assert mistake.startswith('modules/01-first/module.yaml:5:14: "reviewed_on"')


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (MODULE, "minutes: 20", "minutes: 0"),
        (MODULE, "minutes: 20", "minutes: 601"),
        (MODULE, "minutes: 20", "minutes: 20.5"),
        (MODULE, "reviewed_on: 2026-11-01", "reviewed_on: yesterday"),
        (MODULE, "reviewed_on: 2026-11-01", "reviewed_on: 2026-02-30"),
        (MODULE, "reviewed_on: 2026-11-01", "reviewed_on: 20261101"),
        (QUIZ, "is: unsafe", "is: wrong"),
        (QUIZ, "kind: choice", "kind: essay"),
        (QUIZ, "id: quiz", f"id: {'long-' * 20}quiz"),
        (PROGRAMME, "id: signposting", "id: signing"),
        (PROGRAMME, "{kind: readiness}", "{kind: readyness}"),
        (PROGRAMME, "{kind: readiness}", "{of: readiness}"),
        (PROGRAMME, "{kind: readiness}", "readiness"),
        ("directory.yaml", "nations: [england]", "nations: [cornwall]"),
        ("directory.yaml", "urgency: danger", "urgency: high"),
    ],
)
def test_a_mistake_is_told_in_an_authors_words(course: Path, file: str, old: str, new: str) -> None:
    """Not in those of a library: input, tag, discriminator, instance, characters."""
    change(course, file, old, new)
    for mistake in told(course):
        for word in ("Input", "input", "tag ", "discriminator", "instance", "String should", "datetime"):
            assert word not in mistake


@pytest.mark.parametrize(
    ("new", "words"),
    [("is: wrong", ["wrong", "best", "acceptable", "unsafe"]), ("is: Best", ["Best", "best", "acceptable", "unsafe"])],
)
def test_a_word_that_is_not_one_of_a_few_is_told_with_those_few(course: Path, new: str, words: list[str]) -> None:
    """As docs/authoring.md shows: "d" is not one of a, b, c."""
    change(course, QUIZ, "is: unsafe", new)
    (mistake,) = told(course)
    assert mistake.startswith("modules/01-first/quiz.yaml:14:21: ")
    assert all(word in mistake for word in words)
    assert "not one of" in mistake


@pytest.mark.parametrize("value", ["!!binary aGVsbG8=", "!!str no", "!!int '7'", "!!null x"])
def test_a_value_with_a_tag_of_its_own_is_read_or_told(course: Path, value: str) -> None:
    change(course, MODULE, "title: First module", f"title: {value}")
    try:
        title, files = load(course).modules[0].title, []
    except ContentInvalid as invalid:
        title, files = "", [mistake.file for mistake in invalid.mistakes]
    assert title or files == ["modules/01-first/module.yaml"]


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (MODULE, "title: First module", "title: !!python/object/apply:os.system [ls]"),
        (MODULE, "title: First module", "title: !!python/name:os.system"),
        (MODULE, "title: First module", "title: !secret x"),
        (MODULE, "title: First module", "? [title, other]\n: x"),
        (MODULE, "outcomes: [Know the first things.]", "outcomes: &all [*all]"),
        (MODULE, "outcomes: [Know the first things.]", "outcomes: " + "[" * 2000),
        (MODULE, "minutes: 20", "minutes: " + "9" * 5000),
        (MODULE, "minutes: 20", "minutes: .inf"),
        (MODULE, "title: First module", "<<: {title: First module}"),
        (MODULE, "reviewed_on: 2026-11-01", "reviewed_on: 99999-99-99"),
        (PROGRAMME, "{kind: readiness}", '{kind: "{x}"}'),
        (PROGRAMME, "{kind: readiness}", '{kind: "{0}"}'),
        (PROGRAMME, "{kind: readiness}", '{kind: "{"}'),
        (PROGRAMME, "id: facilitator", 'id: "{x}"'),
        (QUIZ, "is: unsafe", 'is: "{x}"'),
    ],
)
def test_whatever_stands_in_a_file_it_is_told_and_nothing_crashes(course: Path, file: str, old: str, new: str) -> None:
    change(course, file, old, new)
    assert any(mistake.startswith(f"modules/{file}:") for mistake in told(course))
