"""Assessment: a pure function of (policy, evidence, date). Also the state of each module for the path and for lists."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from training.core.clock import add_months
from training.course.content import Module, activity_name
from training.criteria.policy import Policy, Requirement
from training.evidence.rules import Evidence, Kind, Record

MEETS = 3
NOT_SEEN = 0


class State(StrEnum):
    MET = "met"
    NOT_YET = "not yet"
    LAPSED = "lapsed"


class ModuleState(StrEnum):
    NOT_BEGUN = "not begun"
    IN_PROGRESS = "in progress"
    TRY_AGAIN = "try again"
    TALK = "talk"
    """As many tries as the quiz foresees did not pass: a supportive talk comes next, never a lock-out."""
    PASSED = "passed"
    LAPSED = "lapsed"


class Who(StrEnum):
    """Who can act."""

    TRAINEE = "trainee"
    TRAINER = "trainer"


class Lack(StrEnum):
    """What is missing, as a stable word. The screens have a sentence for each."""

    SIGN = "sign"
    SIGN_AGAIN = "sign again"
    QUIZ = "quiz"
    QUIZ_AGAIN = "quiz again"
    WRITE = "write"
    WRITE_AGAIN = "write again"
    REVIEW = "review"
    PASS_FIRST = "pass first"
    """Observed sessions count once other modules are passed; `detail` is how many are still to pass."""
    OBSERVATIONS = "observations"
    OBSERVER = "another observer"
    ANOTHER_DATE = "another date"
    CRITICAL_LINE = "critical line"
    TALK = "talk"
    TALK_AGAIN = "talk again"
    TALK_DUE = "talk due"
    """Nothing is missing yet; `detail` is the last day on which the present talk holds."""
    READY_NOT_YET = "readiness not yet"
    PAUSED = "paused"


@dataclass(frozen=True)
class Missing:
    """One thing that is missing and who can act. `detail`: a count, or the id of a rubric line."""

    lack: Lack
    who: Who
    detail: str = ""


SIGN, SIGN_AGAIN = Missing(Lack.SIGN, Who.TRAINEE), Missing(Lack.SIGN_AGAIN, Who.TRAINEE)
QUIZ, QUIZ_AGAIN = Missing(Lack.QUIZ, Who.TRAINEE), Missing(Lack.QUIZ_AGAIN, Who.TRAINEE)
WRITE, WRITE_AGAIN = Missing(Lack.WRITE, Who.TRAINEE), Missing(Lack.WRITE_AGAIN, Who.TRAINEE)


@dataclass(frozen=True)
class NeedVerdict:
    need: Requirement
    state: State
    counted: tuple[Evidence, ...]
    missing: tuple[Missing, ...]
    stale_on: date | None
    """The first day on which what counts now no longer will."""


@dataclass(frozen=True)
class CriterionVerdict:
    id: str
    title: str
    short: str
    state: State
    needs: tuple[NeedVerdict, ...]

    @property
    def met_needs(self) -> int:
        return sum(need.state == State.MET for need in self.needs)

    @property
    def missing(self) -> tuple[Missing, ...]:
        return tuple(missing for need in self.needs for missing in need.missing)


@dataclass(frozen=True)
class Assessment:
    on: date
    criteria: tuple[CriterionVerdict, ...]

    @property
    def met(self) -> bool:
        return all(criterion.state == State.MET for criterion in self.criteria)

    @property
    def judges(self) -> frozenset[str]:
        """Everyone whose judgement counted."""
        return frozenset(
            fact.judge
            for criterion in self.criteria
            for need in criterion.needs
            for fact in need.counted
            if fact.judge is not None
        )

    def upcoming(self, criterion: CriterionVerdict) -> tuple[Missing, ...]:
        """What a person will have to do again by a known day, though nothing is missing now."""
        return tuple(
            Missing(Lack.TALK_DUE, Who.TRAINER, fact.until.isoformat())
            for need in criterion.needs
            for fact in need.counted
            if fact.kind == Kind.READINESS and fact.until is not None
        )

    def next_change_on(self, criterion: CriterionVerdict) -> date | None:
        """The first day after this on which the verdict may change by itself."""
        days = [need.stale_on for need in criterion.needs if need.stale_on and need.stale_on > self.on]
        return min(days, default=None)


def assess(policy: Policy, record: Record, on: date) -> Assessment:
    """Hold a record against a policy for a day. Facts dated after that day do not count."""
    known = record.as_of(on)
    criteria = []
    for criterion in policy.criteria:
        needs = tuple(_judge(need, known, on) for need in criterion.needs)
        criteria.append(CriterionVerdict(criterion.id, criterion.title, criterion.short, _worst(needs), needs))
    return Assessment(on, tuple(criteria))


def module_state(module: Module, record: Record, policy: Policy, on: date) -> ModuleState:
    """How far someone is with a module on a day. Facts dated after that day do not count."""
    record = record.as_of(on)
    if module.quiz is None:
        read = [lesson for lesson in module.lessons if (module.id, lesson.id) in record.lessons]
        if len(read) == len(module.lessons):
            return ModuleState.PASSED
        return ModuleState.IN_PROGRESS if read else ModuleState.NOT_BEGUN
    need = module_requirement(module, policy)
    verdict = _quiz(need, record, on)
    if verdict.state == State.MET:
        return ModuleState.PASSED
    if verdict.state == State.LAPSED:
        return ModuleState.LAPSED
    if need.of in record.unfinished:
        return ModuleState.IN_PROGRESS
    tries = [fact for fact in record.of(Kind.QUIZ, need.of) if fact.revision >= need.revision]
    if tries:
        return ModuleState.TALK if len(tries) >= module.quiz.tries else ModuleState.TRY_AGAIN
    return ModuleState.IN_PROGRESS if module.id in record.modules_begun else ModuleState.NOT_BEGUN


def module_requirement(module: Module, policy: Policy) -> Requirement:
    """What passing a module means: the policy's own need for it, or simply its quiz."""
    activity = activity_name(module.id, module.quiz.id if module.quiz else "")
    return policy.passes.get(activity) or Requirement(
        Kind.QUIZ, activity, module.id, module.title, revision=module.quiz.revision if module.quiz else 1
    )


