"""What is told when the programme and the modules do not fit together."""

from pathlib import Path

import pytest

from tests.support import authors
from tests.support.authors import told
from training.course.loader import load

PROGRAMME = "programme.yaml"


def change(course: Path, old: str, new: str, file: str = PROGRAMME) -> None:
    authors.change(course, file, old, new)


def test_the_order_of_modules_is_the_programmes_and_not_the_folders(course: Path) -> None:
    change(course, "modules: [first, safety]", "modules: [safety, first]")
    assert [module.id for module in load(course).modules] == ["safety", "first"]


def test_a_module_that_is_not_in_the_programme(course: Path) -> None:
    change(course, "modules: [first, safety]", "modules: [first]")
    assert told(course) == ['modules/programme.yaml:6:10: module "safety" is not in the list']


def test_a_programme_that_names_an_unknown_module(course: Path) -> None:
    change(course, "modules: [first, safety]", "modules: [first, safety, third]")
    assert told(course) == ['modules/programme.yaml:6:26: there is no module "third"']


def test_a_programme_that_names_a_module_twice(course: Path) -> None:
    change(course, "modules: [first, safety]", "modules: [first, safety, first]")
    assert told(course) == ['modules/programme.yaml:6:26: "first" stands here twice']


def test_a_programme_without_modules(course: Path) -> None:
    change(course, "modules: [first, safety]", "modules: []")
    assert told(course) == ['modules/programme.yaml:6:10: "modules" has too few entries']


@pytest.mark.parametrize(
    ("old", "new", "mistake"),
    [
        ("of: wellbeing-plan", "of: wellbeing", '12:33: "wellbeing" is not a statement that people sign'),
        ("of: values-agreement", "of: first", '29:33: "first" is not a statement that people sign'),
        ("kind: module, of: first", "kind: module, of: frist", '18:28: "frist" is not a module with a quiz'),
        (
            "kind: critical-items, of: safety",
            "kind: critical-items, of: first",
            '24:36: "first" is not a module whose quiz has critical items',
        ),
        (
            "kind: critical-items, of: safety",
            "kind: critical-items, of: danger",
            '24:36: "danger" is not a module whose quiz has critical items',
        ),
        (
            "kind: reflection, of: first",
            "kind: reflection, of: safety",
            '30:32: "safety" is not a module with a reflection',
        ),
        ("of: observation,", "of: observing,", '31:34: "observing" is not a rubric'),
    ],
)
def test_a_need_that_names_something_unknown(course: Path, old: str, new: str, mistake: str) -> None:
    change(course, old, new)
    assert told(course) == [f"modules/programme.yaml:{mistake}"]


@pytest.mark.parametrize("asked", ["observers", "dates"])
def test_a_need_for_more_observers_or_dates_than_sessions(course: Path, asked: str) -> None:
    change(course, f"{asked}: 2", f"{asked}: 3")
    assert told(course) == ["modules/programme.yaml:31:9: this asks for more observers or dates than observations"]


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("{kind: readiness}", "{kind: readyness}", "13:9"),
        ("{kind: readiness}", "{of: readiness}", "13:9"),
        ("{kind: readiness}", '{kind: "{x}"}', "13:9"),
        ("{kind: readiness}", "{kind: {a: b}}", "13:9"),
        ("{kind: readiness}", "readiness", "13:9"),
        ("{kind: reflection, of: first}", "{kind: reflection, of: first, fresh_months: 12}", "30:9"),
        ("{kind: readiness}", "{kind: readiness, of: first}", "13:9"),
        ("{kind: module, of: first, fresh_months: 24}", "{kind: module, of: first, fresh_months: 0}", "18:9"),
        ("{kind: module, of: first, fresh_months: 24}", "{kind: module, of: first, fresh_months: two}", "18:9"),
        ("id: signposting", "id: signing", "20:9"),
    ],
)
def test_one_mistake_in_a_need_or_criterion_is_told_once_on_its_line(
    course: Path, old: str, new: str, place: str
) -> None:
    """Four criteria stand there: that they are too few would be false."""
    change(course, old, new)
    (mistake,) = told(course)
    assert mistake.startswith(f"modules/programme.yaml:{place.split(':')[0]}:")


