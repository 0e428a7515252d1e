"""The folder of content, read strictly: either a whole course, or every mistake at once.

Whatever can be read of a file is used to check the others, so that a mistake in one neither hides a mistake in another
nor is told again where that file is named.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter

from training.course import checks, positions
from training.course.checks import Names
from training.course.content import (
    Course,
    Glossary,
    LaunchFile,
    Lesson,
    LessonHead,
    Module,
    ModuleHead,
    Quiz,
    Reflection,
    Rubric,
    Scenario,
    Statement,
    Template,
    TemplateHead,
)
from training.course.directory import Directory, Role
from training.course.files import SLUG, File, Files
from training.course.lessons import LessonFile, cut
from training.course.links import Places, link_fault
from training.course.markdown import faults, headings, links, picture_faults, prose, to_html
from training.course.pictures import Picture, read_picture
from training.course.positions import ContentInvalid, Mistake, Source, read_yaml
from training.course.programme import Need, Programme
from training.course.scenarios import scenario_findings
from training.course.sentences import part
from training.course.style import quiz_advice, scenario_advice, text_advice

Shape = TypeVar("Shape", bound=BaseModel)

STATEMENT_FILES = ("values.yaml", "wellbeing-plan.yaml")
MODULE_PARTS = ("module.yaml", "*.md", "quiz.yaml", "reflection.yaml", "scenario.yaml")
RUBRICS = "rubrics"
TEMPLATES = "templates"
PICTURES = "pictures"
NOT_MODULES = frozenset({RUBRICS, TEMPLATES, PICTURES})
NEED: TypeAdapter[Need] = TypeAdapter(Need)
ROLE: TypeAdapter[Role] = TypeAdapter(Role)


@dataclass(frozen=True)
class Checked:
    """What a folder of content is found to be."""

    course: Course | None
    """None where there are mistakes."""
    mistakes: list[Mistake]
    advice: list[Mistake]
    """What an author may want to look at again. It stops nothing."""


def check(folder: Path) -> Checked:
    """Read and check a whole folder of content, with advice on its style."""
    reading = _Reading(folder)
    try:
        course = reading.course()
    except ContentInvalid as invalid:
        return Checked(None, invalid.mistakes, reading.advice())
    return Checked(course, [], reading.advice())


def load(folder: Path) -> Course:
    """Read and check a whole folder of content.

    :raises ContentInvalid: with every mistake
    """
    return _Reading(folder).course()


@dataclass(frozen=True)
class _Folder:
    """The files of a module."""

    head: File[ModuleHead]
    lessons: list[File[Lesson]]
    quiz: File[Quiz] | None
    reflection: File[Reflection] | None
    scenario: File[Scenario] | None

    @property
    def parts(self) -> list[File[BaseModel]]:
        others: list[File[BaseModel] | None] = [self.quiz, self.reflection, self.scenario]
        return [*self.lessons, *(each for each in others if each)]

    @property
    def opened(self) -> Names:
        """What can be opened in the module."""
        return Names.of([each.id for each in self.parts if each is not self.scenario])

    @property
    def may_be_critical(self) -> bool:
        """Whether the quiz has critical items, or cannot tell."""
        quiz = self.quiz
        return quiz is not None and (quiz.whole is None or any(each.critical for each in quiz.whole.objectives))

    def module(self) -> Module | None:
        if self.head.whole is None:
            return None
        order = {lesson.whole.id: lesson.whole for lesson in self.lessons if lesson.whole}
        return Module(
            **self.head.whole.model_dump(),
            lessons=tuple(order[name] for name in self.head.whole.activities if name in order),
            quiz=self.quiz.whole if self.quiz else None,
            reflection=self.reflection.whole if self.reflection else None,
            scenario=self.scenario.whole if self.scenario else None,
        )


class _Reading(Files):
    """One pass over the whole folder."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.folders: list[_Folder] = []
        self.pages: list[tuple[str, LessonFile]] = []
        """Each text in Markdown, with the name of its file."""
        self.pictures: dict[str, Picture | None] = {}
        """Each picture by name; None for one with mistakes."""
        self.picture_words: list[tuple[str, int, str]] = []

    def course(self) -> Course:
        directory = self.directory()
        rubrics = [self.file(path, Rubric) for path in sorted(self.folder.glob(f"{RUBRICS}/*.yaml"))]
        self.read_pictures()
        statements = [self.file(self.folder / name, Statement) for name in STATEMENT_FILES]
        folders = self.folders = [self.module(path) for path in self.module_folders()]
        glossary = self.optional(self.folder / "glossary.yaml", Glossary)
        launch = self.optional(self.folder / "launch.yaml", LaunchFile)
        if launch:
            self.found(launch.source, checks.duplicates("confirm", _entry_ids(launch.source, "confirm")))
        templates = [
            self.page(path, TemplateHead, Template, "template")
            for path in sorted(self.folder.glob(f"{TEMPLATES}/*.md"))
        ]
        programme = self.file(self.folder / "programme.yaml", Programme)
        self.check_ids("module", [folder.head for folder in folders])
        self.check_ids("statement", statements)
        self.check_ids("rubric", rubrics)
        self.check_ids("template", templates)
        self.check_rubrics(folders, rubrics)
        self.check_programme(programme, folders, statements, rubrics)
        self.check_texts(directory)
        self.check_links(folders, statements, templates, glossary)
        if self.mistakes or not programme.whole or not directory.whole:
            raise ContentInvalid(self.mistakes)
        order = {module.id: module for module in (folder.module() for folder in folders) if module}
        return Course(
            programme=programme.whole,
            modules=tuple(order[module_id] for module_id in programme.whole.modules),
            statements=tuple(statement.whole for statement in statements if statement.whole),
            rubrics=tuple(rubric.whole for rubric in rubrics if rubric.whole),
            directory=directory.whole,
            glossary=glossary.whole.terms if glossary and glossary.whole else (),
            to_confirm=launch.whole.confirm if launch and launch.whole else (),
            templates=tuple(template.whole for template in templates if template.whole),
        )

    def advice(self) -> list[Mistake]:
        """What an author may want to look at again, of what could be read."""
        found = [
            Mistake(name, file.body_line - 1 + line, 1, sentence)
            for name, file in self.pages
            for line, sentence in text_advice(prose(file.body))
        ]
        for folder in self.folders:
            quiz, scenario = folder.quiz, folder.scenario
            if quiz and quiz.whole:
                found += [quiz.source.mistake(path, sentence) for path, sentence in quiz_advice(quiz.whole)]
            if scenario and scenario.whole:
                found += [scenario.source.mistake(path, sentence) for path, sentence in scenario_advice(scenario.whole)]
        return sorted(set(found))

    def module_folders(self) -> list[Path]:
        """Every folder that holds a part of a module, so that none is overlooked for want of its module.yaml."""
        found = {path.parent for name in MODULE_PARTS for path in self.folder.glob(f"*/{name}")}
        return sorted(path for path in found if path.name not in NOT_MODULES and not path.name.startswith("."))

    def module(self, path: Path) -> _Folder:
        folder = _Folder(
            head=self.file(path / "module.yaml", ModuleHead),
            lessons=[self.page(each, LessonHead, Lesson, "lesson") for each in sorted(path.glob("*.md"))],
            quiz=self.optional(path / "quiz.yaml", Quiz),
            reflection=self.optional(path / "reflection.yaml", Reflection),
            scenario=self.optional(path / "scenario.yaml", Scenario),
        )
        self.check_ids("activity", folder.parts)
        present = Names.of([each.id for each in folder.parts])
        source = folder.head.source
        listed = _slugs(source.entries("activities"))
        if listed:
            self.found(source, checks.missing_or_unused(listed, present))
        if folder.quiz and folder.quiz.whole:
            lessons = Names.of([lesson.id for lesson in folder.lessons])
            missing = {name for name in listed if name and name not in present}
            known = Names(lessons.ids | missing, lessons.complete)
            self.found(folder.quiz.source, checks.quiz_findings(folder.quiz.whole, known))
        if folder.scenario and folder.scenario.whole:
            self.found(folder.scenario.source, scenario_findings(folder.scenario.whole))
        return folder

    def page(self, path: Path, head_shape: type[BaseModel], shape: type[Shape], kind: str) -> File[Shape]:
        """A file of Markdown that begins with its facts: a lesson or a template."""
        name, text = self.name(path), self.text(path)
        if text is None:
            return File(Source(name))
        file = cut(text)
        self.pages.append((name, file))
        no_facts = f"a {kind} begins with its facts between two lines of ---"
        if not file.facts.strip():
            self.mistakes.append(Mistake(name, 1, 1, no_facts))
            return File(Source(name))
        head = self.shaped(*read_yaml(name, file.facts, first_line=2), head_shape, empty=no_facts)
        self.check_body(name, file, kind)
        if head.whole is None:
            return File(head.source)
        facts = head.whole.model_dump()
        drawn = {name: picture for name, picture in self.pictures.items() if picture}
        return File(head.source, shape.model_validate({**facts, "html": to_html(file.body, drawn)}, by_name=True))

    def read_pictures(self) -> None:
        for path in sorted(self.folder.glob(f"{PICTURES}/*.svg")):
            name, text = self.name(path), self.text(path)
            if part(SLUG, path.stem) is None:
                self.mistakes.append(Mistake(name, 1, 1, "the name of a picture is short words joined by hyphens"))
            self.pictures[path.stem] = None
            if text is not None:
                self.pictures[path.stem], words, mistakes = read_picture(name, text)
                self.picture_words += [(name, line, content) for line, content in words]
                self.mistakes += mistakes

    def check_body(self, name: str, file: LessonFile, kind: str) -> None:
        if not file.body.strip():
            self.mistakes.append(Mistake(name, file.body_line, 1, f"the {kind} has no text"))
        for line, sentence in (*faults(file.body), *picture_faults(file.body, self.pictures)):
            self.mistakes.append(Mistake(name, file.body_line - 1 + line, 1, sentence))

    def check_ids(self, kind: str, files: Sequence[File[BaseModel]]) -> None:
        """Tell each file whose id another file took before it."""
        taken: dict[str, str] = {}
        for file in files:
            if file.id in taken:
                sentence = f'the {kind} id "{file.id}" is already that of {taken[file.id]}'
                self.mistakes.append(file.source.mistake(("id",), sentence))
            elif file.id:
                taken[file.id] = file.source.file

    def check_rubrics(self, folders: list[_Folder], rubrics: list[File[Rubric]]) -> None:
        names = Names.of([rubric.id for rubric in rubrics])
        for rubric in rubrics:
            if rubric.whole:
                self.found(rubric.source, checks.duplicates("lines", [line.id for line in rubric.whole.lines]))
        for folder in folders:
            if folder.reflection:
                source = folder.reflection.source
                prompts = _entry_ids(source, "prompts")
                self.found(source, checks.duplicates("prompts", prompts))
                name = part(SLUG, source.value("rubric"))
                if name and name not in names:
                    self.found(source, [(("rubric",), f'there is no rubric "{name}"')])

    def check_programme(
        self,
        programme: File[Programme],
        folders: list[_Folder],
        statements: list[File[Statement]],
        rubrics: list[File[Rubric]],
    ) -> None:
        modules = Names.of([folder.head.id for folder in folders])

        def those(chosen: Iterable[_Folder]) -> Names:
            return Names(frozenset(folder.head.id for folder in chosen if folder.head.id), modules.complete)

        source = programme.source
        listed = _slugs(source.entries("modules"))
        criteria = [each.get("id") if isinstance(each, dict) else None for each in source.entries("criteria")]
        self.found(source, checks.duplicates("criteria", [part(SLUG, each) for each in criteria]))
        self.found(
            source,
            checks.programme_findings(
                listed,
                _needs(source.entries("criteria")),
                modules=modules,
                with_quiz=those(folder for folder in folders if folder.quiz),
                with_reflection=those(folder for folder in folders if folder.reflection),
                with_critical=those(folder for folder in folders if folder.may_be_critical),
                statements=Names.of([statement.id for statement in statements]),
                rubrics=Names.of([rubric.id for rubric in rubrics]),
            ),
        )
        if listed:
            for name in sorted(checks.not_listed(listed, modules)):
                self.found(source, [(("modules",), f'module "{name}" is not in the list')])

    def check_texts(self, directory: File[Directory]) -> None:
        entries = directory.source.entries("services")
        services = Names.of(_entry_ids(directory.source, "services")) if entries else Names(complete=False)
        given = [each.get("role") for each in entries if isinstance(each, dict) and each.get("role")]
        roles = Names.of([part(ROLE, each) for each in dict.fromkeys(map(str, given))]) if entries else services
        if directory.whole:
            numbers = checks.directory_numbers(directory.whole)
        else:
            numbers = checks.numbers_written(directory.source.strings())
        for source in self.sources:
            if source is not directory.source:
                for path, text in source.strings():
                    for sentence in checks.text_findings(text, services, roles, numbers):
                        self.mistakes.append(source.mistake(path, sentence))
        for name, file in self.pages:
            for line, text in file.lines:
                for sentence in checks.text_findings(text, services, roles, numbers):
                    self.mistakes.append(Mistake(name, line, 1, sentence))

        for name, line, text in self.picture_words:
            for sentence in checks.text_findings(text, services, roles, numbers):
                self.mistakes.append(Mistake(name, line, 1, sentence))

    def check_links(
        self,
        folders: list[_Folder],
        statements: list[File[Statement]],
        templates: list[File[Template]],
        glossary: File[Glossary] | None,
    ) -> None:
        """Tell each link of a text that leads nowhere on this site."""
        terms = _entry_ids(glossary.source, "terms") if glossary else []
        if glossary:
            self.found(glossary.source, checks.duplicates("terms", terms))
        places = Places(
            terms=Names.of(terms) if terms or not glossary else Names(complete=False),
            templates=Names.of([template.id for template in templates]),
            statements=Names.of([statement.id for statement in statements]),
            modules=Names.of([folder.head.id for folder in folders]),
            activities={folder.head.id: folder.opened for folder in folders if folder.head.id},
        )
        for name, file in self.pages:
            anchors = headings(file.body)
            for line, address in links(file.body):
                sentence = link_fault(address, anchors, places)
                if sentence:
                    self.mistakes.append(Mistake(name, file.body_line - 1 + line, 1, sentence))


def _entry_ids(source: Source, key: str) -> list[str | None]:
    """The ids of the entries of a list; None for one that has no good id."""
    return _slugs([each.get("id") if isinstance(each, dict) else None for each in source.entries(key)])


def _slugs(entries: list[Any]) -> list[str | None]:
    """The entries of a list of ids; None for one that is no id, which is told with the shape of the file."""
    return [part(SLUG, each) for each in entries]


def _needs(criteria: list[Any]) -> Iterator[tuple[positions.Path, Need]]:
    """Each need that can be read, whatever is wrong around it."""
    for at, criterion in enumerate(criteria):
        needs = criterion.get("needs") if isinstance(criterion, dict) else None
        for index, data in enumerate(needs if isinstance(needs, list) else []):
            need = part(NEED, data)
            if need is not None:
                yield ("criteria", at, "needs", index), need
