"""What docs/authoring.md shows is what the loader reads."""

import json
import re
import shutil
from pathlib import Path
from textwrap import dedent, indent
from typing import Any, TypeVar

import pytest
import yaml
from pydantic import BaseModel

from tests.support.cast import SMALL_COURSE
from training.course.checks import PLAIN_NUMBERS, quiz_findings, telephone_numbers
from training.course.content import (
    Choice,
    End,
    Feedback,
    Item,
    LessonHead,
    ModuleHead,
    Objective,
    Option,
    Prompt,
    Quiz,
    Reflection,
    RolePlay,
    Scenario,
    Scene,
    TemplateHead,
    Term,
    Worth,
)
from training.course.directory import Role, Service
from training.course.loader import check, load
from training.course.markdown import ANSWER, BOXES, NATIONS, to_html, unknown_boxes
from training.course.pictures import CLASSES, DRAWN, TOLD
from training.course.positions import ContentInvalid, read_yaml

ROOT = Path(__file__).parents[2]
Shape = TypeVar("Shape", bound=BaseModel)
MAY_BE_LEFT_OUT = {"glossary.yaml", "pictures", "templates"}
SAMARITANS = """\
  - id: samaritans
    name: Samaritans
    for: Anyone.
    nations: [england, wales, scotland, northern-ireland]
    urgency: talk
    phone: 116 123
    hours: Day and night
    url: https://example.org/samaritans
    last_checked: 2026-11-01
"""
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
    found = [re.findall(r"^:+ ([\w-]+)", block, flags=re.MULTILINE) for block in examples]
    assert found == [["say"], ["try", ANSWER], ["law", *NATIONS]]
    for block in examples:
        html = to_html(block)
        assert unknown_boxes(block) == []
        assert ":::" not in html
        assert html.startswith('<div class="box ')
        assert html.endswith("</div>\n")
    assert '<details class="answer">' in to_html(examples[1])
    assert to_html(examples[2]).count('<details class="nation ') == 4


def test_numbers_that_the_guide_allows_are_allowed() -> None:
    line = next(line for line in section("Lessons").splitlines() if "may be written out" in line)
    allowed = re.findall(r"`(\d+)`", line)
    assert {"999", "111", "101", "55"} <= set(allowed) <= PLAIN_NUMBERS
    assert telephone_numbers(line, set(allowed)) == []