def _judge(need: Requirement, record: Record, on: date) -> NeedVerdict:
    return _JUDGES[need.kind](need, record, on)


def _worst(needs: Iterable[NeedVerdict]) -> State:
    states = {need.state for need in needs}
    if State.NOT_YET in states:
        return State.NOT_YET
    return State.LAPSED if State.LAPSED in states else State.MET


def _stale_on(fact: Evidence, need: Requirement) -> date | None:
    return add_months(fact.on, need.fresh_months) if need.fresh_months else None


def _is_fresh(fact: Evidence, need: Requirement, on: date) -> bool:
    stale_on = _stale_on(fact, need)
    return fact.revision >= need.revision and (stale_on is None or on < stale_on)


def _latest_that_counts(
    need: Requirement, facts: Sequence[Evidence], on: date, first: Missing, again: Missing
) -> NeedVerdict:
    """Met by the fact that stays fresh longest; lapsed when there was one and it went stale."""
    fresh = [fact for fact in facts if _is_fresh(fact, need, on)]
    if fresh:
        latest = max(fresh, key=lambda fact: (fact.on, fact.at, fact.id))
        return NeedVerdict(need, State.MET, (latest,), (), _stale_on(latest, need))
    if facts:
        return NeedVerdict(need, State.LAPSED, (), (again,), None)
    return NeedVerdict(need, State.NOT_YET, (), (first,), None)


def _declaration(need: Requirement, record: Record, on: date) -> NeedVerdict:
    return _latest_that_counts(
        need,
        record.of(Kind.DECLARATION, need.of),
        on,
        SIGN,
        SIGN_AGAIN,
    )


def _quiz(need: Requirement, record: Record, on: date) -> NeedVerdict:
    enough = [
        fact
        for fact in record.of(Kind.QUIZ, need.of)
        if (not fact.critical_misses if need.critical_only else fact.good)
    ]
    return _latest_that_counts(need, enough, on, QUIZ, QUIZ_AGAIN)


