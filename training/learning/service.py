"""Opening a quiz when its conditions hold; recording a session, with a reason when they do not hold yet."""

from collections.abc import Mapping
from datetime import date, datetime
from random import Random
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from training.attempts.queries import AttemptView
from training.attempts.service import open_attempt
from training.core.actors import Actor
from training.core.errors import NotFound, Refused
from training.core.roles import Permission
from training.course.content import activity_name
from training.course.queries import EditionView
from training.learning.queries import modules_first, own_path
from training.people.queries import person_for
from training.practice.models import Observation
from training.practice.service import observe


def record_session(
    session: Session,
    *,
    actor: Actor,
    edition: EditionView,
    person_id: str,
    rubric_id: str,
    held_on: date,
    lines: Mapping[str, int],
    feedback: Mapping[str, str],
    early_reason: str,
    form_key: str,
    zone: ZoneInfo,
    today: date,
    now: datetime,
) -> Observation:
    """Record an observed session. One held before the modules that come first were passed needs a reason.

    It is kept all the same, and does not count.

    :raises NotFound: not a trainee of the actor's cohorts, or no such rubric
    :raises Refused: "early": a reason is missing; and what `practice.observe` refuses
    """
    person_for(session, actor, Permission.JUDGE, person_id)
    early = modules_first(session, person_id, edition, zone, held_on)
    if early and not early_reason.strip():
        raise Refused("early", "Say why the session was held before these modules were passed.")
    return observe(
        session,
        actor=actor,
        edition=edition,
        person_id=person_id,
        rubric_id=rubric_id,
        held_on=held_on,
        lines=lines,
        feedback=feedback,
        early_reason=early_reason.strip() if early else "",
        form_key=form_key,
        today=today,
        now=now,
    )


def begin_quiz(
    session: Session,
    *,
    actor: Actor,
    edition: EditionView,
    module_id: str,
    zone: ZoneInfo,
    on: date,
    random: Random,
    now: datetime,
) -> AttemptView:
    """Begin a module's quiz, or carry on with the one that is open.

    :raises NotFound: no such quiz
    :raises Refused: "passed": it was passed already; "lessons": some are still to be read
    """
    step = next(
        (step for step in own_path(session, actor, edition, zone, on).steps if step.module.id == module_id), None
    )
    if step is None or step.quiz is None or step.module.quiz is None:
        raise NotFound
    if step.quiz.unfinished is None:
        if step.quiz.passed:
            raise Refused("passed", "You have already passed this quiz. There is nothing more to do here.")
        if not step.quiz.open:
            again = [each.lesson.title for each in step.lessons if each.read_again]
            if again:
                raise Refused("lessons", f"Please read this again first: {', '.join(again)}.")
            raise Refused("lessons", "Please read the lessons of this module first. The quiz opens after them.")
    return open_attempt(
        session,
        actor=actor,
        edition=edition,
        activity=activity_name(module_id, step.module.quiz.id),
        random=random,
        now=now,
    )
