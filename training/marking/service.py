"""Handing in: close the attempt and mark it, in one transaction."""

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from sqlalchemy import Table, insert
from sqlalchemy.orm import Session

from training.attempts.service import Answer, close_attempt, save_and_collect
from training.core.actors import Actor
from training.core.database import run
from training.core.errors import NotFound
from training.course.queries import edition
from training.marking.models import Mark
from training.marking.rules import Marking, mark

_MARK = insert(cast(Table, Mark.__table__))


def hand_in(
    session: Session,
    *,
    actor: Actor,
    attempt_id: str,
    last_answers: Sequence[Answer],
    now: datetime,
    even_unfinished: bool = True,
) -> Marking | None:
    """Save what the page still holds, close the attempt and mark it by the edition it was opened under.

    :param even_unfinished: hand in although questions have no answer
    :returns: the marks; None when questions have no answer and that is not wanted: then the answers are saved, no more
    :raises NotFound: not the actor's attempt
    :raises Refused: "handed in": it was handed in before, and its mark stands
    """
    attempt, answers = save_and_collect(session, actor=actor, attempt_id=attempt_id, answers=last_answers, now=now)
    if not even_unfinished and set(attempt.items) - set(answers):
        return None
    quiz = edition(session, attempt.edition).course.quiz(attempt.activity)
    if quiz is None:
        raise NotFound
    close_attempt(session, actor=actor, attempt_id=attempt_id, now=now)
    marking = mark(quiz, attempt.items, answers)
    run(
        session,
        _MARK,
        {
            "attempt_id": attempt_id,
            "key_edition": attempt.edition,
            "score": marking.score,
            "maximum": marking.maximum,
            "passed": marking.passed,
            "critical_misses": list(marking.critical_misses),
            "detail": [[each.item, each.answer, each.points] for each in marking.items],
            "at": now,
        },
    )
    return marking
