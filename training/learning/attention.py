"""Who needs a trainer now, from stored standing and waiting reflections. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from training.criteria.queries import StandingView
from training.criteria.rules import Lack, ModuleState
from training.practice.queries import WaitingReview

SOON = timedelta(days=14)
TALKS = frozenset({Lack.TALK, Lack.TALK_AGAIN})
SESSIONS = frozenset({Lack.OBSERVATIONS, Lack.OBSERVER, Lack.ANOTHER_DATE, Lack.CRITICAL_LINE})


class Cause(StrEnum):
    REVIEW = "review"
    TALK_ABOUT_QUIZ = "talk about quiz"
    READINESS = "readiness"
    READINESS_SOON = "readiness soon"
    SESSION = "session"


@dataclass(frozen=True)
class Call:
    """Something a trainer can do for somebody now.

    :param about: a submission's id for a review, a module's id for a talk about its quiz
    """

    cause: Cause
    person_id: str
    name: str
    about: str = ""
    since: datetime | None = None
    due_on: date | None = None


def calls(
    names: Mapping[str, str], standings: Mapping[str, StandingView], waiting: Iterable[WaitingReview], on: date
) -> tuple[Call, ...]:
    """What trainers can do, the most pressing first: safety first, then what waits longest.

    Readiness and sessions are called for once a person's modules are passed: before that, learning comes first.
    """
    reviews = [Call(Cause.REVIEW, each.person_id, each.name, each.submission_id, each.at) for each in waiting]
    talks, readiness, soon, sessions = [], [], [], []
    for person_id, name in names.items():
        view = standings[person_id]
        talks += [
            Call(Cause.TALK_ABOUT_QUIZ, person_id, name, module)
            for module, state in view.modules.items()
            if state == ModuleState.TALK
        ]
        wanted = _called_for(view)
        if wanted == TALKS:
            readiness.append(Call(Cause.READINESS, person_id, name))
        elif wanted:
            sessions.append(Call(Cause.SESSION, person_id, name))
        due = [
            date.fromisoformat(missing.detail)
            for missing_of in view.missing.values()
            for missing in missing_of
            if missing.lack == Lack.TALK_DUE
        ]
        soon += [Call(Cause.READINESS_SOON, person_id, name, due_on=day) for day in due if day - on <= SOON]
    return (*talks, *reviews, *readiness, *soon, *sessions)


def waits(view: StandingView, criterion: str) -> bool:
    """Whether a criterion waits for a trainer now, by the rule of the calls: a table says what stands beside it."""
    called = _called_for(view)
    return view.waits_for_review(criterion) or any(each.lack in called for each in view.missing.get(criterion, ()))


def _called_for(view: StandingView) -> frozenset[Lack]:
    """Which lacks a talk about readiness, or else a session, is called for to mend now."""
    lacks = {missing.lack for missing_of in view.missing.values() for missing in missing_of}
    trained = all(state == ModuleState.PASSED for state in view.modules.values())
    if Lack.TALK_AGAIN in lacks or (trained and lacks & TALKS):
        return TALKS
    return SESSIONS if trained and lacks & SESSIONS else frozenset()
