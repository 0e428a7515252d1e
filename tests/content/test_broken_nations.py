"""What an author is told about roles, nations and their tokens, word for word and at its place."""

from pathlib import Path

import pytest

from tests.support.authors import change, told
from training.course.loader import load

ONE = "01-first/1-one.md"
DIRECTORY = "directory.yaml"
ROLES = "urgent, domestic-abuse, gp-and-services"
ALL = "[england, wales, scotland, northern-ireland]"


def give(course: Path, service: str, role: str) -> None:
    """Give a service of the directory a role, on a line of its own after its id."""
    change(course, DIRECTORY, f"id: {service}\n", f"id: {service}\n    role: {role}\n")


def test_a_role_that_one_row_has_for_all_nations_is_fine(course: Path) -> None:
    give(course, "emergency", "urgent")
    change(course, ONE, "The first lesson.", "The first lesson. {{ nation.urgent }}")
    assert "{{ nation.urgent }}" in load(course).modules[0].lessons[0].html


def test_a_role_that_we_do_not_know(course: Path) -> None:
    give(course, "emergency", "child-line")
    assert told(course) == [f'modules/directory.yaml:3:11: "role" is "child-line", which is not one of {ROLES}']


def test_a_role_without_a_service_in_some_nations(course: Path) -> None:
    give(course, "talk", "urgent")
    assert told(course) == [
        'modules/directory.yaml:12:11: no service has the role "urgent" in Wales, Scotland and Northern Ireland'
    ]


def test_a_role_that_two_rows_have_in_one_nation(course: Path) -> None:
    give(course, "emergency", "domestic-abuse")
    give(course, "type", "domestic-abuse")
    assert told(course) == ['modules/directory.yaml:22:11: "emergency" already has the role "domestic-abuse" in Wales']


def test_two_roles_do_not_stand_in_each_others_way(course: Path) -> None:
    give(course, "emergency", "domestic-abuse")
    change(course, DIRECTORY, "nations: [england]", f"nations: {ALL}")
    give(course, "talk", "urgent")
    assert load(course).directory.by_role


def test_a_row_that_names_its_nation_twice_is_not_two_rows(course: Path) -> None:
    change(course, DIRECTORY, f"nations: {ALL}", "nations: [england, england, wales, scotland, northern-ireland]")
    give(course, "emergency", "urgent")
    assert load(course).directory.by_role


def test_where_to_find_local_services_needs_no_number(course: Path) -> None:
    change(course, DIRECTORY, "nations: [england]", f"nations: {ALL}")
    change(course, DIRECTORY, "    phone: 0800 000 0000\n", "")
    give(course, "talk", "gp-and-services")
    assert load(course).directory.by_id["talk"].phone is None


def test_a_token_of_a_role_that_we_do_not_know(course: Path) -> None:
    change(course, ONE, "The first lesson.", "The first lesson.\n\nCall {{ nation.childline }}.")
    assert told(course) == [
        'modules/01-first/1-one.md:8:1: "childline" is not a role of a service; '
        "the roles are urgent, domestic-abuse, gp-and-services"
    ]


def test_a_token_of_a_role_that_no_row_has(course: Path) -> None:
    change(course, ONE, "The first lesson.", "The first lesson. {{ nation.urgent }}")
    assert told(course) == ['modules/01-first/1-one.md:6:1: no service in directory.yaml has the role "urgent"']


def test_a_token_of_a_role_in_a_question_is_told_in_its_file(course: Path) -> None:
    change(course, "01-first/quiz.yaml", "Question 1 about facts?", "Call {{ nation.urgently }}?")
    assert told(course) == [
        'modules/01-first/quiz.yaml:12:11: "urgently" is not a role of a service; '
        "the roles are urgent, domestic-abuse, gp-and-services"
    ]


def test_a_mistake_in_a_role_is_not_told_again_where_it_is_meant(course: Path) -> None:
    give(course, "emergency", "urgently")
    change(course, ONE, "The first lesson.", "The first lesson. {{ nation.urgent }}")
    assert told(course) == [f'modules/directory.yaml:3:11: "role" is "urgently", which is not one of {ROLES}']


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("::: wales\nHi.\n:::", '6:1: a box "wales" stands only inside a box "law"'),
        (
            ":::: law\n::: england\nHi.\n:::\n::: wales\nHi.\n:::\n::::",
            "6:1: this law box leaves out scotland and northern-ireland; write all four nations, or none",
        ),
        (
            ":::: law\n"
            + "".join(f"::: {each}\nHi.\n:::\n" for each in (*ALL.strip("[]").split(", "), "england"))
            + "::::",
            '19:1: this law box has "england" twice',
        ),
    ],
)
def test_a_box_of_a_nation_that_stands_wrong(course: Path, text: str, mistake: str) -> None:
    change(course, ONE, "The first lesson.", f"{text}\n\n")
    assert told(course) == [f"modules/01-first/1-one.md:{mistake}"]
