"""What the files of a course hold, and what one edition holds: authors' files and stored editions alike."""

from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field

from training.core.ids import digest_of
from training.course.directory import Directory
from training.course.parts import Minutes, Part, Revision, Slug, Words
from training.course.programme import Programme

FORMAT = 1
"""The format that editions are written in. A landed format keeps its reader: what is added to one has a default."""
BEST_CHOICE = 2
"""What the best choice of a scene scores."""


class Worth(StrEnum):
    """How good an option is, and what it scores."""

    BEST = "best"
    ACCEPTABLE = "acceptable"
    UNSAFE = "unsafe"

    @property
    def points(self) -> int:
        return {Worth.BEST: 2, Worth.ACCEPTABLE: 1, Worth.UNSAFE: 0}[self]


class Option(Part):
    id: Slug
    worth: Worth = Field(alias="is")
    text: Words
    feedback: Words


class Item(Part):
    id: Slug
    kind: Literal["choice"]
    objective: Slug
    prevents: Words | None = None
    """The harm that a critical item prevents; none on others."""
    text: Words
    options: Annotated[tuple[Option, ...], Field(min_length=3, max_length=5)]

    @property
    def critical(self) -> bool:
        return self.prevents is not None

    def option(self, option_id: str) -> Option | None:
        return next((option for option in self.options if option.id == option_id), None)


class Objective(Part):
    id: Slug
    says: Words
    lesson: Slug
    critical: bool = False
    draw: Annotated[int, Field(ge=1, le=20)]


class Quiz(Part):
    id: Slug
    revision: Revision
    pass_mark: Annotated[int, Field(ge=1, le=100)]
    tries: Annotated[int, Field(ge=1, le=10)]
    objectives: Annotated[tuple[Objective, ...], Field(min_length=1)]
    items: Annotated[tuple[Item, ...], Field(min_length=1)]

    @cached_property
    def items_by_id(self) -> dict[str, Item]:
        return {item.id: item for item in self.items}

    @cached_property
    def objectives_by_id(self) -> dict[str, Objective]:
        return {objective.id: objective for objective in self.objectives}

    @property
    def length(self) -> int:
        """How many items an attempt asks."""
        return sum(objective.draw for objective in self.objectives)


class Prompt(Part):
    id: Slug
    asks: Words


class Reflection(Part):
    id: Slug
    title: Words
    revision: Revision
    minutes: Minutes
    rubric: Slug
    introduction: Words
    prompts: Annotated[tuple[Prompt, ...], Field(min_length=1)]


class Choice(Part):
    """What one may do in a scene."""

    id: Slug
    scores: Annotated[int, Field(ge=0, le=2)]
    critical: bool = False
    """A critical error: recorded even where it is put right later."""
    prevents: Words | None = None
    """The harm that a critical choice is there to prevent; none on others."""
    text: Words
    consequence: Words
    next: Slug


class Scene(Part):
    """Something happens, and one chooses."""

    id: Slug
    kind: Literal["scene"]
    text: Words
    choices: Annotated[tuple[Choice, ...], Field(min_length=2, max_length=4)]

    @property
    def best(self) -> Choice | None:
        """The choice that scores most; none where the scene has a mistake."""
        return next((choice for choice in self.choices if choice.scores == BEST_CHOICE), None)


class WayOn(Part):
    """A way on from feedback. It scores nothing."""

    id: Slug
    text: Words
    next: Slug


class Feedback(Part):
    """Teaches, then goes on: by its ways, or to `next`, or back to the scene without the choice just made."""

    id: Slug
    kind: Literal["feedback"]
    text: Words
    next: Slug | None = None
    choices: Annotated[tuple[WayOn, ...], Field(max_length=4)] = ()

    @property
    def returns(self) -> bool:
        return self.next is None and not self.choices


class End(Part):
    id: Slug
    kind: Literal["end"]
    ending: Literal["good", "mixed"]
    text: Words


Node = Annotated[Scene | Feedback | End, Field(discriminator="kind")]


class RolePlay(Part):
    """The same situation played live with a trainer."""

    setting: Words
    trainer_plays: Words
    watch_for: Annotated[tuple[Words, ...], Field(min_length=1)]
    stop_if: Words
    minutes: Minutes


class Scenario(Part):
    id: Slug
    title: Words
    revision: Revision
    minutes: Minutes
    content_note: Words | None = None
    introduction: Words
    start: Slug
    nodes: Annotated[tuple[Node, ...], Field(min_length=2)]
    debrief: Annotated[tuple[Words, ...], Field(min_length=1)]
    role_play: RolePlay

    @cached_property
    def nodes_by_id(self) -> dict[str, Scene | Feedback | End]:
        return {node.id: node for node in self.nodes}


class LessonHead(Part):
    """What a lesson's file says of itself before the text."""

    id: Slug
    title: Words
    minutes: Minutes
    content_note: Words | None = None


class Lesson(LessonHead):
    html: str
    """Sanitised, with service tokens still in it."""


