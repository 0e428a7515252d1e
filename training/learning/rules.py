"""The path, from a course and a record. Pure."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from training.course.content import Course, Lesson, Module, Reflection, activity_name
from training.criteria.policy import Policy
from training.criteria.rules import ModuleState, module_requirement, module_state
from training.evidence.rules import Evidence, Kind, Record


class ReflectionState(StrEnum):
    NOT_BEGUN = "not begun"
    WAITING = "waiting"
    ACCEPTED = "accepted"
    NOT_YET = "not yet"


@dataclass(frozen=True)
class LessonStep:
    lesson: Lesson
    read_at: datetime | None
    read_again: bool
    """A critical miss points back to it, and it has not been read since."""

    @property
    def done(self) -> bool:
        return self.read_at is not None and not self.read_again


@dataclass(frozen=True)
class QuizStep:
    """Where a quiz stands.

    :param unfinished: the open attempt's id
    :param last: the latest sitting handed in under the present revision
    """

    tries: int
    open: bool
    unfinished: str | None
    last: Evidence | None
    passed: bool


@dataclass(frozen=True)
class ReflectionStep:
    reflection: Reflection
    state: ReflectionState


@dataclass(frozen=True)
class ModuleStep:
    module: Module
    number: int
    state: ModuleState
    lessons: tuple[LessonStep, ...]
    quiz: QuizStep | None
    reflection: ReflectionStep | None
    passed_on: date | None

    @property
    def done(self) -> bool:
        return self.state == ModuleState.PASSED

    @property
    def read_count(self) -> int:
        return sum(step.done for step in self.lessons)

    @property
    def minutes_left(self) -> int:
        """Minutes of lessons that are still to read, and what the module asks beyond them until it is passed."""
        unread = sum(step.lesson.minutes for step in self.lessons if not step.done)
        lessons = sum(lesson.minutes for lesson in self.module.lessons)
        rest = max(self.module.minutes - lessons, 0)
        return unread + (0 if self.done else rest)

    @property
    def next_activity(self) -> str | None:
        """The activity to carry on with, by id; None when the whole module is done."""
        for step in self.lessons:
            if not step.done and not self.done:
                return step.lesson.id
        if self.quiz is not None and self.module.quiz and not self.quiz.passed:
            return self.module.quiz.id
        if self.reflection is not None and self.reflection.state in (
            ReflectionState.NOT_BEGUN,
            ReflectionState.NOT_YET,
        ):
            return self.reflection.reflection.id
        return None


@dataclass(frozen=True)
class Path:
    steps: tuple[ModuleStep, ...]

    @property
    def now(self) -> ModuleStep | None:
        """The module to go on with: the first, in order, in which something is left to do."""
        return next((step for step in self.steps if step.next_activity is not None), None)

    @property
    def done_count(self) -> int:
        return sum(step.done for step in self.steps)


def path(course: Course, policy: Policy, record: Record, on: date) -> Path:
    """Someone's path on a day."""
    return Path(
        tuple(module_step(module, number, policy, record, on) for number, module in enumerate(course.modules, start=1))
    )


def module_step(module: Module, number: int, policy: Policy, record: Record, on: date) -> ModuleStep:
    """One module of the path, on a day."""
    record = record.as_of(on)
    state = module_state(module, record, policy, on)
    need = module_requirement(module, policy)
    sittings = [fact for fact in record.of(Kind.QUIZ, need.of) if fact.revision >= need.revision]
    last = sittings[-1] if sittings else None
    passed = state == ModuleState.PASSED
    again = _to_read_again(module, last) if not passed else frozenset()
    lessons = tuple(
        LessonStep(
            lesson,
            record.lessons.get((module.id, lesson.id)),
            lesson.id in again and _not_read_since(record.lessons.get((module.id, lesson.id)), last),
        )
        for lesson in module.lessons
    )
    quiz = None
    if module.quiz is not None:
        ready = all(step.done for step in lessons)
        quiz = QuizStep(len(sittings), ready and not passed, record.unfinished.get(need.of), last, passed)
    good = [fact for fact in sittings if fact.good]
    return ModuleStep(
        module,
        number,
        state,
        lessons,
        quiz,
        _reflection(module, record),
        good[-1].on if passed and good else None,
    )


def _to_read_again(module: Module, last: Evidence | None) -> frozenset[str]:
    """Lessons that the latest sitting's critical misses point back to."""
    if last is None or last.good or module.quiz is None:
        return frozenset()
    missed = last.critical_misses
    objectives = {item.objective for item in module.quiz.items if item.id in missed}
    return frozenset(objective.lesson for objective in module.quiz.objectives if objective.id in objectives)


def _not_read_since(read_at: datetime | None, last: Evidence | None) -> bool:
    return read_at is None or (last is not None and read_at <= last.at)


def _reflection(module: Module, record: Record) -> ReflectionStep | None:
    if module.reflection is None:
        return None
    activity = activity_name(module.id, module.reflection.id)
    reviews = [fact for fact in record.of(Kind.REFLECTION, activity) if fact.revision >= module.reflection.revision]
    if any(fact.good for fact in reviews):
        state = ReflectionState.ACCEPTED
    elif activity in record.waiting:
        state = ReflectionState.WAITING
    else:
        state = ReflectionState.NOT_YET if reviews else ReflectionState.NOT_BEGUN
    return ReflectionStep(module.reflection, state)
