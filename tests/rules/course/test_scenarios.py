"""What a scenario scores at most."""

from pathlib import Path

from tests.support.full_course import full_course
from training.course.content import Scenario
from training.course.loader import load
from training.course.scenarios import maximum, ways_on


def scenario(tmp_path: Path) -> Scenario:
    found = load(full_course(tmp_path)).modules[1].scenario
    assert found is not None
    return found


def test_two_scenes_make_a_maximum_of_four(tmp_path: Path) -> None:
    assert maximum(scenario(tmp_path)) == 4


def test_a_way_round_adds_nothing_to_the_maximum(tmp_path: Path) -> None:
    """Someone who chose worse may meet a scene more; who chose best is not measured by it."""
    folder = full_course(tmp_path)
    file = folder / "02-safety/scenario.yaml"
    text = file.read_text(encoding="utf-8")
    more = text.replace("id: n1x\n    kind: feedback", "id: n1x\n    kind: scene").replace(
        "- {id: a, text: Go back., next: n2}",
        "- {id: a, scores: 2, text: Go back., consequence: Good., next: n2}\n"
        "      - {id: b, scores: 0, text: Stay., consequence: Late., next: mixed}",
    )
    file.write_text(more, encoding="utf-8")
    found = load(folder).modules[1].scenario
    assert found is not None
    assert sum(node.kind == "scene" for node in found.nodes) == 3
    assert maximum(found) == 4


def test_feedback_on_the_best_way_is_passed_through(tmp_path: Path) -> None:
    folder = full_course(tmp_path)
    file = folder / "02-safety/scenario.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("Sam talks., next: n2", "Sam talks., next: n1x"), encoding="utf-8")
    found = load(folder).modules[1].scenario
    assert found is not None
    assert maximum(found) == 4


def test_the_best_way_stands_first_and_an_end_leads_nowhere(tmp_path: Path) -> None:
    nodes = scenario(tmp_path).nodes_by_id
    assert ways_on(nodes["n1"]) == ("n2", "n1b", "n1x")
    assert ways_on(nodes["n1b"]) == ()
    assert ways_on(nodes["well"]) == ()
