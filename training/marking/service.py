"""Handing in: close the attempt and mark it, in one transaction."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from training.attempts.queries import answers as answers_of
from training.attempts.service import Answer, close_attempt, save_answers
from training.core.actors import Actor
from training.core.errors import NotFound
from training.course.queries import edition
from training.marking.models import Mark
from training.marking.rules import Marking, mark


def hand_in(
    session: Session, *, actor: Actor, attempt_id: str, last_answers: Sequence[Answer], now: datetime
) -> Marking:
    """Save what the page still holds, close the attempt and mark it by the edition it was opened under.

    :raises NotFound: not the actor's attempt
    :raises Refused: "handed in": it was handed in before, and its mark stands
    """
    save_answers(session, actor=actor, attempt_id=attempt_id, answers=last_answers, now=now)
    attempt = close_attempt(session, actor=actor, attempt_id=attempt_id, now=now)
    quiz = edition(session, attempt.edition).course.quiz(attempt.activity)
    if quiz is None:
        raise NotFound
    marking = mark(quiz, attempt.items, answers_of(session, attempt_id))
    session.add(
        Mark(
            attempt_id=attempt_id,
            key_edition=attempt.edition,
            score=marking.score,
            maximum=marking.maximum,
            passed=marking.passed,
            critical_misses=list(marking.critical_misses),
            detail=[[each.item, each.answer, each.points] for each in marking.items],
            at=now,
        )
    )
    session.flush()
    return marking
