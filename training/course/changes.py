"""What differs between two courses: what is published, and the folder as it stands. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import unescape

from training.course.content import Course, Module
from training.course.parts import Part

TAG = re.compile(r"<[^>]+>")


@dataclass(frozen=True)
class Counts:
    """How many of a kind were added, changed and removed."""

    added: int = 0
    changed: int = 0
    removed: int = 0

    @property
    def any(self) -> bool:
        return bool(self.added or self.changed or self.removed)


@dataclass(frozen=True)
class ModuleChange:
    """What changes in a module.

    :param words_before: words of its lessons as published, 0 for a new module
    :param raised: activities whose revision goes up, by full name: people do them again
    """

    id: str
    title: str
    is_new: bool
    is_gone: bool
    lessons: Counts
    items: Counts
    words_before: int
    words_after: int
    raised: tuple[str, ...]
    other: bool
    """Something else of it changed: its outcomes, its reflection, its scenario."""

    @property
    def any(self) -> bool:
        return self.is_new or self.is_gone or self.lessons.any or self.items.any or self.other


@dataclass(frozen=True)
class Changes:
    """What publishing would change.

    :param modules: only those in which something changes
    :param policy: what a certificate asks for changes
    :param raised: statements whose revision goes up, by id
    """

    modules: tuple[ModuleChange, ...]
    services: Counts
    terms: Counts
    statements: Counts
    raised: tuple[str, ...]
    rubrics: Counts
    templates: Counts
    policy: bool

    @property
    def any(self) -> bool:
        counts = (self.services, self.terms, self.statements, self.rubrics, self.templates)
        return bool(self.modules) or self.policy or any(each.any for each in counts)


def changes(before: Course | None, after: Course) -> Changes:
    """What differs, from what is published to the folder.

    :param before: None while nothing is published
    """
    old = {module.id: module for module in before.modules} if before else {}
    new = {module.id: module for module in after.modules}
    modules = [_module(old.get(module.id), module) for module in after.modules]
    modules += [_module(module, None) for module in old.values() if module.id not in new]
    statements = {each.id: each.revision for each in before.statements} if before else {}
    return Changes(
        modules=tuple(module for module in modules if module.any),
        services=_counts(before.directory.services if before else (), after.directory.services),
        terms=_counts(before.glossary if before else (), after.glossary),
        statements=_counts(before.statements if before else (), after.statements),
        raised=tuple(each.id for each in after.statements if each.revision > statements.get(each.id, each.revision)),
        rubrics=_counts(before.rubrics if before else (), after.rubrics),
        templates=_counts(before.templates if before else (), after.templates),
        policy=before is None or before.programme != after.programme,
    )


def words_in(html: str) -> int:
    """How many words a lesson's HTML has."""
    return len(unescape(TAG.sub(" ", html)).split())


def _module(before: Module | None, after: Module | None) -> ModuleChange:
    either = after or before
    if either is None:
        raise ValueError("there is no module to compare")
    old_items = before.quiz.items if before and before.quiz else ()
    new_items = after.quiz.items if after and after.quiz else ()
    return ModuleChange(
        id=either.id,
        title=either.title,
        is_new=before is None,
        is_gone=after is None,
        lessons=_counts(before.lessons if before else (), after.lessons if after else ()),
        items=_counts(old_items, new_items),
        words_before=sum(words_in(lesson.html) for lesson in before.lessons) if before else 0,
        words_after=sum(words_in(lesson.html) for lesson in after.lessons) if after else 0,
        raised=_raised(before, after),
        other=before is not None and after is not None and _rest(before) != _rest(after),
    )


def _raised(before: Module | None, after: Module | None) -> tuple[str, ...]:
    if before is None or after is None:
        return ()
    pairs = ((before.quiz, after.quiz), (before.reflection, after.reflection), (before.scenario, after.scenario))
    return tuple(
        f"{after.id}/{new.id}" for old, new in pairs if old and new and old.id == new.id and new.revision > old.revision
    )


def _rest(module: Module) -> dict[str, object]:
    """A module without its lessons and items, which are counted one by one."""
    return module.model_dump(exclude={"lessons": True, "quiz": {"items"}})


def _counts(before: Iterable[Part], after: Iterable[Part]) -> Counts:
    old, new = _by_id(before), _by_id(after)
    return Counts(
        added=len(new.keys() - old.keys()),
        changed=sum(old[key] != new[key] for key in old.keys() & new.keys()),
        removed=len(old.keys() - new.keys()),
    )


def _by_id(parts: Iterable[Part]) -> Mapping[str, Part]:
    return {str(getattr(part, "id", number)): part for number, part in enumerate(parts)}
