"""What an author is told about links, words to explain and templates, word for word and at its place."""

from pathlib import Path

import pytest

from tests.support.authors import change, told
from tests.support.full_course import full_course
from training.course.content import Course
from training.course.loader import load

ONE = "01-first/1-one.md"
GLOSSARY = "glossary.yaml"
PLAN = "templates/wellbeing-plan.md"


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A small course with words, templates and a scenario, to break."""
    return full_course(tmp_path)


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/support",
        "/glossary",
        "/glossary#lead",
        "/about/privacy",
        "/verify",
        "/learn",
        "/learn/safety",
        "/learn/safety/limits",
        "/learn/safety/quiz",
        "/learn/first/looking-back",
        "/templates/wellbeing-plan",
        "/declarations/values-agreement",
        "#a-step",
        "https://example.org/x",
        "mailto:a@example.org",
        "/support?nation=wales",
    ],
)
def test_a_link_that_leads_somewhere_is_fine(course: Path, address: str) -> None:
    change(course, ONE, "The first lesson.", f"## A step\n\nThe [first]({address}) lesson.")
    assert f'href="{address}"' in load(course).modules[0].lessons[0].html


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("/glossary#adult", 'there is no term "adult" in glossary.yaml'),
        ("/nothing", 'there is no page "/nothing"'),
        ("/about/us", 'there is no page "/about/us"'),
        ("/support/", 'there is no page "/support/"'),
        ("/admin", 'there is no page "/admin"'),
        ("/learn/third", 'there is no module "third"'),
        ("/learn/first/three", 'module "first" has no "three" to open'),
        ("/learn/first/one/read", 'there is no page "/learn/first/one/read"'),
        ("/learn/safety/kitchen", 'module "safety" has no "kitchen" to open'),
        ("/templates/plan", 'there is no template "plan"'),
        ("/templates", 'there is no page "/templates"'),
        ("/declarations/first", 'there is no statement "first"'),
        ("#nowhere", 'there is no heading "#nowhere" in this text'),
        ("2-two.md", '"2-two.md" leads nowhere; links to pages of this site begin with "/"'),
        ("//example.org/x", '"//example.org/x" leads nowhere; links to other sites begin with https://'),
        ("ftp://example.org/x", '"ftp://example.org/x" leads nowhere; links to other sites begin with https://'),
        ("tel:116123", '"tel:116123" leads nowhere; links to other sites begin with https://'),
    ],
)
def test_a_link_that_leads_nowhere_is_told_at_its_line(course: Path, address: str, sentence: str) -> None:
    change(course, ONE, "The first lesson.", f"The first lesson.\nIt has\n[a link]({address}).\n\n")
    assert f"modules/{ONE}:8:1: {sentence}" in told(course)


def test_a_dead_link_in_a_box_a_list_a_table_and_a_template_is_told_at_its_line(course: Path) -> None:
    change(
        course,
        ONE,
        "The first lesson.",
        "::: key\n- one\n- [x](/a)\n:::\n\n| a | b |\n|---|---|\n| c | [x](/b) |\n\n[x][there]\n\n[there]: /c\n\n",
    )
    change(course, PLAN, "____\n", "[x](/d)\n\n____\n")
    assert told(course) == [
        'modules/01-first/1-one.md:8:1: there is no page "/a"',
        'modules/01-first/1-one.md:13:1: there is no page "/b"',
        'modules/01-first/1-one.md:15:1: there is no page "/c"',
        'modules/templates/wellbeing-plan.md:8:1: there is no page "/d"',
    ]


def test_without_a_glossary_no_word_can_be_linked_to(course: Path) -> None:
    change(course, ONE, "The first lesson.", "The [lead](/glossary#lead).")
    (course / GLOSSARY).unlink()
    assert told(course) == [f'modules/{ONE}:6:1: there is no term "lead" in glossary.yaml']


def test_a_glossary_that_cannot_be_read_is_not_told_again_at_each_link(course: Path) -> None:
    change(course, ONE, "The first lesson.", "The [lead](/glossary#anything).")
    (course / GLOSSARY).write_text("terms: [\n", encoding="utf-8")
    (mistake,) = told(course)
    assert mistake.startswith("modules/glossary.yaml:")


def test_a_module_that_cannot_be_read_is_not_told_again_at_each_link(course: Path) -> None:
    change(course, ONE, "The first lesson.", "See [this](/learn/whatever/it).")
    change(course, "02-safety/module.yaml", "id: safety", "id: not an id")
    assert all("whatever" not in mistake for mistake in told(course))


def test_the_words_stand_in_the_course_and_survive_being_stored(course: Path) -> None:
    read = load(course)
    assert [term.id for term in read.glossary] == ["lead", "adult-at-risk"]
    assert [template.id for template in read.templates] == ["wellbeing-plan"]
    assert Course.model_validate_json(read.model_dump_json(by_alias=False), by_name=True) == read


@pytest.mark.parametrize(
    ("old", "new", "mistake"),
    [
        ("id: adult-at-risk", "id: lead", '5:9: "lead" stands here twice'),
        ("    term: The lead\n", "", '2:5: "term" is missing'),
        ("term: The lead", "term:", '3:10: "term" is empty'),
        ("id: lead", "id: The lead", '2:9: "id" is not written in the right form'),
        ("term: The lead", "word: The lead", '3:11: "word" is not a key that belongs here'),
        ("service.talk", "service.nobody", '4:12: there is no service "nobody" in directory.yaml'),
        (
            "{{ service.talk }}",
            "0161 496 0000",
            '4:12: "0161 496 0000" looks like a telephone number; write {{ service.name }} instead',
        ),
    ],
)
def test_one_mistake_of_the_glossary_is_told_at_its_place(course: Path, old: str, new: str, mistake: str) -> None:
    change(course, GLOSSARY, old, new)
    assert f"modules/{GLOSSARY}:{mistake}" in told(course)


@pytest.mark.parametrize(("text", "place"), [("terms: []\n", "1:8"), ("terms:\n", "1:7")])
def test_a_glossary_without_words(course: Path, text: str, place: str) -> None:
    (course / GLOSSARY).write_text(text, encoding="utf-8")
    (mistake,) = told(course)
    assert mistake.startswith(f"modules/{GLOSSARY}:{place}: ")


def test_an_empty_glossary_file(course: Path) -> None:
    (course / GLOSSARY).write_text("", encoding="utf-8")
    assert told(course) == ["modules/glossary.yaml:1:1: the file is empty"]


@pytest.mark.parametrize(
    ("old", "new", "mistake"),
    [
        ("for: For you alone.\n", "", '2:1: "for" is missing'),
        (
            "title: My",
            "minutes: 5\ntitle: My",
            '3:10: "minutes" is not a key that belongs here',
        ),
        ("## What keeps me well\n\n____\n____\n", "", "6:1: the template has no text"),
        ("## What", "# What", '6:1: headings in a lesson begin at "##"'),
        ("____\n____", "::: shout\nHi.\n:::", '8:1: there is no box "shout"'),
        ("____\n____", "{{ service.nobody }}", '8:1: there is no service "nobody" in directory.yaml'),
    ],
)
def test_one_mistake_of_a_template_is_told_at_its_place(course: Path, old: str, new: str, mistake: str) -> None:
    change(course, PLAN, old, new)
    assert told(course) == [f"modules/{PLAN}:{mistake}"]


def test_a_template_without_facts(course: Path) -> None:
    (course / PLAN).write_text("Just words.\n", encoding="utf-8")
    assert told(course) == [f"modules/{PLAN}:1:1: a template begins with its facts between two lines of ---"]


def test_two_templates_with_one_id(course: Path) -> None:
    (course / "templates/another.md").write_text((course / PLAN).read_text(encoding="utf-8"), encoding="utf-8")
    assert told(course) == [
        f'modules/{PLAN}:2:5: the template id "wellbeing-plan" is already that of modules/templates/another.md'
    ]
