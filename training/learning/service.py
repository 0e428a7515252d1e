"""Opening a quiz when its conditions hold."""

from datetime import date, datetime
from random import Random
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from training.attempts.queries import AttemptView
from training.attempts.service import open_attempt
from training.core.actors import Actor
from training.core.errors import NotFound, Refused
from training.course.content import activity_name
from training.course.queries import EditionView
from training.learning.queries import own_path


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