def test_a_key_that_a_need_does_not_have(course: Path) -> None:
    change(course, "{kind: reflection, of: first}", "{kind: reflection, of: first, fresh_months: 12}")
    (mistake,) = [each for each in told(course) if "fresh_months" in each]
    assert mistake.endswith('"fresh_months" is not a key that belongs here')


def test_a_criterion_too_few(course: Path) -> None:
    text = (course / PROGRAMME).read_text(encoding="utf-8")
    start, end = text.index("  - id: signposting"), text.index("  - id: values")
    (course / PROGRAMME).write_text(text[:start] + text[end:], encoding="utf-8")
    assert told(course) == ['modules/programme.yaml:8:3: "criteria" has too few entries']


def test_a_criterion_that_stands_there_twice(course: Path) -> None:
    change(course, "id: signposting", "id: trained")
    assert told(course) == ['modules/programme.yaml:20:9: "trained" stands here twice']


def test_a_reflection_that_names_an_unknown_rubric(course: Path) -> None:
    change(course, "rubric: reflection", "rubric: reflexion", "01-first/reflection.yaml")
    assert told(course) == ['modules/01-first/reflection.yaml:5:9: there is no rubric "reflexion"']


def test_a_line_of_a_rubric_that_stands_there_twice(course: Path) -> None:
    change(course, "id: learning", "id: privacy", "rubrics/reflection.yaml")
    assert told(course) == ['modules/rubrics/reflection.yaml:9:9: "privacy" stands here twice']


def test_a_line_of_a_rubric_that_stands_there_twice_whatever_the_files_name(course: Path) -> None:
    change(course, "id: learning", "id: privacy", "rubrics/reflection.yaml")
    (course / "rubrics/reflection.yaml").rename(course / "rubrics/2-writing.yaml")
    assert told(course) == ['modules/rubrics/2-writing.yaml:9:9: "privacy" stands here twice']


def test_a_level_of_a_rubric_that_is_missing(course: Path) -> None:
    change(course, ", 4: A lot.}", "}", "rubrics/reflection.yaml")
    assert told(course) == ['modules/rubrics/reflection.yaml:11:13: "4" is missing']


def test_a_fifth_level_of_a_rubric(course: Path) -> None:
    change(course, "4: A lot.}", "4: A lot., 5: All.}", "rubrics/reflection.yaml")
    assert told(course) == ['modules/rubrics/reflection.yaml:11:70: "5" is not a key that belongs here']


def test_a_service_that_stands_in_the_directory_twice(course: Path) -> None:
    change(course, "id: type", "id: talk", "directory.yaml")
    assert told(course) == ['modules/directory.yaml:20:9: "talk" stands here twice']


def test_a_service_that_cannot_be_reached(course: Path) -> None:
    change(course, "    phone: 0800 000 0000\n", "", "directory.yaml")
    assert told(course) == ['modules/directory.yaml:11:5: service "talk" has neither a phone nor a text number']


@pytest.mark.parametrize(
    ("old", "new", "mistake"),
    [
        ("phone: 0800 000 0000", "phone: 0800-000-0000", '16:12: "phone" is not written in the right form'),
        ("phone: 0800 000 0000", "phone: call us", '16:12: "phone" is not written in the right form'),
        ('phone: "999"', "phone: 999", '7:12: "phone" must be text; put it in quotes'),
        ("https://example.org/talk", "http://example.org/talk", '18:10: "url" is not written in the right form'),
        ("https://example.org/talk", "javascript:alert(1)", '18:10: "url" is not written in the right form'),
        ('to: "85999"', "to: 85999", '25:29: "to" must be text; put it in quotes'),
    ],
)
def test_a_number_or_address_that_is_not_written_right(course: Path, old: str, new: str, mistake: str) -> None:
    change(course, old, new, "directory.yaml")
    assert told(course) == [f"modules/directory.yaml:{mistake}"]


def test_a_nation_that_we_do_not_know_is_one_mistake(course: Path) -> None:
    """The list of nations is not too short: one of its words is wrong."""
    change(course, "nations: [england]", "nations: [cornwall]", "directory.yaml")
    (mistake,) = told(course)
    assert mistake.startswith("modules/directory.yaml:14:15: ")
