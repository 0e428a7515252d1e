"""What a fact is. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property


class Kind(StrEnum):
    QUIZ = "quiz"
    DECLARATION = "declaration"
    REFLECTION = "reflection"
    OBSERVATION = "observation"
    READINESS = "readiness"


@dataclass(frozen=True)
class Evidence:
    """A dated fact.

    :param id: of the row it comes from
    :param of: the activity, statement or rubric
    :param on: the day that counts, where the organisation is: for an observation the day of the session
    :param judge: who judged; None for a quiz and for what people declare themselves
    :param good: passed, signed, accepted, ready; an observation is judged line by line
    :param critical_misses: items of a quiz that decide whatever the total
    :param lines: levels by line of an observation
    :param until: the last day it holds, where a person set one
    """

    kind: Kind
    id: str
    of: str
    revision: int
    edition: str
    at: datetime
    on: date
    outcome: str
    judge: str | None = None
    good: bool = True
    critical_misses: frozenset[str] = frozenset()
    lines: Mapping[str, int] = field(default_factory=dict)
    until: date | None = None


@dataclass(frozen=True)
class Record:
    """Everything that assessments and the path need to know about one person.

    :param lessons: when each (module, lesson) was last read
    :param unfinished: open attempts: id by activity
    :param waiting: reflections that nobody has judged yet: since when, by activity
    """

    evidence: tuple[Evidence, ...] = ()
    lessons: Mapping[tuple[str, str], datetime] = field(default_factory=dict)
    unfinished: Mapping[str, str] = field(default_factory=dict)
    waiting: Mapping[str, datetime] = field(default_factory=dict)

    def as_of(self, on: date) -> "Record":
        """The record without facts of a later day."""
        if self._last_on <= on:
            return self
        return replace(self, evidence=tuple(fact for fact in self.evidence if fact.on <= on))

    def of(self, kind: Kind, of: str | None = None) -> tuple[Evidence, ...]:
        """The facts of a kind, and of one activity, oldest first."""
        if of is None:
            return tuple(fact for fact in self.evidence if fact.kind == kind)
        return tuple(fact for fact in self._by_name.get(of, ()) if fact.kind == kind)

    @cached_property
    def modules_begun(self) -> frozenset[str]:
        """The modules of which a lesson was read."""
        return frozenset(module for module, _ in self.lessons)

    @cached_property
    def _last_on(self) -> date:
        return max((fact.on for fact in self.evidence), default=date.min)

    @cached_property
    def _by_name(self) -> Mapping[str, list[Evidence]]:
        found: dict[str, list[Evidence]] = {}
        for fact in self.evidence:
            found.setdefault(fact.of, []).append(fact)
        return found
