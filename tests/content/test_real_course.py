"""The course that ships: it loads, and it has what the programme needs."""

import re
from pathlib import Path

import pytest

from training.course.checks import directory_numbers, telephone_numbers
from training.course.content import Course, Lesson, Module, Rubric
from training.course.loader import load
from training.course.programme import Need, ObservationsNeed
from training.course.tokens import services_named
from training.criteria.policy import policy_of

MODULES = Path(__file__).parents[2] / "modules"
COURSE = load(MODULES)
TEXTS = sorted(path for path in MODULES.rglob("*") if path.suffix in (".md", ".yaml") and path.name != "directory.yaml")
LESSONS = {f"{module.id}/{lesson.id}": lesson for module in COURSE.modules for lesson in module.lessons}
LONG_NUMBER = re.compile(r"\+?\d(?:[\s().\u2011\u2013-]{0,3}\d){6,}")
"""Seven digits or more in a row, whatever stands between: our own look, apart from the loader's."""


def needs(course: Course) -> list[Need]:
    return [need for criterion in course.programme.criteria for need in criterion.needs]


def test_the_course_loads_without_mistakes() -> None:
    assert [module.id for module in COURSE.modules] == list(COURSE.programme.modules)


def test_it_is_the_same_whenever_it_is_read() -> None:
    assert load(MODULES) == COURSE


def test_it_survives_being_stored() -> None:
    assert Course.model_validate_json(COURSE.model_dump_json(by_alias=False), by_name=True) == COURSE


def test_the_programme_asks_for_the_four_criteria_in_the_words_we_show() -> None:
    assert [(criterion.id, criterion.title) for criterion in COURSE.programme.criteria] == [
        ("ready", "Well enough, and supported enough, to run groups safely"),
        ("trained", "Trained in the principles of peer support"),
        ("signposting", "Knows when and where to signpost"),
        ("values", "Upholds our peer support values"),
    ]


def test_being_trained_means_every_module_of_the_programme() -> None:
    trained = next(criterion for criterion in COURSE.programme.criteria if criterion.id == "trained")
    assert {getattr(need, "of", "") for need in trained.needs} == set(COURSE.programme.modules)
    assert {need.kind for need in trained.needs} == {"module"}


def test_every_criterion_asks_for_something_that_can_be_shown() -> None:
    resolved = [need for criterion in policy_of(COURSE).criteria for need in criterion.needs]
    assert len(resolved) == len(needs(COURSE))
    assert all(need.of and not need.of.endswith("/") for need in resolved)
    assert all(need.title != need.name for need in resolved)


def test_observed_practice_asks_for_two_sessions_by_two_observers_on_two_dates() -> None:
    """What a charity may raise and not lower."""
    (observed,) = [need for need in needs(COURSE) if isinstance(need, ObservationsNeed)]
    assert observed.count >= 2
    assert observed.observers >= 2
    assert observed.dates >= 2


def test_the_statements_that_are_signed_are_there() -> None:
    assert {statement.id for statement in COURSE.statements} == {"values-agreement", "wellbeing-plan"}


def test_the_default_values_say_that_the_charity_must_confirm_them() -> None:
    values = COURSE.statement("values-agreement")
    assert values is not None
    assert values.default_notice is not None
    assert "confirm" in values.default_notice
    assert len(values.lines) == 6


def test_the_wellbeing_plan_stays_private() -> None:
    plan = COURSE.statement("wellbeing-plan")
    assert plan is not None
    assert "private" in plan.introduction
    assert "never upload" in plan.introduction


def test_the_observation_rubric_has_its_safety_lines_as_critical() -> None:
    rubric = COURSE.rubric("observation")
    assert rubric is not None
    assert set(rubric.critical_lines) == {"opens", "spots-distress", "acts-on-risk", "boundaries", "closes"}


def test_the_reflection_rubric_protects_other_peoples_privacy_as_critical() -> None:
    rubric = COURSE.rubric("reflection")
    assert rubric is not None
    assert rubric.critical_lines == ("privacy",)


@pytest.mark.parametrize("rubric", COURSE.rubrics, ids=lambda rubric: rubric.id)
def test_the_four_levels_of_a_line_are_told_apart(rubric: Rubric) -> None:
    for line in rubric.lines:
        words = [says for _, says in line.levels]
        assert len(set(words)) == 4


def test_every_reflection_is_judged_on_a_rubric_that_is_there() -> None:
    reflections = [module.reflection for module in COURSE.modules if module.reflection]
    assert reflections
    assert all(COURSE.rubric(reflection.rubric) for reflection in reflections)


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: str(path.relative_to(MODULES)))
def test_no_telephone_number_stands_outside_the_directory(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert telephone_numbers(text, directory_numbers(COURSE.directory)) == []
    taught = re.sub(r"^sources:\n(?:  .*\n)+", "", text, flags=re.MULTILINE)  # page numbers may be long
    assert LONG_NUMBER.findall(re.sub(r"\d{4}-\d\d-\d\d", "", taught)) == []


def test_every_service_that_is_named_is_in_the_directory() -> None:
    named = {
        name for path in TEXTS for kind, name in services_named(path.read_text(encoding="utf-8")) if kind == "service"
    }
    assert named
    assert named <= set(COURSE.directory.by_id)


def test_every_nation_has_help_for_danger_for_urgent_need_and_for_a_talk() -> None:
    for urgency in ("danger", "urgent", "talk"):
        nations = {
            nation.value
            for service in COURSE.directory.services
            if service.urgency.value == urgency
            for nation in service.nations
        }
        assert nations == {"england", "wales", "scotland", "northern-ireland"}


RELAY = "18000"
"""999 by text relay, for people who cannot hear or speak on the telephone."""


def test_danger_is_999_everywhere() -> None:
    assert {service.phone for service in COURSE.directory.services if service.urgency.value == "danger"} == {
        "999",
        RELAY,
    }


@pytest.mark.parametrize("module", COURSE.modules, ids=lambda module: module.id)
def test_the_lessons_of_a_module_fit_into_its_minutes(module: Module) -> None:
    """The rest is for the quiz and the reflection."""
    assert sum(lesson.minutes for lesson in module.lessons) < module.minutes


@pytest.mark.parametrize("lesson", LESSONS.values(), ids=LESSONS)
def test_every_lesson_has_words_and_nothing_left_of_its_markup(lesson: Lesson) -> None:
    assert len(re.sub(r"<[^>]+>", " ", lesson.html).split()) > 120
    for leftover in (":::", "<script", "style=", "onclick", "](", "\n#"):
        assert leftover not in lesson.html


def test_the_safety_module_warns_of_its_content() -> None:
    for module in COURSE.modules:
        assert not module.safety_critical or module.content_note
    assert any(module.safety_critical for module in COURSE.modules)
