"""What docs/authoring.md shows is what the loader reads."""

import json
import re
import shutil
from pathlib import Path
from textwrap import dedent
from typing import Any, TypeVar

import pytest
import yaml
from pydantic import BaseModel

from tests.support.cast import SMALL_COURSE
from training.course.checks import PLAIN_NUMBERS, quiz_findings, telephone_numbers
from training.course.content import (
    Item,
    LessonHead,
    ModuleHead,
    Objective,
    Option,
    Prompt,
    Quiz,
    Reflection,
    Worth,
)
from training.course.loader import load
from training.course.markdown import ANSWER, BOXES, to_html, unknown_boxes
from training.course.positions import ContentInvalid, read_yaml

ROOT = Path(__file__).parents[2]
Shape = TypeVar("Shape", bound=BaseModel)
GUIDE = (ROOT / "docs" / "authoring.md").read_text(encoding="utf-8")


def section(heading: str) -> str:
    """The words under a heading, up to the next one."""
    return GUIDE.split(f"\n## {heading}\n")[1].split("\n## ")[0]


def blocks(heading: str) -> list[str]:
    """The examples of a section: what is set in by four spaces."""
    found = re.findall(r"(?:^ {4}.*\n(?:\n(?= {4}))?)+", section(heading) + "\n", flags=re.MULTILINE)
    return [dedent(each) for each in found]


def example(heading: str) -> Any:
    """The first example of a section, as YAML."""
    return yaml.safe_load(blocks(heading)[0])


def keys(shape: type[BaseModel]) -> set[str]:
    return {field.alias or name for name, field in shape.model_fields.items()}


def validated(shape: type[Shape], text: str) -> Shape:
    """The example as the loader itself would take it."""
    source, mistakes = read_yaml("docs/authoring.md", text)
    assert mistakes == []
    return shape.model_validate_json(json.dumps(source.data))


def lesson_example() -> tuple[str, str]:
    """The example lesson: its facts and its text."""
    _, head, body = blocks("Lessons")[0].split("---\n")
    return head, body


def test_the_module_example_is_a_module() -> None:
    module = validated(ModuleHead, blocks("module.yaml")[0])
    assert module.id == "boundaries"


def test_the_module_example_names_every_key_there_is() -> None:
    assert set(example("module.yaml")) == keys(ModuleHead)


def test_the_lesson_example_is_a_lesson() -> None:
    head, body = lesson_example()
    assert validated(LessonHead, head).id == "our-lines"
    assert unknown_boxes(body) == []
    assert '<h2 id="a-heading-for-each-step">' in to_html(body)


def test_the_lesson_example_names_every_fact_there_is() -> None:
    assert set(yaml.safe_load(lesson_example()[0])) == keys(LessonHead)


def test_the_quiz_example_is_a_quiz() -> None:
    quiz = validated(Quiz, blocks("quiz.yaml")[0])
    findings = list(quiz_findings(quiz, {"limits"}))
    assert [sentence for _, sentence in findings if "bank has" not in sentence and "at least 2" not in sentence] == []


def test_the_quiz_example_names_every_key_there_is() -> None:
    quiz = example("quiz.yaml")
    assert set(quiz) == keys(Quiz)
    assert set(quiz["objectives"][0]) == keys(Objective)
    assert set(quiz["items"][0]) == keys(Item)
    assert [set(option) for option in quiz["items"][0]["options"]] == [keys(Option)] * 3


def test_the_quiz_example_shows_each_worth() -> None:
    worths = [option["is"] for option in example("quiz.yaml")["items"][0]["options"]]
    assert set(worths) == {worth.value for worth in Worth}


def test_the_guide_tells_what_each_worth_scores() -> None:
    told = re.search(r"`best` scores (\d), `acceptable` (\d), `unsafe` (\d)", section("quiz.yaml"))
    assert told is not None
    assert [int(points) for points in told.groups()] == [
        Worth.BEST.points,
        Worth.ACCEPTABLE.points,
        Worth.UNSAFE.points,
    ]


def test_the_guide_tells_how_many_options_an_item_may_have() -> None:
    words = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
    told = re.search(r"Each item has (\w+) to (\w+) options", section("quiz.yaml"))
    assert told is not None
    allowed = Quiz.model_json_schema()["$defs"]["Item"]["properties"]["options"]
    assert (words[told[1]], words[told[2]]) == (allowed["minItems"], allowed["maxItems"])


def test_the_reflection_example_is_a_reflection() -> None:
    assert validated(Reflection, blocks("reflection.yaml")[0]).id == "support-both-ways"


