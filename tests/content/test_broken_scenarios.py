"""What an author is told about a broken scenario, word for word and at its place."""

from pathlib import Path

import pytest

from tests.support import authors
from tests.support.authors import told
from tests.support.full_course import full_course
from training.course.content import Course
from training.course.loader import load

SCENARIO = "02-safety/scenario.yaml"


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A small course with a scenario, to break."""
    return full_course(tmp_path)


def change(course: Path, old: str, new: str, file: str = SCENARIO) -> None:
    authors.change(course, file, old, new)


def test_unbroken_it_stands_in_the_course_and_survives_being_stored(course: Path) -> None:
    read = load(course)
    scenario = read.modules[1].scenario
    assert scenario is not None
    assert [node.id for node in scenario.nodes] == ["n1", "n1b", "n1x", "n2", "well", "mixed"]
    assert read.modules[0].scenario is None
    assert Course.model_validate_json(read.model_dump_json(by_alias=False), by_name=True) == read


def test_a_scenario_is_an_activity_of_its_module_which_is_not_opened_yet(course: Path) -> None:
    module = load(course).modules[1]
    assert module.activities == ("limits", "notes", "kitchen", "quiz")
    assert module.opened == ("limits", "notes", "quiz")


def test_a_scenario_that_is_in_no_list_of_activities(course: Path) -> None:
    change(course, "notes, kitchen, quiz", "notes, quiz", "02-safety/module.yaml")
    assert told(course) == [
        'modules/02-safety/module.yaml:10:13: "kitchen" is in this folder but not in the list of activities'
    ]


def test_a_scenario_whose_id_another_activity_took(course: Path) -> None:
    change(course, "id: kitchen", "id: quiz")
    sentence = 'the activity id "quiz" is already that of modules/02-safety/quiz.yaml'
    assert f"modules/{SCENARIO}:1:5: {sentence}" in told(course)


def test_a_folder_with_nothing_but_a_scenario_is_not_overlooked(course: Path) -> None:
    (course / "03-more").mkdir()
    (course / SCENARIO).rename(course / "03-more/scenario.yaml")
    assert "modules/03-more/module.yaml:1:1: this file is missing" in told(course)


@pytest.mark.parametrize(
    ("old", "new", "mistake"),
    [
        ("start: n1", "start: n9", '6:8: there is no node "n9"'),
        ("start: n1", "start: n1b", '6:8: "n1b" is no scene; a scenario begins with one'),
        ("next: n2}\n      - {id: b", "next: n7}\n      - {id: b", '15:75: there is no node "n7"'),
        ("text: Go back., next: n2", "text: Go back., next: n8", '31:39: there is no node "n8"'),
        ("scores: 1", "scores: 2", '15:7: scene "n1" has 2 choices that score 2; it needs exactly one'),
        (
            "scores: 2, text: Ask",
            "scores: 1, text: Ask",
            '15:7: scene "n1" has 0 choices that score 2; it needs exactly one',
        ),
        ("scores: 1", "scores: 3", '16:25: "scores" must be at most 2'),
        ("scores: 1", "scores: -1", '16:25: "scores" must be at least 0'),
        ("scores: 1", "scores: some", '16:25: "scores" must be a whole number'),
        (
            "        prevents: Sam is left alone.\n",
            "",
            '17:9: choice "c" is critical, so it must say what harm its line prevents ("prevents")',
        ),
        ("        critical: true\n", "", '19:19: only critical choices say "prevents"; "c" is not'),
        ("scores: 0\n", "scores: 1\n", '18:17: choice "c" is critical, so it scores 0'),
        ("- {id: b, scores: 1", "- {id: a, scores: 1", '16:14: "a" stands here twice'),
        ("id: mixed", "id: well", '42:9: "well" stands here twice'),
        ("ending: good", "ending: mixed", "8:3: there is no good ending"),
        ("ending: good", "ending: bad", '40:13: "ending" is "bad", which is not one of good, mixed'),
        (
            "kind: end\n    ending: good",
            "kind: finish\n    ending: good",
            '39:11: "kind" is "finish", which is not one of scene, feedback, end',
        ),
        ("minutes: 10", "minutes: 0", '53:12: "minutes" must be at least 1'),
        ("  stop_if: Either of you is upset.\n", "", '49:3: "stop_if" is missing'),
        ("watch_for: [Asks Sam.]", "watch_for: []", '51:14: "watch_for" has too few entries'),
        ("title: In", "colour: red\ntitle: In", '2:9: "colour" is not a key that belongs here'),
        (
            "text: Waiting is slow.",
            "text: Call {{ service.nobody }}.",
            '26:11: there is no service "nobody" in directory.yaml',
        ),
        (
            "text: Waiting is slow.",
            "text: Call 0161 496 0000.",
            '26:11: "0161 496 0000" looks like a telephone number; write {{ service.name }} instead',
        ),
    ],
)
def test_one_mistake_of_a_scenario_is_told_at_its_place(course: Path, old: str, new: str, mistake: str) -> None:
    change(course, old, new)
    assert f"modules/{SCENARIO}:{mistake}" in told(course)


def test_a_scene_with_one_choice_and_a_scene_with_five(course: Path) -> None:
    change(course, "      - {id: b, scores: 0, text: Keep it., consequence: It weighs., next: mixed}\n", "")
    assert told(course) == [f'modules/{SCENARIO}:36:7: "choices" has too few entries']
    change(course, "next: well}\n", "next: well}\n" + "".join(
        f"      - {{id: x{at}, scores: 0, text: Keep {at}., consequence: No., next: mixed}}\n" for at in range(4)
    ))  # fmt: skip
    assert told(course) == [f'modules/{SCENARIO}:36:7: "choices" has too many entries']


def test_a_node_that_nothing_leads_to(course: Path) -> None:
    change(course, "It weighs., next: mixed", "It weighs., next: well")
    assert told(course) == [f'modules/{SCENARIO}:42:5: nothing leads to "mixed"']


def test_feedback_that_leads_back_by_name_might_never_end(course: Path) -> None:
    change(course, "    text: Waiting is slow.\n", "    text: Waiting is slow.\n    next: n1\n")
    assert told(course) == [
        f'modules/{SCENARIO}:27:11: "n1b" leads round to itself by "n1", so a run might never end; '
        'to go back to a scene, give its feedback no "next"'
    ]


def test_a_scene_that_leads_to_itself(course: Path) -> None:
    change(course, "It weighs., next: mixed", "It weighs., next: n2")
    (first, *_) = told(course)
    assert first.startswith(f'modules/{SCENARIO}:37:75: "n2" leads round to itself by "n2", so a run might never end; ')


def test_feedback_that_goes_on_in_two_ways(course: Path) -> None:
    change(course, "There is {{ service.talk }}.\n", "There is {{ service.talk }}.\n    next: n2\n")
    assert told(course) == [f'modules/{SCENARIO}:30:11: "n1x" goes on by its choices or by "next", not by both']


def test_feedback_that_goes_nowhere_is_a_way_back_and_no_mistake(course: Path) -> None:
    assert load(course).modules[1].scenario is not None


def test_a_best_choice_that_comes_back_to_its_scene(course: Path) -> None:
    """Then someone who makes every other choice too would have none left."""
    change(course, "consequence: Sam talks., next: n2", "consequence: Sam talks., next: n1b")
    assert told(course) == [f'modules/{SCENARIO}:15:75: the best choice of "n1" comes back to it; it must lead on']


def test_a_best_choice_that_might_come_back_by_feedback_after_feedback(course: Path) -> None:
    change(course, "consequence: Sam talks., next: n2", "consequence: Sam talks., next: n1x")
    change(course, "text: Go back., next: n2}", "text: Go back., next: n2}\n      - {id: b, text: Think., next: n1b}")
    assert told(course) == [f'modules/{SCENARIO}:15:75: the best choice of "n1" comes back to it; it must lead on']


def test_a_mistake_in_the_references_is_not_told_again_for_the_graph(course: Path) -> None:
    change(course, "consequence: Sam talks., next: n2", "consequence: Sam talks., next: n3")
    change(course, "text: Go back., next: n2", "text: Go back., next: n4")
    assert told(course) == [
        f'modules/{SCENARIO}:15:75: there is no node "n3"',
        f'modules/{SCENARIO}:31:39: there is no node "n4"',
    ]


def test_every_mistake_of_a_scenario_is_told_at_once(course: Path) -> None:
    change(course, "ending: good", "ending: mixed")
    change(course, "start: n1", "start: n9")
    change(course, "scores: 1", "scores: 2")
    assert told(course) == [
        f'modules/{SCENARIO}:6:8: there is no node "n9"',
        f"modules/{SCENARIO}:8:3: there is no good ending",
        f'modules/{SCENARIO}:15:7: scene "n1" has 2 choices that score 2; it needs exactly one',
    ]
