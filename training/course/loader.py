"""The folder of content, read strictly: either a whole course, or every mistake at once."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from training.course import checks
from training.course.content import (
    Course,
    Directory,
    Lesson,
    LessonHead,
    Module,
    ModuleHead,
    Programme,
    Quiz,
    Reflection,
    Rubric,
    Statement,
)
from training.course.markdown import to_html, unknown_boxes
from training.course.positions import ContentInvalid, Mistake, Source, read_yaml

Shape = TypeVar("Shape", bound=BaseModel)

STATEMENT_FILES = ("values.yaml", "wellbeing-plan.yaml")

# How pydantic's kinds of error read to an author.
SENTENCES = {
    "missing": '"{name}" is missing',
    "extra_forbidden": '"{name}" is not a key that belongs here',
    "string_type": '"{name}" must be text; put it in quotes',
    "string_too_short": '"{name}" is empty',
    "string_pattern_mismatch": '"{name}" is not written in the right form',
    "int_type": '"{name}" must be a whole number',
    "bool_type": '"{name}" must be true or false',
    "too_short": '"{name}" has too few entries',
    "too_long": '"{name}" has too many entries',
    "tuple_type": '"{name}" must be a list',
    "model_type": '"{name}" must be keys with values',
    "model_attributes_type": '"{name}" must be keys with values',
}


def load(folder: Path) -> Course:
    """Read and check a whole folder of content.

    :raises ContentInvalid: with every mistake
    """
    return _Reading(folder).course()


def load_directory(folder: Path) -> Directory:
    """Read the directory of services alone.

    :raises ContentInvalid: with every mistake in it
    """
    reading = _Reading(folder)
    directory = reading.directory()
    if directory is None or reading.mistakes:
        raise ContentInvalid(reading.mistakes)
    return directory


class _Reading:
    """One pass over the folder; mistakes gather as it goes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.mistakes: list[Mistake] = []
        self.sources: list[Source] = []
        self.lesson_texts: list[tuple[str, int, str]] = []

    def course(self) -> Course:
        directory = self.directory()
        rubrics = [self.file(path, Rubric) for path in sorted(self.folder.glob("rubrics/*.yaml"))]
        statements = [self.file(self.folder / name, Statement) for name in STATEMENT_FILES]
        modules = [self.module(path.parent) for path in sorted(self.folder.glob("*/module.yaml"))]
        programme = self.file(self.folder / "programme.yaml", Programme)
        good_modules = [module for module in modules if module]
        good_statements = [statement for statement in statements if statement]
        good_rubrics = [rubric for rubric in rubrics if rubric]
        self.unique("module", [module.id for module in good_modules])
        self.unique("statement", [statement.id for statement in good_statements])
        self.unique("rubric", [rubric.id for rubric in good_rubrics])
        self.check_rubrics(good_modules, good_rubrics)
        if programme and len(good_modules) == len(modules):
            self.check_programme(programme, good_modules, good_statements, good_rubrics)
        if directory:
            self.check_texts(directory)
        if self.mistakes or not programme or not directory:
            raise ContentInvalid(self.mistakes)
        order = {module.id: module for module in good_modules}
        return Course(
            programme=programme,
            modules=tuple(order[module_id] for module_id in programme.modules),
            statements=tuple(good_statements),
            rubrics=tuple(good_rubrics),
            directory=directory,
        )

    def directory(self) -> Directory | None:
        directory = self.file(self.folder / "directory.yaml", Directory)
        if directory:
            self.found(self.sources[-1], checks.directory_findings(directory))
            self.sources.pop()
        return directory

    def module(self, folder: Path) -> Module | None:
        before = len(self.mistakes)
        head = self.file(folder / "module.yaml", ModuleHead)
        head_source = self.sources[-1] if head else None
        lessons = [self.lesson(path) for path in sorted(folder.glob("*.md"))]
        quiz = self.file(folder / "quiz.yaml", Quiz) if (folder / "quiz.yaml").exists() else None
        if quiz:
            names = {lesson.id for lesson in lessons if lesson}
            self.found(self.sources[-1], checks.quiz_findings(quiz, names))
        reflection = None
        if (folder / "reflection.yaml").exists():
            reflection = self.file(folder / "reflection.yaml", Reflection)
        if head and head_source:
            present = [part.id for part in (*lessons, quiz, reflection) if part]
            if len(self.mistakes) == before:
                self.found(head_source, checks.missing_or_unused(head.activities, present))
            for name, times in Counter(present).items():
                if times > 1:
                    self.mistakes.append(head_source.mistake((), f'"{name}" is the id of {times} files of this module'))
        if head is None or len(self.mistakes) > before:
            return None
        order = {lesson.id: lesson for lesson in lessons if lesson}
        return Module(
            **head.model_dump(),
            lessons=tuple(order[name] for name in head.activities if name in order),
            quiz=quiz,
            reflection=reflection,
        )

    def lesson(self, path: Path) -> Lesson | None:
        name = self.name(path)
        text = self.text(path)
        if text is None:
            return None
        lines = text.splitlines()
        if not lines or lines[0].strip() != "---" or "---" not in [line.strip() for line in lines[1:]]:
            self.mistakes.append(Mistake(name, 1, 1, "a lesson begins with its facts between two lines of ---"))
            return None
        end = [line.strip() for line in lines].index("---", 1)
        source, mistakes = read_yaml(name, "\n".join(lines[1:end]), first_line=2)
        self.mistakes += mistakes
        head = self.shaped(source, LessonHead)
        body = "\n".join(lines[end + 1 :])
        if not body.strip():
            self.mistakes.append(Mistake(name, end + 2, 1, "the lesson has no text"))
            return None
        for line, word in unknown_boxes(body):
            self.mistakes.append(Mistake(name, end + 1 + line, 1, f'there is no box "{word}"'))
        for line, content in enumerate(lines[end + 1 :], start=end + 2):
            if content.startswith("# "):
                self.mistakes.append(Mistake(name, line, 1, 'headings in a lesson begin at "##"'))
            self.lesson_texts.append((name, line, content))
        return Lesson(**head.model_dump(), html=to_html(body)) if head else None

    def check_rubrics(self, modules: list[Module], rubrics: list[Rubric]) -> None:
        names = {rubric.id for rubric in rubrics}
        for rubric in rubrics:
            source = self.source_of(f"rubrics/{rubric.id}.yaml")
            if source:
                self.found(source, checks.duplicates("lines", [line.id for line in rubric.lines]))
        for source in self.sources:
            data = source.data if isinstance(source.data, dict) else {}
            if source.file.endswith("reflection.yaml") and "rubric" in data and data["rubric"] not in names and modules:
                self.mistakes.append(source.mistake(("rubric",), f'there is no rubric "{data["rubric"]}"'))

    def check_programme(
        self, programme: Programme, modules: list[Module], statements: list[Statement], rubrics: list[Rubric]
    ) -> None:
        source = self.source_of("programme.yaml")
        if source is None:
            return
        self.found(
            source,
            checks.programme_findings(
                programme,
                modules=[module.id for module in modules],
                with_quiz=[module.id for module in modules if module.quiz],
                with_reflection=[module.id for module in modules if module.reflection],
                with_critical=[
                    module.id
                    for module in modules
                    if module.quiz and any(objective.critical for objective in module.quiz.objectives)
                ],
                statements=[statement.id for statement in statements],
                rubrics=[rubric.id for rubric in rubrics],
            ),
        )
        for module in modules:
            if module.id not in programme.modules:
                self.mistakes.append(source.mistake(("modules",), f'module "{module.id}" is not in the list'))

    def check_texts(self, directory: Directory) -> None:
        services, numbers = directory.by_id.keys(), checks.directory_numbers(directory)
        for source in self.sources:
            for path, text in source.strings():
                for sentence in checks.text_findings(text, services, numbers):
                    self.mistakes.append(source.mistake(path, sentence))
        for name, line, text in self.lesson_texts:
            for sentence in checks.text_findings(text, services, numbers):
                self.mistakes.append(Mistake(name, line, 1, sentence))

    def file(self, path: Path, shape: type[Shape]) -> Shape | None:
        """A YAML file in the given shape; None, with mistakes noted, when it is not."""
        text = self.text(path)
        if text is None:
            return None
        source, mistakes = read_yaml(self.name(path), text)
        self.mistakes += mistakes
        made = self.shaped(source, shape)
        if made is not None:
            self.sources.append(source)
        return None if mistakes else made

    def shaped(self, source: Source, shape: type[Shape]) -> Shape | None:
        if source.data is None:
            return None
        try:
            return shape.model_validate_json(json.dumps(source.data))
        except ValidationError as error:
            self.mistakes += [_mistake(source, each) for each in error.errors(include_url=False)]
            return None

    def text(self, path: Path) -> str | None:
        try:
            return path.read_text(encoding="utf-8")
        except FileNotFoundError:
            self.mistakes.append(Mistake(self.name(path), 1, 1, "this file is missing"))
        except UnicodeDecodeError:
            self.mistakes.append(Mistake(self.name(path), 1, 1, "this file is not UTF-8 text"))
        return None

    def name(self, path: Path) -> str:
        return f"{self.folder.name}/{path.relative_to(self.folder).as_posix()}"

    def source_of(self, ending: str) -> Source | None:
        return next((source for source in self.sources if source.file.endswith(ending)), None)

    def found(self, source: Source, findings: Iterator[checks.Finding]) -> None:
        self.mistakes += [source.mistake(path, sentence) for path, sentence in findings]

    def unique(self, kind: str, ids: list[str]) -> None:
        for name, times in Counter(ids).items():
            if times > 1:
                where = f"{self.folder.name}/programme.yaml"
                self.mistakes.append(Mistake(where, 1, 1, f'{times} files have the {kind} id "{name}"'))


def _mistake(source: Source, error: ErrorDetails) -> Mistake:
    """One of pydantic's errors as a sentence at its place."""
    location = error["loc"]
    name = next((str(part) for part in reversed(location) if isinstance(part, str)), "this")
    sentence = SENTENCES.get(error["type"], f'"{{name}}": {error["msg"]}').format(name=name)
    return source.mistake(location, sentence)