def test_the_files_that_the_guide_names_are_the_files_there_are() -> None:
    tree = blocks("What lies where")[0]
    named = set(re.findall(r"^ {2}([\w./-]+?)/? ", tree, flags=re.MULTILINE))
    assert named - MAY_BE_LEFT_OUT == {path.name for path in (ROOT / "modules").iterdir()} & named - MAY_BE_LEFT_OUT
    assert named >= MAY_BE_LEFT_OUT
    assert {"programme.yaml", "values.yaml", "wellbeing-plan.yaml", "directory.yaml", "rubrics"} <= named


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A small course with a directory that has the service of the examples."""
    made = Path(shutil.copytree(SMALL_COURSE, tmp_path / "modules"))
    with (made / "directory.yaml").open("a", encoding="utf-8") as directory:
        directory.write(SAMARITANS)
    return made


def write(course: Path, name: str, text: str) -> None:
    path = course / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")


def every_block() -> list[str]:
    """Every example of the guide, in order."""
    headings = re.findall(r"^## (.*)$", GUIDE, flags=re.MULTILINE)
    return [block for heading in headings for block in blocks(heading)]


def test_a_course_made_of_every_example_has_no_mistakes(course: Path) -> None:
    """Each example stands in its file; where an example alone would be too little, the least is added."""
    (tree,) = blocks("What lies where")
    (module,) = blocks("module.yaml")
    lesson, *parts = blocks("Lessons")
    (row,) = blocks("directory.yaml")
    (glossary,) = blocks("glossary.yaml")
    (picture,) = blocks("Pictures")
    (template,) = blocks("Templates")
    (quiz,) = blocks("quiz.yaml")
    (reflection,) = blocks("reflection.yaml")
    (scenario,) = blocks("scenario.yaml")
    steps = blocks("A small module, step by step")
    shown = [tree, module, lesson, *parts, row, glossary, picture, template, quiz, reflection, scenario, *steps]
    assert shown == every_block()

    activities = "activities: [our-lines, limits, quiz, support-both-ways, in-the-kitchen]"
    write(course, "03-guide/module.yaml", re.sub(r"activities: .*", activities, module))
    link = re.search(r"`(\[.*?\]\(/glossary#.*?\))`", section("Lessons"))
    assert link is not None
    write(course, "03-guide/1-our-lines.md", "\n".join([lesson, *parts, link[1], ""]))
    write(course, "03-guide/2-limits.md", lesson.replace("id: our-lines", "id: limits"))
    item = quiz[quiz.index("  - id: q01") :]
    write(course, "03-guide/quiz.yaml", quiz + item.replace("q01", "q02"))
    write(course, "03-guide/reflection.yaml", reflection)
    write(course, "03-guide/scenario.yaml", scenario)
    write(course, "glossary.yaml", glossary)
    write(course, "pictures/three-steps.svg", picture)
    write(course, "templates/wellbeing-plan.md", template)
    others = row.replace("nhs-111-wales", "others").replace("[wales]", "[england, scotland, northern-ireland]")
    with (course / "directory.yaml").open("a", encoding="utf-8") as directory:
        directory.write(indent(row + others, "  "))
    change(course / "programme.yaml", "safety]", "safety, boundaries]")
    found = check(course)
    assert [str(mistake) for mistake in found.mistakes] == []
    assert found.course is not None
    assert [each.id for each in found.course.modules] == ["first", "safety", "boundaries"]


def step_by_step() -> dict[str, str]:
    """The files of the small module that the guide leads through, by name."""
    heading = "A small module, step by step"
    names = re.findall(r"^`modules/(10-breaks/[\w.-]+)` ", section(heading), flags=re.MULTILINE)
    *files, _need = blocks(heading)
    return dict(zip(names, files, strict=True))


def test_the_small_module_of_the_guide_is_a_module_without_mistakes_or_warnings(course: Path) -> None:
    for name, text in step_by_step().items():
        write(course, name, text)
    need = blocks("A small module, step by step")[-1]
    change(course / "programme.yaml", "safety]", "safety, breaks]")
    change(
        course / "programme.yaml",
        "      - {kind: module, of: safety, fresh_months: 24}\n",
        "      - {kind: module, of: safety, fresh_months: 24}\n" + indent(need, "      "),
    )
    found = check(course)
    assert [str(each) for each in (*found.mistakes, *found.advice)] == []
    assert found.course is not None
    module = found.course.module("breaks")
    assert module is not None
    assert [lesson.id for lesson in module.lessons] == ["why-a-break"]
    assert module.quiz is not None
    assert module.reflection is not None


def test_the_small_module_fits_the_course_that_ships(tmp_path: Path) -> None:
    """Someone who follows the guide word for word in modules/ meets no mistake."""
    folder = Path(shutil.copytree(ROOT / "modules", tmp_path / "modules"))
    for name, text in step_by_step().items():
        write(folder, name, text)
    programme = folder / "programme.yaml"
    named = re.sub(r"^modules: \[(.*)\]", r"modules: [\1, breaks]", programme.read_text(encoding="utf-8"), flags=re.M)
    programme.write_text(named, encoding="utf-8")
    assert load(folder).module("breaks") is not None


def test_the_scenario_example_names_every_key_there_is() -> None:
    scenario = example("scenario.yaml")
    assert set(scenario) == keys(Scenario)
    assert set(scenario["role_play"]) == keys(RolePlay)
    nodes = {
        kind: [node for node in scenario["nodes"] if node["kind"] == kind] for kind in ("scene", "feedback", "end")
    }
    assert set(nodes["scene"][0]) == keys(Scene)
    assert {key for choice in nodes["scene"][0]["choices"] for key in choice} == keys(Choice)
    assert {key for node in nodes["feedback"] for key in node} == keys(Feedback) - {"next"}
    assert set(nodes["end"][0]) == keys(End)


def test_the_directory_example_names_the_keys_of_a_row() -> None:
    (row,) = example("directory.yaml")
    assert set(row) == keys(Service) - {"text", "email", "note"}


def test_the_other_examples_name_every_key_there_is() -> None:
    assert set(example("glossary.yaml")["terms"][0]) == keys(Term)
    head = blocks("Templates")[0].split("---\n")[1]
    assert set(yaml.safe_load(head)) == keys(TemplateHead)


def test_the_guide_lists_every_class_of_pictures_and_every_part_they_may_have() -> None:
    told = set(re.findall(r"`([\w-]+)`", section("Pictures")))
    assert told == CLASSES | DRAWN | TOLD


def test_the_guide_names_every_role() -> None:
    assert set(re.findall(r"nation\.([\w-]+)", section("Lessons"))) == {role.value for role in Role}


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
