"""Opening, answering, handing in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import cast

from sqlalchemy import CursorResult, Table, bindparam, insert, or_, select, update
from sqlalchemy.orm import Session

from training.attempts.models import Attempt, Response
from training.attempts.queries import VIEWED, AttemptView, attempt_for, view_of, view_of_columns
from training.attempts.rules import Saved, answers_that_count, draw
from training.core.actors import Actor
from training.core.database import run
from training.core.errors import NotFound, Refused
from training.core.ids import digest_of, new_id
from training.core.touch import touched
from training.course.queries import EditionView, edition
from training.people.queries import lock

HANDED_IN = "handed in"

_SAVED = select(
    Response.save_id, Response.item, Response.answer, Response.revision, Response.page_id, Response.sequence
).where(Response.attempt_id == bindparam("attempt"))
_SAVED_LIKE = _SAVED.where(
    or_(
        Response.item.in_(bindparam("items", expanding=True)),
        Response.save_id.in_(bindparam("save_ids", expanding=True)),
    )
)
_SAVE = insert(cast(Table, Response.__table__))
_CLOSE = (
    update(Attempt)
    .where(
        Attempt.id == bindparam("attempt"),
        Attempt.person_id == bindparam("person"),
        Attempt.handed_in_at.is_(None),
        Attempt.voided_at.is_(None),
    )
    .values(handed_in_at=bindparam("now"))
    .returning(*VIEWED)
    .execution_options(synchronize_session=False)
)


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
    :raises Refused: "handed in": nothing is changed any more; "option": not an answer to this question;
        "save id": made up, so that no id is left to keep it under
    """
    attempt = attempt_for(session, actor, attempt_id, lock=True)
    if answers:
        ids = [each for answer in answers for each in _ids(answer)]
        like = {"attempt": attempt_id, "items": [answer.item for answer in answers], "save_ids": ids}
        before = _saved(run(session, _SAVED_LIKE, like))
        _keep(session, attempt, answers, before, now)
    return attempt


def save_and_collect(
    session: Session, *, actor: Actor, attempt_id: str, answers: Sequence[Answer], now: datetime
) -> tuple[AttemptView, dict[str, str]]:
    """Save what a page still holds, and give the answer that counts for each item that has one.

    :raises NotFound, Refused: as `save_answers`; "handed in" too when there was nothing left to save
    """
    attempt = attempt_for(session, actor, attempt_id, lock=True)
    before = _saved(run(session, _SAVED, {"attempt": attempt_id}))
    kept = _keep(session, attempt, answers, before, now)
    if attempt.handed_in_at is not None:
        raise Refused(HANDED_IN, "This quiz was already handed in. Here is its result.")
    return attempt, answers_that_count([*(save for _, save in before), *kept])


def _saved(rows: CursorResult[str, str, str, int, str, int]) -> list[tuple[str, Saved]]:
    """Saves, each with its save_id."""
    return [
        (save_id, Saved(item, answer, revision, page_id, sequence))
        for save_id, item, answer, revision, page_id, sequence in rows.all()
    ]


def _keep(
    session: Session,
    attempt: AttemptView,
    answers: Sequence[Answer],
    before: Sequence[tuple[str, Saved]],
    now: datetime,
) -> list[Saved]:
    """Add a row for each answer that is not there yet."""
    if any(answer.item not in attempt.items for answer in answers):
        raise NotFound
    known = {(save_id, save.item, save.answer) for save_id, save in before}
    taken = {save_id for save_id, _ in before}
    fresh: list[tuple[str, Answer]] = []
    for answer in answers:
        if any((each, answer.item, answer.answer) in known for each in _ids(answer)):
            continue
        save_id = next((each for each in _ids(answer) if each not in taken), None)
        if save_id is None:
            raise Refused(
                "save id", "This page cannot be used any more. Open the question again, and choose once more."
            )
        known.add((save_id, answer.item, answer.answer))
        taken.add(save_id)
        fresh.append((save_id, answer))
    if not fresh:
        return []
    if attempt.handed_in_at is not None:
        raise Refused(HANDED_IN, "This quiz was already handed in, so this answer was not saved.")
    _check_options(session, attempt, [answer for _, answer in fresh])
    highest: dict[str, int] = {}
    for _, save in before:
        highest[save.item] = max(save.revision, highest.get(save.item, 0))
    kept, rows = [], []
    for save_id, answer in fresh:
        revision = highest[answer.item] = highest.get(answer.item, 0) + 1
        kept.append(Saved(answer.item, answer.answer, revision, answer.page_id, answer.sequence))
        rows.append(
            {
                "id": new_id(),
                "save_id": save_id,
                "attempt_id": attempt.id,
                "item": answer.item,
                "page_id": answer.page_id,
                "sequence": answer.sequence,
                "revision": revision,
                "answer": answer.answer,
                "saved_at": now,
            }
        )
    run(session, _SAVE, rows)
    return kept


def close_attempt(session: Session, *, actor: Actor, attempt_id: str, now: datetime) -> AttemptView:
    """Hand in. `marking` marks it in the same transaction.

    :raises NotFound: not the actor's attempt
    :raises Refused: "handed in": it was handed in before
    """
    closed = run(session, _CLOSE, {"attempt": attempt_id, "person": actor.id, "now": now}).one_or_none()
    if closed is None:
        attempt_for(session, actor, attempt_id)
        raise Refused(HANDED_IN, "This quiz was already handed in. Here is its result.")
    touched(session, actor.id)
    return view_of_columns(closed)


def _ids(answer: Answer) -> tuple[str, str]:
    """What a save may be stored under: the page's own id, or, where that has another answer, one made of both."""
    return answer.save_id, digest_of(f"{answer.save_id} {answer.item} {answer.answer}")


def _check_options(session: Session, attempt: AttemptView, answers: Sequence[Answer]) -> None:
    quiz = edition(session, attempt.edition).course.quiz(attempt.activity)
    for answer in answers:
        item = quiz.items_by_id.get(answer.item) if quiz else None
        if item is None or item.option(answer.answer) is None:
            raise Refused("option", "That is not one of the answers to this question. Please choose again.")
