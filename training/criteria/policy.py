"""What an edition asks for, resolved against its own modules. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from training.core.ids import digest_of
from training.course.content import Course, activity_name
from training.course.programme import (
    CriticalItemsNeed,
    DeclarationNeed,
    ModuleNeed,
    Need,
    ObservationsNeed,
    ReadinessNeed,
    ReflectionNeed,
)
from training.evidence.rules import Kind


@dataclass(frozen=True)
class Requirement:
    """One need, in terms of evidence.

    :param of: the statement, activity or rubric that evidence must be of
    :param name: the statement, module or rubric that the author named
    :param revision: evidence of an earlier revision no longer counts
    :param critical_only: a quiz without critical miss is enough, passed or not
    :param after: quizzes that are passed before evidence of this counts
    :param fresh_months: how long evidence counts; None: as long as its revision does
    """

    kind: Kind
    of: str
    name: str
    title: str
    revision: int = 1
    critical_only: bool = False
    fresh_months: int | None = None
    count: int = 1
    observers: int = 1
    dates: int = 1
    critical_lines: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


@dataclass(frozen=True)
class CriterionPolicy:
    id: str
    title: str
    short: str
    needs: tuple[Requirement, ...]


@dataclass(frozen=True)
class Policy:
    """Everything that a certificate asks for.

    :param digest: fingerprint of all of it, kept with each decision
    """

    criteria: tuple[CriterionPolicy, ...]
    digest: str

    @cached_property
    def passes(self) -> Mapping[str, Requirement]:
        """What passing a quiz means, by its full name, where a criterion asks that it is passed."""
        needs = [need for criterion in self.criteria for need in criterion.needs]
        return {need.of: need for need in reversed(needs) if need.kind == Kind.QUIZ and not need.critical_only}


def policy_of(course: Course) -> Policy:
    """The policy of an edition's content."""
    criteria = tuple(
        CriterionPolicy(
            criterion.id, criterion.title, criterion.short, tuple(_resolved(need, course) for need in criterion.needs)
        )
        for criterion in course.programme.criteria
    )
    return Policy(criteria, digest_of(repr(criteria)))


def _resolved(need: Need, course: Course) -> Requirement:
    match need:
        case DeclarationNeed():
            statement = course.statement(need.of)
            title, revision = (statement.title, statement.revision) if statement else (need.of, 1)
            return Requirement(
                Kind.DECLARATION, need.of, need.of, title, revision=revision, fresh_months=need.fresh_months
            )
        case ReadinessNeed():
            return Requirement(Kind.READINESS, Kind.READINESS.value, "readiness", "Readiness conversation")
        case ModuleNeed() | CriticalItemsNeed():
            module = course.module(need.of)
            quiz = module.quiz if module else None
            return Requirement(
                Kind.QUIZ,
                _quiz_of(need.of, course),
                need.of,
                module.title if module else need.of,
                revision=quiz.revision if quiz else 1,
                critical_only=isinstance(need, CriticalItemsNeed),
                fresh_months=need.fresh_months,
            )
        case ReflectionNeed():
            module = course.module(need.of)
            reflection = module.reflection if module else None
            return Requirement(
                Kind.REFLECTION,
                activity_name(need.of, reflection.id if reflection else ""),
                need.of,
                reflection.title if reflection else need.of,
                revision=reflection.revision if reflection else 1,
            )
        case ObservationsNeed():
            rubric = course.rubric(need.of)
            return Requirement(
                Kind.OBSERVATION,
                need.of,
                need.of,
                rubric.title if rubric else need.of,
                fresh_months=need.fresh_months,
                count=need.count,
                observers=need.observers,
                dates=need.dates,
                critical_lines=rubric.critical_lines if rubric else (),
                after=tuple(_quiz_of(name, course) for name in need.after),
            )


def _quiz_of(module_id: str, course: Course) -> str:
    """The full name of a module's quiz."""
    module = course.module(module_id)
    return activity_name(module_id, module.quiz.id if module and module.quiz else "")