class ModuleHead(Part):
    """module.yaml."""

    id: Slug
    title: Words
    summary: Words
    minutes: Minutes
    safety_critical: bool = False
    content_note: Words | None = None
    reviewed_on: date
    outcomes: Annotated[tuple[Words, ...], Field(min_length=1)]
    sources: Annotated[tuple[Words, ...], Field(min_length=1)]
    activities: Annotated[tuple[Slug, ...], Field(min_length=1)]


class Module(ModuleHead):
    lessons: tuple[Lesson, ...]
    quiz: Quiz | None = None
    reflection: Reflection | None = None
    scenario: Scenario | None = None

    @property
    def opened(self) -> tuple[str, ...]:
        """The activities that can be opened, in order. A scenario is practised with a trainer."""
        return tuple(name for name in self.activities if self.scenario is None or name != self.scenario.id)

    def lesson(self, lesson_id: str) -> Lesson | None:
        return next((lesson for lesson in self.lessons if lesson.id == lesson_id), None)


class Term(Part):
    """A word that the course explains once for all lessons."""

    id: Slug
    term: Words
    means: Words


class Glossary(Part):
    """glossary.yaml."""

    terms: Annotated[tuple[Term, ...], Field(min_length=1)]


class ToConfirm(Part):
    """Something that the course leaves to the charity to make sure of before real use."""

    id: Slug
    title: Words
    says: Words


class LaunchFile(Part):
    """launch.yaml."""

    confirm: Annotated[tuple[ToConfirm, ...], Field(min_length=1)]


class TemplateHead(Part):
    """What a template's file says of itself before the text."""

    id: Slug
    title: Words
    audience: Words = Field(alias="for")


class Template(TemplateHead):
    """A page to print and write on."""

    html: str


class Line(Part):
    """A line that a person signs."""

    title: Words
    says: Words


class Statement(Part):
    """Words that a person declares by signing."""

    id: Slug
    title: Words
    revision: Revision
    introduction: Words
    default_notice: Words | None = None
    """Says that these are default words, which the charity must confirm or replace."""
    lines: Annotated[tuple[Line, ...], Field(min_length=1)]
    promise: Words

    @property
    def words(self) -> str:
        """All that is signed, for its digest."""
        lines = "\n".join(f"{line.title}: {line.says}" for line in self.lines)
        return f"{self.title}\n{self.introduction}\n{lines}\n{self.promise}"


class Levels(Part):
    """Words for the four levels of a line: not yet, emerging, meets, strong."""

    not_yet: Words = Field(alias="1")
    emerging: Words = Field(alias="2")
    meets: Words = Field(alias="3")
    strong: Words = Field(alias="4")

    def __iter__(self):  # type: ignore[no-untyped-def]
        return iter(((1, self.not_yet), (2, self.emerging), (3, self.meets), (4, self.strong)))


class RubricLine(Part):
    id: Slug
    title: Words
    critical: bool = False
    levels: Levels


class Rubric(Part):
    id: Slug
    title: Words
    introduction: Words
    lines: Annotated[tuple[RubricLine, ...], Field(min_length=1)]

    @property
    def critical_lines(self) -> tuple[str, ...]:
        return tuple(line.id for line in self.lines if line.critical)


class Course(Part):
    """All that one edition holds."""

    format: Literal[1] = 1
    programme: Programme
    modules: tuple[Module, ...]
    """In the programme's order."""
    statements: tuple[Statement, ...]
    rubrics: tuple[Rubric, ...]
    directory: Directory
    glossary: tuple[Term, ...] = ()
    to_confirm: tuple[ToConfirm, ...] = ()
    templates: tuple[Template, ...] = ()

    @cached_property
    def fingerprint(self) -> str:
        """Of all that it holds."""
        return digest_of(self.model_dump_json(by_alias=False))

    def module(self, module_id: str) -> Module | None:
        return next((module for module in self.modules if module.id == module_id), None)

    def statement(self, statement_id: str) -> Statement | None:
        return next((statement for statement in self.statements if statement.id == statement_id), None)

    def template(self, template_id: str) -> Template | None:
        return next((template for template in self.templates if template.id == template_id), None)

    def rubric(self, rubric_id: str) -> Rubric | None:
        return next((rubric for rubric in self.rubrics if rubric.id == rubric_id), None)

    def quiz(self, activity: str) -> Quiz | None:
        """The quiz with the full name `module/quiz`."""
        module_id, _, quiz_id = activity.partition("/")
        module = self.module(module_id)
        return module.quiz if module and module.quiz and module.quiz.id == quiz_id else None

    def reflection(self, activity: str) -> Reflection | None:
        """The reflection with the full name `module/reflection`."""
        module_id, _, reflection_id = activity.partition("/")
        module = self.module(module_id)
        found = module.reflection if module else None
        return found if found and found.id == reflection_id else None


def activity_name(module_id: str, activity_id: str) -> str:
    """The full name of an activity, unique in the course: `boundaries/quiz`."""
    return f"{module_id}/{activity_id}"