def test_the_reflection_example_names_every_key_there_is() -> None:
    reflection = example("reflection.yaml")
    assert set(reflection) == keys(Reflection)
    assert set(reflection["prompts"][0]) == keys(Prompt)


def test_the_guide_lists_every_box_and_no_other() -> None:
    listed = re.findall(r"^\| `(\w+)` \|", section("Lessons"), flags=re.MULTILINE)
    assert sorted(listed) == sorted(BOXES)


def test_every_box_example_makes_the_box_that_it_shows() -> None:
    examples = [block for block in blocks("Lessons") if block.startswith("::")]
    assert [re.findall(r":+ (\w+)", block) for block in examples] == [["say"], ["try", ANSWER]]
    for block in examples:
        html = to_html(block)
        assert unknown_boxes(block) == []
        assert ":::" not in html
        assert html.startswith('<div class="box ')
        assert html.endswith("</div>\n")
    assert '<details class="answer">' in to_html(examples[1])


def test_numbers_that_the_guide_allows_are_allowed() -> None:
    line = next(line for line in section("Lessons").splitlines() if "may be written out" in line)
    allowed = re.findall(r"`(\d+)`", line)
    assert {"999", "111", "101", "55"} <= set(allowed) <= PLAIN_NUMBERS
    assert telephone_numbers(line, set(allowed)) == []


def test_the_files_that_the_guide_names_are_the_files_there_are() -> None:
    tree = blocks("What lies where")[0]
    named = set(re.findall(r"^ {2}([\w./-]+?)/? ", tree, flags=re.MULTILINE))
    assert named == {path.name for path in (ROOT / "modules").iterdir()} & named
    assert {"programme.yaml", "values.yaml", "wellbeing-plan.yaml", "directory.yaml", "rubrics"} <= named


def test_a_course_made_from_the_examples_loads(tmp_path: Path) -> None:
    """The guide's module, its first lesson and its reflection, and its quiz with a second item."""
    course = Path(shutil.copytree(SMALL_COURSE, tmp_path / "modules"))
    folder = course / "03-guide"
    folder.mkdir()
    (folder / "module.yaml").write_text(
        re.sub(r"activities: .*", "activities: [our-lines, limits, quiz, support-both-ways]", blocks("module.yaml")[0]),
        encoding="utf-8",
    )
    lesson = blocks("Lessons")[0]
    (folder / "1-our-lines.md").write_text(lesson, encoding="utf-8")
    (folder / "2-limits.md").write_text(lesson.replace("id: our-lines", "id: limits"), encoding="utf-8")
    quiz = blocks("quiz.yaml")[0]
    item = quiz[quiz.index("  - id: q01") :]
    (folder / "quiz.yaml").write_text(quiz + item.replace("q01", "q02"), encoding="utf-8")
    (folder / "reflection.yaml").write_text(blocks("reflection.yaml")[0], encoding="utf-8")
    programme = (course / "programme.yaml").read_text(encoding="utf-8")
    (course / "programme.yaml").write_text(programme.replace("safety]", "safety, boundaries]"), encoding="utf-8")
    assert [module.id for module in load(course).modules] == ["first", "safety", "boundaries"]


@pytest.mark.parametrize("key", ["prevents", "content_note", "safety_critical", "critical"])
def test_keys_that_may_be_left_out_are_those_that_the_guide_calls_optional(key: str) -> None:
    optional = {
        name
        for shape in (ModuleHead, LessonHead, Quiz, Objective, Item, Option, Reflection, Prompt)
        for name, field in shape.model_fields.items()
        if not field.is_required()
    }
    assert optional == {"prevents", "content_note", "safety_critical", "critical"}
    assert key in GUIDE


def test_the_mistake_that_the_guide_shows_reads_as_the_loader_tells_it(tmp_path: Path) -> None:
    """A word that is not one of a few: here an option that is neither best, acceptable nor unsafe."""
    course = Path(shutil.copytree(SMALL_COURSE, tmp_path / "modules"))
    quiz = course / "01-first" / "quiz.yaml"
    quiz.write_text(quiz.read_text(encoding="utf-8").replace("is: unsafe", "is: wrong", 1), encoding="utf-8")
    with pytest.raises(ContentInvalid) as caught:
        load(course)
    (told,) = caught.value.mistakes
    (shown,) = re.findall(r"^ {4}modules/[\w/.-]+:\d+:\d+: (.*)$", GUIDE, flags=re.MULTILINE)

    def shape(sentence: str) -> str:
        return re.sub(r'"[^"]*"', '"..."', sentence).split(" not one of ")[0]

    assert shape(shown) == shape(told.sentence)
