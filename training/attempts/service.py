"""Opening, answering, handing in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random

from sqlalchemy import insert, or_, select, update
from sqlalchemy.orm import Session

from training.attempts.models import Attempt, Response
from training.attempts.queries import AttemptView, attempt_for, view_of
from training.attempts.rules import draw
from training.core.actors import Actor
from training.core.errors import NotFound, Refused
from training.core.ids import new_id
from training.core.touch import touched
from training.course.queries import EditionView, edition
from training.people.queries import lock

HANDED_IN = "handed in"


@dataclass(frozen=True)
class Answer:
    """An answer as a page sends it."""

    item: str
    answer: str
    save_id: str
    page_id: str
    sequence: int


def open_attempt(
    session: Session, *, actor: Actor, edition: EditionView, activity: str, random: Random, now: datetime
) -> AttemptView:
    """Begin a quiz, or carry on with the attempt that is open. Whether it may be begun, `learning` decides.

    :raises NotFound: no such quiz
    """
    quiz = edition.course.quiz(activity)
    if quiz is None:
        raise NotFound
    lock(session, actor.id)
    every = session.scalars(
        select(Attempt).where(Attempt.person_id == actor.id, Attempt.activity == activity).order_by(Attempt.number)
    ).all()
    unfinished = [row for row in every if row.handed_in_at is None and row.voided_at is None]
    if unfinished:
        return view_of(unfinished[0])
    used = {item: row.number for row in every for item in row.items}
    row = Attempt(
        person_id=actor.id,
        activity=activity,
        revision=quiz.revision,
        number=len(every) + 1,
        edition=edition.digest,
        items=list(draw(quiz, used, random)),
        opened_at=now,
    )
    session.add(row)
    session.flush()
    touched(session, actor.id)
    return view_of(row)


def save_answers(
    session: Session, *, actor: Actor, attempt_id: str, answers: Sequence[Answer], now: datetime
) -> AttemptView:
    """Save answers. Sent twice (the same save_id and answer), a save changes nothing.

    A page that a browser brings back with its old save_id and another answer is a save of its own: nothing is lost.

    :raises NotFound: not the actor's attempt, or an item that was not drawn
    :raises Refused: "handed in": nothing is changed any more; "option": not an answer to this question
    """
    attempt = attempt_for(session, actor, attempt_id, lock=True)
    if any(answer.item not in attempt.items for answer in answers):
        raise NotFound
    if not answers:
        return attempt
    items = {answer.item for answer in answers}
    before = session.execute(
        select(Response.item, Response.save_id, Response.answer, Response.revision).where(
            Response.attempt_id == attempt_id,
            or_(Response.item.in_(items), Response.save_id.in_([answer.save_id for answer in answers])),
        )
    ).all()
    known = {(row.save_id, row.item, row.answer) for row in before}
    taken = {row.save_id for row in before}
    fresh = [answer for answer in answers if (answer.save_id, answer.item, answer.answer) not in known]
    if not fresh:
        return attempt
    if attempt.handed_in_at is not None:
        raise Refused(HANDED_IN, "This quiz was already handed in, so this answer was not saved.")
    _check_options(session, attempt, fresh)
    highest: dict[str, int] = {}
    for row in before:
        highest[row.item] = max(row.revision, highest.get(row.item, 0))
    rows = []
    for answer in fresh:
        highest[answer.item] = highest.get(answer.item, 0) + 1
        rows.append(
            {
                "id": new_id(),
                "save_id": new_id() if answer.save_id in taken else answer.save_id,
                "attempt_id": attempt_id,
                "item": answer.item,
                "page_id": answer.page_id,
                "sequence": answer.sequence,
                "revision": highest[answer.item],
                "answer": answer.answer,
                "saved_at": now,
            }
        )
        taken.add(answer.save_id)
    session.execute(insert(Response), rows)
    return attempt


def close_attempt(session: Session, *, actor: Actor, attempt_id: str, now: datetime) -> AttemptView:
    """Hand in. `marking` marks it in the same transaction.

    :raises NotFound: not the actor's attempt
    :raises Refused: "handed in": it was handed in before
    """
    closed = session.scalar(
        update(Attempt)
        .where(
            Attempt.id == attempt_id,
            Attempt.person_id == actor.id,
            Attempt.handed_in_at.is_(None),
            Attempt.voided_at.is_(None),
        )
        .values(handed_in_at=now)
        .returning(Attempt)
    )
    if closed is None:
        attempt_for(session, actor, attempt_id)
        raise Refused(HANDED_IN, "This quiz was already handed in. Here is its result.")
    touched(session, actor.id)
    return view_of(closed)


def _check_options(session: Session, attempt: AttemptView, answers: Sequence[Answer]) -> None:
    quiz = edition(session, attempt.edition).course.quiz(attempt.activity)
    for answer in answers:
        item = quiz.items_by_id.get(answer.item) if quiz else None
        if item is None or item.option(answer.answer) is None:
            raise Refused("option", "That is not one of the answers to this question. Please choose again.")