def _reflection(need: Requirement, record: Record, on: date) -> NeedVerdict:
    facts = record.of(Kind.REFLECTION, need.of)
    verdict = _latest_that_counts(
        need,
        [fact for fact in facts if fact.good],
        on,
        WRITE,
        WRITE_AGAIN,
    )
    if verdict.state == State.MET:
        return verdict
    if need.of in record.waiting:
        return NeedVerdict(need, verdict.state, (), (Missing(Lack.REVIEW, Who.TRAINER),), None)
    if verdict.state == State.NOT_YET and facts:
        return NeedVerdict(need, State.NOT_YET, (), (WRITE_AGAIN,), None)
    return verdict


def _readiness(need: Requirement, record: Record, on: date) -> NeedVerdict:
    """Only the latest conversation speaks; it holds until its review date, when it is time to talk again."""
    facts = record.of(Kind.READINESS)
    if not facts:
        return NeedVerdict(need, State.NOT_YET, (), (Missing(Lack.TALK, Who.TRAINER),), None)
    latest = facts[-1]
    stale_on = latest.until + timedelta(days=1) if latest.until else None
    again = (Missing(Lack.TALK_AGAIN, Who.TRAINER),) if latest.until is not None and on > latest.until else ()
    if not latest.good:
        lack = Lack.PAUSED if latest.outcome == "paused" else Lack.READY_NOT_YET
        return NeedVerdict(need, State.NOT_YET, (), (Missing(lack, Who.TRAINER), *again), stale_on)
    if again:
        return NeedVerdict(need, State.LAPSED, (), again, None)
    return NeedVerdict(need, State.MET, (latest,), (), stale_on)


def _observations(need: Requirement, record: Record, on: date) -> NeedVerdict:
    """Enough observed sessions, by enough observers on enough dates, and each critical line, when last seen, meets.

    A session before the modules that come first were passed does not count.
    """
    facts = [fact for fact in record.of(Kind.OBSERVATION, need.of) if not modules_to_pass_first(need, record, fact.on)]
    fresh = [fact for fact in facts if _is_fresh(fact, need, on)]
    missing = []
    first = modules_to_pass_first(need, record, on)
    if first:
        missing.append(Missing(Lack.PASS_FIRST, Who.TRAINEE, str(len(first))))
    if len(fresh) < need.count:
        missing.append(Missing(Lack.OBSERVATIONS, Who.TRAINER, str(need.count - len(fresh))))
    else:
        if len({fact.judge for fact in fresh}) < need.observers:
            missing.append(Missing(Lack.OBSERVER, Who.TRAINER))
        if len({fact.on for fact in fresh}) < need.dates:
            missing.append(Missing(Lack.ANOTHER_DATE, Who.TRAINER))
    if fresh:
        missing += [
            Missing(Lack.CRITICAL_LINE, Who.TRAINER, line)
            for line in need.critical_lines
            if _last_seen_level(line, fresh) < MEETS
        ]
    stale_on = min((day for day in (_stale_on(fact, need) for fact in fresh) if day), default=None)
    if not missing:
        return NeedVerdict(need, State.MET, tuple(fresh), (), stale_on)
    lapsed = len(facts) >= need.count and len(fresh) < need.count
    return NeedVerdict(need, State.LAPSED if lapsed else State.NOT_YET, tuple(fresh), tuple(missing), stale_on)


def modules_to_pass_first(need: Requirement, record: Record, on: date) -> tuple[str, ...]:
    """The quizzes, by full name, that must be passed before a session on a day counts, and were not by then."""
    passed = {fact.of for fact in record.of(Kind.QUIZ) if fact.good and fact.on <= on}
    return tuple(quiz for quiz in need.after if quiz not in passed)


def _last_seen_level(line: str, facts: Iterable[Evidence]) -> int:
    """The level of a line in the latest session that showed it; NOT_SEEN when none did."""
    seen = [fact for fact in facts if fact.lines.get(line, NOT_SEEN) != NOT_SEEN]
    if not seen:
        return NOT_SEEN
    last_day = max(fact.on for fact in seen)
    return min(fact.lines[line] for fact in seen if fact.on == last_day)


_JUDGES: dict[Kind, Callable[[Requirement, Record, date], NeedVerdict]] = {
    Kind.DECLARATION: _declaration,
    Kind.QUIZ: _quiz,
    Kind.REFLECTION: _reflection,
    Kind.READINESS: _readiness,
    Kind.OBSERVATION: _observations,
}
